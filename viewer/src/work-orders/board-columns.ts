import type { WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";

export type BoardColumn = "inbox" | "assigned" | "work" | "waiting" | "done" | "approved";

/** What each column of the board shows, and the statuses that a card dropped on it gets, the first that it may. */
export const boardColumns: readonly {
  readonly name: BoardColumn;
  readonly statuses: readonly WorkOrderStatus[];
}[] = [
  { name: "inbox", statuses: ["assessed", "new"] },
  { name: "assigned", statuses: ["assigned", "received"] },
  { name: "work", statuses: ["inProgress"] },
  { name: "waiting", statuses: ["waiting"] },
  { name: "done", statuses: ["done"] },
  { name: "approved", statuses: ["approved"] },
];

/** The status that an order gets in a column; undefined where it may not go there, or is there already. */
export function statusIn(
  column: BoardColumn,
  order: Pick<WorkOrder, "status" | "nextStatuses" | "assignee">,
): WorkOrderStatus | undefined {
  const statuses = boardColumns.find(({ name }) => name === column)?.statuses ?? [];
  if (statuses.includes(order.status)) return undefined;
  return statuses.find(
    (status) =>
      order.nextStatuses.includes(status) && (status !== "assigned" || order.assignee !== undefined),
  );
}
