import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { listCursor } from "../registry/cursor.ts";
import { caller } from "../work-orders/routes.ts";
import type { Corrections } from "./corrections.ts";

type Keys =
  | "GET /points/{id}/corrections"
  | "POST /points/{id}/corrections"
  | "POST /points/{id}/corrections/{correctionId}/withdraw";

export function correctionHandlers({
  corrections,
  audit,
}: {
  corrections: Corrections;
  audit: Audit;
}): Pick<Handlers, Keys> {
  return {
    "GET /points/{id}/corrections": async ({ params, query }) => {
      const list = listCursor(`/points/${params.id}/corrections`, "number");
      const before = list.read(query.cursor)?.key;
      return list.page(
        await corrections.list(params.id, query.limit + 1, before),
        query.limit,
        ({ seq }) => ({ key: seq, id: "" }),
        ({ correction }) => correction,
      );
    },
    "POST /points/{id}/corrections": async ({ params, body }, call) => {
      const made = await corrections.add(params.id, body, caller(call));
      await audit.record(caller(call), "samples-corrected", String(params.id), made);
      return made;
    },
    "POST /points/{id}/corrections/{correctionId}/withdraw": async ({ params, body }, call) => {
      const withdrawn = await corrections.withdraw(params.id, params.correctionId, caller(call), body.reason);
      await audit.record(caller(call), "correction-withdrawn", String(params.id), withdrawn);
      return withdrawn;
    },
  };
}
