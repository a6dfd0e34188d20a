import { setTimeout as sleep } from "node:timers/promises";
import { StoreQueryError, StoreUnavailableError } from "../split/errors.ts";

export interface InfluxqlConfig {
  /** Without credentials. */
  readonly url: string;
  readonly database: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Rows of one series, or a part of them. */
export interface Rows {
  /** Number of the statement in the query. */
  readonly statement: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | null)[])[];
}

interface Line {
  readonly error?: string;
  readonly results?: readonly {
    readonly statement_id?: number;
    readonly error?: string;
    readonly series?: readonly {
      readonly tags?: Readonly<Record<string, string>>;
      readonly columns: readonly string[];
      readonly values?: Rows["values"];
    }[];
  }[];
}

/** The server has understood the query and refuses it. */
export class InfluxqlError extends Error {
  readonly code = "influxql";
  readonly status = 503;
}

const chunkRows = 10_000;
/** Far above a chunk of rows: what is longer is no answer of InfluxDB. */
const maxLineChars = 64 * 1024 * 1024;
/** How long nothing may come of an answer. */
const silenceMs = 60_000;
const pausesMs = [200, 1000];

/**
 * InfluxQL over HTTP, as InfluxDB 1, 2 (by a DBRP mapping) and 3 answer it at `/query`. Answers come in chunks, of which none is read
 * before the one before it was used.
 */
export function createInfluxql(config: InfluxqlConfig) {
  const address = new URL("query", config.url.endsWith("/") ? config.url : `${config.url}/`);
  let version: string | undefined;

  async function ask(text: string, abort: AbortController): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        // By POST, since a query that names a thousand points is longer than a URL may be.
        const response = await fetch(address, {
          method: "POST",
          headers: { ...config.headers, "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({
            db: config.database,
            q: text,
            epoch: "ms",
            chunked: "true",
            chunk_size: String(chunkRows),
          }),
          signal: abort.signal,
          redirect: "error",
        });
        version = response.headers.get("x-influxdb-version") ?? version;
        if (response.ok) return response;
        const why = (await response.text()).replace(/\s+/g, " ").slice(0, 300);
        if (response.status < 500 && response.status !== 429)
          throw new InfluxqlError(`${config.url} answers ${response.status}: ${why}`);
        throw new StoreUnavailableError(`${config.url} answers ${response.status}: ${why}`);
      } catch (cause) {
        if (abort.signal.aborted || cause instanceof InfluxqlError) throw cause;
        const pauseMs = pausesMs[attempt];
        if (pauseMs === undefined) {
          if (cause instanceof StoreUnavailableError) throw cause;
          const { message, cause: deeper } = cause as Error;
          const why = deeper instanceof Error && deeper.message !== "" ? deeper.message : message;
          throw new StoreUnavailableError(`${config.url} does not answer: ${why}`, { cause });
        }
        await sleep(pauseMs);
      }
    }
  }

  function* rowsOf(text: string): Generator<Rows> {
    if (text.trim() === "") return;
    const line = JSON.parse(text) as Line;
    if (line.error !== undefined) throw new InfluxqlError(line.error);
    for (const result of line.results ?? []) {
      if (result.error !== undefined) throw new InfluxqlError(result.error);
      for (const { tags = {}, columns, values = [] } of result.series ?? [])
        yield { statement: result.statement_id ?? 0, tags, columns, values };
    }
  }

  return {
    /**
     * @throws InfluxqlError when the query is refused
     * @throws StoreQueryError when nothing came for too long
     * @throws StoreUnavailableError when the server does not answer
     */
    async *query(text: string): AsyncGenerator<Rows> {
      const abort = new AbortController();
      let timer = setTimeout(() => abort.abort("silence"), silenceMs);
      const decoder = new TextDecoder();
      try {
        const response = await ask(text, abort);
        let rest: string[] = [];
        let restChars = 0;
        for await (const bytes of response.body ?? []) {
          clearTimeout(timer);
          const lines = decoder.decode(bytes as Uint8Array, { stream: true }).split("\n");
          rest.push(lines[0] ?? "");
          restChars += lines[0]?.length ?? 0;
          if (restChars > maxLineChars) throw new InfluxqlError(`${config.url} answers a line without end`);
          for (let i = 1; i < lines.length; i++) {
            yield* rowsOf(rest.join(""));
            rest = [lines[i] ?? ""];
            restChars = lines[i]?.length ?? 0;
          }
          timer = setTimeout(() => abort.abort("silence"), silenceMs);
        }
        yield* rowsOf(rest.join(""));
      } catch (cause) {
        if (abort.signal.aborted)
          throw new StoreQueryError(
            `${config.url} answered nothing for ${silenceMs / 1000} s: ask for less time or fewer points`,
            { cause },
          );
        if (cause instanceof TypeError)
          throw new StoreUnavailableError(`${config.url} broke off its answer: ${cause.message}`, { cause });
        throw cause;
      } finally {
        clearTimeout(timer);
        // Ends what is not read to its end; else does nothing.
        abort.abort("done");
      }
    },

    /** What the server says of itself; undefined before it has answered. */
    version: () => version,
  };
}
export type Influxql = ReturnType<typeof createInfluxql>;
