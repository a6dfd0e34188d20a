import { randomUUID } from "node:crypto";
import type { EscalationStep, NoticeChannel } from "@kontrollrom/contracts/notice.ts";
import { toAlarm } from "../alarms/repository.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { type DueStep, dueSteps } from "./escalation.ts";
import type { OnCallBook } from "./on-call-book.ts";
import { onCallAt } from "./rota.ts";
import { noticeText } from "./wording.ts";

/** Writes the messages that have come due into the outbox. Doing it again writes nothing twice, whatever crashed in between. */
export interface NoticePlanner {
  /** The number of messages written. */
  plan(): Promise<number>;
}

interface Receiver {
  readonly channel: NoticeChannel;
  readonly id: string;
  readonly name: string;
  readonly language: "nb" | "en";
}

const unseen = ["unacknowledged", "returnedUnacknowledged", "latchedUnacknowledged"];
const alarmsAtOnce = 5000;

export function createNoticePlanner(deps: {
  db: RegistryDatabase;
  book: OnCallBook;
  /** Somebody should have been told, and there is nobody. */
  nobody(alarm: Row<"alarm">, due: DueStep): Promise<void>;
  now(): number;
}): NoticePlanner {
  const { db, book } = deps;
  /** Steps that are written, by alarm: only a memory of what the outbox holds, so that it need not be asked each second. */
  let planned = new Map<string, Set<string>>();

  function receiversOf(to: EscalationStep["to"], health: boolean): Receiver[] {
    if (to.kind === "webhook") {
      const webhook = book.find("webhook", to.webhookId);
      return webhook ? [{ channel: "webhook", id: webhook.id, name: webhook.name, language: "nb" }] : [];
    }
    const ids =
      to.kind === "person"
        ? [to.personId]
        : onCallAt(book.find("group", to.groupId)?.shifts ?? [], deps.now());
    return ids.flatMap((id) => {
      const person = book.find("person", id);
      if (!person || (health && !person.certified)) return [];
      return to.channels.map((channel) => ({
        channel,
        id,
        name: person.name,
        language: person.language,
      }));
    });
  }

  async function write(row: Row<"alarm">, due: DueStep): Promise<number> {
    const alarm = toAlarm(row);
    const health =
      alarm.health === true ||
      (alarm.buildingId !== undefined && book.settings.healthBuildingIds.includes(alarm.buildingId));
    const receivers = receiversOf(due.step.to, health);
    if (receivers.length === 0) {
      await deps.nobody(row, due);
      return 0;
    }
    const at = deps.now();
    const rows = receivers.map((receiver): Row<"notice"> => {
      const { subject, text } = noticeText(alarm, health, receiver.language);
      return {
        id: randomUUID(),
        delivery_key: [row.id, due.chain.id, due.number, receiver.channel, receiver.id].join(" "),
        alarm_id: row.id,
        chain_name: due.chain.name,
        step: due.number,
        channel: receiver.channel,
        receiver_id: receiver.id,
        receiver: receiver.name,
        subject,
        body: text,
        state: "queued",
        attempts: 0,
        created_at: at,
        next_at: at,
        sent_at: null,
        error: null,
      };
    });
    const result = await db
      .insertInto("notice")
      .values(rows)
      .onConflict((conflict) => conflict.column("delivery_key").doNothing())
      .executeTakeFirst();
    return Number(result.numInsertedOrUpdatedRows ?? 0);
  }

  return {
    async plan() {
      const chains = book
        .list("chain")
        .map((chain) => ({ chain: { ...chain, id: chain.id }, since: chain.createdAt }));
      if (chains.length === 0) return 0;
      const waiting = await db
        .selectFrom("alarm")
        .select(["id", "priority", "building_id", "owner_group", "told_at"])
        .where("state", "in", unseen)
        .where("told_at", "is not", null)
        .orderBy("priority")
        .orderBy("told_at")
        .limit(alarmsAtOnce)
        .execute();
      const still = new Map<string, Set<string>>();
      let written = 0;
      for (const row of waiting) {
        const done = planned.get(row.id) ?? new Set<string>();
        still.set(row.id, done);
        const alarm = {
          id: row.id,
          priority: row.priority,
          buildingId: row.building_id ?? undefined,
          ownerGroup: row.owner_group ?? undefined,
          toldAt: row.told_at ?? 0,
        };
        for (const due of dueSteps(chains, alarm, deps.now())) {
          const key = `${due.chain.id} ${due.number}`;
          if (done.has(key)) continue;
          const full = await db.selectFrom("alarm").selectAll().where("id", "=", row.id).executeTakeFirst();
          if (!full || !unseen.includes(full.state)) break;
          written += await write(full, due);
          done.add(key);
        }
      }
      planned = still;
      return written;
    },
  };
}
