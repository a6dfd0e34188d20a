import type { RegistryDatabase } from "../registry/database.ts";

/** Who did what to which record. Histories of alarms and orders have their own tables; this is for the rest. */
export interface Audit {
  record(who: string, action: string, subject: string, detail?: unknown): Promise<void>;
}

export function createAudit(db: RegistryDatabase, now: () => number): Audit {
  return {
    async record(who, action, subject, detail = {}) {
      await db
        .insertInto("audit")
        .values({ at: now(), who, action, subject, detail: JSON.stringify(detail) })
        .execute();
    },
  };
}
