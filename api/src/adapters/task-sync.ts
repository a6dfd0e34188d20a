import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import { type WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { OutboxTarget, Sent } from "../webhooks/outbox.ts";
import { findWorkOrder, toWorkOrder } from "../work-orders/repository.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { endedStatuses } from "../work-orders/status.ts";
import { type Progress, progressOf, statusFrom, type TaskSystem, TaskSystemError } from "./task-system.ts";

/** Orders that a system gets: all that match every field given. */
export interface TaskFilter {
  readonly types?: readonly string[] | undefined;
  readonly buildingIds?: readonly string[] | undefined;
  /** Only those given to one of these. */
  readonly assignees?: readonly string[] | undefined;
}

/** Keeps an order and its task in another system alike, both ways: closing either closes both. */
export interface TaskSync {
  readonly system: Pick<TaskSystem, "name" | "title" | "link">;
  readonly target: OutboxTarget;
  start(): void;
  stop(): Promise<void>;
  /** Asks the other side how far its tasks have come. */
  poll(): Promise<void>;
  health(): PartHealth;
}

const State = z.object({ progress: z.enum(["waiting", "begun", "done", "cancelled"]) });
const pollAtOnce = 50;

export function createTaskSync(deps: {
  db: RegistryDatabase;
  /** Made after the outbox that the target belongs to. */
  service(): WorkOrderService;
  system: TaskSystem;
  filter: TaskFilter;
  pollMs: number;
  onError(error: unknown): void;
}): TaskSync {
  const { db, system, filter } = deps;
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let trouble: string | undefined;

  const known = (orderId: string) =>
    db
      .selectFrom("order_external")
      .selectAll()
      .where("system", "=", system.name)
      .where("work_order_id", "=", orderId)
      .executeTakeFirst();

  async function remember(externalId: string, orderId: string, progress: Progress): Promise<void> {
    const row = {
      system: system.name,
      external_id: externalId,
      work_order_id: orderId,
      state: JSON.stringify({ progress }),
    };
    await db
      .insertInto("order_external")
      .values(row)
      .onConflict((conflict) => conflict.columns(["system", "external_id"]).doUpdateSet({ state: row.state }))
      .execute();
  }

  function belongs(order: WorkOrder): boolean {
    const { types, buildingIds, assignees } = filter;
    if (types && !types.includes(order.type)) return false;
    if (buildingIds && !buildingIds.includes(order.buildingId ?? "")) return false;
    return !assignees || assignees.includes(order.assignee ?? "");
  }

  async function send(orderId: string, signal: AbortSignal): Promise<Sent> {
    // The order as it is now: a message that waited long must not set the task back.
    const row = await findWorkOrder(db, orderId);
    if (!row) return { ok: false, detail: "the order is gone", hopeless: true };
    const order = toWorkOrder(row);
    const external = await known(orderId);
    if (!external && progressOf(order.status) !== "waiting" && endedStatuses.includes(order.status))
      return { ok: true, detail: "over before it was sent" };
    try {
      const id = external?.external_id ?? (await system.create(order, signal));
      if (!external) await remember(id, orderId, "waiting");
      await system.update(id, order, signal);
      await remember(id, orderId, progressOf(order.status));
      trouble = undefined;
      return { ok: true, detail: id };
    } catch (error) {
      trouble = (error as Error).message;
      if (!(error instanceof TaskSystemError)) throw error;
      return { ok: false, detail: error.message, hopeless: error.hopeless, retryAfterMs: error.retryAfterMs };
    }
  }

  async function take(externalId: string, progress: Progress): Promise<void> {
    const row = await db
      .selectFrom("order_external")
      .selectAll()
      .where("system", "=", system.name)
      .where("external_id", "=", externalId)
      .executeTakeFirst();
    if (!row || State.parse(JSON.parse(row.state)).progress === progress) return;
    // What waits to be sent is newer than what was read.
    const waiting = await db
      .selectFrom("order_delivery")
      .select("seq")
      .where("target", "=", system.name)
      .where("work_order_id", "=", row.work_order_id)
      .where("state", "=", "waiting")
      .executeTakeFirst();
    const order = await findWorkOrder(db, row.work_order_id);
    if (waiting || !order) return;
    const status = statusFrom(progress, WorkOrderStatus.parse(order.status));
    try {
      if (status !== undefined)
        await deps
          .service()
          .change(order.id, { status, revision: order.revision }, system.title, system.name);
    } catch (error) {
      // Changed meanwhile: asked again at the next poll. Not possible by our rules: ours stands.
      if (!(error instanceof ProblemError)) throw error;
      if (error.code === "changed-meanwhile") return;
    }
    await remember(externalId, row.work_order_id, progress);
  }

  async function pollAll(): Promise<void> {
    let after = "";
    for (;;) {
      const rows = await db
        .selectFrom("order_external")
        .innerJoin("work_order", "work_order.id", "order_external.work_order_id")
        .select(["external_id", "order_external.state"])
        .where("system", "=", system.name)
        .where("external_id", ">", after)
        .where("work_order.status", "not in", [...endedStatuses])
        .orderBy("external_id")
        .limit(pollAtOnce)
        .execute();
      if (rows.length === 0) break;
      const tasks = await system.read(
        rows.map((row) => row.external_id),
        AbortSignal.any([stopped.signal, AbortSignal.timeout(60_000)]),
      );
      for (const task of tasks) await take(task.externalId, task.progress);
      after = rows.at(-1)?.external_id ?? "";
    }
    trouble = undefined;
  }

  function poll(): Promise<void> {
    underWay = underWay.then(pollAll).catch((error: unknown) => {
      if (stopped.signal.aborted) return;
      trouble = (error as Error).message;
      deps.onError(error);
    });
    return underWay;
  }
  const later = () => {
    timer = setTimeout(() => void poll().then(() => !stopped.signal.aborted && later()), deps.pollMs);
  };

  return {
    system,
    poll,
    start: later,
    async stop() {
      stopped.abort(new Error("the platform stops"));
      clearTimeout(timer);
      await underWay;
    },
    health: () => (trouble === undefined ? { state: "ok" } : { state: "degraded", detail: trouble }),
    target: {
      owns: (target) => target === system.name,
      async wants(tx, { order, kind, fields, origin }) {
        if (origin === system.name || kind === "commented" || kind === "attached") return [];
        const linked = await tx
          .selectFrom("order_external")
          .select("external_id")
          .where("system", "=", system.name)
          .where("work_order_id", "=", order.id)
          .executeTakeFirst();
        if (!linked && !belongs(order)) return [];
        const sent = ["status", "title", "description", "priority", "dueAt"];
        if (linked && kind === "changed" && !fields.some((field) => sent.includes(field))) return [];
        return [{ target: system.name, event: kind, body: {} }];
      },
      send: (delivery, signal) => send(delivery.work_order_id, signal),
    },
  };
}
