import webPush from "web-push";
import { z } from "zod";
import type { RegistryDatabase } from "../registry/database.ts";
import { type Channel, type Delivery, failed, reasonOf, sendTimeoutMs } from "./delivery.ts";

const Keys = z.object({ publicKey: z.string(), privateKey: z.string() });
const SubscriptionKeys = z.object({ p256dh: z.string(), auth: z.string() });
const secretName = "vapid";

/** The platform's own key pair (RFC 8292): made at the first start and kept, since browsers are bound to it. */
export async function vapidKeys(db: RegistryDatabase): Promise<z.output<typeof Keys>> {
  await db
    .insertInto("notice_secret")
    .values({ name: secretName, value: JSON.stringify(webPush.generateVAPIDKeys()) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const row = await db
    .selectFrom("notice_secret")
    .select("value")
    .where("name", "=", secretName)
    .executeTakeFirstOrThrow();
  return Keys.parse(JSON.parse(row.value));
}

/** Web push to every browser of a person; one that is reached is enough. Browsers that have ended their subscription are forgotten. */
export function createWebPushChannel(deps: {
  db: RegistryDatabase;
  keys: z.output<typeof Keys>;
  subject: string;
}): Channel {
  const { db, keys } = deps;
  return {
    kind: "web-push",
    async send(personId, message) {
      const browsers = await db
        .selectFrom("push_subscription")
        .selectAll()
        .where("person_id", "=", personId)
        .execute();
      if (browsers.length === 0) return failed("has no browser that takes notices", true);
      const payload = JSON.stringify({
        id: message.id,
        title: message.subject,
        body: message.text,
        url: message.link,
      });
      let last: Delivery = failed("no browser was reached", true);
      let reached = false;
      for (const browser of browsers) {
        try {
          await webPush.sendNotification(
            { endpoint: browser.endpoint, keys: SubscriptionKeys.parse(JSON.parse(browser.keys)) },
            payload,
            {
              vapidDetails: { subject: deps.subject, ...keys },
              TTL: 3600,
              urgency: "high",
              timeout: sendTimeoutMs,
            },
          );
          reached = true;
        } catch (error) {
          const status = (error as { statusCode?: number }).statusCode ?? 0;
          if (status === 404 || status === 410)
            await db.deleteFrom("push_subscription").where("endpoint", "=", browser.endpoint).execute();
          else last = failed(status > 0 ? `answered ${status}` : reasonOf(error, [browser.endpoint]));
        }
      }
      return reached ? { ok: true } : last;
    },
  };
}
