import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { SeriesStore } from "../split/series-store.ts";

/** Writes batches one after the other, each until it is taken, as ingest does, and remembers what was acknowledged. */
export function startWriting(store: SeriesStore, points: number, begin: number) {
  const acknowledged: CommittedSample[] = [];
  let stopping = false;
  let failures = 0;

  async function run(): Promise<void> {
    for (let step = 0; !stopping; step++) {
      const batch = Array.from(
        { length: points },
        (_, i): CommittedSample => ({
          pointId: i + 1,
          time: begin + step * 1000,
          value: step + i / 8,
          quality: "good",
          frameId: String(step + 1),
          receivedAt: begin + step * 1000 + 40,
        }),
      );
      for (;;) {
        try {
          await store.write(batch);
          acknowledged.push(...batch);
          break;
        } catch {
          failures++;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    }
  }
  const running = run();

  return {
    acknowledged,
    failures: () => failures,
    async stop(): Promise<void> {
      stopping = true;
      await running;
    },
  };
}

/** Of the acknowledged samples those that the store does not have, or not as they were. */
export async function missing(
  store: SeriesStore,
  acknowledged: readonly CommittedSample[],
): Promise<CommittedSample[]> {
  const pointIds = [...new Set(acknowledged.map(({ pointId }) => pointId))];
  const found = new Map<string, CommittedSample>();
  for (const id of pointIds)
    for (const sample of await store.committedIn([id], 0, Number.MAX_SAFE_INTEGER - 1))
      found.set(`${sample.pointId} ${sample.time}`, sample);
  return acknowledged.filter((sample) => {
    const stored = found.get(`${sample.pointId} ${sample.time}`);
    return stored?.value !== sample.value || stored.frameId !== sample.frameId;
  });
}
