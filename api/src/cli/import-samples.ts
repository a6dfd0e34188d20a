import { parseNativeJson } from "@kontrollrom/ingest/pipeline/native-json.ts";
import { z } from "zod";
import { createBatchSender } from "./batch-sender.ts";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";
import { createRejectReport } from "./reject-report.ts";
import { parseMap } from "./replay-map.ts";
import { type CheckedLine, checkCandidate, checkZone, type Reject } from "./sample-check.ts";
import { type CsvOptions, csvRows } from "./sample-csv.ts";
import { linesOf, openSampleFile, type SampleFile } from "./sample-file.ts";

export interface ImportSamplesOptions extends CsvOptions {
  readonly client: Client;
  readonly token: string | undefined;
  readonly file: string;
  /** `BUILDING/NUMBER` of a device that is registered now. */
  readonly room: string | undefined;
  /** CSV of all that is not stored. */
  readonly rejects: string | undefined;
  write(line: string): void;
}

/** The most that one list of native messages may hold. */
const maxMessages = 1000;
/** Below the platform's bound for one message, so that a batch is never refused as a whole. */
const maxBatchBytes = 192 * 1024;
const inFlight = 4;
const maxLineBytes = 1024 * 1024;
const progressMs = 1000;

const Devices = z.object({
  items: z.array(z.object({ externalId: z.string() })),
  nextCursor: z.string().optional(),
});

/**
 * Stores recorded values of a CSV or NDJSON file, which may be of any size. What was stored before is not stored twice, so that an
 * import that was broken off is simply begun again.
 */
