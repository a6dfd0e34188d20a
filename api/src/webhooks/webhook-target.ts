import { type DeliveryBody, WebhookEvent, type WebhookTest } from "@kontrollrom/contracts/webhook.ts";
import { z } from "zod";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import type { OutboxTarget } from "./outbox.ts";
import { sign } from "./signature.ts";

const prefix = "webhook:";

/** Sends changes of orders to the webhooks that asked for them. */
export function createWebhookTarget(deps: { db: RegistryDatabase; now(): number }): OutboxTarget {
  const { db, now } = deps;
  return {
    owns: (target) => target.startsWith(prefix),

    async wants(tx, { order, kind, fields, by, origin }) {
      const hooks = await tx.selectFrom("webhook").selectAll().where("enabled", "=", 1).execute();
      const wanted = [];
      for (const hook of hooks) {
        const target = prefix + hook.id;
        if (target === origin || !eventsOf(hook.events).includes(kind)) continue;
        if (hook.building_id !== null && hook.building_id !== order.buildingId) continue;
        const known = await tx
          .selectFrom("order_external")
          .select("external_id")
          .where("system", "=", target)
          .where("work_order_id", "=", order.id)
          .executeTakeFirst();
        const body: DeliveryBody = {
          event: kind,
          at: iso(now()),
          by,
          fields: [...fields],
          workOrder: order,
          ...present({ externalId: known?.external_id }),
        };
        wanted.push({ target, event: kind, body });
      }
      return wanted;
    },

    async send(delivery, signal) {
      const hook = await db
        .selectFrom("webhook")
        .selectAll()
        .where("id", "=", delivery.target.slice(prefix.length))
        .executeTakeFirst();
      if (!hook) return { ok: false, detail: "the webhook was removed", hopeless: true };
      const response = await post(hook, delivery.event, String(delivery.seq), delivery.body, now(), signal);
      await response.body?.cancel();
      const detail = `HTTP ${response.status}`;
      if (response.ok) return { ok: true, detail };
      // The receiver says that it is gone for good (RFC 9110 §15.5.11).
      if (response.status === 410) return { ok: false, detail, hopeless: true };
      return { ok: false, detail, retryAfterMs: retryAfterMs(response.headers.get("retry-after"), now()) };
    },
  };
}

function post(
  hook: Pick<Row<"webhook">, "url" | "secret">,
  event: string,
  delivery: string,
  body: string,
  now: number,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(hook.url, {
    method: "POST",
    // An address that points elsewhere would get what was signed for another.
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      "user-agent": "Kontrollrom",
      "kontrollrom-event": event,
      "kontrollrom-delivery": delivery,
      "kontrollrom-signature": sign(hook.secret, body, now),
    },
    body,
    signal,
  });
}

const testMs = 10_000;

/** Sends a signed message that says nothing. What goes wrong is the answer, not an error. */
export async function testWebhook(
  hook: Pick<Row<"webhook">, "url" | "secret">,
  by: string,
  now: () => number,
): Promise<WebhookTest> {
  const begun = now();
  const body = JSON.stringify({ event: "test", at: iso(begun), by });
  try {
    const response = await post(hook, "test", `test-${begun}`, body, begun, AbortSignal.timeout(testMs));
    await response.body?.cancel();
    return { ok: response.ok, detail: `HTTP ${response.status}`, ms: Math.max(0, now() - begun) };
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    return { ok: false, detail: reason.slice(0, 300), ms: Math.max(0, now() - begun) };
  }
}

export const eventsOf = (json: string) => z.array(WebhookEvent).parse(JSON.parse(json));

const longestWaitMs = 3_600_000;

/** `Retry-After` as seconds or a date (RFC 9110 §10.2.3), ms, an hour at most. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(longestWaitMs, Math.max(1000, ms)) : undefined;
}
