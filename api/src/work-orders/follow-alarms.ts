import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { type SensorEvidence, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import type { OrderColumns, OrderWriter } from "./order-writer.ts";
import { findWorkOrder } from "./repository.ts";
import { readSettings } from "./settings.ts";
import { endedStatuses } from "./status.ts";

/**
 * Keeps the orders of alarms in step with what became of the alarms: verified when the value stayed normal, over when late values
 * showed that there was nothing, closed when untouched trouble that passed has a successor. It reads what is in the register and
 * writes the difference, so a restart or a second look changes nothing.
 */
export interface AlarmFollower {
  start(): void;
  stop(): Promise<void>;
  /** Looks at every order that may need it. */
  follow(): Promise<void>;
}

const everyMs = 15_000;
const atOnce = 200;
const by = "Kontrollrom";

interface Occurrence {
  readonly id: string;
  readonly point_id: number;
  readonly raised_at: number;
  readonly returned_at: number | null;
  readonly withdrawn: number;
  readonly told: string;
}

export function createAlarmFollower(deps: {
  db: RegistryDatabase;
  writer: OrderWriter;
  /** The oldest good sample of a point from this moment on, event time. */
  sampleFrom(pointId: number, from: number): Promise<CommittedSample | undefined>;
  now(): number;
  onError(error: unknown): void;
}): AlarmFollower {
  const { db, writer } = deps;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let stopped = false;

  async function followOrder(orderId: string): Promise<void> {
    const settings = await readSettings(db);
    const occurrences = await occurrencesOf(db, orderId);
    const real = occurrences.filter((one) => one.withdrawn === 0);
    // It is over when all are, those of other rules on the point too.
    const stands = Number.MAX_SAFE_INTEGER;
    const last = real.toSorted((a, b) => (a.returned_at ?? stands) - (b.returned_at ?? stands)).at(-1);
    // Read outside of the transaction: history may lie on another machine.
    const verifyFrom =
      last?.returned_at == null ? undefined : last.returned_at + settings.verifyAfterMinutes * 60_000;
    const sample =
      last && verifyFrom !== undefined ? await deps.sampleFrom(last.point_id, verifyFrom) : undefined;
    const event = await db.transaction().execute(async (tx) => {
      const row = await findWorkOrder(tx, orderId);
      if (!row || endedStatuses.includes(WorkOrderStatus.parse(row.status))) return undefined;
      const again = await occurrencesOf(tx, orderId);
      // Something came meanwhile: the next look decides.
      if (JSON.stringify(again) !== JSON.stringify(occurrences)) return undefined;
      if (real.length === 0 && occurrences.length > 0) return withdraw(tx, row, occurrences);
      const columns: OrderColumns = {};
      if (last?.returned_at != null && sample && verifyFrom !== undefined) {
        const evidence: SensorEvidence = {
          pointId: last.point_id,
          returnedAt: iso(last.returned_at),
          sampleTime: iso(sample.time),
          value: sample.value,
          frameId: sample.frameId,
        };
        Object.assign(columns, { verified_at: verifyFrom, evidence: JSON.stringify(evidence) });
      } else if (row.verified_at !== null) Object.assign(columns, { verified_at: null, evidence: null });
      const successor = row.touched === 0 ? await successorOf(tx, row) : undefined;
      if (successor)
        Object.assign(columns, {
          status: "closed",
          action: row.action ?? `Varselet gikk over av seg selv. Fulgt av ${successor.number}.`,
        });
      return (await writer.update(tx, row, columns, by, { bySystem: true }))?.event;
    });
    if (event) writer.publish([event]);
  }

  async function withdraw(
    tx: Transaction<Registry>,
    row: Row<"work_order">,
    occurrences: readonly Occurrence[],
  ): Promise<DomainEvent | undefined> {
    if (occurrences.every((one) => one.told === "withdrawn")) return undefined;
    for (const { id } of occurrences)
      await tx.updateTable("order_alarm").set({ told: "withdrawn" }).where("alarm_id", "=", id).execute();
    await tx
      .insertInto("work_order_comment")
      .values({
        id: `withdrawn-${row.id}-${occurrences.length}`,
        work_order_id: row.id,
        at: deps.now(),
        by,
        text: "Målinger som kom sent, viser at alarmen ikke stemte. Den er trukket tilbake.",
      })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    // What somebody has begun is theirs to end.
    if (row.touched === 1) return (await writer.beside(tx, row, { kind: "commented", by })).event;
    const columns = { status: "cancelled", verified_at: null, evidence: null };
    return (await writer.update(tx, row, columns, by, { bySystem: true }))?.event;
  }

  async function followAll(): Promise<void> {
    let after = "";
    for (;;) {
      const rows = await db
        .selectFrom("work_order")
        .select("id")
        .where("rule_id", "is not", null)
        .where("status", "not in", [...endedStatuses])
        .where("id", ">", after)
        .orderBy("id")
        .limit(atOnce)
        .execute();
      for (const { id } of rows) {
        if (stopped) return;
        await followOrder(id).catch(deps.onError);
      }
      const last = rows.at(-1);
      if (!last || rows.length < atOnce) return;
      after = last.id;
    }
  }

  const follow = () => {
    underWay = underWay.then(followAll).catch(deps.onError);
    return underWay;
  };
  const later = () => {
    timer = setTimeout(() => void follow().then(() => !stopped && later()), everyMs);
  };

  return {
    follow,
    start: later,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}

function occurrencesOf(db: RegistryDatabase | Transaction<Registry>, orderId: string): Promise<Occurrence[]> {
  return db
    .selectFrom("order_alarm")
    .innerJoin("alarm", "alarm.id", "order_alarm.alarm_id")
    .select([
      "alarm.id",
      "alarm.point_id",
      "alarm.raised_at",
      "alarm.returned_at",
      "alarm.withdrawn",
      "order_alarm.told",
    ])
    .where("order_alarm.work_order_id", "=", orderId)
    .orderBy("alarm.raised_at")
    .execute();
}

/** The order that a later occurrence got, which makes an earlier one that nobody took up superfluous. */
function successorOf(tx: Transaction<Registry>, row: Row<"work_order">) {
  return tx
    .selectFrom("work_order")
    .select("number")
    .where("follows_id", "=", row.id)
    .where("rule_id", "=", row.rule_id)
    .where("point_id", "=", row.point_id)
    .executeTakeFirst();
}
