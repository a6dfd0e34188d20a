import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { type AlarmRefusal, nextAlarm } from "@kontrollrom/twin/live/alarm-machine.ts";
import { ProblemError } from "../http/problem-error.ts";
import { type AlarmRow, standingOf } from "./alarm-steps.ts";
import { findAlarm, toAlarm } from "./repository.ts";
import { type AlarmParts, alarmNotFound } from "./service.ts";

/** Who asks, and what they say of it. */
export interface Actor {
  readonly by: string;
  readonly comment?: string | undefined;
}

/** What a person does with an alarm itself; what sets it aside stands in `holds.ts`. */
export interface AlarmOperator {
  acknowledge(id: string, actor: Actor): Promise<Alarm>;
  /** Of an alarm that latches, once its condition is over. */
  reset(id: string, actor: Actor): Promise<Alarm>;
  comment(id: string, by: string, text: string): Promise<Alarm>;
}

export function createAlarmOperator({ db, events, steps, now }: AlarmParts): AlarmOperator {
  async function step(id: string, event: "acknowledge" | "reset", { by, comment }: Actor): Promise<Alarm> {
    const stepped = await db.transaction().execute(async (tx) => {
      const row = await findAlarm(tx, id);
      if (!row) throw alarmNotFound(id);
      const at = now();
      const outcome = nextAlarm(standingOf(row), event, at, by);
      if (!outcome.ok) throw refusal(outcome.reason, row);
      const change = event === "acknowledge" ? { acknowledged_at: at, acknowledged_by: by } : {};
      return steps.write(tx, row, outcome, { comment, change });
    });
    events.publish([stepped.event]);
    return toAlarm(stepped.row);
  }

  return {
    acknowledge: (id, actor) => step(id, "acknowledge", actor),
    reset: (id, actor) => step(id, "reset", actor),
    async comment(id, by, text) {
      const stepped = await db.transaction().execute(async (tx) => {
        const row = await findAlarm(tx, id);
        if (!row) throw alarmNotFound(id);
        return steps.note(tx, row, { reason: "commented", at: now(), by, comment: text });
      });
      events.publish([stepped.event] satisfies DomainEvent[]);
      return toAlarm(stepped.row);
    },
  };
}

/** What the machine refused, as an answer that says what is so. */
export function refusal(reason: AlarmRefusal, row: AlarmRow): ProblemError {
  return new ProblemError(409, reason, detailOf(reason, row));
}

function detailOf(reason: AlarmRefusal, row: AlarmRow): string {
  switch (reason) {
    case "already-acknowledged":
      return `the alarm was already acknowledged by ${row.acknowledged_by ?? "somebody"}`;
    case "already-normal":
      return "the alarm is over and nothing more can be done with it";
    case "still-present":
      return "the alarm still stands: it can be reset when its condition is over";
    case "not-latched":
      return "the alarm does not wait for a reset: acknowledge it instead";
    case "already-shelved":
    case "already-suppressed":
    case "already-out-of-service":
    case "not-shelved":
    case "not-suppressed":
    case "not-out-of-service":
    case "already-raised":
    case "already-returned":
    case "never-raised":
      return `the alarm is ${reason.replaceAll("-", " ")}: it is "${row.state}"`;
  }
}
