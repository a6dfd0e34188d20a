import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import type { DeadLetterStore } from "./dead-letter-store.ts";
import type { SampleStore } from "./sample-store.ts";

/** All that ingest needs of a store. */
export interface IngestStore extends SampleStore, DeadLetterStore {
  /** The highest id that any frame, sample or dead letter carries; 0 in an empty store. Ids go on from there. */
  highestId(): Promise<number>;
  /** Of a store that is not this process alone: which it is and whether it answers; never a secret. */
  health?(): PartHealth;
}
