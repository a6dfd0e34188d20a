import { randomUUID } from "node:crypto";
import type { AlarmCause } from "@kontrollrom/contracts/alarm.ts";
import { Condition, LiveCondition } from "@kontrollrom/contracts/condition.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { nextAlarm } from "@kontrollrom/twin/live/alarm-machine.ts";
import type { Standing } from "@kontrollrom/twin/live/rule-engine.ts";
import type { RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import type { Transaction } from "kysely";
import type { Audit } from "../events/audit.ts";
import type { DomainEvents } from "../events/domain-events.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Registry, Row } from "../registry/schema.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { type AlarmSteps, createAlarmSteps, type Stepped, standingOf } from "./alarm-steps.ts";
import { chatteringNeeds, isChattering } from "./chattering.ts";
import { type Hold, type HoldBook, holdOnAlarm } from "./hold-book.ts";
import { holdToOrder, isBoundByItself, platform, recordBound } from "./order-holds.ts";
import { findOccurrence, openOccurrences, toAlarm } from "./repository.ts";

/** What the platform itself has found, on a point that leads there. */
export interface PlatformAlarm {
  readonly cause: AlarmCause;
  /** Names the trouble: one alarm stands for it at a time. */
  readonly key: string;
  readonly pointId: number;
  readonly priority: Priority;
  /** For people; the viewer has words of its own for each kind of cause. */
  readonly name: string;
  readonly advice: string;
  readonly value: number;
  /** Event time since which it is so, ms. */
  readonly since: number;
}

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
  /** Raises an alarm of the platform's own unless it stands already. */
  raisePlatform(alarm: PlatformAlarm): Promise<void>;
  /** What it was about is over. */
  returnPlatform(kind: AlarmCause["kind"], key: string): Promise<void>;
}

/** Shared by what changes alarms, so that each step is written in one way only. */
export interface AlarmParts {
  readonly db: RegistryDatabase;
  readonly events: DomainEvents;
  readonly steps: AlarmSteps;
  readonly book: HoldBook;
  now(): number;
}

/** What a transaction does with the holds that stand in memory. */
interface Batch {
  begin(hold: Hold): void;
  end(hold: Hold): void;
}

/** A flood of alarms is written in parts, between which others have their turn. */
const transitionsAtOnce = 100;

export const platformRule = (kind: AlarmCause["kind"]): string => `platform:${kind}`;

