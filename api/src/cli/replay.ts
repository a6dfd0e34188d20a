import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import type { NativeMessage } from "@kontrollrom/contracts/envelope.ts";
import { parse } from "csv-parse/sync";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";
import { sendInOrder } from "./ordered-sender.ts";
import { alignRows, type MappedColumn, parseLocalTime, parseMap } from "./replay-map.ts";

export interface ReplayOptions {
  readonly client: Client;
  readonly file: string;
  readonly mqttUrl: string;
  readonly token: string | undefined;
  readonly map: string | undefined;
  readonly timeColumn: string | undefined;
  readonly timezone: string;
  readonly device: string | undefined;
  readonly room: string | undefined;
  readonly speed: string;
  write(line: string): void;
}

/** Unacknowledged messages at a time: enough to fill the platform's group commits, few enough to resend quickly. */
const windowSize = 200;
const maxFileBytes = 512 * 2 ** 20;

/** Sends a recorded table through MQTT as if it came live, and ends when the platform has stored all of it. */
export async function replay(options: ReplayOptions): Promise<void> {
  const { client, write } = options;
  const columns = parseMap(options.map);
  const speed = options.speed === "max" ? Number.POSITIVE_INFINITY : Number(options.speed);
  if (!(speed > 0)) throw new CliError(`--speed "${options.speed}" must be a number above 0, or max`);
  const device = options.device ?? `replay-${basename(options.file).replace(/\.csv(\.gz)?$/, "")}`;
  const { messages, skipped } = toMessages(await readTable(options.file), options, columns, device);

  await client.request("POST", "/devices", {
    json: {
      externalId: device,
      name: `Replay of ${basename(options.file)}`,
      points: columns.map(({ quantity, channel }) =>
        channel === undefined ? quantity : `${quantity}@${channel}`,
      ),
      ...placeOf(options.room),
    },
  });
  const started = Date.now();
  const firstTime = messages[0] === undefined ? 0 : Date.parse(messages[0].time);
  let acknowledged = 0;
  await sendInOrder({
    url: options.mqttUrl,
    options: {
      clientId: `kr-replay-${process.pid}-${started}`,
      connectTimeout: 10_000,
      ...(options.token !== undefined && { username: "kr", password: options.token }),
    },
    count: messages.length,
    message: (index) => ({
      topic: `kr/v1/replay/${encodeURIComponent(device)}`,
      payload: JSON.stringify(messages[index]),
    }),
    dueAt: (index) => started + (Date.parse(messages[index]?.time ?? "") - firstTime) / speed,
    window: windowSize,
    onAcknowledged(total) {
      acknowledged = total;
      if (total % 1000 === 0) write(`${total} of ${messages.length} stored`);
    },
    onBroken: (reason) => write(`MQTT: ${reason}; what is not acknowledged is sent again`),
  });
  const seconds = (Date.now() - started) / 1000;
  write(
    `${acknowledged} of ${messages.length} messages acknowledged as stored in ${seconds.toFixed(1)} s, device "${device}"`,
  );
  if (skipped > 0) write(`${skipped} rows were left out: no time or no value could be read from them`);
}

async function readTable(file: string): Promise<{ header: string[]; rows: string[][] }> {
  const bytes = await readFile(file).catch(() => {
    throw new CliError(`${file}: there is no such file`);
  });
  try {
    const plain = file.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: maxFileBytes }) : bytes;
    return alignRows(
      parse(plain, { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
    );
  } catch (error) {
    throw new CliError(`${file} cannot be read as CSV: ${(error as Error).message}`);
  }
}

function toMessages(
  table: { header: string[]; rows: string[][] },
  options: ReplayOptions,
  columns: readonly MappedColumn[],
  device: string,
): { messages: NativeMessage[]; skipped: number } {
  const { header } = table;
  const timeColumn =
    options.timeColumn ?? ["date", "time", "timestamp"].find((name) => header.includes(name));
  const at = (name: string): number => {
    const index = header.indexOf(name);
    if (index < 0) throw new CliError(`column "${name}" is not in the file: it has ${header.join(", ")}`);
    return index;
  };
  if (timeColumn === undefined)
    throw new CliError(`no time column found among ${header.join(", ")}: name it with --time`);
  const timeAt = at(timeColumn);
  const valueColumns = columns.map((column) => ({ ...column, at: at(column.column) }));
  const messages: NativeMessage[] = [];
  let skipped = 0;
  for (const row of table.rows) {
    const time = parseLocalTime(row[timeAt] ?? "", options.timezone);
    const values = valueColumns.flatMap(({ quantity, channel, at: index }) => {
      const text = row[index] ?? "";
      const value = Number(text);
      return text === "" || !Number.isFinite(value)
        ? []
        : [{ quantity, value, ...(channel !== undefined && { channel }) }];
    });
    if (Number.isNaN(time) || values.length === 0) skipped += 1;
    else messages.push({ time: new Date(time).toISOString(), device, values });
  }
  return { messages: messages.sort((a, b) => Date.parse(a.time) - Date.parse(b.time)), skipped };
}

function placeOf(room: string | undefined): { building?: string; roomNumber?: string } {
  if (room === undefined) return {};
  const cut = room.lastIndexOf("/");
  return cut < 0 ? { building: room } : { building: room.slice(0, cut), roomNumber: room.slice(cut + 1) };
}
