import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { Aggregate, Bucket, SeriesAnswer } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { known } from "../devices/routes.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";

/** Of one answer, which is held in memory: some 20 MB. */
const maxEntries = 200_000;

interface SeriesQuestion {
  readonly from: string;
  readonly to: string;
  readonly bucket: Bucket;
  readonly aggregates: readonly Aggregate[];
  readonly limit: number;
}

export function telemetryHandlers(deps: {
  store: SampleStore;
  catalogue: Catalogue;
}): Pick<Handlers, "GET /points/{id}/samples" | "POST /samples/query"> {
  async function answer(pointIds: readonly number[], question: SeriesQuestion): Promise<SeriesAnswer> {
    const from = Date.parse(question.from);
    const to = Date.parse(question.to);
    if (to <= from)
      throw new ProblemError(
        400,
        "empty-period",
        `"to" (${question.to}) must lie after "from" (${question.from})`,
      );
    const units = pointIds.map((id) => quantities[known(deps.catalogue, id).quantity].unit);
    const { bucket, aggregates, limit } = question;
    const series = await deps.store.series({ pointIds, from, to, bucket, aggregates, limit, maxEntries });
    const total = series.values().reduce((sum, entries) => sum + entries.length, 0);
    if (total > maxEntries)
      throw new ProblemError(
        413,
        "too-many-entries",
        `this asks for more than ${maxEntries} entries in all: ask for fewer points, a shorter period, or a longer bucket than ${bucket}`,
      );
    return {
      points: pointIds.map((pointId, at) => {
        const entries = series.get(pointId) ?? [];
        if (entries.length > limit)
          throw new ProblemError(
            413,
            "too-many-entries",
            `point ${pointId} has more than ${limit} entries from ${question.from} to ${question.to}: ask for a shorter period, a longer bucket than ${bucket}, or a higher limit`,
          );
        return { pointId, unit: units[at] ?? "1", entries };
      }),
    };
  }

  return {
    "GET /points/{id}/samples": ({ params, query }) => answer([params.id], query),
    "POST /samples/query": ({ body }) => answer([...new Set(body.pointIds)], body),
  };
}