export async function importSamples(options: ImportSamplesOptions): Promise<void> {
  const { client, file, write } = options;
  const kind = /\.(csv|ndjson|jsonl)(\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
  if (kind === undefined)
    throw new CliError(`${file} must be a .csv or .ndjson file, or one of these with .gz`);
  checkZone(options.timezone);
  const source = await openSampleFile(file);
  const report = await createRejectReport(options.rejects);
  const known = await registeredDevices(client);
  await registerMissing(options, known);

  const started = Date.now();
  let rows = 0;
  let empty = 0;
  let sent = 0;
  let stored = 0;
  let lastWait = "";
  const refusedRanges: string[] = [];
  let refusedThere = 0;

  const sender = createBatchSender({
    url: client.url,
    token: options.token,
    inFlight,
    answered({ firstLine, lastLine }, { samples, deadLetters }) {
      stored += samples;
      lastWait = "";
      if (deadLetters === 0) return;
      refusedThere += deadLetters;
      if (refusedRanges.length < 20)
        refusedRanges.push(`  lines ${firstLine} to ${lastLine}: ${deadLetters}`);
    },
    waiting(why) {
      if (why !== lastWait) write(`Waiting: ${why}`);
      lastWait = why;
    },
  });

  let batch: { messages: string[]; bytes: number; firstLine: number; lastLine: number } | undefined;
  async function flush(): Promise<void> {
    if (batch === undefined) return;
    const { messages, firstLine, lastLine } = batch;
    batch = undefined;
    sent += messages.length;
    await sender.send({ firstLine, lastLine, body: `[${messages.join(",")}]` });
  }
  async function add(line: number, message: string): Promise<void> {
    const bytes = Buffer.byteLength(message) + 1;
    if (batch !== undefined && (batch.messages.length >= maxMessages || batch.bytes + bytes > maxBatchBytes))
      await flush();
    batch ??= { messages: [], bytes: 2, firstLine: line, lastLine: line };
    batch.messages.push(message);
    batch.bytes += bytes;
    batch.lastLine = line;
  }

  const rate = () => Math.round(rows / Math.max(0.001, (Date.now() - started) / 1000));
  const timer = setInterval(() => {
    const percent = Math.floor(source.progress() * 100);
    write(`${percent} %: ${count(rows)} rows, ${count(rate())} a second, ${count(report.total())} rejected`);
  }, progressMs);
  let cutOff: Error | undefined;
  try {
    for await (const line of checkedLines(kind, source, options, known)) {
      rows++;
      if (line.messages.length === 0 && line.rejects.length === 0) empty++;
      for (const reject of line.rejects) await report.add(reject);
      for (const message of line.messages) await add(line.line, message);
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    cutOff = error as Error;
  } finally {
    clearInterval(timer);
  }
  await flush();
  await sender.finish();
  await report.close();

  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  write(
    `${count(rows)} rows read in ${seconds} s (${count(rate())} a second), ${count(sent)} messages sent, ${count(stored)} values are stored`,
  );
  if (empty > 0) write(`${count(empty)} rows had no value`);
  if (report.total() > 0) write(`${count(report.total())} rejected:`);
  for (const line of report.lines()) write(line);
  if (refusedThere > 0) {
    write(`Refused by the platform beyond these (see GET /dead-letters): ${count(refusedThere)}`);
    for (const range of refusedRanges) write(range);
  }
  if (cutOff !== undefined)
    throw new CliError(
      `${file} cannot be read further after ${count(rows)} rows: ${cutOff.message}; what was read is stored`,
    );
}

const count = (value: number) => value.toLocaleString("en");

/** External ids of the registered devices; undefined where the key may not read the register. */
async function registeredDevices(client: Client): Promise<Set<string> | undefined> {
  const known = new Set<string>();
  let cursor: string | undefined;
  do {
    let page: z.infer<typeof Devices>;
    try {
      const query = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      page = Devices.parse(await client.request("GET", `/devices?limit=1000${query}`));
    } catch (error) {
      if (error instanceof CliError && error.message.includes("(403)")) return undefined;
      throw error;
    }
    for (const { externalId } of page.items) known.add(externalId);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return known;
}

/** Registers the device that `--device` names where it is not; one that is there keeps its name and place. */
async function registerMissing(options: ImportSamplesOptions, known: Set<string> | undefined): Promise<void> {
  const { client, device, map, room } = options;
  if (device === undefined || known?.has(device) === true) return;
  const cut = room?.lastIndexOf("/") ?? -1;
  const place =
    room === undefined
      ? {}
      : cut < 0
        ? { building: room }
        : { building: room.slice(0, cut), roomNumber: room.slice(cut + 1) };
  const points =
    map === undefined
      ? []
      : parseMap(map).map(({ quantity, channel }) =>
          channel === undefined ? quantity : `${quantity}@${channel}`,
        );
  await client.request("POST", "/devices", { json: { externalId: device, name: device, points, ...place } });
  known?.add(device);
}

async function* checkedLines(
  kind: string,
  source: SampleFile,
  options: ImportSamplesOptions,
  known: ReadonlySet<string> | undefined,
): AsyncGenerator<CheckedLine> {
  const now = Date.now();
  const knows = known === undefined ? undefined : (device: string) => known.has(device);
  const rejected = (line: number, reason: string, detail: string): CheckedLine => ({
    line,
    messages: [],
    rejects: [{ line, reason, detail }],
  });
  if (kind === "csv") {
    for await (const row of csvRows(source.stream, options)) {
      if ("reject" in row) yield { line: row.line, messages: [], rejects: [row.reject] };
      else if ("empty" in row) yield { line: row.line, messages: [], rejects: [] };
      else yield checkCandidate(row.line, row.candidate, now, knows);
    }
    return;
  }
  for await (const { number, text } of linesOf(source.stream, maxLineBytes)) {
    if (text === undefined)
      yield rejected(number, "too-large", `a line over ${maxLineBytes} bytes: write one message a line`);
    else
      yield checkJsonLine(number, text, now, knows) ??
        rejected(number, "not-json", `${text.slice(0, 80)}: write one native message a line`);
  }
}

/** Undefined where the line is no JSON. */
function checkJsonLine(
  line: number,
  text: string,
  now: number,
  knows: ((device: string) => boolean) | undefined,
): CheckedLine | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    return undefined;
  }
  const { messages, refused } = parseNativeJson(json, new Uint8Array());
  const checked = messages.map(({ device, time, values }) =>
    checkCandidate(line, { device, time, writtenTime: String(time), values }, now, knows),
  );
  const shapes: Reject[] = refused.map(({ reason, detail }) => ({ line, reason, detail }));
  return {
    line,
    messages: checked.flatMap((one) => one.messages),
    rejects: [...shapes, ...checked.flatMap((one) => one.rejects)],
  };
}
