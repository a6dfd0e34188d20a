import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "../sample-store.ts";

/** A server of time series: the samples alone. What else a batch holds is kept beside it (see `split-store.ts`). */
export interface SeriesStore
  extends Pick<
    SampleStore,
    "start" | "stop" | "series" | "stream" | "gaps" | "samplesAfter" | "latest" | "committedIn"
  > {
  /**
   * Resolves when the samples are durable. Of those with the same (point, time) the last one written counts; writing them again
   * changes nothing.
   */
  write(samples: readonly CommittedSample[]): Promise<void>;
  /** How many (point, time) there are: reads all of it. */
  countSamples(): Promise<number>;
  /** Which store it is and whether it answers; never a secret. */
  health(): PartHealth;
}
