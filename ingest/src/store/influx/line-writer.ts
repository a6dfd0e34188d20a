import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpError, InfluxDB } from "@influxdata/influxdb-client";
import { StoreUnavailableError } from "../split/errors.ts";

export interface LineWriterConfig {
  /** Without credentials. */
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  /** Where lines are posted when it is not InfluxDB 2's `/api/v2/write`. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request holds at most so many lines: InfluxDB advises 5,000 to 10,000. */
const linesOfRequest = 10_000;
const timeoutMs = 30_000;
/** Pauses before what failed is tried again; then it is the caller's to ask again. */
const pausesMs = [100, 500];

/** What an error of the client says, on one line. */
function told(error: unknown): string {
  if (error instanceof HttpError) {
    const body = error.json as { readonly error?: unknown; readonly message?: unknown } | undefined;
    const why = body?.error ?? body?.message ?? error.body ?? error.statusMessage ?? "";
    return `${error.statusCode} ${String(why)}`.replace(/\s+/g, " ").slice(0, 300);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return message || code || "no answer";
}

function isTemporary(error: unknown): boolean {
  return !(error instanceof HttpError) || error.statusCode === 429 || error.statusCode >= 500;
}

/** Writes line protocol by `@influxdata/influxdb-client`, which InfluxDB and VictoriaMetrics both take. */
export function createLineWriter(
  config: LineWriterConfig,
  /** Told of lines that the server has dropped by its retention, which no trying again helps. */
  onDropped: (message: string) => void,
) {
  // The client opens a connection for each request by itself.
  const agent = config.url.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  const influx = new InfluxDB({
    url: config.url,
    headers: { ...config.headers },
    timeout: timeoutMs,
    transportOptions: { agent },
  });

  async function send(lines: string[]): Promise<void> {
    // Batches that the client sends by itself are not awaited: nothing is sent before `flush`, and nothing is tried again behind it.
    const api = influx.getWriteApi(config.org, config.bucket, "ms", {
      batchSize: lines.length + 1,
      maxBatchBytes: Number.MAX_SAFE_INTEGER,
      flushInterval: 0,
      maxRetries: 0,
      gzipThreshold: config.url.startsWith("https:") ? 10_000 : Number.MAX_SAFE_INTEGER,
      // Without an answer to this the client writes to the console.
      writeFailed: (error) => Promise.reject(error),
    });
    if (config.path !== undefined) api.path = config.path;
    api.writeRecords(lines);
    await api.flush();
  }

  return {
    close: () => agent.destroy(),

    /**
     * Resolves when the server has all of the lines.
     * @throws StoreUnavailableError when it has not; some may be there
     */
    async write(lines: readonly string[]): Promise<void> {
      for (let from = 0; from < lines.length; from += linesOfRequest) {
        const part = lines.slice(from, from + linesOfRequest);
        for (let attempt = 0; ; attempt++) {
          try {
            await send(part);
            break;
          } catch (cause) {
            const why = told(cause);
            if (/beyond retention|outside retention/.test(why)) {
              onDropped(why);
              break;
            }
            const pauseMs = pausesMs[attempt];
            if (pauseMs === undefined || !isTemporary(cause))
              throw new StoreUnavailableError(`${config.url} did not take samples: ${why}`, { cause });
            await sleep(pauseMs);
          }
        }
      }
    },
  };
}
export type LineWriter = ReturnType<typeof createLineWriter>;
