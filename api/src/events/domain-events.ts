import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { AlarmFlood } from "@kontrollrom/contracts/alarm-load.ts";
import { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Registry } from "../registry/schema.ts";

export type NewDomainEvent =
  | { kind: "alarm"; alarm: Alarm }
  | { kind: "work-order"; workOrder: WorkOrder }
  | { kind: "alarm-flood"; flood: AlarmFlood };

/**
 * Alarm and work-order changes, numbered without gaps in the transaction that makes them, so that a page which lost its
 * connection gets exactly what it missed.
 */
export interface DomainEvents {
  load(): Promise<void>;
  /** Writes the event within the transaction. Publish what is returned after the commit. */
  append(tx: Transaction<Registry>, event: NewDomainEvent): Promise<DomainEvent>;
  publish(events: readonly DomainEvent[]): void;
  after(seq: number, limit: number): Promise<{ events: DomainEvent[]; reset: boolean }>;
  readonly seq: number;
}

const kept = 10_000;

export function createDomainEvents(
  db: RegistryDatabase,
  onEvent: (event: DomainEvent) => void,
): DomainEvents {
  let seq = 0;
  let lastTrim = 0;
  return {
    get seq() {
      return seq;
    },
    async load() {
      const row = await db
        .selectFrom("domain_event")
        .select((eb) => eb.fn.max("seq").as("seq"))
        .executeTakeFirst();
      seq = Number(row?.seq ?? 0);
      lastTrim = seq;
    },
    async append(tx, event) {
      const { insertId } = await tx
        .insertInto("domain_event")
        .values({ kind: event.kind, body: JSON.stringify(event) })
        .executeTakeFirstOrThrow();
      const next = Number(insertId);
      if (next - lastTrim >= 1000) {
        await tx
          .deleteFrom("domain_event")
          .where("seq", "<=", next - kept)
          .execute();
        lastTrim = next;
      }
      return { seq: next, ...event };
    },
    publish(events) {
      for (const event of events) {
        seq = Math.max(seq, event.seq);
        onEvent(event);
      }
    },
    async after(from, limit) {
      const oldest = await db
        .selectFrom("domain_event")
        .select((eb) => eb.fn.min("seq").as("seq"))
        .executeTakeFirst();
      const gone = from > seq || (seq > 0 && from < Number(oldest?.seq ?? 1) - 1);
      if (gone) return { events: [], reset: true };
      const rows = await db
        .selectFrom("domain_event")
        .selectAll()
        .where("seq", ">", from)
        .orderBy("seq")
        .limit(limit + 1)
        .execute();
      if (rows.length > limit) return { events: [], reset: true };
      return {
        events: rows.map((row) => DomainEvent.parse({ seq: row.seq, ...JSON.parse(row.body) })),
        reset: false,
      };
    },
  };
}
