import { type Alarm, AlarmState, AlarmStepReason } from "@kontrollrom/contracts/alarm.ts";
import type { PastAlarm, PastOrder } from "@kontrollrom/contracts/history.ts";
import { type WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { sql } from "kysely";
import { toAlarm } from "../alarms/repository.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { toWorkOrder } from "../work-orders/repository.ts";
import { endedStatuses, nextStatuses } from "../work-orders/status.ts";
import { stateOf, statesOf } from "./alarm-states.ts";

/** Of each, in one answer. */
export const mostHappenings = 1000;
const idsAtOnce = 500;

/** Where: a building, or points with the rooms they stand in. */
export type Where =
  | { readonly buildingId: string }
  | { readonly pointIds: readonly number[]; readonly spaceIds: readonly string[] };

export interface Happenings<T> {
  readonly items: readonly T[];
  readonly truncated: boolean;
}

/** Alarms that stood at some moment from `from` to `to` (ms, both included), the newest first. What was withdrawn never was. */
export async function pastAlarms(
  db: RegistryDatabase,
  where: Where,
  from: number,
  to: number,
): Promise<Happenings<PastAlarm>> {
  let query = db
    .selectFrom("alarm")
    .selectAll()
    .where("raised_at", "<=", to)
    .where("withdrawn", "=", 0)
    .where((eb) =>
      eb.or([
        eb("state", "<>", "normal"),
        eb("returned_at", ">=", from),
        eb("acknowledged_at", ">=", from),
        // Latched ones end when they are reset, unseen ones when the next takes their place: their last step says when.
        eb.and([
          eb.or([eb("latching", "=", 1), eb("acknowledged_at", "is", null)]),
          eb.exists(
            eb
              .selectFrom("alarm_step")
              .select("seq")
              .whereRef("alarm_id", "=", "alarm.id")
              .where("at", ">=", from),
          ),
        ]),
      ]),
    )
    .orderBy("raised_at", "desc")
    .limit(mostHappenings + 1);
  query =
    "buildingId" in where
      ? query.where("building_id", "=", where.buildingId)
      : query.where("point_id", "in", [...where.pointIds]);
  const rows = await query.execute();
  const shown = rows.slice(0, mostHappenings);
  const steps = await stepsOf(db, "alarm_step", "alarm_id", shown);
  const items = shown.map((row) => {
    const states = statesOf({
      raisedAt: row.raised_at,
      returnedAt: row.returned_at,
      acknowledgedAt: row.acknowledged_at,
      latching: row.latching === 1,
      steps: (steps.get(row.id) ?? []).map((step) => ({
        at: step.at,
        to: AlarmState.parse(step.to_state),
        reason: AlarmStepReason.parse(step.reason),
      })),
    });
    return { alarm: toAlarm(row), states: [...states] };
  });
  const standing = items.filter(({ states }) => {
    const over = states.at(-1);
    return over?.state !== "normal" || over.at > from;
  });
  return { items: standing, truncated: rows.length > mostHappenings };
}

/** Work orders that were open at some moment from `from` to `to` (ms, both included), the newest first. */
export async function pastOrders(
  db: RegistryDatabase,
  where: Where,
  from: number,
  to: number,
): Promise<Happenings<PastOrder>> {
  let query = db
    .selectFrom("work_order")
    .selectAll()
    .where("created_at", "<=", to)
    .where((eb) => eb.or([eb("status", "not in", [...endedStatuses]), eb("updated_at", ">=", from)]))
    .orderBy("created_at", "desc")
    .limit(mostHappenings + 1);
  if ("buildingId" in where) query = query.where("building_id", "=", where.buildingId);
  else
    query = query.where((eb) =>
      eb.or([
        eb("point_id", "in", [...where.pointIds]),
        ...(where.spaceIds.length > 0 ? [eb("space_id", "in", [...where.spaceIds])] : []),
      ]),
    );
  const rows = await query.execute();
  const shown = rows.slice(0, mostHappenings);
  const steps = await stepsOf(db, "work_order_step", "work_order_id", shown);
  const items = shown.map((row) => ({
    order: toWorkOrder(row),
    statuses: statusesOf(
      row,
      (steps.get(row.id) ?? []).filter(({ field }) => field === "status"),
    ),
  }));
  const open = items.filter(({ statuses }) => {
    const last = statuses.at(-1);
    return last === undefined || !endedStatuses.includes(last.status) || last.at > from;
  });
  return { items: open, truncated: rows.length > mostHappenings };
}

function statusesOf(
  row: Row<"work_order">,
  steps: readonly { at: number; from_value: string; to_value: string }[],
): PastOrder["statuses"] {
  const first = WorkOrderStatus.safeParse(steps[0]?.from_value ?? row.status);
  const statuses = [
    { at: row.created_at, status: first.success ? first.data : ("new" as const) },
    ...steps.map(({ at, to_value }) => ({ at, status: WorkOrderStatus.parse(to_value) })),
  ];
  return statuses.filter((one, index) => one.status !== statuses[index - 1]?.status);
}

async function stepsOf<T extends "alarm_step" | "work_order_step">(
  db: RegistryDatabase,
  table: T,
  column: "alarm_id" | "work_order_id",
  rows: readonly { id: string }[],
): Promise<Map<string, Row<T>[]>> {
  const found = new Map<string, Row<T>[]>();
  for (let at = 0; at < rows.length; at += idsAtOnce) {
    const ids = rows.slice(at, at + idsAtOnce).map(({ id }) => id);
    const { rows: steps } = await sql<Row<T> & Record<string, string>>`
      select * from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(ids)}) order by at, seq`.execute(
      db,
    );
    for (const step of steps) {
      const id = step[column] as string;
      const list = found.get(id);
      if (list === undefined) found.set(id, [step]);
      else list.push(step);
    }
  }
  return found;
}

/** The alarm as it was shown at a moment; undefined where it did not stand. */
export function alarmAt({ alarm, states }: PastAlarm, time: number): Alarm | undefined {
  const state = stateOf(states, time)?.state;
  if (state === undefined || state === "normal") return undefined;
  const { returnedAt, acknowledgedAt, acknowledgedBy, liveState: _, hold, ...rest } = alarm;
  const known = (at: string | undefined) => at !== undefined && Date.parse(at) <= time;
  return {
    ...rest,
    state,
    ...(known(returnedAt) && { returnedAt }),
    ...(known(acknowledgedAt) && { acknowledgedAt, acknowledgedBy }),
    ...(hold !== undefined && state === hold.kind && known(hold.since) && { hold }),
  };
}

/** The order with the status it had at a moment; undefined where it was not open. */
export function orderAt({ order, statuses }: PastOrder, time: number): WorkOrder | undefined {
  const status = stateOf(statuses, time)?.status;
  if (status === undefined || endedStatuses.includes(status)) return undefined;
  const { closedAt: _, verifiedAt, ...rest } = order;
  return {
    ...rest,
    status,
    nextStatuses: nextStatuses(status),
    ...(verifiedAt !== undefined && Date.parse(verifiedAt) <= time && { verifiedAt }),
  };
}

/** When the alarms before and after a moment were raised. */
export async function alarmsAround(
  db: RegistryDatabase,
  buildingId: string,
  at: number,
): Promise<{ alarmBefore?: string; alarmAfter?: string }> {
  const of = db
    .selectFrom("alarm")
    .select("raised_at")
    .where("building_id", "=", buildingId)
    .where("withdrawn", "=", 0)
    .limit(1);
  const [before, after] = await Promise.all([
    of.where("raised_at", "<", at).orderBy("raised_at", "desc").executeTakeFirst(),
    of.where("raised_at", ">", at).orderBy("raised_at", "asc").executeTakeFirst(),
  ]);
  return {
    ...(before && { alarmBefore: iso(Number(before.raised_at)) }),
    ...(after && { alarmAfter: iso(Number(after.raised_at)) }),
  };
}
