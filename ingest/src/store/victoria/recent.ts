import { StoreUnavailableError } from "../split/errors.ts";
import type { Row } from "./row.ts";

/** VictoriaMetrics shows new samples after 1 s and new series after 10 s: so long, and more, they are read from here. */
const keptMs = 30_000;
/** Some hundred MB. */
const maxRows = 3_000_000;

/** Rows of one point in the order in which they were written; those before `head` are forgotten. */
interface Written {
  rows: Row[];
  head: number;
}

interface Batch {
  readonly rows: readonly Row[];
  readonly at: number;
}

/**
 * What was written of late, in memory, since the server does not show it at once.
 * @param clock ms that only go forward
 */
export function createRecent(clock: () => number) {
  let batches: Batch[] = [];
  const points = new Map<number, Written>();
  let count = 0;

  function forget({ rows }: Batch): void {
    count -= rows.length;
    for (const { sample } of rows) {
      const written = points.get(sample.pointId);
      if (written === undefined) continue;
      written.head++;
      if (written.head === written.rows.length) points.delete(sample.pointId);
      else if (written.head > 100 && written.head * 2 > written.rows.length) {
        written.rows = written.rows.slice(written.head);
        written.head = 0;
      }
    }
  }

  /** Forgets the oldest batches while they match. */
  function forgetWhile(matches: (batch: Batch) => boolean): void {
    let forgotten = 0;
    for (const batch of batches) {
      if (!matches(batch)) break;
      forget(batch);
      forgotten++;
    }
    batches.splice(0, forgotten);
  }

  return {
    /** @throws StoreUnavailableError when more comes than can be held so long */
    admit(rows: number): void {
      forgetWhile(({ at }) => clock() - at >= keptMs);
      if (count > 0 && count + rows > maxRows)
        throw new StoreUnavailableError(
          `more than ${maxRows} samples within ${keptMs / 1000} s: VictoriaMetrics does not show them so fast`,
        );
    },
    /** Adds what the server was given; of more than can be held, as a journal may have, the oldest are left to the server. */
    add(rows: readonly Row[]): void {
      batches.push({ rows, at: clock() });
      count += rows.length;
      for (const row of rows) {
        const written = points.get(row.sample.pointId);
        if (written === undefined) points.set(row.sample.pointId, { rows: [row], head: 0 });
        else written.rows.push(row);
      }
      forgetWhile((batch) => count > maxRows && batch.rows !== rows);
    },
    /** The rows of a point in [from, to), in the order in which they were written. */
    of(pointId: number, from: number, to: number): Row[] {
      const found: Row[] = [];
      const { rows, head } = points.get(pointId) ?? { rows: [], head: 0 };
      for (let i = head; i < rows.length; i++) {
        const row = rows[i] as Row;
        if (row.sample.time >= from && row.sample.time < to) found.push(row);
      }
      return found;
    },
    clear(): void {
      batches = [];
      points.clear();
      count = 0;
    },
  };
}
export type Recent = ReturnType<typeof createRecent>;
