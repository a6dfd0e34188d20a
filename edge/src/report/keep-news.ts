import type { Logger } from "pino";
import { toNativeMessages } from "../forward/native-messages.ts";
import type { Reading } from "../source.ts";
import { createReportFilter } from "./report-filter.ts";

export interface KeepNewsDeps {
  /** Makes messages durable, or throws. */
  append(payloads: readonly string[]): void;
  /** Something was kept. */
  kept(): void;
  readonly log: Logger;
}

/**
 * Keeps what is news among the readings, as native messages. What could not be kept is counted and is news again with the next
 * poll; it never throws.
 */
export function createNewsKeeper(deps: KeepNewsDeps) {
  const filter = createReportFilter();
  let unkept = 0;
  return {
    take(readings: readonly Reading[]): void {
      const news = readings.filter((reading) => filter.judge(reading) !== "within-resolution");
      if (news.length === 0) return;
      try {
        deps.append(toNativeMessages(news).map((message) => JSON.stringify(message)));
      } catch (error) {
        unkept += news.length;
        deps.log.error({ err: error, readings: news.length, unkept }, "readings could not be kept");
        return;
      }
      for (const reading of news) filter.sent(reading);
      deps.kept();
    },
    unkept: () => unkept,
  };
}
