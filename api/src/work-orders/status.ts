import type { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";

/** ny → vurdert → tildelt → mottatt → pågår → utført → godkjent → lukket, with waiting, rejected and cancelled beside. */
const next: Readonly<Record<WorkOrderStatus, readonly WorkOrderStatus[]>> = {
  new: ["assessed", "assigned", "inProgress", "waiting", "done", "closed", "rejected", "cancelled"],
  assessed: ["assigned", "inProgress", "waiting", "done", "closed", "rejected", "cancelled"],
  assigned: ["received", "inProgress", "waiting", "done", "closed", "assessed", "cancelled"],
  received: ["inProgress", "waiting", "done", "closed", "assessed", "cancelled"],
  inProgress: ["waiting", "done", "closed", "cancelled"],
  waiting: ["inProgress", "done", "closed", "cancelled"],
  done: ["approved", "closed", "inProgress"],
  approved: ["closed", "inProgress"],
  closed: ["inProgress"],
  rejected: ["new"],
  cancelled: ["new"],
};

/** Over: nobody is expected to do anything more. */
export const endedStatuses: readonly WorkOrderStatus[] = ["closed", "rejected", "cancelled"];

export function nextStatuses(status: WorkOrderStatus): WorkOrderStatus[] {
  return [...next[status]];
}

export type StatusDecision = "changed" | "unchanged" | "not-allowed";

export function decideStatus(from: WorkOrderStatus, to: WorkOrderStatus): StatusDecision {
  if (from === to) return "unchanged";
  return next[from].includes(to) ? "changed" : "not-allowed";
}

/** What follows when an order gets somebody, or loses them, and no status was asked for. */
export function statusAfterAssigning(status: WorkOrderStatus, assigned: boolean): WorkOrderStatus {
  if (assigned) return status === "new" || status === "assessed" ? "assigned" : status;
  return status === "assigned" || status === "received" ? "assessed" : status;
}
