import { NoticeChannel } from "@kontrollrom/contracts/notice.ts";
import { toAlarm } from "../alarms/repository.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { type Channel, type Delivery, failed, type Message, reasonOf } from "./delivery.ts";
import { mostAttempts, retryAfter } from "./escalation.ts";
import { forChannel } from "./wording.ts";

/**
 * Sends what is queued, and marks it once it is out: a crash in between sends it again with the same id (at least once). What fails
 * waits longer each time, and is given up at last.
 */
export interface Outbox {
  /** Sends what is due now. */
  send(): Promise<void>;
}

const atOnce = 20;

export function createOutbox(deps: {
  db: RegistryDatabase;
  channels: ReadonlyMap<NoticeChannel, Channel>;
  publicUrl: string | undefined;
  /** It is given up. */
  onFailed(notice: Row<"notice">): Promise<void>;
  /** This receiver is reached by this channel. */
  onSent(notice: Row<"notice">): Promise<void>;
  now(): number;
}): Outbox {
  const { db, channels, now } = deps;

  async function one(notice: Row<"notice">): Promise<void> {
    const row =
      notice.alarm_id === null
        ? undefined
        : await db.selectFrom("alarm").selectAll().where("id", "=", notice.alarm_id).executeTakeFirst();
    // Somebody has seen it while the message waited: nobody is woken for that.
    if (row && !row.state.endsWith("nacknowledged")) {
      await mark(notice, { state: "cancelled" });
      return;
    }
    const channel = NoticeChannel.parse(notice.channel);
    const message: Message = {
      id: notice.id,
      subject: notice.subject,
      text: forChannel(channel, notice.subject, notice.body),
      link:
        deps.publicUrl === undefined || notice.alarm_id === null
          ? undefined
          : `${deps.publicUrl.replace(/\/$/, "")}/alarmer/${notice.alarm_id}`,
      alarmId: notice.alarm_id ?? undefined,
      alarm: row && toAlarm(row),
    };
    const delivery = await deliver(channel, notice.receiver_id, message);
    const attempts = notice.attempts + 1;
    if (delivery.ok) {
      await mark(notice, { state: "sent", attempts, sent_at: now(), error: null });
      await deps.onSent(notice);
    } else if (delivery.final || attempts >= mostAttempts) {
      await mark(notice, { state: "failed", attempts, error: delivery.error });
      await deps.onFailed(notice);
    } else
      await mark(notice, {
        attempts,
        error: delivery.error,
        next_at: now() + retryAfter(attempts),
      });
  }

  async function deliver(kind: NoticeChannel, receiverId: string, message: Message): Promise<Delivery> {
    const channel = channels.get(kind);
    if (!channel) return failed(`this platform is not set up to send by ${kind}`, true);
    try {
      return await channel.send(receiverId, message);
    } catch (error) {
      return failed(reasonOf(error));
    }
  }

  function mark(notice: Row<"notice">, change: Partial<Row<"notice">>) {
    return db.updateTable("notice").set(change).where("id", "=", notice.id).execute();
  }

  return {
    async send() {
      const due = await db
        .selectFrom("notice")
        .selectAll()
        .where("state", "=", "queued")
        .where("next_at", "<=", now())
        .orderBy("next_at")
        .limit(atOnce)
        .execute();
      const results = await Promise.allSettled(due.map(one));
      const broken = results.find((result) => result.status === "rejected");
      if (broken) throw broken.reason;
    },
  };
}
