import type { WorkOrderPatch } from "@kontrollrom/contracts/work-order.ts";
import type { Call } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Row } from "../registry/schema.ts";

/** Whose orders a caller is kept to; undefined where they see all. */
export type OrderScope = { readonly contractor: string } | undefined;

/**
 * Who holds `work-order:read` or `work-order:write` sees all orders. Anybody else who came in sees those that are given to the
 * contractor of their own name, and nothing where they have none.
 */
export function orderScope(call: Pick<Call, "identity">): OrderScope {
  const permissions = call.identity?.permissions;
  if (permissions?.has("work-order:read")) return undefined;
  return { contractor: call.identity?.name ?? "" };
}

export function isWithin(
  scope: OrderScope,
  order: Pick<Row<"work_order">, "assignee" | "assignee_kind">,
): boolean {
  if (scope === undefined) return true;
  return (
    scope.contractor !== "" && order.assignee_kind === "contractor" && order.assignee === scope.contractor
  );
}

const ofContractors: readonly (keyof WorkOrderPatch)[] = [
  "status",
  "cause",
  "action",
  "plannedAt",
  "revision",
];
const statusesOfContractors: readonly WorkOrderPatch["status"][] = [
  "received",
  "inProgress",
  "waiting",
  "done",
];

/**
 * A contractor takes the work, says when it is done and what was found. Who has it, how it is paid and whether it is good enough is
 * for the municipality.
 * @throws ProblemError 403 `not-for-contractors`
 */
export function refuseBeyond(scope: OrderScope, patch: WorkOrderPatch): void {
  if (scope === undefined) return;
  const field = (Object.keys(patch) as (keyof WorkOrderPatch)[]).find(
    (name) => !ofContractors.includes(name),
  );
  if (field !== undefined)
    throw new ProblemError(
      403,
      "not-for-contractors",
      `a contractor cannot change "${field}": ${ofContractors.slice(0, -1).join(", ")} can be changed`,
    );
  if (patch.status !== undefined && !statusesOfContractors.includes(patch.status))
    throw new ProblemError(
      403,
      "not-for-contractors",
      `a contractor cannot set the status "${patch.status}": possible are ${statusesOfContractors.join(", ")}`,
    );
}
