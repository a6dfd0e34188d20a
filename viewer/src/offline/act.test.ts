import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { describe, expect, it } from "vitest";
import { type Act, type Deed, follow, isHeld, judge, missingFrom, requestOf, withActs } from "./act.ts";

const act = (seq: number, deed: Deed, more: Partial<Act> = {}): Act => ({
  seq,
  key: `key-${seq}`,
  owner: "caretaker/Vaktmester",
  at: Date.UTC(2026, 10, 21, 9),
  deed,
  title: "AO-2026-00001 Dør",
  tries: 0,
  ...more,
});
const done: Deed = { kind: "change", orderId: "7", body: { status: "done", revision: 3 } };
const start: Deed = { kind: "change", orderId: "7", body: { status: "inProgress", revision: 3 } };
const photo: Deed = {
  kind: "photo",
  orderId: "local:1",
  name: "dør å.jpg",
  when: "after",
  bytes: new ArrayBuffer(3),
  mediaType: "image/jpeg",
};
const refused = { status: 409, code: "changed-meanwhile", detail: "" };

describe("an act", () => {
  it.each([
    [done, "PATCH", "/api/v1/work-orders/7"],
    [{ kind: "comment", orderId: "7", text: "Hei" }, "POST", "/api/v1/work-orders/7/comments"],
    [{ kind: "hours", orderId: "7", day: "2026-11-21", hours: 1 }, "POST", "/api/v1/work-orders/7/hours"],
    [
      { kind: "check", orderId: "7", itemId: "a/b", body: { done: true } },
      "PATCH",
      "/api/v1/work-orders/7/checklist/a%2Fb",
    ],
    [photo, "POST", "/api/v1/work-orders/local%3A1/attachments?name=d%C3%B8r+%C3%A5.jpg&kind=after"],
    [{ kind: "create", orderId: "local:1", body: { title: "Ny" } }, "POST", "/api/v1/work-orders"],
  ] as const)("is told by its own call: %j", (deed, method, path) => {
    expect(requestOf(deed)).toMatchObject({ method, path });
  });

  it.each([
    [200, "done"],
    [201, "done"],
    [0, "away"],
    [429, "away"],
    [503, "away"],
    [401, "signed-out"],
    [403, "refused"],
    [404, "refused"],
    [409, "refused"],
    [422, "refused"],
  ] as const)("answered by %i is %s", (status, verdict) => expect(judge(status)).toBe(verdict));

  it("upon a change of one's own goes on from what that became", () => {
    const next = follow(act(2, done), act(1, start), { id: "7", revision: 4 });
    expect(next.deed).toMatchObject({ body: { status: "done", revision: 4 } });
    const elsewhere = act(2, { ...done, orderId: "8" });
    expect(follow(elsewhere, act(1, start), { id: "7", revision: 4 })).toBe(elsewhere);
  });

  it("upon an order made here is led to the order's own id", () => {
    const create = act(1, { kind: "create", orderId: "local:1", body: { title: "Ny" } });
    expect(follow(act(2, photo), create, { id: "42", revision: 1 }).deed.orderId).toBe("42");
  });

  it.each([
    ["a change after a refused change of the same order", done, start, true],
    ["a comment after a refused change", { kind: "comment", orderId: "7", text: "x" }, start, false],
    ["a change of another order", { ...done, orderId: "8" }, start, false],
    [
      "anything of an order whose making was refused",
      photo,
      { kind: "create", orderId: "local:1", body: { title: "Ny" } },
      true,
    ],
  ] as const)("is held or not: %s", (_name, deed, earlier, held) => {
    expect(isHeld(act(2, deed), [act(1, earlier, { problem: refused })])).toBe(held);
    expect(isHeld(act(2, deed), [act(1, earlier)])).toBe(false);
  });
});

describe("an order with what waits", () => {
  const order = {
    id: "7",
    status: "assigned",
    comments: [],
    hours: [],
    checklist: [{ id: "c", text: "Filter", revision: 1 }],
  } as unknown as WorkOrderDetail;

  it("shows it as done, and what was refused as not", () => {
    expect(withActs(order, [act(1, start), act(2, done)]).status).toBe("done");
    expect(withActs(order, [act(1, start), act(2, done, { problem: refused })]).status).toBe("inProgress");
    const shown = withActs(order, [
      act(1, { kind: "check", orderId: "7", itemId: "c", body: { done: true, value: 12 } }),
      act(2, { kind: "check", orderId: "7", itemId: "c", body: { deviation: "Tett" } }),
      act(3, { kind: "comment", orderId: "7", text: "Byttet" }),
    ]);
    expect(shown.checklist).toMatchObject([{ doneBy: "Vaktmester", value: 12, deviation: "Tett" }]);
    expect(shown.comments).toMatchObject([{ text: "Byttet", by: "Vaktmester" }]);
  });

  it("goes on showing what was sent until it is read again, and counts on from its revision", () => {
    const tick: Deed = { kind: "check", orderId: "7", itemId: "c", body: { done: true, revision: 1 } };
    const acts = [act(1, tick, { sentAt: 1000, sentRevision: 2 }), act(2, done)];
    const shown = withActs(order, missingFrom(acts, 1000));
    expect(shown.checklist).toMatchObject([{ doneBy: "Vaktmester", revision: 2 }]);
    expect(missingFrom(acts, 1001)).toEqual([acts[1]]);
  });

  it("takes a tick away again", () => {
    const ticked = { kind: "check", orderId: "7", itemId: "c", body: { done: true } } as const;
    const shown = withActs(order, [act(1, ticked), act(2, { ...ticked, body: { done: false } })]);
    expect(shown.checklist[0]).not.toHaveProperty("doneAt");
  });

  it.each(["", "77", "local:7"])("is never touched by what was done with another: %j", (id) => {
    expect(withActs(order, [act(1, { kind: "comment", orderId: id, text: "x" })])).toBe(order);
  });
});
