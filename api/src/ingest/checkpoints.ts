import type { CheckpointStore } from "@kontrollrom/ingest/wires/checkpoint-store.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/** How far each partition of a stream has been read and stored, in the registry: it outlives a crash. */
export function createCheckpointStore(db: RegistryDatabase): CheckpointStore {
  return {
    async load(key) {
      const row = await db
        .selectFrom("stream_checkpoint")
        .selectAll()
        .where("key", "=", key)
        .executeTakeFirst();
      return row && { sequenceNumber: row.sequence_number, offset: row.stream_offset };
    },
    async save(key, sequenceNumber, offset) {
      const values = { sequence_number: sequenceNumber, stream_offset: offset };
      await db
        .insertInto("stream_checkpoint")
        .values({ key, ...values })
        .onConflict((conflict) => conflict.column("key").doUpdateSet(values))
        .execute();
    },
  };
}
