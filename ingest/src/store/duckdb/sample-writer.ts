import { BIGINT, DOUBLE, type DuckDBAppender, DuckDBDataChunk, INTEGER, UTINYINT } from "@duckdb/node-api";
import { type CommittedSample, Quality } from "@kontrollrom/contracts/sample.ts";

const types = [INTEGER, BIGINT, DOUBLE, UTINYINT, BIGINT, BIGINT];
/** Rows of a DuckDB vector. */
const chunkRows = 2048;
const qualityCodes: ReadonlyMap<string, number> = new Map(Quality.options.map((name, code) => [name, code]));

/** The quality that a code of the store stands for. */
export function qualityOf(code: unknown): Quality {
  return Quality.options[Number(code)] ?? "bad";
}

/** Appends samples to the open transaction in their order. Nothing is visible before the commit. */
export function appendSamples(appender: DuckDBAppender, samples: readonly CommittedSample[]): void {
  // Samples of one frame follow each other: its id and moment are converted once.
  let frameId = "";
  let frame = 0n;
  let receivedAt = -1;
  let received = 0n;
  for (let from = 0; from < samples.length; from += chunkRows) {
    const rows = Math.min(chunkRows, samples.length - from);
    const points = new Array<number>(rows);
    const times = new Array<bigint>(rows);
    const values = new Array<number>(rows);
    const qualities = new Array<number>(rows);
    const frames = new Array<bigint>(rows);
    const receiveds = new Array<bigint>(rows);
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
      points[i] = sample.pointId;
      times[i] = BigInt(sample.time);
      values[i] = sample.value;
      qualities[i] = qualityCodes.get(sample.quality) ?? 0;
      frames[i] = frame;
      receiveds[i] = received;
    }
    const chunk = DuckDBDataChunk.create(types, rows);
    chunk.setColumns([points, times, values, qualities, frames, receiveds]);
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
}
