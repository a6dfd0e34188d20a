import { setTimeout } from "node:timers/promises";
import { seriesMediaTypes } from "@kontrollrom/contracts/sample.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { SeriesEncoder } from "./series-encoder.ts";

/** What is written last must have left before the connection is cut. */
const lastLineMs = 100;

/** A line for each entry (`SeriesLine`); when the stream breaks off, the last line says why. */
export const ndjson: SeriesEncoder = {
  format: "ndjson",
  mediaType: seriesMediaTypes.ndjson,
  extension: "ndjson",
  async *encode(chunks) {
    try {
      for await (const { pointId, entries } of chunks) {
        let text = "";
        for (const entry of entries) text += `${JSON.stringify({ pointId, ...entry })}\n`;
        if (text !== "") yield Buffer.from(text);
      }
    } catch (error) {
      const told =
        error instanceof ProblemError
          ? { code: error.code, detail: error.message }
          : {
              code: "stream-broke-off",
              detail: "the series could not be read to its end: ask again from the last time here",
            };
      yield Buffer.from(`${JSON.stringify({ error: told })}\n`);
      await setTimeout(lastLineMs);
      throw error;
    }
  },
};
