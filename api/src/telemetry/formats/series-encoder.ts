import type { Aggregate, Bucket, CsvStyle, SeriesFormat } from "@kontrollrom/contracts/sample.ts";
import type { SeriesChunk } from "@kontrollrom/ingest/store/sample-store.ts";

/** What a reader of a table wants to know of a point. */
export interface PointLabel {
  readonly id: number;
  readonly device: string;
  readonly quantity: string;
  readonly unit: string;
}

/** What the rows of a stream are. */
export interface SeriesShape {
  readonly bucket: Bucket;
  readonly aggregates: readonly Aggregate[];
  readonly zone: string;
  readonly csv: CsvStyle;
  label(pointId: number): PointLabel;
}

/** Turns a series into bytes as it comes; holds no more than a chunk, or a row group. */
export interface SeriesEncoder {
  readonly format: SeriesFormat;
  readonly mediaType: string;
  readonly extension: string;
  encode(chunks: AsyncIterable<SeriesChunk>, shape: SeriesShape): AsyncGenerator<Buffer>;
}

/** The columns beside point and time. */
export function valueColumns(shape: SeriesShape): readonly ("value" | Aggregate)[] {
  return shape.bucket === "raw" ? ["value"] : shape.aggregates;
}
