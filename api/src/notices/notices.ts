import type { NoticeChannel } from "@kontrollrom/contracts/notice.ts";
import type { AlarmService } from "../alarms/service.ts";
import type { Audit } from "../events/audit.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import type { NoticeConfig } from "./config.ts";
import type { Channel } from "./delivery.ts";
import { createEmailChannel } from "./email.ts";
import { createOnCallBook } from "./on-call-book.ts";
import { createOutbox } from "./outbox.ts";
import { createNoticePlanner } from "./planner.ts";
import { noticeHandlers } from "./routes.ts";
import { signedPost } from "./signed-post.ts";
import { createWebPushChannel, vapidKeys } from "./web-push.ts";

/** Tells people of alarms, in turn, until somebody acknowledges. */
export interface Notices {
  readonly handlers: ReturnType<typeof noticeHandlers>;
  start(): Promise<void>;
  /** Finishes what is being sent; the rest is sent after the next start. */
  stop(): Promise<void>;
}

const tickMs = 1000;
const day = 86_400_000;
/** Delivered messages stay in the log for so long. */
const keptMs = 400 * day;

export function createNotices(
  config: NoticeConfig,
  deps: {
    db: RegistryDatabase;
    alarms: Pick<AlarmService, "raisePlatform" | "returnPlatform">;
    audit: Audit;
    onError(error: unknown): void;
    now(): number;
  },
): Notices {
  const { db, alarms, now } = deps;
  const book = createOnCallBook({ db, now });
  const channels = new Map<NoticeChannel, Channel>();
  let publicKey = "";
  let closeEmail: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;
  let trimmedAt = 0;

  const outbox = createOutbox({
    db,
    channels,
    publicUrl: config.publicUrl,
    now,
    onFailed: (notice) => tellUndelivered(notice.alarm_id, notice.channel, notice.receiver),
    onSent: (notice) => alarms.returnPlatform("notice-undelivered", `${notice.channel} ${notice.receiver}`),
  });
  const planner = createNoticePlanner({
    db,
    book,
    now,
    async nobody(alarm, { chain, number }) {
      await deps.audit.record("Kontrollrom", "nobody-on-call", alarm.id, { chain: chain.name, step: number });
      await tellUndelivered(alarm.id, "nobody", `${chain.name}, ${number}`);
    },
  });

  /** One alarm for each receiver and channel that is not reached, on the point of the alarm that it was about. */
  async function tellUndelivered(alarmId: string | null, channel: string, to: string): Promise<void> {
    if (alarmId === null) return;
    const alarm: Row<"alarm"> | undefined = await db
      .selectFrom("alarm")
      .selectAll()
      .where("id", "=", alarmId)
      .executeTakeFirst();
    if (!alarm) return;
    await alarms.raisePlatform({
      cause: { kind: "notice-undelivered", channel, to },
      key: `${channel} ${to}`,
      pointId: alarm.point_id,
      priority: 2,
      name: "Varsel kom ikke fram",
      advice: "",
      value: alarm.value,
      since: now(),
    });
  }

  async function tick(): Promise<void> {
    await planner.plan();
    await outbox.send();
    if (now() - trimmedAt < day) return;
    trimmedAt = now();
    await db
      .deleteFrom("notice")
      .where("state", "<>", "queued")
      .where("created_at", "<", now() - keptMs)
      .execute();
  }

  return {
    handlers: noticeHandlers({
      db,
      book,
      audit: deps.audit,
      channels: { email: config.smtpUrl !== undefined, sms: config.smsUrl !== undefined },
      publicKey: () => publicKey,
      now,
    }),

    async start() {
      await book.load();
      const keys = await vapidKeys(db);
      publicKey = keys.publicKey;
      const subject =
        config.publicUrl ??
        (config.smtpFrom === "" ? "mailto:drift@kontrollrom.invalid" : `mailto:${config.smtpFrom}`);
      channels.set("web-push", createWebPushChannel({ db, keys, subject }));
      if (config.smtpUrl !== undefined) {
        const email = createEmailChannel(
          { smtpUrl: config.smtpUrl, smtpFrom: config.smtpFrom },
          (id) => book.find("person", id)?.email,
        );
        closeEmail = () => email.close();
        channels.set("email", email);
      }
      const { smsUrl, smsSecret } = config;
      if (smsUrl !== undefined)
        channels.set("sms", {
          kind: "sms",
          async send(personId, { id, text, link }) {
            const to = book.find("person", personId)?.phone;
            if (to === undefined) return { ok: false, error: "has no phone number", final: true };
            const whole = link === undefined ? text : `${text}\n${link}`;
            return signedPost(smsUrl, smsSecret, id, { id, to, text: whole }, now());
          },
        });
      channels.set("webhook", {
        kind: "webhook",
        async send(webhookId, { id, subject: title, text, link, alarm }) {
          const webhook = book.find("webhook", webhookId);
          if (!webhook) return { ok: false, error: "is removed", final: true };
          return signedPost(
            webhook.url,
            webhook.secret,
            id,
            { id, subject: title, text, link, alarm },
            now(),
          );
        },
      });
      timer = setInterval(() => {
        ticking ??= tick()
          .catch(deps.onError)
          .finally(() => {
            ticking = undefined;
          });
      }, tickMs);
    },
    async stop() {
      clearInterval(timer);
      await ticking;
      closeEmail?.();
    },
  };
}
