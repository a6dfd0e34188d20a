import { randomUUID } from "node:crypto";
import { type Alarm, AlarmState, type AlarmStepReason } from "@kontrollrom/contracts/alarm.ts";
import { LiveCondition } from "@kontrollrom/contracts/condition.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { nextAlarm } from "@kontrollrom/twin/live/alarm-machine.ts";
import type { Standing } from "@kontrollrom/twin/live/rule-engine.ts";
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
  /**
   * After a restart: withdraws the alarms that stand in the register and that the rules, having judged all that is stored, do not find.
   * A crash may leave such when a value that was under way then shows that there was none.
   */
  reconcile(standing: readonly Standing[]): Promise<void>;
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
    const known = await findOccurrence(tx, ruleId, pointId, raisedAt);
    if (known) return known.withdrawn === 1 ? raiseAfterAll(tx, known, raisedAt) : [];
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
      condition: JSON.stringify(rule.condition),
      withdrawn: 0,
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

  /** Withdrawn, and it was after all. */
  async function raiseAfterAll(
    tx: Transaction<Registry>,
    row: Row<"alarm">,
    at: number,
  ): Promise<DomainEvent[]> {
    const change = { withdrawn: 0, returned_at: null };
    return [(await step(tx, row, { to: "unacknowledged", reason: "raised", at }, change)).event];
  }

  /** What late values showed to be otherwise. */
  async function amend(
    tx: Transaction<Registry>,
    { kind, ruleId, pointId, raisedAt, at, conditionSince, sampleTime, frameId, value }: RuleTransition,
  ): Promise<DomainEvent[]> {
    const row = await findOccurrence(tx, ruleId, pointId, raisedAt);
    if (!row || row.withdrawn === 1) return [];
    const state = AlarmState.parse(row.state);
    if (kind === "moved") {
      if (await findOccurrence(tx, ruleId, pointId, at)) return [];
      const change = { raised_at: at, condition_since: conditionSince, sample_time: sampleTime };
      const moved = { ...change, frame_id: frameId, value };
      return [(await step(tx, row, { to: state, reason: "moved", at: deps.now() }, moved)).event];
    }
    const outcome = nextAlarm(state, kind === "reopened" ? "reopen" : "withdraw", deps.now());
    if (!outcome.ok || (kind === "reopened" && row.returned_at === null)) return [];
    const change = kind === "reopened" ? { returned_at: null } : { returned_at: raisedAt, withdrawn: 1 };
    return [
      (await step(tx, row, { to: outcome.state, reason: outcome.reason, at: deps.now() }, change)).event,
    ];
  }

  async function giveBack(tx: Transaction<Registry>, transition: RuleTransition): Promise<DomainEvent[]> {
    const row = await findOccurrence(tx, transition.ruleId, transition.pointId, transition.raisedAt);
    if (!row || row.withdrawn === 1 || row.returned_at === transition.at) return [];
    if (row.returned_at !== null) {
      // Late values show that it returned at another time.
      const moved = { to: AlarmState.parse(row.state), reason: "moved", at: deps.now() } as const;
      return [(await step(tx, row, moved, { returned_at: transition.at })).event];
    }
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

  function take(tx: Transaction<Registry>, transition: RuleTransition): Promise<DomainEvent[]> {
    if (transition.kind === "raised") return raise(tx, transition);
    return transition.kind === "returned" ? giveBack(tx, transition) : amend(tx, transition);
  }

  return {
    async reconcile(standing) {
      const stands = new Set(standing.map((one) => `${one.ruleId} ${one.pointId} ${one.raisedAt}`));
      const open = await db
        .selectFrom("alarm")
        .selectAll()
        .where("state", "<>", "normal")
        .where("returned_at", "is", null)
        .execute();
      for (const row of open) {
        // Rules that judge periods that are over find theirs again by themselves.
        if (!LiveCondition.safeParse(JSON.parse(row.condition)).success) continue;
        if (stands.has(`${row.rule_id} ${row.point_id} ${row.raised_at}`)) continue;
        if (deps.rule(row.rule_id)?.condition.kind === undefined) continue;
        const { rule_id: ruleId, point_id: pointId, raised_at: raisedAt } = row;
        const written = await db.transaction().execute((tx) =>
          amend(tx, {
            kind: "withdrawn",
            ruleId,
            pointId,
            raisedAt,
            at: raisedAt,
            value: row.value,
            conditionSince: row.condition_since,
            sampleTime: row.sample_time,
            frameId: row.frame_id,
          }),
        );
        events.publish(written);
      }
    },

    async record(transitions) {
      for (let at = 0; at < transitions.length; at += transitionsAtOnce) {
        const written = await db.transaction().execute(async (tx) => {
          const all: DomainEvent[] = [];
          for (const transition of transitions.slice(at, at + transitionsAtOnce))
            all.push(...(await take(tx, transition)));
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
