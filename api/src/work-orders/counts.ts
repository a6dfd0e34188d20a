import {
  AssigneeKind,
  type WorkOrderCounts,
  type WorkOrderNames,
  WorkOrderStatus,
} from "@kontrollrom/contracts/work-order.ts";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Registry } from "../registry/schema.ts";
import { filteredOrders, type WorkOrderFilter } from "./repository.ts";
import { endedStatuses } from "./status.ts";

/** How many orders a filter finds, in one pass. */
export async function countOrders(
  db: Kysely<Registry>,
  filter: WorkOrderFilter,
  now: number,
): Promise<WorkOrderCounts> {
  const rows = await filteredOrders(db, filter)
    .select([
      "status",
      (eb) => eb.fn.countAll().as("n"),
      sql<number>`sum(case when due_at < ${now} then 1 else 0 end)`.as("late"),
      sql<number>`sum(case when assignee is null then 1 else 0 end)`.as("nobodys"),
    ])
    .groupBy("status")
    .execute();
  const open = rows.filter(({ status }) => !endedStatuses.includes(status as WorkOrderStatus));
  const sum = (of: readonly { n: unknown }[]) => of.reduce((total, { n }) => total + Number(n), 0);
  return {
    total: sum(rows),
    byStatus: Object.fromEntries(
      WorkOrderStatus.options.map((status) => [status, sum(rows.filter((row) => row.status === status))]),
    ) as WorkOrderCounts["byStatus"],
    overdue: sum(open.map(({ late }) => ({ n: late }))),
    unassigned: sum(open.map(({ nobodys }) => ({ n: nobodys }))),
  };
}

const mostNames = 500;

/** Those who have orders or plans, the busiest first; and the agreements that are named. */
export async function namesOfOrders(db: Kysely<Registry>): Promise<WorkOrderNames> {
  const assignees = await db
    .selectFrom("work_order")
    .select([
      "assignee",
      "assignee_kind",
      sql<number>`sum(case when status in (${sql.join([...endedStatuses])}) then 0 else 1 end)`.as("open"),
    ])
    .where("assignee", "is not", null)
    .groupBy(["assignee", "assignee_kind"])
    .orderBy("open", "desc")
    .orderBy("assignee")
    .limit(mostNames)
    .execute();
  const agreements = await db
    .selectFrom("work_order")
    .select("agreement")
    .distinct()
    .where("agreement", "is not", null)
    .orderBy("agreement")
    .limit(mostNames)
    .execute();
  return {
    assignees: assignees.map((row) => ({
      name: row.assignee ?? "",
      kind: AssigneeKind.parse(row.assignee_kind ?? "person"),
      open: Number(row.open),
    })),
    agreements: agreements.map((row) => row.agreement ?? ""),
  };
}
