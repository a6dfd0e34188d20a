import { join } from "node:path";
import type { Logger } from "pino";
import { createLineWriter } from "../influx/line-writer.ts";
import { StoreUnavailableError } from "../split/errors.ts";
import { lastOfEach } from "../split/last-of-each.ts";
import { createSeriesReader } from "../split/series-reader.ts";
import type { SeriesStore } from "../split/series-store.ts";
import { assignRevs } from "./assign-revs.ts";
import type { VictoriaConfig } from "./config.ts";
import { createJournal } from "./journal.ts";
import { createNewest } from "./newest.ts";
import { createRecent } from "./recent.ts";
import { maxRev, rowLine } from "./row.ts";
import { createVictoriaHttp } from "./victoria-http.ts";
import { createVictoriaReader } from "./victoria-reader.ts";

const checkMs = 5000;
/** VictoriaMetrics writes to its disk within some seconds; a minute is sure. */
const journalMs = 60_000;
const startPatienceMs = 60_000;

/**
 * Samples in VictoriaMetrics, written by line protocol through `@influxdata/influxdb-client` and read by its own API.
 *
 * It acknowledges what it has in memory only and loses it in a crash, so what was written in the last minute is kept on disk here
 * and written again after it has started anew. One process writes: what is newest, and what was corrected, it knows by itself.
 * @param dataDir where `victoria-journal` is kept
 */
export function createVictoriaStore(
  config: VictoriaConfig & { readonly dataDir: string },
  deps: { readonly now: () => number; readonly log: Logger },
): SeriesStore {
  const { now, log } = deps;
  const clock = () => performance.now();
  const headers: Record<string, string> = {};
  if (config.username !== undefined)
    headers.authorization = `Basic ${Buffer.from(`${config.username}:${config.password}`).toString("base64")}`;
  const http = createVictoriaHttp(config.url, headers);
  const writer = createLineWriter(
    { url: config.url, org: "kontrollrom", bucket: "kontrollrom", headers },
    () => undefined,
  );
  const journal = createJournal(join(config.dataDir, "victoria-journal"), clock);
  const recent = createRecent(clock);
  const newest = createNewest(http);
  const reader = createVictoriaReader(http, recent, newest.time);

  let processStart: number | undefined;
  let forgets = false;
  /** A write has failed: the server may have ended, and begun again within the same second. */
  let suspect = false;
  let failure: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let toldOfRevs = false;

  let last: Promise<unknown> = Promise.resolve();
  /** Runs writes and checks one after the other, and remembers whether the server answers. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(async () => {
      try {
        const result = await work();
        failure = undefined;
        return result;
      } catch (cause) {
        failure = cause instanceof Error ? cause.message : String(cause);
        throw cause;
      }
    });
    last = next.catch(() => undefined);
    return next;
  }

  async function sendAgain(): Promise<void> {
    let samples = 0;
    for await (const rows of journal.read()) {
      await writer.write(rows.map(rowLine));
      samples += rows.length;
    }
    log.info({ samples }, "VictoriaMetrics began anew: wrote again what it may have lost");
  }

  /** Finds out whether the server began anew, and writes again what it may have lost. */
  async function check(): Promise<void> {
    const { began, ...process } = await http.process();
    forgets = process.forgets;
    if (began !== processStart || suspect) await sendAgain();
    else await journal.trim(journalMs);
    processStart = began;
    suspect = false;
  }

  async function open(): Promise<void> {
    await check();
    recent.clear();
    for await (const rows of journal.read()) recent.add(rows);
    await newest.load(now());
    for await (const rows of journal.read()) newest.written(rows);
  }

  return {
    ...createSeriesReader(reader.source),

    async start() {
      await journal.load();
      processStart = undefined;
      for (const end = clock() + startPatienceMs; ; ) {
        try {
          await inTurn(open);
          break;
        } catch (cause) {
          if (!(cause instanceof StoreUnavailableError) || clock() > end) throw cause;
          log.warn({ why: cause.message }, "waiting for VictoriaMetrics");
        }
      }
      timer = setInterval(() => {
        const answered = failure === undefined;
        inTurn(check).catch((error: unknown) => {
          if (answered) log.warn({ err: error }, "VictoriaMetrics does not answer");
        });
      }, checkMs);
    },

    async stop() {
      clearInterval(timer);
      await last;
      writer.close();
      await journal.close();
    },

    write: (samples) =>
      inTurn(async () => {
        recent.admit(samples.length);
        if (suspect) await check();
        const rows = await assignRevs(lastOfEach(samples), newest.time, (pointIds, from, to) =>
          reader.rows(pointIds, from, to),
        );
        if (!toldOfRevs && rows.some(({ rev }) => rev === maxRev)) {
          toldOfRevs = true;
          log.warn(`a point got more than ${maxRev} values for one moment: which of the last counts is open`);
        }
        try {
          await writer.write(rows.map(rowLine));
        } catch (cause) {
          suspect = true;
          throw cause;
        }
        // Behind the server's answer: what is tried again and again is kept once.
        await journal.append(rows);
        recent.add(rows);
        newest.written(rows);
      }),

    async samplesAfter(pointId, after, limit) {
      const rows = await reader.rows(
        [pointId],
        after + 1,
        Number.POSITIVE_INFINITY,
        (found) => found.length >= limit,
      );
      return rows.slice(0, limit).map(({ sample }) => sample);
    },

    latest: async (pointIds) => newest.of(pointIds ?? newest.pointIds()),

    async committedIn(pointIds, from, to) {
      return (await reader.rows(pointIds, from, to + 1)).map(({ sample }) => sample);
    },

    async countSamples() {
      let count = 0;
      const period = { from: 0, to: Number.POSITIVE_INFINITY };
      for await (const { items } of reader.source.samples({ pointIds: newest.pointIds(), ...period }))
        count += items.length;
      return count;
    },

    health() {
      const where = `VictoriaMetrics at ${config.url}`;
      if (failure !== undefined) return { state: "degraded", detail: `${where}: ${failure}` };
      return forgets
        ? {
            state: "degraded",
            detail: `${where} keeps samples for a month only: start it with -retentionPeriod=100y`,
          }
        : { state: "ok", detail: where };
    },
  };
}
