import type { ImportWarning } from "@kontrollrom/contracts/job.ts";

const NAMED_AT_MOST = 100;

/** Gathers what is odd in a drawing, one warning for each code, with the entities that it is about. */
export interface Warnings {
  /** @param message for a person: what it is and what to do; the first message of a code is kept */
  add(code: string, message: string, globalIds?: readonly string[]): void;
  list(): ImportWarning[];
}

export function createWarnings(): Warnings {
  const byCode = new Map<string, ImportWarning>();
  return {
    add(code, message, globalIds = []) {
      const entry = byCode.get(code) ?? { code, message, globalIds: [], count: 0 };
      byCode.set(code, entry);
      entry.count += Math.max(1, globalIds.length);
      entry.globalIds.push(...globalIds.slice(0, NAMED_AT_MOST - entry.globalIds.length));
    },
    list: () => [...byCode.values()],
  };
}
