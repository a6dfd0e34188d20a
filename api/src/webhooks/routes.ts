import { randomBytes, randomUUID } from "node:crypto";
import type { Delivery, Webhook } from "@kontrollrom/contracts/webhook.ts";
import type { Audit } from "../events/audit.ts";
import { createAttemptLimiter } from "../http/attempt-limiter.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readText } from "../http/read-body.ts";
import { listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { changedMeanwhile } from "../work-orders/settings.ts";
import { takeInbound } from "./inbound.ts";
import type { Outbox } from "./outbox.ts";
import { checkSignature } from "./signature.ts";
import { eventsOf, testWebhook } from "./webhook-target.ts";

type Keys =
  | "GET /webhooks"
  | "POST /webhooks"
  | "PATCH /webhooks/{id}"
  | "DELETE /webhooks/{id}"
  | "POST /webhooks/{id}/test"
  | "GET /webhooks/{id}/deliveries"
  | "POST /webhooks/{id}/deliveries/{deliveryId}/retry"
  | "POST /webhooks/{id}/inbound";

/** Calls with a wrong signature that one address may make in a minute. */
const wrongAllowed = { max: 20, windowMs: 60_000 };
const signatureReasons = {
  missing: "send Kontrollrom-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of t.body>",
  malformed: "Kontrollrom-Signature must read t=<seconds>,v1=<64 hex digits>",
  "too-old": "the signature is more than five minutes off: sign again, and see to the clock",
  wrong: "the signature does not fit the body",
} as const;

export function webhookHandlers(deps: {
  db: RegistryDatabase;
  service: WorkOrderService;
  outbox: Pick<Outbox, "retry">;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, audit, now } = deps;
  const wrong = createAttemptLimiter(wrongAllowed, now);

  async function hookOf(id: string): Promise<Row<"webhook">> {
    const row = await db.selectFrom("webhook").selectAll().where("id", "=", id).executeTakeFirst();
    if (!row)
      throw new ProblemError(404, "webhook-not-found", `there is no webhook "${id}": see GET /webhooks`);
    return row;
  }

  async function toWebhook(row: Row<"webhook">): Promise<Webhook> {
    const counts = await db
      .selectFrom("order_delivery")
      .select(["state", (eb) => eb.fn.countAll().as("n")])
      .where("target", "=", `webhook:${row.id}`)
      .where("state", "<>", "delivered")
      .groupBy("state")
      .execute();
    const count = (state: string) => Number(counts.find((one) => one.state === state)?.n ?? 0);
    return {
      id: row.id,
      name: row.name,
      url: row.url,
      events: eventsOf(row.events),
      enabled: row.enabled === 1,
      createdAt: iso(row.created_at),
      createdBy: row.created_by,
      waiting: count("waiting"),
      failed: count("given-up"),
      revision: row.revision,
      ...present({ buildingId: row.building_id }),
    };
  }

  const deliveries = (hookId: string) =>
    db
      .selectFrom("order_delivery")
      .innerJoin("work_order", "work_order.id", "order_delivery.work_order_id")
      .selectAll("order_delivery")
      .select("work_order.number")
      .where("target", "=", `webhook:${hookId}`);

  return {
    "GET /webhooks": async () => {
      const rows = await db.selectFrom("webhook").selectAll().orderBy("name").execute();
      return { items: await Promise.all(rows.map(toWebhook)) };
    },
    "POST /webhooks": async ({ body }, call) => {
      const secret = `whsec_${randomBytes(32).toString("base64url")}`;
      const row = {
        id: randomUUID(),
        name: body.name,
        url: body.url,
        secret,
        events: JSON.stringify(body.events),
        building_id: body.buildingId ?? null,
        enabled: body.enabled ? 1 : 0,
        created_at: now(),
        created_by: caller(call),
        revision: 1,
      };
      await db.insertInto("webhook").values(row).execute();
      await audit.record(caller(call), "webhook-made", row.id, { name: row.name, url: row.url });
      return { ...(await toWebhook(row)), secret };
    },
    "PATCH /webhooks/{id}": async ({ params, body }, call) => {
      const next = await db.transaction().execute(async (tx) => {
        const row = await tx.selectFrom("webhook").selectAll().where("id", "=", params.id).executeTakeFirst();
        if (!row) return undefined;
        if (body.revision !== undefined && body.revision !== row.revision)
          throw changedMeanwhile(`the webhook "${row.name}"`, row.revision, body.revision);
        const changed = {
          ...row,
          name: body.name ?? row.name,
          url: body.url ?? row.url,
          events: body.events ? JSON.stringify(body.events) : row.events,
          building_id: body.buildingId === undefined ? row.building_id : body.buildingId,
          enabled: body.enabled === undefined ? row.enabled : Number(body.enabled),
          revision: row.revision + 1,
        };
        await tx.updateTable("webhook").set(changed).where("id", "=", row.id).execute();
        return changed;
      });
      await audit.record(caller(call), "webhook-changed", params.id, body);
      return toWebhook(next ?? (await hookOf(params.id)));
    },
    "DELETE /webhooks/{id}": async ({ params }, call) => {
      const { name } = await hookOf(params.id);
      await db.deleteFrom("webhook").where("id", "=", params.id).execute();
      await audit.record(caller(call), "webhook-removed", params.id, { name });
      return undefined as never;
    },
    "POST /webhooks/{id}/test": async ({ params }, call) => {
      const hook = await hookOf(params.id);
      const result = await testWebhook(hook, caller(call), now);
      await audit.record(caller(call), "webhook-tested", hook.id, result);
      return result;
    },
    "GET /webhooks/{id}/deliveries": async ({ params, query }) => {
      await hookOf(params.id);
      const list = listCursor(`/webhooks/${params.id}/deliveries`, "number");
      const cursor = list.read(query.cursor);
      let rows = deliveries(params.id)
        .orderBy("seq", "desc")
        .limit(query.limit + 1);
      if (query.state !== undefined) rows = rows.where("state", "=", query.state);
      if (cursor) rows = rows.where("seq", "<", cursor.key);
      const keyOf = (row: { seq: number }) => ({ key: row.seq, id: String(row.seq) });
      return list.page(await rows.execute(), query.limit, keyOf, toDelivery);
    },
    "POST /webhooks/{id}/deliveries/{deliveryId}/retry": async ({ params }, call) => {
      const find = () => deliveries(params.id).where("seq", "=", params.deliveryId).executeTakeFirst();
      const row = await find();
      if (!row)
        throw new ProblemError(404, "delivery-not-found", `there is no delivery ${params.deliveryId}`);
      await deps.outbox.retry(row.seq);
      await audit.record(caller(call), "delivery-retried", params.id, { delivery: row.seq });
      return toDelivery((await find()) ?? row);
    },
    "POST /webhooks/{id}/inbound": async ({ params }, call) => {
      if (wrong.full(call.address))
        throw new ProblemError(
          429,
          "too-many-attempts",
          "too many calls with a wrong signature: wait a minute",
          {
            headers: { "Retry-After": String(wrong.retryAfterS(call.address)) },
          },
        );
      const hook = await db
        .selectFrom("webhook")
        .selectAll()
        .where("id", "=", params.id)
        .where("enabled", "=", 1)
        .executeTakeFirst();
      const text = await readText(call.body);
      const header = call.headers["kontrollrom-signature"];
      // Who is not known is answered as who signs wrongly: the answer tells no ids.
      const decision = checkSignature(
        hook?.secret ?? randomBytes(32).toString("hex"),
        Buffer.from(text),
        typeof header === "string" ? header : undefined,
        now(),
      );
      if (!hook || decision !== "good") {
        wrong.take(call.address);
        const reason = decision === "good" ? "wrong" : decision;
        throw new ProblemError(401, `signature-${reason}`, signatureReasons[reason]);
      }
      return takeInbound(deps, hook, text);
    },
  };
}

function toDelivery(row: Row<"order_delivery"> & { number: string }): Delivery {
  return {
    id: row.seq,
    event: row.event,
    workOrderId: row.work_order_id,
    number: row.number,
    state: row.state as Delivery["state"],
    attempts: row.attempts,
    createdAt: iso(row.created_at),
    ...present({
      deliveredAt: isoOrNull(row.delivered_at),
      nextAt: row.state === "waiting" ? iso(row.next_at) : null,
      detail: row.detail,
    }),
  };
}
