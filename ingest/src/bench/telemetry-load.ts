import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { StoreBatch } from "../store/sample-store.ts";

/** Points that one device has, and that come in one frame. */
const pointsOfDevice = 5;

/** A year of samples, as many as asked for, of points that are all heard equally often. */
export interface TelemetryLoad {
  readonly points: number;
  readonly samples: number;
  /** ms */
  readonly from: number;
  readonly to: number;
  /** Between two samples of a point, about, ms. */
  readonly everyMs: number;
}

export function createLoad(samples: number, points: number, to: number): TelemetryLoad {
  const yearMs = 365 * 86_400_000;
  return { points, samples, from: to - yearMs, to, everyMs: Math.floor(yearMs / (samples / points)) };
}

/** Pseudo-random, the same on every run; 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Commits in the order of time: each point has its turn within the interval, with some jitter, as radio devices do.
 * @param size samples of a commit
 */
export function* batchesOf(load: TelemetryLoad, size: number): Generator<StoreBatch> {
  const random = createRandom(7);
  let frame = 0;
  let frameId = "";
  for (let first = 0; first < load.samples; first += size) {
    const samples: CommittedSample[] = [];
    for (let i = first; i < Math.min(first + size, load.samples); i++) {
      const point = i % load.points;
      const round = Math.floor(i / load.points);
      if (point % pointsOfDevice === 0) frameId = String(++frame);
      const turn = Math.floor((point / load.points) * load.everyMs);
      const time = load.from + round * load.everyMs + turn + Math.floor(random() * 2000);
      const hour = (time / 3_600_000) % 24;
      const value = 20 + 3 * Math.sin(((hour - 6) / 24) * 2 * Math.PI) + (point % 7) + random();
      samples.push({
        pointId: point + 1,
        time,
        value: Math.round(value * 10) / 10,
        quality: "good",
        frameId,
        receivedAt: time + 200 + Math.floor(random() * 800),
      });
    }
    yield { samples, frames: [], deadLetters: [] };
  }
}
