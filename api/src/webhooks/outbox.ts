import type { Transaction } from "kysely";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Registry, Row } from "../registry/schema.ts";
import type { OrderChange, OrderFollower } from "../work-orders/order-writer.ts";

export type Sent =
  | { readonly ok: true; readonly detail?: string }
  /** Tried again later, unless it is hopeless. */
  | {
      readonly ok: false;
      readonly detail: string;
      readonly hopeless?: boolean;
      readonly retryAfterMs?: number | undefined;
    };

/** One way out of the platform. */
export interface OutboxTarget {
  /** Whether a target as `webhook:7` is its own. */
  owns(target: string): boolean;
  /** What a change gives it to send, within the change's transaction. */
  wants(
    tx: Transaction<Registry>,
    change: OrderChange,
  ): Promise<{ target: string; event: string; body: unknown }[]>;
  send(delivery: Row<"order_delivery">, signal: AbortSignal): Promise<Sent>;
}

/**
 * What leaves the platform about orders. It is written in the transaction of the change, and sent until the receiver has taken it: at
 * least once, each target's messages about one order in their order.
 */
export interface Outbox extends OrderFollower {
  start(): void;
  stop(): Promise<void>;
  /** Sends what is due. Resolves when nothing that is due is left. */
  flush(): Promise<void>;
  retry(seq: number): Promise<void>;
}

const everyMs = 5000;
const atOnce = 50;
const parallel = 8;
const firstWaitMs = 5000;
const longestWaitMs = 3_600_000;
/** About a day of trying. */
const mostAttempts = 30;
const sendMs = 20_000;
const keepDeliveredMs = 30 * 86_400_000;

/** How long until the next attempt, ms: doubled each time, up to an hour. */
export function backOffMs(attempts: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, attempts - 1));
}

export function createOutbox(deps: {
  db: RegistryDatabase;
  targets: readonly OutboxTarget[];
  now(): number;
  onError(error: unknown): void;
  /** A receiver that took nothing for a day. */
  onGivenUp?(delivery: Row<"order_delivery">, detail: string): void;
}): Outbox {
  const { db, targets, now } = deps;
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let again = false;

  /** The first that waits of each target and order, when its time has come. */
  function due() {
    return db
      .selectFrom("order_delivery as one")
      .selectAll()
      .where("state", "=", "waiting")
      .where("next_at", "<=", now())
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom("order_delivery as before")
              .select("before.seq")
              .whereRef("before.target", "=", "one.target")
              .whereRef("before.work_order_id", "=", "one.work_order_id")
              .whereRef("before.seq", "<", "one.seq")
              .where("before.state", "=", "waiting"),
          ),
        ),
      )
      .orderBy("seq")
      .limit(atOnce)
      .execute();
  }

  async function attempt(delivery: Row<"order_delivery">): Promise<void> {
    const target = targets.find((one) => one.owns(delivery.target));
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(sendMs)]);
    let sent: Sent;
    try {
      sent = target
        ? await target.send(delivery, signal)
        : { ok: false, detail: "nobody sends to this target any more", hopeless: true };
    } catch (error) {
      if (stopped.signal.aborted) return;
      sent = { ok: false, detail: (error as Error).message };
    }
    const attempts = delivery.attempts + 1;
    const givenUp = !sent.ok && (sent.hopeless === true || attempts >= mostAttempts);
    const detail = sent.detail?.slice(0, 500) ?? null;
    await db
      .updateTable("order_delivery")
      .set({
        attempts,
        detail,
        state: sent.ok ? "delivered" : givenUp ? "given-up" : "waiting",
        delivered_at: sent.ok ? now() : null,
        next_at: sent.ok ? delivery.next_at : now() + (sent.retryAfterMs ?? backOffMs(attempts)),
      })
      .where("seq", "=", delivery.seq)
      .execute();
    if (givenUp) deps.onGivenUp?.(delivery, detail ?? "");
  }

  async function sendDue(): Promise<void> {
    do {
      again = false;
      for (let rows = await due(); rows.length > 0 && !stopped.signal.aborted; rows = await due()) {
        for (let at = 0; at < rows.length; at += parallel)
          await Promise.all(rows.slice(at, at + parallel).map(attempt));
      }
    } while (again && !stopped.signal.aborted);
    await db
      .deleteFrom("order_delivery")
      .where("state", "=", "delivered")
      .where("created_at", "<", now() - keepDeliveredMs)
      .execute();
  }

  function flush(): Promise<void> {
    again = true;
    underWay ??= sendDue()
      .catch(deps.onError)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }
  const later = () => {
    timer = setTimeout(() => void flush().then(() => !stopped.signal.aborted && later()), everyMs);
  };

  return {
    flush,
    async changed(tx, change) {
      for (const target of targets)
        for (const { target: name, event, body } of await target.wants(tx, change))
          await tx
            .insertInto("order_delivery")
            .values({
              target: name,
              work_order_id: change.order.id,
              event,
              body: JSON.stringify(body),
              state: "waiting",
              attempts: 0,
              created_at: now(),
              next_at: now(),
              delivered_at: null,
              detail: null,
            })
            .execute();
    },
    committed() {
      if (timer !== undefined && !stopped.signal.aborted) void flush();
    },
    async retry(seq) {
      await db
        .updateTable("order_delivery")
        .set({ state: "waiting", next_at: now(), attempts: 0 })
        .where("seq", "=", seq)
        .execute();
      if (timer !== undefined) void flush();
    },
    start: later,
    async stop() {
      stopped.abort(new Error("the platform stops"));
      clearTimeout(timer);
      await underWay;
    },
  };
}
