import type { EscalationChain, EscalationStep } from "@kontrollrom/contracts/notice.ts";

/** An alarm that stands unacknowledged, as far as escalation looks at it. */
export interface WaitingAlarm {
  readonly id: string;
  readonly priority: number;
  readonly buildingId: string | undefined;
  readonly ownerGroup: string | undefined;
  /** When it was told, ms. */
  readonly toldAt: number;
}

export interface DueStep {
  readonly chain: EscalationChain;
  /** From 1. */
  readonly number: number;
  readonly step: EscalationStep;
  /** When it became due, ms. */
  readonly dueAt: number;
}

const minute = 60_000;

export function chainMatches(chain: EscalationChain, alarm: WaitingAlarm): boolean {
  if (!chain.enabled || !(chain.priorities as readonly number[]).includes(alarm.priority)) return false;
  const has = (names: readonly string[] | undefined, name: string | undefined) =>
    names === undefined || (name !== undefined && names.includes(name));
  return has(chain.buildingIds, alarm.buildingId) && has(chain.ownerGroups, alarm.ownerGroup);
}

/** The steps of every chain that have come due for an alarm, in the order they did. Alarms told before `since` are not taken up. */
export function dueSteps(
  chains: readonly { readonly chain: EscalationChain; readonly since: number }[],
  alarm: WaitingAlarm,
  now: number,
): DueStep[] {
  return chains
    .filter(({ chain, since }) => alarm.toldAt >= since && chainMatches(chain, alarm))
    .flatMap(({ chain }) =>
      chain.steps.map((step, index) => ({
        chain,
        number: index + 1,
        step,
        dueAt: alarm.toldAt + step.afterMinutes * minute,
      })),
    )
    .filter(({ dueAt }) => dueAt <= now)
    .sort((a, b) => a.dueAt - b.dueAt || a.number - b.number);
}

const firstRetryMs = 5000;
const lastRetryMs = 5 * minute;
/** About twenty minutes in all. */
export const mostAttempts = 10;

/** How long to wait after so many failures, doubling. */
export function retryAfter(attempts: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** Math.max(0, attempts - 1));
}
