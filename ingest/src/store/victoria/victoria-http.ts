import { setTimeout as sleep } from "node:timers/promises";
import { StoreQueryError, StoreUnavailableError } from "../split/errors.ts";

/** One line of `/api/v1/export`: some samples of one series. */
export interface ExportLine {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
  /** ms */
  readonly timestamps: readonly number[];
}

export interface VictoriaProcess {
  /** When it began, s: another number is another process. */
  readonly began: number;
  /** It runs with its own retention, which is a month. */
  readonly forgets: boolean;
}

const pausesMs = [200, 1000];
const silenceMs = 60_000;
const maxLineChars = 64 * 1024 * 1024;
const rowsOfLine = 10_000;

/** Seconds as its API takes them. */
export function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}

/** What is asked of VictoriaMetrics over HTTP. */
export function createVictoriaHttp(url: string, headers: Readonly<Record<string, string>>) {
  async function ask(
    path: string,
    parameters: URLSearchParams | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      let refused: string | undefined;
      try {
        const response = await fetch(`${url}${path}`, {
          headers: { ...headers },
          signal,
          redirect: "error",
          ...(parameters !== undefined && { method: "POST", body: parameters }),
        });
        if (response.ok) return response;
        refused = `${url} answers ${response.status}: ${(await response.text()).replace(/\s+/g, " ").slice(0, 300)}`;
        if (response.status < 500 && response.status !== 429) throw new StoreQueryError(refused);
      } catch (cause) {
        if (signal.aborted || cause instanceof StoreQueryError) throw cause;
        if (attempt >= pausesMs.length) {
          const { message, cause: deeper } = cause as Error;
          const why = deeper instanceof Error && deeper.message !== "" ? deeper.message : message;
          throw new StoreUnavailableError(`${url} does not answer: ${why}`, { cause });
        }
      }
      const pauseMs = pausesMs[attempt];
      if (pauseMs === undefined) throw new StoreUnavailableError(refused ?? `${url} does not answer`);
      await sleep(pauseMs);
    }
  }

  async function json(path: string, parameters: URLSearchParams): Promise<unknown> {
    try {
      return await (await ask(path, parameters, AbortSignal.timeout(silenceMs))).json();
    } catch (cause) {
      if (cause instanceof DOMException)
        throw new StoreQueryError(`${url} answered nothing for ${silenceMs / 1000} s`, { cause });
      throw cause;
    }
  }

  return {
    /** Samples of the series that match, in [from, to], ms; a series may come in several lines. */
    async *export(match: string, from: number, to: number): AsyncGenerator<ExportLine> {
      const abort = new AbortController();
      let timer = setTimeout(() => abort.abort(), silenceMs);
      const decoder = new TextDecoder();
      try {
        const parameters = new URLSearchParams({
          "match[]": match,
          start: seconds(from),
          end: seconds(to),
          max_rows_per_line: String(rowsOfLine),
        });
        const response = await ask("/api/v1/export", parameters, abort.signal);
        let rest: string[] = [];
        let restChars = 0;
        for await (const bytes of response.body ?? []) {
          clearTimeout(timer);
          const lines = decoder.decode(bytes as Uint8Array, { stream: true }).split("\n");
          rest.push(lines[0] ?? "");
          restChars += lines[0]?.length ?? 0;
          if (restChars > maxLineChars) throw new StoreQueryError(`${url} answers a line without end`);
          for (let i = 1; i < lines.length; i++) {
            const line = rest.join("");
            if (line !== "") yield JSON.parse(line) as ExportLine;
            rest = [lines[i] ?? ""];
            restChars = lines[i]?.length ?? 0;
          }
          timer = setTimeout(() => abort.abort(), silenceMs);
        }
        const line = rest.join("");
        if (line !== "") yield JSON.parse(line) as ExportLine;
      } catch (cause) {
        if (abort.signal.aborted)
          throw new StoreQueryError(
            `${url} answered nothing for ${silenceMs / 1000} s: ask for less time or fewer points`,
            { cause },
          );
        if (cause instanceof TypeError)
          throw new StoreUnavailableError(`${url} broke off its answer: ${cause.message}`, { cause });
        throw cause;
      } finally {
        clearTimeout(timer);
        abort.abort();
      }
    },

    /** Labels and value of each series that a query of one moment gives. */
    async query(text: string, time: number): Promise<{ labels: Record<string, string>; value: number }[]> {
      // Without its cache, which leaves out the last half minute.
      const parameters = new URLSearchParams({ query: text, time: seconds(time), nocache: "1" });
      const { data } = (await json("/api/v1/query", parameters)) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },

    async labelValues(label: string, match: string, from: number, to: number): Promise<string[]> {
      const parameters = new URLSearchParams({ "match[]": match, start: seconds(from), end: seconds(to) });
      return ((await json(`/api/v1/label/${label}/values`, parameters)) as { data: string[] }).data;
    },

    async process(): Promise<VictoriaProcess> {
      const metrics = await (await ask("/metrics", undefined, AbortSignal.timeout(10_000))).text();
      const began = /^process_start_time_seconds(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1];
      if (began === undefined)
        throw new StoreUnavailableError(
          `${url}/metrics tells no process_start_time_seconds: is it VictoriaMetrics?`,
        );
      const forgets = /^flag\{name="retentionPeriod", value="[^"]*", is_set="false"\}/m.test(metrics);
      return { began: Number(began), forgets };
    },
  };
}
export type VictoriaHttp = ReturnType<typeof createVictoriaHttp>;
