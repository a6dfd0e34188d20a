import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { describe, expect, it } from "vitest";
import { decideStatus, endedStatuses, nextStatuses, statusAfterAssigning } from "./status.ts";

describe("status of a work order", () => {
  it.each([
    ["new", "assigned", "changed"],
    ["new", "closed", "changed"],
    ["new", "received", "not-allowed"],
    ["new", "new", "unchanged"],
    ["assigned", "received", "changed"],
    ["inProgress", "done", "changed"],
    ["done", "approved", "changed"],
    ["approved", "closed", "changed"],
    ["closed", "inProgress", "changed"],
    ["closed", "cancelled", "not-allowed"],
    ["rejected", "inProgress", "not-allowed"],
  ] as const)("from %s to %s is %s", (from, to, decision) => {
    expect(decideStatus(from, to)).toBe(decision);
  });

  it("can be brought to an end from every status, and begun again from every end", () => {
    for (const status of WorkOrderStatus.options) {
      const ends = endedStatuses.includes(status);
      expect(
        nextStatuses(status).some((to) => endedStatuses.includes(to) !== ends),
        status,
      ).toBe(true);
    }
  });

  it.each([
    ["new", true, "assigned"],
    ["assessed", true, "assigned"],
    ["inProgress", true, "inProgress"],
    ["assigned", false, "assessed"],
    ["received", false, "assessed"],
    ["waiting", false, "waiting"],
  ] as const)("%s with somebody (%s) becomes %s", (from, assigned, to) => {
    expect(statusAfterAssigning(from, assigned)).toBe(to);
    expect(["changed", "unchanged"]).toContain(decideStatus(from, to));
  });
});
