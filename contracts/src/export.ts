import { z } from "zod";
import { Id, PointId, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";
import { Aggregate, Bucket, CsvStyle, SeriesFormat, TimeZone } from "./sample.ts";

/** Most points of one export. */
export const maxExportPoints = 50_000;

/**
 * Body of `POST /exports`: the points by their ids, or those of a building, storey or room, and of a quantity where one is named.
 * The file is made by a job of kind `series-export`, fetched from `GET /exports/{id}/file`, and kept for a day.
 */
export const ExportInput = z.strictObject({
  pointIds: z.array(PointId).min(1).max(maxExportPoints).optional(),
  buildingId: Id.optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  quantity: Quantity.optional(),
  from: Time,
  to: Time,
  bucket: Bucket.default("raw"),
  aggregates: z.array(Aggregate).min(1).max(9).default(["avg", "min", "max"]),
  zone: TimeZone.default("Europe/Oslo"),
  format: SeriesFormat.default("csv"),
  csv: CsvStyle.default("standard"),
});
export type ExportInput = z.input<typeof ExportInput>;

/** What a job of kind `series-export` leads to. */
export const ExportResult = z.object({
  /** Name to save it under. */
  file: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  points: z.int(),
  entries: z.int(),
  expiresAt: Time,
});
export type ExportResult = z.infer<typeof ExportResult>;
