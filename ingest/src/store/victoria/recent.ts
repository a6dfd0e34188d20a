import { StoreUnavailableError } from "../split/errors.ts";
import type { Row } from "./row.ts";

/** VictoriaMetrics shows new samples after 1 s and new series after 10 s: so long, and more, they are read from here. */
const keptMs = 30_000;
/** Some hundred MB. */
const maxRows = 3_000_000;

/**
 * What was written of late, in memory, since the server does not show it at once.
 * @param clock ms that only go forward
 */
export function createRecent(clock: () => number) {
  let batches: { readonly rows: readonly Row[]; readonly at: number }[] = [];
  let count = 0;

  function forget(): void {
    const kept = batches.findIndex(({ at }) => clock() - at < keptMs);
    for (const { rows } of batches.splice(0, kept < 0 ? batches.length : kept)) count -= rows.length;
  }

  return {
    /** @throws StoreUnavailableError when more comes than can be held so long */
    admit(rows: number): void {
      forget();
      if (count > 0 && count + rows > maxRows)
        throw new StoreUnavailableError(
          `more than ${maxRows} samples within ${keptMs / 1000} s: VictoriaMetrics does not show them so fast`,
        );
    },
    add(rows: readonly Row[]): void {
      batches.push({ rows, at: clock() });
      count += rows.length;
    },
    /** The rows of these points in [from, to), in the order in which they were written. */
    of(pointIds: ReadonlySet<number>, from: number, to: number): Row[] {
      const found: Row[] = [];
      for (const { rows } of batches)
        for (const row of rows) {
          const { pointId, time } = row.sample;
          if (time >= from && time < to && pointIds.has(pointId)) found.push(row);
        }
      return found;
    },
    clear(): void {
      batches = [];
      count = 0;
    },
  };
}
export type Recent = ReturnType<typeof createRecent>;
