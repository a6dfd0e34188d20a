import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ExportInput, type ExportResult } from "@kontrollrom/contracts/export.ts";
import type { SeriesChunk } from "@kontrollrom/ingest/store/sample-store.ts";
import { iso } from "../registry/row.ts";
import { until } from "../telemetry/bounded-stream.ts";
import { encoders } from "../telemetry/formats/encoders.ts";
import type { PointBook } from "../telemetry/point-book.ts";
import type { SeriesSource } from "../telemetry/series-source.ts";
import { type ExportFiles, keptMs } from "./export-files.ts";

const checkEveryBytes = 64 * 1024 ** 2;

/** Writes a series to its file as it comes: whole under its name, or not at all. */
export function createExportWork(deps: {
  readonly source: SeriesSource;
  readonly book: PointBook;
  readonly files: ExportFiles;
  now(): number;
}): (
  job: { id: string; input: string },
  progress: (fraction: number) => void,
  signal: AbortSignal,
) => Promise<ExportResult> {
  const { source, book, files } = deps;
  return async (job, progress, signal) => {
    const input = ExportInput.parse(JSON.parse(job.input));
    const pointIds = (input.pointIds ?? []).filter((id) => book.find(id) !== undefined);
    const { bucket, aggregates, zone, csv, format } = input;
    const [from, to] = [Date.parse(input.from), Date.parse(input.to)];
    const encoder = encoders[format];
    const part = files.partPath(job.id);
    let entries = 0;

    async function* counted(): AsyncGenerator<SeriesChunk> {
      const order = new Map(pointIds.map((id, at) => [id, at]));
      const chunks = source.stream({ pointIds, from, to, bucket, aggregates, zone });
      for await (const chunk of until(chunks, signal)) {
        entries += chunk.entries.length;
        const share = ((chunk.entries.at(-1)?.time ?? from) - from) / (to - from);
        progress(((order.get(chunk.pointId) ?? 0) + Math.min(1, Math.max(0, share))) / pointIds.length);
        yield chunk;
      }
    }

    async function* guarded(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      let sinceCheck = checkEveryBytes;
      for await (const chunk of bytes) {
        if (sinceCheck >= checkEveryBytes) {
          await files.refuseFull();
          sinceCheck = 0;
        }
        sinceCheck += chunk.length;
        yield chunk;
      }
    }

    try {
      const shape = { bucket, aggregates, zone, csv, label: (id: number) => book.get(id) };
      const bytes = Readable.from(guarded(encoder.encode(counted(), shape)), { objectMode: false });
      await pipeline(bytes, createWriteStream(part, { mode: 0o600, flush: true }), { signal });
      await rename(part, files.path(job.id));
      const folder = await open(dirname(part), "r");
      await folder.sync();
      await folder.close();
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return {
      file: `kontrollrom-${input.from.slice(0, 10)}-${input.to.slice(0, 10)}.${encoder.extension}`,
      mediaType: encoder.mediaType,
      bytes: (await stat(files.path(job.id))).size,
      points: pointIds.length,
      entries,
      expiresAt: iso(deps.now() + keptMs),
    };
  };
}
