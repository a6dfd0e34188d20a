import { AlarmAside, type AlarmStepReason, LiveAlarmState } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import {
  type AlarmEvent,
  type AlarmOutcome,
  type AlarmStanding,
  nextAlarm,
} from "@kontrollrom/twin/live/alarm-machine.ts";
import type { Transaction } from "kysely";
import type { DomainEvents } from "../events/domain-events.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { toAlarm } from "./repository.ts";

export type AlarmRow = Row<"alarm">;

/** A row as it is after a step, and the event that tells of it: publish it after the commit. */
export interface Stepped {
  readonly row: AlarmRow;
  readonly event: DomainEvent;
}

interface StepDetail {
  readonly comment?: string | undefined;
  /** What else changes with the step. */
  readonly change?: Partial<AlarmRow>;
}

/** Takes an alarm from one standing to the next, and keeps who did it, when and why, in one transaction. */
export interface AlarmSteps {
  /** Refused by the machine: undefined, and nothing is written. */
  take(
    tx: Transaction<Registry>,
    row: AlarmRow,
    event: AlarmEvent,
    at: number,
    detail?: StepDetail & { readonly by?: string | undefined },
  ): Promise<Stepped | undefined>;
  /** Writes an outcome that the caller has judged. */
  write(
    tx: Transaction<Registry>,
    row: AlarmRow,
    outcome: AlarmOutcome & { ok: true },
    detail?: StepDetail,
  ): Promise<Stepped>;
  /** Something that leaves its state as it is: a comment, a moment that was put right. */
  note(
    tx: Transaction<Registry>,
    row: AlarmRow,
    what: { reason: AlarmStepReason; at: number; by?: string | undefined } & StepDetail,
  ): Promise<Stepped>;
}

export function standingOf(row: AlarmRow): AlarmStanding {
  return {
    live: LiveAlarmState.parse(row.live_state),
    aside: new Set(row.aside === "" ? [] : row.aside.split(",").map((kind) => AlarmAside.parse(kind))),
    latching: row.latching === 1,
  };
}

export function createAlarmSteps(events: DomainEvents): AlarmSteps {
  async function put(
    tx: Transaction<Registry>,
    row: AlarmRow,
    change: Partial<AlarmRow>,
    step: { at: number; to: string; reason: string; by?: string | undefined; comment?: string | undefined },
  ): Promise<Stepped> {
    const next = { ...row, ...change };
    if (Object.keys(change).length > 0)
      await tx.updateTable("alarm").set(change).where("id", "=", row.id).execute();
    await tx
      .insertInto("alarm_step")
      .values({
        alarm_id: row.id,
        at: step.at,
        from_state: row.state,
        to_state: step.to,
        reason: step.reason,
        by: step.by ?? null,
        comment: step.comment || null,
      })
      .execute();
    return { row: next, event: await events.append(tx, { kind: "alarm", alarm: toAlarm(next) }) };
  }

  function write(
    tx: Transaction<Registry>,
    row: AlarmRow,
    { standing, state, reason, at, by }: AlarmOutcome & { ok: true },
    { comment, change }: StepDetail = {},
  ): Promise<Stepped> {
    const next = {
      ...change,
      state,
      live_state: standing.live,
      aside: [...standing.aside].toSorted().join(","),
    };
    return put(tx, row, next, { at, to: state, reason, by, comment });
  }

  return {
    write,
    async take(tx, row, event, at, detail = {}) {
      const outcome = nextAlarm(standingOf(row), event, at, detail.by);
      return outcome.ok ? write(tx, row, outcome, detail) : undefined;
    },
    note: (tx, row, { reason, at, by, comment, change = {} }) =>
      put(tx, row, change, { at, to: row.state, reason, by, comment }),
  };
}
