import { type WorkOrderPatch, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Row } from "../registry/schema.ts";
import type { OrderColumns } from "./order-writer.ts";
import { decideStatus, nextStatuses, statusAfterAssigning } from "./status.ts";

/** Fields that are written as they come; text of nothing takes the field away. */
const plain = {
  title: "title",
  description: "description",
  type: "type",
  priority: "priority",
  assigneeKind: "assignee_kind",
  agreement: "agreement",
  tfmTag: "tfm_tag",
  ns3451: "ns3451",
  estimateHours: "estimate_hours",
  costNok: "cost_nok",
  account: "account",
  cause: "cause",
  action: "action",
  archiveReference: "archive_reference",
} as const satisfies Partial<Record<keyof WorkOrderPatch, keyof Row<"work_order">>>;

/**
 * The columns that a patch asks for, its place excepted.
 * @throws ProblemError 409 `status-not-allowed`
 */
export function patchColumns(row: Row<"work_order">, patch: WorkOrderPatch): OrderColumns {
  const columns: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(plain)) {
    const value = patch[field as keyof typeof plain];
    if (value === undefined) continue;
    columns[column] = value === "" && field !== "description" ? null : value;
  }
  const from = WorkOrderStatus.parse(row.status);
  if (patch.assignee !== undefined) {
    const assignee = patch.assignee === "" ? null : patch.assignee;
    columns.assignee = assignee;
    if (assignee === null) columns.assignee_kind = null;
    if (patch.status === undefined) columns.status = statusAfterAssigning(from, assignee !== null);
  }
  if (patch.status !== undefined) {
    if (decideStatus(from, patch.status) === "not-allowed")
      throw new ProblemError(
        409,
        "status-not-allowed",
        `order ${row.number} is "${row.status}" and cannot become "${patch.status}": possible are ${nextStatuses(from).join(", ")}`,
      );
    columns.status = patch.status;
  }
  if (patch.sja !== undefined) columns.sja = patch.sja ? 1 : 0;
  if (patch.plannedAt !== undefined)
    columns.planned_at = patch.plannedAt === null ? null : Date.parse(patch.plannedAt);
  if (patch.dueAt !== undefined) columns.due_at = patch.dueAt === null ? null : Date.parse(patch.dueAt);
  if (patch.reporter !== undefined)
    Object.assign(columns, {
      reporter_name: patch.reporter?.name || null,
      reporter_email: patch.reporter?.email ?? null,
      reporter_phone: patch.reporter?.phone || null,
    });
  return columns as OrderColumns;
}
