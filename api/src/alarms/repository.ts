import {
  Alarm,
  AlarmCause,
  AlarmHold,
  AlarmState,
  type AlarmStep,
  AlarmStepReason,
} from "@kontrollrom/contracts/alarm.ts";
import { Condition } from "@kontrollrom/contracts/condition.ts";
import type { Kysely, Transaction } from "kysely";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { ownText } from "../rules/text.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

export interface AlarmFilter {
  readonly states: readonly AlarmState[] | undefined;
  readonly buildingId: string | undefined;
  readonly spaceId: string | undefined;
  readonly ruleId: string | undefined;
  readonly priority: number | undefined;
}

export function listAlarms(
  db: Db,
  filter: AlarmFilter,
  limit: number,
  after: { key: number; id: string } | undefined,
) {
  let query = db
    .selectFrom("alarm")
    .selectAll()
    .orderBy("raised_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (filter.states) query = query.where("state", "in", [...filter.states]);
  if (filter.buildingId !== undefined) query = query.where("building_id", "=", filter.buildingId);
  if (filter.spaceId !== undefined) query = query.where("space_id", "=", filter.spaceId);
  if (filter.ruleId !== undefined) query = query.where("rule_id", "=", filter.ruleId);
  if (filter.priority !== undefined) query = query.where("priority", "=", filter.priority);
  if (after)
    query = query.where((eb) =>
      eb.or([
        eb("raised_at", "<", after.key),
        eb.and([eb("raised_at", "=", after.key), eb("id", "<", after.id)]),
      ]),
    );
  return query.execute();
}

export function findAlarm(db: Db, id: string) {
  return db.selectFrom("alarm").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findOccurrence(db: Db, ruleId: string, pointId: number, raisedAt: number) {
  return db
    .selectFrom("alarm")
    .selectAll()
    .where("rule_id", "=", ruleId)
    .where("point_id", "=", pointId)
    .where("raised_at", "=", raisedAt)
    .executeTakeFirst();
}

/** Occurrences of the same rule on the same point that nobody has dealt with yet. */
export function openOccurrences(db: Db, ruleId: string, pointId: number) {
  return db
    .selectFrom("alarm")
    .selectAll()
    .where("rule_id", "=", ruleId)
    .where("point_id", "=", pointId)
    .where("state", "<>", "normal")
    .orderBy("raised_at")
    .execute();
}

export async function stepsOf(db: Db, alarmId: string): Promise<AlarmStep[]> {
  const rows = await db
    .selectFrom("alarm_step")
    .selectAll()
    .where("alarm_id", "=", alarmId)
    .orderBy("seq")
    .execute();
  return rows.map((row) => ({
    at: iso(row.at),
    from: AlarmState.parse(row.from_state),
    to: AlarmState.parse(row.to_state),
    reason: AlarmStepReason.parse(row.reason),
    ...present({ by: row.by, comment: row.comment }),
  }));
}

export function toAlarm(row: Row<"alarm">): Alarm {
  const alarm = parse(row);
  return alarm.textTemplate === undefined
    ? alarm
    : { ...alarm, text: ownText(alarm.textTemplate, alarm, "nb") };
}

function parse(row: Row<"alarm">): Alarm {
  const condition = Condition.parse(JSON.parse(row.condition));
  return Alarm.parse({
    id: row.id,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    priority: row.priority,
    state: row.state,
    pointId: row.point_id,
    quantity: row.quantity,
    unit: row.unit,
    deviceName: row.device_name,
    condition,
    ...(condition.kind === "threshold" && {
      direction: condition.direction,
      setpoint: condition.setpoint,
    }),
    withdrawn: row.withdrawn === 1,
    ...(row.live_state !== row.state && row.state !== "normal" && { liveState: row.live_state }),
    ...(row.hold !== null && row.aside !== "" && { hold: AlarmHold.parse(JSON.parse(row.hold)) }),
    ...(row.latching === 1 && { latching: true }),
    ...(row.chattering === 1 && { chattering: true }),
    ...(row.health === 1 && { health: true }),
    ...(row.cause !== null && { cause: AlarmCause.parse(JSON.parse(row.cause)) }),
    value: row.value,
    raisedAt: iso(row.raised_at),
    advice: row.advice,
    evidence: {
      conditionSince: iso(row.condition_since),
      sampleTime: iso(row.sample_time),
      frameId: row.frame_id,
    },
    ...present({
      returnedAt: isoOrNull(row.returned_at),
      acknowledgedAt: isoOrNull(row.acknowledged_at),
      acknowledgedBy: row.acknowledged_by,
      buildingId: row.building_id,
      buildingName: row.building_name,
      storeyId: row.storey_id,
      spaceId: row.space_id,
      spaceLabel: row.space_label,
      workOrderId: row.work_order_id,
      textTemplate: row.text_template,
      ownerGroup: row.owner_group,
    }),
  });
}
