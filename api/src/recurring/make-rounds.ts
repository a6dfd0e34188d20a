import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import type { OrderWriter } from "../work-orders/order-writer.ts";
import { findWorkOrder } from "../work-orders/repository.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { addDays, dayInNorway, momentInNorway } from "./norwegian-days.ts";
import { roundsBetween } from "./occurrences.ts";
import { bodyOf, isDone } from "./plans.ts";

/** Makes the orders of rounds that draw near, and tells of rounds that nobody did. Twice, or after a crash, it makes nothing more. */
export interface RoundMaker {
  start(): void;
  stop(): Promise<void>;
  make(): Promise<void>;
}

const everyMs = 60_000;
const mostRounds = 1000;
const hourMs = 3_600_000;

export function createRoundMaker(deps: {
  db: RegistryDatabase;
  service: Pick<WorkOrderService, "createWithin" | "publish">;
  writer: OrderWriter;
  now(): number;
  onError(error: unknown): void;
}): RoundMaker {
  const { db, service, writer, now } = deps;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let stopped = false;

  async function makeRounds(plan: Row<"maintenance_plan">): Promise<void> {
    const body = bodyOf(plan);
    const today = dayInNorway(now());
    const horizon = addDays(today, body.leadDays);
    if (horizon <= plan.made_until) return;
    const rounds = roundsBetween(body.recurrence, addDays(plan.made_until, 1), horizon, mostRounds);
    // After a long break only the last of the rounds that lie behind is still worth doing.
    const lastBehind = rounds.findLastIndex((round) => round.dueDay < today);
    const events = await db.transaction().execute(async (tx) => {
      const held = await tx
        .selectFrom("maintenance_plan")
        .select(["revision", "made_until"])
        .where("id", "=", plan.id)
        .executeTakeFirst();
      if (held?.revision !== plan.revision || held.made_until !== plan.made_until) return [];
      const made: DomainEvent[] = [];
      for (const [index, { day, dueDay }] of rounds.entries()) {
        const known = await tx
          .selectFrom("plan_round")
          .select("day")
          .where("plan_id", "=", plan.id)
          .where("day", "=", day)
          .executeTakeFirst();
        if (known) continue;
        const dueAt = momentInNorway(dueDay, body.dueTime);
        const left = index < lastBehind;
        const order = left
          ? undefined
          : await service.createWithin(
              tx,
              { ...body, channel: "schedule", planId: plan.id, dueAt: iso(dueAt) },
              body.name,
            );
        if (order) made.push(order.event);
        await tx
          .insertInto("plan_round")
          .values({
            plan_id: plan.id,
            day,
            due_at: dueAt,
            work_order_id: order?.row.id ?? null,
            missed_at: left ? now() : null,
          })
          .execute();
      }
      const until = rounds.length < mostRounds ? horizon : (rounds.at(-1)?.day ?? horizon);
      await tx.updateTable("maintenance_plan").set({ made_until: until }).where("id", "=", plan.id).execute();
      return made;
    });
    service.publish(events);
  }

  /** An order whose round was not done in time becomes more urgent, and says so. */
  async function tellMissed(): Promise<void> {
    const late = await db
      .selectFrom("plan_round")
      .innerJoin("maintenance_plan", "maintenance_plan.id", "plan_round.plan_id")
      .select(["plan_round.plan_id", "day", "due_at", "work_order_id", "body"])
      .where("missed_at", "is", null)
      .where("work_order_id", "is not", null)
      .where("due_at", "<", now())
      .orderBy("due_at")
      .limit(mostRounds)
      .execute();
    for (const round of late) {
      const { graceHours } = bodyOf(round);
      if (round.due_at + graceHours * hourMs >= now()) continue;
      const event = await db.transaction().execute(async (tx) => {
        const order = await findWorkOrder(tx, round.work_order_id ?? "");
        const ended = order === undefined || isDone(order.status);
        const refused = order?.status === "rejected" || order?.status === "cancelled";
        // 0: looked at, and not missed.
        await tx
          .updateTable("plan_round")
          .set({ missed_at: ended ? 0 : now() })
          .where("plan_id", "=", round.plan_id)
          .where("day", "=", round.day)
          .execute();
        if (!order || ended || refused) return undefined;
        const step = { field: "missed", from: "", to: round.day };
        const columns = { priority: Math.max(1, order.priority - 1) };
        return (await writer.update(tx, order, columns, "Kontrollrom", { bySystem: true, step }))?.event;
      });
      if (event) writer.publish([event]);
    }
  }

  async function makeAll(): Promise<void> {
    const plans = await db
      .selectFrom("maintenance_plan")
      .selectAll()
      .where("enabled", "=", 1)
      .orderBy("id")
      .execute();
    for (const plan of plans) {
      if (stopped) return;
      await makeRounds(plan).catch(deps.onError);
    }
    await tellMissed();
  }

  const make = () => {
    underWay = underWay.then(makeAll).catch(deps.onError);
    return underWay;
  };
  const later = () => {
    timer = setTimeout(() => void make().then(() => !stopped && later()), everyMs);
  };

  return {
    make,
    start() {
      void make().then(() => !stopped && later());
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
