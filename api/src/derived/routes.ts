import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { listCursor } from "../registry/cursor.ts";
import { periodOf } from "../telemetry/series-answer.ts";
import { caller } from "../work-orders/routes.ts";
import { createDerivedSource } from "./evaluate.ts";
import type { DerivedPoints } from "./service.ts";

type Keys =
  | "GET /derived-points"
  | "POST /derived-points"
  | "POST /derived-points/preview"
  | "GET /derived-points/{id}"
  | "PATCH /derived-points/{id}"
  | "DELETE /derived-points/{id}";

/** Of a preview: more than a picture has columns. */
const mostEntries = 2000;

const derivedList = listCursor("/derived-points", "number");

export function derivedPointHandlers({
  derived,
  store,
  audit,
}: {
  derived: DerivedPoints;
  store: Pick<SampleStore, "series">;
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
    "POST /derived-points/preview": async ({ body }) => {
      const { id, from, to, bucket: asked, ...input } = body;
      const { record, node } = await derived.trial(input, id);
      const bucket = asked ?? node.resolution;
      const period = periodOf({ from, to });
      const find = (pointId: number) => (pointId === node.id ? node : derived.find(pointId));
      const source = createDerivedSource({ store, nodes: { ...derived, find } });
      const aggregates = [record.nature === "amount" ? ("consumption" as const) : ("avg" as const)];
      const zone = "Europe/Oslo";
      const limit = mostEntries;
      const series = await source.series({ pointIds: [node.id], ...period, bucket, aggregates, zone, limit });
      const entries = series.get(node.id) ?? [];
      if (entries.length > limit)
        throw new ProblemError(
          413,
          "too-many-entries",
          `this asks for more than ${limit} entries: ask for a shorter period, or a longer bucket than ${bucket}`,
        );
      const { unit, nature, resolution } = record;
      return { unit, nature, resolution, bucket, entries };
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
