import type { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { endedStatuses } from "./status.ts";

/** The order of the occurrence that came before, as far as it decides what the new one gets. */
export interface EarlierOrder {
  readonly status: WorkOrderStatus;
  /** Somebody has done something with it. */
  readonly touched: boolean;
  readonly closedAt: number | null;
  /** When the occurrence before returned to normal, event time; null while it stands. */
  readonly returnedAt: number | null;
}

export type OrderForAlarm = "new-trouble" | "earlier-was-over" | "still-open" | "came-back" | "known-late";

/**
 * Which order an occurrence of an alarm gets (docs/decisions/0010). All in event time, so that a backlog gives what live values give.
 *
 * - `new-trouble`: its own, since there was none before
 * - `earlier-was-over`: its own; what was before had passed by itself, or was refused, or lies too long ago
 * - `still-open`: the open one
 * - `came-back`: the closed one, opened again
 * - `known-late`: the closed one, which answered it before it was known
 */
export function orderForAlarm(
  earlier: EarlierOrder | undefined,
  raisedAt: number,
  settings: { readonly verifyAfterMs: number; readonly reopenWithinMs: number },
): OrderForAlarm {
  if (!earlier) return "new-trouble";
  const stayedNormal = earlier.returnedAt !== null && raisedAt - earlier.returnedAt >= settings.verifyAfterMs;
  if (!endedStatuses.includes(earlier.status))
    return stayedNormal && !earlier.touched ? "earlier-was-over" : "still-open";
  if (earlier.closedAt === null || earlier.status !== "closed") return "earlier-was-over";
  if (raisedAt < earlier.closedAt) return stayedNormal ? "earlier-was-over" : "known-late";
  const within = raisedAt - earlier.closedAt <= settings.reopenWithinMs;
  return earlier.touched && within && settings.reopenWithinMs > 0 ? "came-back" : "earlier-was-over";
}
