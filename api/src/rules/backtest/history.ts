import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";

type Streams = Pick<SampleStore, "stream">;
const pointsAtOnce = 100;
/** So many are put in order at once. */
const wanted = 10_000;
const shortestMs = 1000;
const longestMs = 31 * 86_400_000;

async function* chunks(
  store: Streams,
  pointIds: readonly number[],
  from: number,
  to: number,
): AsyncGenerator<CommittedSample[]> {
  for (let at = 0; at < pointIds.length; at += pointsAtOnce)
    for await (const { pointId, entries } of store.stream({
      pointIds: pointIds.slice(at, at + pointsAtOnce),
      from,
      to,
      bucket: "raw",
      aggregates: [],
    }))
      yield entries.map(
        ({ time, value = 0, quality = "good" }): CommittedSample => ({
          pointId,
          time,
          value,
          quality,
          frameId: "",
          receivedAt: time,
        }),
      );
}

/** One point after the other, each by time: for rules that look at one point at a time. */
export const pointByPoint = chunks;

/** All points together, by time: for rules that look at several. Stretches grow and shrink by how much comes in each. */
export async function* byTime(
  store: Streams,
  pointIds: readonly number[],
  from: number,
  to: number,
): AsyncGenerator<CommittedSample[]> {
  let length = 600_000;
  for (let at = from; at < to; ) {
    const end = Math.min(at + length, to);
    const samples: CommittedSample[] = [];
    for await (const chunk of chunks(store, pointIds, at, end))
      for (const sample of chunk) samples.push(sample);
    samples.sort((a, b) => a.time - b.time);
    yield samples;
    at = end;
    if (samples.length > wanted) length = Math.max(shortestMs, length / 2);
    else if (samples.length < wanted / 4) length = Math.min(longestMs, length * 2);
  }
}
