import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBBigIntVector,
  DuckDBDataChunk,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  type DuckDBUTinyIntVector,
  INTEGER,
  UTINYINT,
} from "@duckdb/node-api";
import { type CommittedSample, Quality } from "@kontrollrom/contracts/sample.ts";

const types = [INTEGER, BIGINT, DOUBLE, UTINYINT, BIGINT, BIGINT];
/** Rows of a DuckDB vector. */
const chunkRows = 2048;
const qualityCodes: ReadonlyMap<string, number> = new Map(Quality.options.map((name, code) => [name, code]));

/** The quality that a code of the store stands for. */
export function qualityOf(code: unknown): Quality {
  return Quality.options[Number(code)] ?? "bad";
}

/** Puts samples, in their order, into chunks for `appendChunks`. It needs no connection, so it may be done while one is busy. */
export function chunksOf(samples: readonly CommittedSample[]): DuckDBDataChunk[] {
  const chunks: DuckDBDataChunk[] = [];
  // Samples of one frame follow each other: its id and moment are converted once.
  let frameId = "";
  let frame = 0n;
  let receivedAt = -1;
  let received = 0n;
  for (let from = 0; from < samples.length; from += chunkRows) {
    const rows = Math.min(chunkRows, samples.length - from);
    const chunk = DuckDBDataChunk.create(types, rows);
    // Written right into the vectors: arrays of values beside them cost as much again as the database takes.
    const points = chunk.getColumnVector(0) as DuckDBIntegerVector;
    const times = chunk.getColumnVector(1) as DuckDBBigIntVector;
    const values = chunk.getColumnVector(2) as DuckDBDoubleVector;
    const qualities = chunk.getColumnVector(3) as DuckDBUTinyIntVector;
    const frames = chunk.getColumnVector(4) as DuckDBBigIntVector;
    const receiveds = chunk.getColumnVector(5) as DuckDBBigIntVector;
    for (let i = 0; i < rows; i++) {
      const sample = samples[from + i] as CommittedSample;
      if (sample.frameId !== frameId) {
        frameId = sample.frameId;
        frame = BigInt(frameId);
      }
      if (sample.receivedAt !== receivedAt) {
        receivedAt = sample.receivedAt;
        received = BigInt(receivedAt);
      }
      points.setItem(i, sample.pointId);
      times.setItem(i, BigInt(sample.time));
      values.setItem(i, sample.value);
      qualities.setItem(i, qualityCodes.get(sample.quality) ?? 0);
      frames.setItem(i, frame);
      receiveds.setItem(i, received);
    }
    for (const vector of [points, times, values, qualities, frames, receiveds]) vector.flush();
    chunks.push(chunk);
  }
  return chunks;
}

/** Appends chunks to the open transaction in their order. Nothing is visible before the commit. */
export function appendChunks(appender: DuckDBAppender, chunks: readonly DuckDBDataChunk[]): void {
  for (const chunk of chunks) appender.appendDataChunk(chunk);
  appender.flushSync();
}
