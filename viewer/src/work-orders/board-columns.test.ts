import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { describe, expect, it } from "vitest";
import { type BoardColumn, boardColumns, statusIn } from "./board-columns.ts";

describe("a card on the board", () => {
  it.each<[string, BoardColumn, Parameters<typeof statusIn>[1], WorkOrderStatus | undefined]>([
    ["goes to work that is begun", "work", { status: "new", nextStatuses: ["inProgress"] }, "inProgress"],
    ["stays where it is", "inbox", { status: "new", nextStatuses: ["assessed"] }, undefined],
    ["does not go where it may not", "approved", { status: "new", nextStatuses: ["done"] }, undefined],
    [
      "is nobody's until it has somebody",
      "assigned",
      { status: "new", nextStatuses: ["assigned"] },
      undefined,
    ],
    [
      "is assigned where it has somebody",
      "assigned",
      { status: "assessed", nextStatuses: ["assigned"], assignee: "Kari" },
      "assigned",
    ],
    ["goes back to be assessed", "inbox", { status: "received", nextStatuses: ["assessed"] }, "assessed"],
  ])("%s", (_name, column, order, expected) => {
    expect(statusIn(column, order)).toBe(expected);
  });

  it("has one column for each status that is not over", () => {
    const shown = boardColumns.flatMap(({ statuses }) => statuses).toSorted();
    const over = ["closed", "rejected", "cancelled"];
    expect(shown).toEqual(WorkOrderStatus.options.filter((status) => !over.includes(status)).toSorted());
  });
});
