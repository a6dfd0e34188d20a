import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { listCursor } from "../registry/cursor.ts";
import { caller } from "../work-orders/routes.ts";
import type { DerivedPoints } from "./service.ts";

type Keys =
  | "GET /derived-points"
  | "POST /derived-points"
  | "GET /derived-points/{id}"
  | "PATCH /derived-points/{id}"
  | "DELETE /derived-points/{id}";

const derivedList = listCursor("/derived-points", "number");

export function derivedPointHandlers({
  derived,
  audit,
}: {
  derived: DerivedPoints;
  audit: Audit;
}): Pick<Handlers, Keys> {
  return {
    "GET /derived-points": ({ query }) => {
      const after = derivedList.read(query.cursor)?.key ?? 0;
      const rows = derived
        .list()
        .filter(
          ({ id, buildingId }) =>
            id > after && (query.buildingId === undefined || buildingId === query.buildingId),
        );
      return derivedList.page(
        rows,
        query.limit,
        ({ id }) => ({ key: id, id: "" }),
        (row) => row,
      );
    },
    "POST /derived-points": async ({ body }, call) => {
      const made = await derived.add(body, caller(call));
      await audit.record(caller(call), "derived-point-added", String(made.id), made);
      return made;
    },
    "GET /derived-points/{id}": ({ params }) => derived.get(params.id),
    "PATCH /derived-points/{id}": async ({ params, body }, call) => {
      const changed = await derived.change(params.id, body);
      await audit.record(caller(call), "derived-point-changed", String(params.id), body);
      return changed;
    },
    "DELETE /derived-points/{id}": async ({ params }, call) => {
      await derived.remove(params.id);
      await audit.record(caller(call), "derived-point-removed", String(params.id));
      return undefined;
    },
  };
}
