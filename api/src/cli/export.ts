import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { ExportInput, ExportResult } from "@kontrollrom/contracts/export.ts";
import { Job } from "@kontrollrom/contracts/job.ts";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";
import { findBuilding } from "./find-building.ts";

export interface ExportOptions {
  readonly client: Client;
  readonly token: string | undefined;
  /** Where the file is put when it is whole. */
  readonly out: string | undefined;
  /** Ids, with commas. */
  readonly points: string | undefined;
  /** Id, number or exact name. */
  readonly building: string | undefined;
  readonly quantity: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly bucket: string | undefined;
  readonly aggregates: string | undefined;
  readonly timezone: string | undefined;
  readonly format: string | undefined;
  readonly excel: boolean;
  /** Aborted when the person gives up. */
  readonly signal: AbortSignal;
  write(line: string): void;
  /** Shows a line in the place of the one before, where there is a screen. */
  progress(line: string): void;
}

const pollMs = 300;
const tries = 8;
const firstWaitMs = 500;

/** Has the platform write a file, shows how far it is, and fetches it: the whole of it under its name, or nothing. */
export async function exportSeries(options: ExportOptions): Promise<void> {
  const { client, write, signal } = options;
  const { out } = options;
  if (out === undefined) throw new CliError("export needs --out FILE");
  const body = await bodyOf(options, out);
  const { jobId } = z
    .object({ jobId: z.string() })
    .parse(await client.request("POST", "/exports", { json: body }));
  try {
    const result = await finished(client, jobId, signal, options.progress);
    const part = `${out}.${jobId.slice(0, 8)}.part`;
    try {
      await download(options, jobId, part, result.bytes);
      await rename(part, out);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    write(
      `${out}: ${result.entries.toLocaleString("en-GB")} entries of ${result.points.toLocaleString("en-GB")} points, ${megabytes(result.bytes)}`,
    );
  } finally {
    // What is fetched, or given up, need not take room on the server for a day.
    await client.request("DELETE", `/exports/${jobId}`).catch(() => undefined);
  }
}

async function bodyOf(options: ExportOptions, out: string): Promise<unknown> {
  const { client, points, building, quantity, from, to, bucket, aggregates, timezone, excel } = options;
  if (from === undefined || to === undefined)
    throw new CliError("export needs a period: --from 2026-01-01 --to 2026-02-01");
  const format = options.format ?? /\.(csv|ndjson|parquet)$/.exec(out)?.[1] ?? "csv";
  const body = {
    ...(points !== undefined && { pointIds: points.split(",").map(Number) }),
    ...(building !== undefined && { buildingId: await findBuilding(client, building) }),
    ...(quantity !== undefined && { quantity }),
    from: timeOf("--from", from),
    to: timeOf("--to", to),
    ...(bucket !== undefined && { bucket }),
    ...(aggregates !== undefined && { aggregates: aggregates.split(",") }),
    ...(timezone !== undefined && { zone: timezone }),
    format,
    csv: excel ? "excel-nb" : "standard",
  };
  const checked = ExportInput.safeParse(body);
  if (checked.success) return body;
  const [issue] = checked.error.issues;
  throw new CliError(`--${issue?.path.join(".")}: ${issue?.message}`);
}

/** A date is its midnight in UTC. */
function timeOf(option: string, text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CliError(`${option} "${text}" is no time: write 2026-01-01 or 2026-01-01T08:00:00+01:00`);
  return new Date(time).toISOString();
}

async function finished(
  client: Client,
  jobId: string,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<ExportResult> {
  for (;;) {
    const job = Job.parse(await client.request("GET", `/jobs/${jobId}`));
    if (job.state === "failed")
      throw new CliError(`The export failed (${job.error?.code}): ${job.error?.detail}`);
    if (job.state === "cancelled") throw new CliError("The export was cancelled");
    if (job.state === "succeeded") return ExportResult.parse(job.result);
    progress(`Exporting: ${Math.floor(job.progress * 100)} %`);
    await sleep(pollMs, undefined, { signal }).catch(() => {
      throw new CliError("Given up");
    });
  }
}

/** Goes on from where a connection broke, as long as each try brings something. */
async function download(
  { client, token, signal, progress }: ExportOptions,
  jobId: string,
  part: string,
  bytes: number,
): Promise<void> {
  const url = new URL(`/api/v1/exports/${jobId}/file`, client.url);
  let failed = 0;
  for (;;) {
    const have = (await stat(part).catch(() => undefined))?.size ?? 0;
    if (have > 0 && have === bytes) break;
    try {
      const response = await fetch(url, {
        signal,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(have > 0 && { range: `bytes=${have}-` }),
        },
      });
      if (!response.ok || !response.body)
        throw new CliError(
          `the file was refused (${response.status}): ${(await response.text()).slice(0, 300)}`,
        );
      const goesOn = response.status === 206;
      let at = goesOn ? have : 0;
      const counted = Readable.fromWeb(response.body as never).on("data", (chunk: Buffer) => {
        at += chunk.length;
        progress(`Fetching: ${Math.floor((at / Math.max(1, bytes)) * 100)} %`);
      });
      await pipeline(counted, createWriteStream(part, { flags: goesOn ? "a" : "w", flush: true }));
      if (at !== bytes) throw new Error(`${at} of ${bytes} bytes came`);
      break;
    } catch (error) {
      if (error instanceof CliError) throw error;
      if (signal.aborted) throw new CliError("Given up");
      const now = (await stat(part).catch(() => undefined))?.size ?? 0;
      failed = now > have ? 1 : failed + 1;
      if (failed > tries)
        throw new CliError(`the file could not be fetched: ${(error as Error).message}; try again later`);
      await sleep(firstWaitMs * 2 ** Math.min(failed, 5));
    }
  }
  const folder = await open(dirname(resolve(part)), "r");
  await folder.sync();
  await folder.close();
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