export function createAlarmService(deps: {
  db: RegistryDatabase;
  catalogue: Catalogue;
  events: DomainEvents;
  workOrders: Pick<WorkOrderService, "createForAlarm" | "linkToTakenOrder">;
  book: HoldBook;
  audit: Audit;
  rule(id: string): Rule | undefined;
  now(): number;
}): AlarmService {
  const { db, catalogue, events, book } = deps;
  const steps = createAlarmSteps(events);

  /** One transaction. Holds that it begins or ends are in force within it, and as before where it fails. */
  async function inOneGo(
    work: (tx: Transaction<Registry>, batch: Batch) => Promise<DomainEvent[]>,
  ): Promise<DomainEvent[]> {
    const undo: (() => void)[] = [];
    const begun: Hold[] = [];
    const batch: Batch = {
      begin(hold) {
        book.add(hold);
        begun.push(hold);
        undo.push(() => book.remove(hold.id));
      },
      end(hold) {
        book.remove(hold.id);
        undo.push(() => book.add(hold));
      },
    };
    try {
      const written = await db.transaction().execute((tx) => work(tx, batch));
      for (const hold of begun) await recordBound(deps.audit, hold);
      return written;
    } catch (error) {
      for (const step of undo.toReversed()) step();
      throw error;
    }
  }

  type Found = Pick<
    Row<"alarm">,
    | "rule_id"
    | "rule_name"
    | "priority"
    | "condition"
    | "advice"
    | "latching"
    | "health"
    | "text_template"
    | "owner_group"
    | "cause"
    | "cause_key"
    | "value"
    | "raised_at"
    | "condition_since"
    | "sample_time"
    | "frame_id"
  >;

  /** A new occurrence, from the moment it was raised; set aside at once where something holds it, or an order answers it. */
  async function insert(
    tx: Transaction<Registry>,
    pointId: number,
    found: Found,
    rule: Rule | undefined,
    written: Batch,
  ): Promise<DomainEvent[]> {
    const point = catalogue.points.get(pointId);
    if (!point) return [];
    const { device } = point;
    const space = device.spaceId === undefined ? undefined : catalogue.spaces.get(device.spaceId);
    const row: Row<"alarm"> = {
      id: randomUUID(),
      ...found,
      state: "normal",
      live_state: "normal",
      aside: "",
      hold: null,
      chattering: 0,
      told_at: null,
      point_id: pointId,
      quantity: point.quantity,
      unit: quantities[point.quantity].unit,
      device_name: device.name,
      withdrawn: 0,
      returned_at: null,
      acknowledged_at: null,
      acknowledged_by: null,
      building_id: device.buildingId ?? null,
      building_name:
        device.buildingId === undefined ? null : (catalogue.buildings.get(device.buildingId) ?? null),
      storey_id: device.storeyId ?? null,
      space_id: device.spaceId ?? null,
      space_label: space ? `${space.number} ${space.name}`.trim() : null,
      work_order_id: null,
    };
    const earlier = await tx
      .selectFrom("alarm")
      .select("raised_at")
      .where("rule_id", "=", found.rule_id)
      .where("point_id", "=", pointId)
      .where("withdrawn", "=", 0)
      .orderBy("raised_at", "desc")
      .limit(chatteringNeeds)
      .execute();
    if (isChattering([found.raised_at, ...earlier.map((other) => other.raised_at)])) row.chattering = 1;
    const covering = book.covering({
      ruleId: found.rule_id,
      pointId,
      silence: Condition.parse(JSON.parse(found.condition)).kind === "no-data",
    });
    const bound = covering.find(isBoundByItself);
    const holds = covering.filter((hold) => hold !== bound);
    await tx.insertInto("alarm").values(row).execute();

    const raised = nextAlarm(standingOf(row), "raise", found.raised_at);
    if (!raised.ok) throw new Error(`an alarm that is normal could not be raised: ${raised.reason}`);
    const before = toAlarm({ ...row, state: raised.state, live_state: raised.standing.live });
    // What is set aside is nobody's work yet: the order comes when it is taken back and still stands.
    const order =
      rule === undefined || holds.length > 0
        ? undefined
        : rule.createsWorkOrder
          ? await deps.workOrders.createForAlarm(tx, before)
          : await deps.workOrders.linkToTakenOrder(tx, before);
    if (bound && (holds.length > 0 || (order?.answered && bound.workOrderId === order.orderId)))
      holds.push(bound);
    else if (bound) {
      // New trouble with an order of its own: the one before holds it no longer.
      await book.writeEnd(tx, bound, deps.now(), platform, "new-trouble");
      written.end(bound);
    }
    if (order?.answered && bound?.workOrderId !== order.orderId) {
      const pair = { ruleId: found.rule_id, pointId };
      if (!(await book.wasTakenBack(tx, pair, order.orderId))) {
        const hold = holdToOrder(pair, found.rule_name, order, deps.now());
        await book.write(tx, hold);
        written.begin(hold);
        holds.push(hold);
      }
    }
    const change: Partial<Row<"alarm">> = {
      ...(order && { work_order_id: order.orderId }),
      ...(holds.length === 0 && { told_at: deps.now() }),
    };
    const steppedOnce: Stepped[] = [await steps.write(tx, row, raised, { change })];
    for (const hold of holds) {
      const event = { shelved: "shelve", suppressedByDesign: "suppress", outOfService: "out-of-service" };
      const last = steppedOnce.at(-1)?.row ?? row;
      const stepped = await steps.take(tx, last, event[hold.kind] as "shelve", found.raised_at, {
        by: hold.by,
        comment: hold.reason,
        change: { hold: JSON.stringify(holdOnAlarm(hold)) },
      });
      if (stepped) steppedOnce.push(stepped);
    }
    return [...steppedOnce.map(({ event }) => event), ...(order ? [order.event] : [])];
  }

  async function raise(
    tx: Transaction<Registry>,
    transition: RuleTransition,
    batch: Batch,
  ): Promise<DomainEvent[]> {
    const { ruleId, pointId, raisedAt } = transition;
    const rule = deps.rule(ruleId);
    if (!rule || !catalogue.points.has(pointId)) return [];
    const known = await findOccurrence(tx, ruleId, pointId, raisedAt);
    if (known) return known.withdrawn === 1 ? raiseAfterAll(tx, known, raisedAt) : [];
    const ended = await endEarlier(tx, ruleId, pointId, transition.at);
    const raised = await insert(
      tx,
      pointId,
      {
        rule_id: ruleId,
        rule_name: rule.name,
        priority: rule.priority,
        condition: JSON.stringify(rule.condition),
        advice: rule.advice,
        latching: rule.latching ? 1 : 0,
        health: rule.health ? 1 : 0,
        text_template: rule.text ?? null,
        owner_group: rule.ownerGroup ?? null,
        cause: null,
        cause_key: null,
        value: transition.value,
        raised_at: raisedAt,
        condition_since: transition.conditionSince,
        sample_time: transition.sampleTime,
        frame_id: transition.frameId,
      },
      rule,
      batch,
    );
    return [...ended, ...raised];
  }

  /** The one that came before is the same trouble: the new occurrence asks for the acknowledgement from now on. */
  async function endEarlier(tx: Transaction<Registry>, ruleId: string, pointId: number, at: number) {
    const written: DomainEvent[] = [];
    for (const earlier of await openOccurrences(tx, ruleId, pointId)) {
      if (earlier.returned_at === null) continue;
      const standing = { ...standingOf(earlier), live: "normal" as const };
      const over = { ok: true, standing, state: "normal", reason: "raised-again", at } as const;
      written.push((await steps.write(tx, earlier, over)).event);
    }
    return written;
  }

  /** Withdrawn, and it was after all. */
  async function raiseAfterAll(
    tx: Transaction<Registry>,
    row: Row<"alarm">,
    at: number,
  ): Promise<DomainEvent[]> {
    const change = { withdrawn: 0, returned_at: null };
    const stepped = await steps.take(tx, row, "raise", at, { change });
    return stepped ? [stepped.event] : [];
  }

  /** What late values showed to be otherwise. */
  async function amend(
    tx: Transaction<Registry>,
    { kind, ruleId, pointId, raisedAt, at, conditionSince, sampleTime, frameId, value }: RuleTransition,
  ): Promise<DomainEvent[]> {
    const row = await findOccurrence(tx, ruleId, pointId, raisedAt);
    if (!row || row.withdrawn === 1) return [];
    if (kind === "moved") {
      if (await findOccurrence(tx, ruleId, pointId, at)) return [];
      const change = {
        raised_at: at,
        condition_since: conditionSince,
        sample_time: sampleTime,
        frame_id: frameId,
        value,
      };
      return [(await steps.note(tx, row, { reason: "moved", at: deps.now(), change })).event];
    }
    if (kind === "reopened" && row.returned_at === null) return [];
    const change = kind === "reopened" ? { returned_at: null } : { returned_at: raisedAt, withdrawn: 1 };
    const event = kind === "reopened" ? "reopen" : "withdraw";
    const stepped = await steps.take(tx, row, event, deps.now(), { change });
    return stepped ? [stepped.event] : [];
  }

  async function giveBack(tx: Transaction<Registry>, transition: RuleTransition): Promise<DomainEvent[]> {
    const row = await findOccurrence(tx, transition.ruleId, transition.pointId, transition.raisedAt);
    if (!row || row.withdrawn === 1 || row.returned_at === transition.at) return [];
    const change = { returned_at: transition.at };
    // Late values show that it returned at another time.
    if (row.returned_at !== null)
      return [(await steps.note(tx, row, { reason: "moved", at: deps.now(), change })).event];
    const event = transition.cause === "rule-changed" ? "rule-changed" : "return";
    const stepped = await steps.take(tx, row, event, transition.at, { change });
    return stepped ? [stepped.event] : [];
  }

  function take(tx: Transaction<Registry>, transition: RuleTransition, batch: Batch): Promise<DomainEvent[]> {
    if (transition.kind === "raised") return raise(tx, transition, batch);
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
        const part = transitions.slice(at, at + transitionsAtOnce);
        events.publish(
          await inOneGo(async (tx, batch) => {
            const all: DomainEvent[] = [];
            for (const transition of part) all.push(...(await take(tx, transition, batch)));
            return all;
          }),
        );
        await new Promise(setImmediate);
      }
    },

    async raisePlatform({ cause, key, pointId, priority, name, advice, value, since }) {
      const ruleId = platformRule(cause.kind);
      const at = deps.now();
      const written = await inOneGo(async (tx, batch) => {
        const same = await tx
          .selectFrom("alarm")
          .selectAll()
          .where("rule_id", "=", ruleId)
          .where("cause_key", "=", key)
          .where("state", "<>", "normal")
          .execute();
        if (same.some((row) => row.returned_at === null)) return [];
        if (await findOccurrence(tx, ruleId, pointId, at)) return [];
        const ended = [];
        for (const row of same) ended.push(...(await endEarlier(tx, ruleId, row.point_id, at)));
        const raised = await insert(
          tx,
          pointId,
          {
            rule_id: ruleId,
            rule_name: name,
            priority,
            condition: JSON.stringify({ kind: "no-data", onDelayMs: 0, offDelayMs: 0 }),
            advice,
            latching: 0,
            health: 0,
            text_template: null,
            owner_group: null,
            cause: JSON.stringify(cause),
            cause_key: key,
            value,
            raised_at: at,
            condition_since: since,
            sample_time: since,
            frame_id: "",
          },
          undefined,
          batch,
        );
        return [...ended, ...raised];
      });
      events.publish(written);
    },

    async returnPlatform(kind, key) {
      const at = deps.now();
      const written = await db.transaction().execute(async (tx) => {
        const open = await tx
          .selectFrom("alarm")
          .selectAll()
          .where("rule_id", "=", platformRule(kind))
          .where("cause_key", "=", key)
          .where("state", "<>", "normal")
          .where("returned_at", "is", null)
          .execute();
        const all: DomainEvent[] = [];
        for (const row of open) {
          const stepped = await steps.take(tx, row, "return", at, { change: { returned_at: at } });
          if (stepped) all.push(stepped.event);
        }
        return all;
      });
      events.publish(written);
    },
  };
}

export function alarmNotFound(id: string): ProblemError {
  return new ProblemError(404, "alarm-not-found", `there is no alarm "${id}": see GET /alarms`);
}
