import { randomUUID } from "node:crypto";
import { type Alarm, AlarmState, type AlarmStepReason } from "@kontrollrom/contracts/alarm.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { nextAlarm } from "@kontrollrom/twin/live/alarm-machine.ts";
import type { RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import type { Transaction } from "kysely";
import type { DomainEvents } from "../events/domain-events.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Registry, Row } from "../registry/schema.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { findAlarm, findOccurrence, openOccurrences, toAlarm } from "./repository.ts";

export interface AlarmService {
  /**
   * Makes what the rules found into alarms and orders, each with its order in one transaction. Doing it twice with the same transitions
   * changes nothing the second time: save where the rules stand after it, never before.
   */
  record(transitions: readonly RuleTransition[]): Promise<void>;
  acknowledge(id: string, by: string, comment: string | undefined): Promise<Alarm>;
}

interface Step {
  readonly to: AlarmState;
  readonly reason: AlarmStepReason;
  readonly at: number;
  readonly by?: string | undefined;
  readonly comment?: string | undefined;
}

/** A flood of alarms is written in parts, between which others have their turn. */
const transitionsAtOnce = 100;

export function createAlarmService(deps: {
  db: RegistryDatabase;
  catalogue: Catalogue;
  events: DomainEvents;
  workOrders: WorkOrderService;
  rule(id: string): Rule | undefined;
  now(): number;
}): AlarmService {
  const { db, catalogue, events } = deps;

  async function step(
    tx: Transaction<Registry>,
    row: Row<"alarm">,
    { to, reason, at, by, comment }: Step,
    change: Partial<Row<"alarm">> = {},
  ) {
    const next = { ...row, ...change, state: to };
    await tx
      .updateTable("alarm")
      .set({ ...change, state: to })
      .where("id", "=", row.id)
      .execute();
    await tx
      .insertInto("alarm_step")
      .values({
        alarm_id: row.id,
        at,
        from_state: row.state,
        to_state: to,
        reason,
        by: by ?? null,
        comment: comment ?? null,
      })
      .execute();
    return { row: next, event: await events.append(tx, { kind: "alarm", alarm: toAlarm(next) }) };
  }

  async function raise(tx: Transaction<Registry>, transition: RuleTransition): Promise<DomainEvent[]> {
    const { ruleId, pointId, raisedAt } = transition;
    const rule = deps.rule(ruleId);
    const point = catalogue.points.get(pointId);
    if (!rule || !point) return [];
    if (await findOccurrence(tx, ruleId, pointId, raisedAt)) return [];
    const written: DomainEvent[] = [];
    // The one that came before is the same trouble: the new occurrence asks for the acknowledgement from now on.
    for (const earlier of await openOccurrences(tx, ruleId, pointId)) {
      if (earlier.state === "returnedUnacknowledged")
        written.push(
          (await step(tx, earlier, { to: "normal", reason: "raised-again", at: transition.at })).event,
        );
    }
    const { device } = point;
    const space = device.spaceId === undefined ? undefined : catalogue.spaces.get(device.spaceId);
    const row: Row<"alarm"> = {
      id: randomUUID(),
      rule_id: ruleId,
      rule_name: rule.name,
      priority: rule.priority,
      state: "normal",
      point_id: pointId,
      quantity: point.quantity,
      unit: quantities[point.quantity].unit,
      device_name: device.name,
      direction: rule.condition.direction,
      setpoint: rule.condition.setpoint,
      value: transition.value,
      raised_at: raisedAt,
      returned_at: null,
      acknowledged_at: null,
      acknowledged_by: null,
      advice: rule.advice,
      building_id: device.buildingId ?? null,
      building_name:
        device.buildingId === undefined ? null : (catalogue.buildings.get(device.buildingId) ?? null),
      storey_id: device.storeyId ?? null,
      space_id: device.spaceId ?? null,
      space_label: space ? `${space.number} ${space.name}`.trim() : null,
      work_order_id: null,
      condition_since: transition.conditionSince,
      sample_time: transition.sampleTime,
      frame_id: transition.frameId,
    };
    await tx.insertInto("alarm").values(row).execute();
    const raised = nextAlarm("normal", "raise", raisedAt);
    if (!raised.ok) throw new Error(`an alarm that is normal could not be raised: ${raised.reason}`);
    const order = rule.createsWorkOrder
      ? await deps.workOrders.createForAlarm(tx, toAlarm({ ...row, state: raised.state }))
      : undefined;
    const { event } = await step(
      tx,
      row,
      { to: raised.state, reason: "raised", at: raisedAt },
      order ? { work_order_id: order.orderId } : {},
    );
    return [...written, event, ...(order ? [order.event] : [])];
  }

  async function giveBack(tx: Transaction<Registry>, transition: RuleTransition): Promise<DomainEvent[]> {
    const row = await findOccurrence(tx, transition.ruleId, transition.pointId, transition.raisedAt);
    if (!row || row.returned_at !== null) return [];
    const event = transition.cause === "rule-changed" ? "rule-changed" : "return";
    const returned = nextAlarm(AlarmState.parse(row.state), event, transition.at);
    if (!returned.ok) return [];
    const stepped = await step(
      tx,
      row,
      { to: returned.state, reason: returned.reason, at: transition.at },
      { returned_at: transition.at },
    );
    return [stepped.event];
  }

  return {
    async record(transitions) {
      for (let at = 0; at < transitions.length; at += transitionsAtOnce) {
        const written = await db.transaction().execute(async (tx) => {
          const all: DomainEvent[] = [];
          for (const transition of transitions.slice(at, at + transitionsAtOnce))
            all.push(
              ...(transition.kind === "raised"
                ? await raise(tx, transition)
                : await giveBack(tx, transition)),
            );
          return all;
        });
        events.publish(written);
        await new Promise(setImmediate);
      }
    },

    async acknowledge(id, by, comment) {
      const { alarm, event } = await db.transaction().execute(async (tx) => {
        const row = await findAlarm(tx, id);
        if (!row) throw alarmNotFound(id);
        const at = deps.now();
        const decision = nextAlarm(AlarmState.parse(row.state), "acknowledge", at, by);
        if (!decision.ok)
          throw new ProblemError(
            409,
            decision.reason,
            decision.reason === "already-acknowledged"
              ? `the alarm was already acknowledged by ${row.acknowledged_by ?? "somebody"}`
              : "the alarm is over and needs no acknowledgement",
          );
        const stepped = await step(
          tx,
          row,
          { to: decision.state, reason: "acknowledged", at, by, comment },
          { acknowledged_at: at, acknowledged_by: by },
        );
        return { alarm: toAlarm(stepped.row), event: stepped.event };
      });
      events.publish([event]);
      return alarm;
    },
  };
}

export function alarmNotFound(id: string): ProblemError {
  return new ProblemError(404, "alarm-not-found", `there is no alarm "${id}": see GET /alarms`);
}
