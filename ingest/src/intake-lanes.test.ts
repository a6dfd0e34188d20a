import { expect, it } from "vitest";
import { createLanes } from "./intake-lanes.ts";

const of = (...names: string[]) => names.map((externalId) => ({ externalId }));

it("keeps the messages of a device in their order, and those of others apart", async () => {
  const lanes = createLanes();
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const all = [
    lanes.follow(of("a"), () => gate.promise).then(() => done.push("a1")),
    lanes.follow(of("a"), async () => undefined).then(() => done.push("a2")),
    lanes.follow(of("b"), async () => undefined).then(() => done.push("b1")),
  ];
  await all[2];
  expect(done).toEqual(["b1"]);
  expect([lanes.busy(of("a")), lanes.busy(of("b")), lanes.busy(of("b", "a"))]).toEqual([true, false, true]);
  gate.resolve();
  await Promise.all(all);
  expect(done).toEqual(["b1", "a1", "a2"]);
  expect(lanes.busy(of("a"))).toBe(false);
});

it("goes on after work that failed, and tells it to whom it belongs", async () => {
  const lanes = createLanes();
  const first = lanes.follow(of("a"), () => Promise.reject(new Error("no")));
  const second = lanes.follow(of("a"), async () => undefined);
  await expect(first).rejects.toThrow("no");
  await second;
  expect(lanes.busy(of("a"))).toBe(false);
});
