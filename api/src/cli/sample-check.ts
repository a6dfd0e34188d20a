import { checkTime, normalise } from "@kontrollrom/ingest/pipeline/normalise.ts";
import { CliError } from "./cli-error.ts";

/** A message of the file, before anything in it was looked at. */
export interface Candidate {
  readonly device: string;
  /** Event time, ms; NaN where none could be read. */
  readonly time: number;
  /** The time as it is written, for what is said about it. */
  readonly writtenTime: string;
  readonly values: readonly unknown[];
}

/** Why something of a line is not sent. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
  /** Names the value and says what to do. */
  readonly detail: string;
}

/** A line of the file and what became of it. */
export interface CheckedLine {
  readonly line: number;
  /** Native messages as JSON, ready to be sent. */
  readonly messages: readonly string[];
  readonly rejects: readonly Reject[];
}

const maxDevice = 128;

/**
 * Checks what is sent the way the platform does, so that what is wrong can be told with its line.
 * @param knows whether a device is registered; undefined where that could not be asked
 */
export function checkCandidate(
  line: number,
  candidate: Candidate,
  now: number,
  knows: ((device: string) => boolean) | undefined,
): CheckedLine {
  const reject = (reason: string, detail: string): CheckedLine => ({
    line,
    messages: [],
    rejects: [{ line, reason, detail }],
  });
  const { time, writtenTime, values } = candidate;
  const device = asRegistered(candidate.device);
  if (device.length === 0 || device.length > maxDevice)
    return reject(
      "wrong-shape",
      `device ${JSON.stringify(device)} is not a name of 1 to ${maxDevice} characters`,
    );
  if (Number.isNaN(time))
    return reject(
      "wrong-shape",
      `time ${JSON.stringify(writtenTime)} cannot be read: write it as 2026-11-21T09:00:00Z`,
    );
  const wrongTime = checkTime(time, now);
  if (wrongTime !== undefined) return reject(wrongTime.reason, wrongTime.detail);
  if (knows?.(device) === false)
    return reject(
      "unknown-device",
      `device ${JSON.stringify(device)} is not registered: register it, then import again`,
    );

  const good: unknown[] = [];
  const rejects: Reject[] = [];
  for (const value of values) {
    const normal = normalise(value, time, now, false);
    if ("reason" in normal) rejects.push({ line, reason: normal.reason, detail: normal.detail });
    else good.push(value);
  }
  if (good.length === 0) return { line, messages: [], rejects };
  const message = { time: new Date(time).toISOString(), device, values: good };
  return { line, messages: [JSON.stringify(message)], rejects };
}

/** A DevEUI is registered in lower case and without separators. */
function asRegistered(device: string): string {
  const bare = device.replace(/[-:\s]/g, "");
  return /^[0-9a-fA-F]{16}$/.test(bare) ? bare.toLowerCase() : device;
}

/** @throws CliError where a zone is none */
export function checkZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    throw new CliError(`--timezone "${timezone}" is not a time zone: use a name such as Europe/Oslo or UTC`);
  }
}
