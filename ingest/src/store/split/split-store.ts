import { join } from "node:path";
import type { IngestStore } from "../ingest-store.ts";
import type { StoreBatch } from "../sample-store.ts";
import { createIdCeiling } from "./id-ceiling.ts";
import type { SeriesStore } from "./series-store.ts";

function highestIdOf({ samples, frames, deadLetters }: StoreBatch): number {
  let highest = 0;
  for (const { frameId } of samples) highest = Math.max(highest, Number(frameId));
  for (const { id } of frames) highest = Math.max(highest, Number(id));
  for (const { id } of deadLetters) highest = Math.max(highest, Number(id));
  return highest;
}

/**
 * Samples in a time-series server, raw frames and dead letters in the embedded store beside it.
 *
 * The samples go first: a commit that ends between the two is not acknowledged and comes again, and samples that come again
 * change nothing, while frames and dead letters would be there twice. Back up both together.
 * @param dataDir where `telemetry-ids` is kept
 */
export function createSplitStore(dataDir: string, samples: SeriesStore, rest: IngestStore): IngestStore {
  const ids = createIdCeiling(join(dataDir, "telemetry-ids"));

  return {
    async start() {
      await rest.start();
      try {
        await ids.load();
        await samples.start();
      } catch (cause) {
        await rest.stop();
        throw cause;
      }
    },
    async stop() {
      try {
        await samples.stop();
        await ids.release();
      } finally {
        await rest.stop();
      }
    },

    async commit(batch) {
      await ids.reserve(highestIdOf(batch));
      if (batch.samples.length > 0) await samples.write(batch.samples);
      if (batch.frames.length > 0 || batch.deadLetters.length > 0)
        await rest.commit({ ...batch, samples: [] });
    },

    series: (request) => samples.series(request),
    stream: (request) => samples.stream(request),
    gaps: (request) => samples.gaps(request),
    samplesAfter: (pointId, after, limit) => samples.samplesAfter(pointId, after, limit),
    latest: (pointIds) => samples.latest(pointIds),
    committedIn: (pointIds, from, to) => samples.committedIn(pointIds, from, to),

    frame: (id) => rest.frame(id),
    frames: (from, devices) => rest.frames(from, devices),
    async count() {
      const [count, { frames }] = await Promise.all([samples.countSamples(), rest.count()]);
      return { samples: count, frames };
    },
    listDeadLetters: (filter) => rest.listDeadLetters(filter),
    changeDeadLetters: (changes) => rest.changeDeadLetters(changes),
    waitingSenders: (limit) => rest.waitingSenders(limit),
    highestId: async () => Math.max(ids.highest(), await rest.highestId()),

    health: () => samples.health(),
  };
}
