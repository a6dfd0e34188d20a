import { randomUUID } from "node:crypto";
import { type Notice, NoticeChannel, NoticeState, type NoticeTest } from "@kontrollrom/contracts/notice.ts";
import type { noticesRoutes } from "@kontrollrom/contracts/routes/notices.ts";
import type { z } from "zod";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { type Item, newSecret, type OnCallBook } from "./on-call-book.ts";
import { onCallAt } from "./rota.ts";
import { testText } from "./wording.ts";

const cursor = listCursor("/notices", "number");
const mostPushDevices = 20;

export function noticeHandlers(deps: {
  db: RegistryDatabase;
  book: OnCallBook;
  audit: Audit;
  channels: { readonly email: boolean; readonly sms: boolean };
  publicKey(): string;
  now(): number;
}): Pick<Handlers, keyof typeof noticesRoutes> {
  const { db, book, audit, now } = deps;

  async function pushDevices(): Promise<ReadonlyMap<string, number>> {
    const rows = await db
      .selectFrom("push_subscription")
      .select((eb) => ["person_id", eb.fn.countAll().as("count")])
      .groupBy("person_id")
      .execute();
    return new Map(rows.map((row) => [row.person_id, Number(row.count)]));
  }
  const person = ({ createdAt: _, ...item }: Item<"person">, devices: ReadonlyMap<string, number>) => ({
    ...item,
    pushDevices: devices.get(item.id) ?? 0,
  });
  const group = ({ createdAt: _, ...item }: Item<"group">) => ({
    ...item,
    now: onCallAt(item.shifts, now()).flatMap((id) => {
      const known = book.find("person", id);
      return known ? [{ id, name: known.name }] : [];
    }),
  });
  const chain = ({ createdAt: _, ...item }: Item<"chain">) => item;
  function testReceiver(body: z.output<typeof NoticeTest>) {
    if ("webhookId" in body) {
      const found = book.find("webhook", body.webhookId);
      if (!found) throw new ProblemError(422, "webhook-unknown", `there is no webhook "${body.webhookId}"`);
      return { id: found.id, name: found.name, language: "nb", channel: "webhook" } as const;
    }
    const { personId, channel } = body;
    const found = book.find("person", personId);
    if (!found) throw new ProblemError(422, "person-unknown", `there is no person "${personId}" on the list`);
    return { id: found.id, name: found.name, language: found.language, channel } as const;
  }
  const webhook = ({ createdAt: _, secret: __, ...item }: Item<"webhook">) => item;

  return {
    "GET /on-call/people": async () => {
      const devices = await pushDevices();
      return { items: book.list("person").map((item) => person(item, devices)) };
    },
    "POST /on-call/people": async ({ body }, call) => {
      const made = await book.create("person", body);
      await audit.record(caller(call), "on-call-person-added", made.id, { name: made.name });
      return person(made, new Map());
    },
    "PATCH /on-call/people/{id}": async ({ params, body }, call) => {
      const changed = await book.change("person", params.id, body);
      await audit.record(caller(call), "on-call-person-changed", params.id, { name: changed.name });
      return person(changed, await pushDevices());
    },
    "DELETE /on-call/people/{id}": async ({ params }, call) => {
      await book.remove("person", params.id);
      await audit.record(caller(call), "on-call-person-removed", params.id);
      return undefined;
    },
    "GET /on-call/groups": () => ({ items: book.list("group").map(group) }),
    "POST /on-call/groups": async ({ body }, call) => {
      const made = await book.create("group", body);
      await audit.record(caller(call), "on-call-group-made", made.id, body);
      return group(made);
    },
    "PATCH /on-call/groups/{id}": async ({ params, body }, call) => {
      const changed = await book.change("group", params.id, body);
      await audit.record(caller(call), "on-call-group-changed", params.id, body);
      return group(changed);
    },
    "DELETE /on-call/groups/{id}": async ({ params }, call) => {
      await book.remove("group", params.id);
      await audit.record(caller(call), "on-call-group-removed", params.id);
      return undefined;
    },
    "GET /on-call/chains": () => ({ items: book.list("chain").map(chain) }),
    "POST /on-call/chains": async ({ body }, call) => {
      const made = await book.create("chain", body);
      await audit.record(caller(call), "escalation-chain-made", made.id, body);
      return chain(made);
    },
    "PATCH /on-call/chains/{id}": async ({ params, body }, call) => {
      const changed = await book.change("chain", params.id, body);
      await audit.record(caller(call), "escalation-chain-changed", params.id, body);
      return chain(changed);
    },
    "DELETE /on-call/chains/{id}": async ({ params }, call) => {
      await book.remove("chain", params.id);
      await audit.record(caller(call), "escalation-chain-removed", params.id);
      return undefined;
    },
    "GET /on-call/webhooks": () => ({ items: book.list("webhook").map(webhook) }),
    "POST /on-call/webhooks": async ({ body }, call) => {
      const made = await book.create("webhook", { ...body, secret: newSecret() });
      await audit.record(caller(call), "notice-webhook-added", made.id, { name: made.name });
      return { ...webhook(made), secret: made.secret };
    },
    "DELETE /on-call/webhooks/{id}": async ({ params }, call) => {
      await book.remove("webhook", params.id);
      await audit.record(caller(call), "notice-webhook-removed", params.id);
      return undefined;
    },
    "GET /on-call/settings": () => book.settings,
    "PATCH /on-call/settings": async ({ body }, call) => {
      await book.changeSettings(body);
      await audit.record(caller(call), "on-call-settings-changed", "on-call", body);
      return book.settings;
    },
    "GET /notices": async ({ query }) => {
      const after = cursor.read(query.cursor);
      let rows = db
        .selectFrom("notice")
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(query.limit + 1);
      if (query.state !== undefined) rows = rows.where("state", "=", query.state);
      if (query.alarmId !== undefined) rows = rows.where("alarm_id", "=", query.alarmId);
      if (after) rows = rows.where(afterCursor(["created_at", "id"], after, "desc"));
      return cursor.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: row.created_at, id: row.id }),
        toNotice,
      );
    },
    "GET /notices/channels": () => ({ ...deps.channels, webPush: { publicKey: deps.publicKey() } }),
    "POST /notices/test": async ({ body }, call) => {
      const { channel, ...receiver } = testReceiver(body);
      const { subject, text } = testText(receiver.language);
      const id = randomUUID();
      const row: Row<"notice"> = {
        id,
        delivery_key: `test ${id}`,
        alarm_id: null,
        chain_name: "",
        step: 1,
        channel,
        receiver_id: receiver.id,
        receiver: receiver.name,
        subject,
        body: text,
        state: "queued",
        attempts: 0,
        created_at: now(),
        next_at: now(),
        sent_at: null,
        error: null,
      };
      await db.insertInto("notice").values(row).execute();
      await audit.record(caller(call), "notice-tested", receiver.id, { channel });
      return toNotice(row);
    },
    "POST /notices/push-subscriptions": async ({ body }) => {
      if (!book.find("person", body.personId))
        throw new ProblemError(422, "person-unknown", `there is no person "${body.personId}" on the list`);
      const known = (await pushDevices()).get(body.personId) ?? 0;
      if (known >= mostPushDevices)
        throw new ProblemError(422, "too-many", `${known} browsers take notices for this person already`);
      const row = {
        endpoint: body.endpoint,
        person_id: body.personId,
        keys: JSON.stringify(body.keys),
        created_at: now(),
      };
      await db
        .insertInto("push_subscription")
        .values(row)
        .onConflict((conflict) => conflict.column("endpoint").doUpdateSet(row))
        .execute();
      return undefined;
    },
  };
}

function toNotice(row: Row<"notice">): Notice {
  return {
    id: row.id,
    subject: row.subject,
    chainName: row.chain_name,
    step: row.step,
    channel: NoticeChannel.parse(row.channel),
    to: row.receiver,
    state: NoticeState.parse(row.state),
    attempts: row.attempts,
    createdAt: iso(row.created_at),
    ...present({
      alarmId: row.alarm_id,
      sentAt: isoOrNull(row.sent_at),
      nextAttemptAt: row.state === "queued" ? iso(row.next_at) : null,
      error: row.error,
    }),
  };
}
