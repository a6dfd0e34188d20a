import type { SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore, SeriesChunk, SeriesRequest } from "@kontrollrom/ingest/store/sample-store.ts";

/** A series of any length: there is nothing to bound in what is never held. */
export type StreamRequest = Omit<SeriesRequest, "limit" | "maxEntries" | "downsample">;

/** Where series come from: the store, or points that are computed of others. */
export interface SeriesSource {
  series(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>>;
  stream(request: StreamRequest): AsyncIterable<SeriesChunk>;
}

/** Points that are stored and points that are derived, asked in the same way. */
export function createSeriesSource(deps: {
  readonly store: Pick<SampleStore, "series" | "stream">;
  readonly derived: SeriesSource;
  isDerived(pointId: number): boolean;
}): SeriesSource {
  const { store, derived, isDerived } = deps;
  return {
    async series(request) {
      const [computed, stored] = [true, false].map((wanted) =>
        request.pointIds.filter((id) => isDerived(id) === wanted),
      );
      if (!computed?.length) return store.series(request);
      const [a, b] = await Promise.all([
        stored?.length ? store.series({ ...request, pointIds: stored }) : new Map<number, SeriesEntry[]>(),
        derived.series({ ...request, pointIds: computed }),
      ]);
      return new Map([...a, ...b]);
    },
    async *stream(request) {
      let from = 0;
      const { pointIds } = request;
      while (from < pointIds.length) {
        const computed = isDerived(pointIds[from] as number);
        let to = from + 1;
        while (to < pointIds.length && isDerived(pointIds[to] as number) === computed) to++;
        yield* (computed ? derived : store).stream({ ...request, pointIds: pointIds.slice(from, to) });
        from = to;
      }
    },
  };
}
