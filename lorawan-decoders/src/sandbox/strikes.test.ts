import { expect, it } from "vitest";
import { type CodecOutcome, failure } from "./codec.ts";
import { createStrikes } from "./strikes.ts";

const timeout = failure("timeout", "");
const good: CodecOutcome = { ok: true, data: null, warnings: [], errors: [] };
const threw = failure("threw", "");
const stopped = failure("stopped", "");

it.each<[name: string, outcomes: readonly CodecOutcome[], suspended: boolean]>([
  ["nothing known", [], false],
  ["fewer timeouts than it takes", [timeout, timeout], false],
  ["timeouts in a row", [timeout, timeout, timeout], true],
  ["an answer in between", [timeout, timeout, good, timeout], false],
  ["another failure in between", [timeout, timeout, threw, timeout], false],
  ["a stop in between, which says nothing", [timeout, timeout, stopped, timeout], true],
])("suspends after timeouts in a row only: %s", (_name, outcomes, suspended) => {
  const strikes = createStrikes({ strikes: 3, suspendMs: 1000 }, () => 0);
  for (const outcome of outcomes) strikes.note("source", outcome);
  expect(strikes.suspended("source") !== undefined).toBe(suspended);
  expect(strikes.suspended("another source")).toBeUndefined();
});

it("suspends for its time, then again on the first timeout, until an answer comes", () => {
  let now = 0;
  const strikes = createStrikes({ strikes: 3, suspendMs: 1000 }, () => now);
  for (let i = 0; i < 3; i++) strikes.note("source", timeout);
  expect(strikes.suspended("source")).toMatchObject({
    reason: "suspended",
    detail: expect.stringContaining("in 1 s"),
  });
  now = 1000;
  expect(strikes.suspended("source")).toBeUndefined();
  strikes.note("source", timeout);
  expect(strikes.suspended("source")).toBeDefined();
  now = 2000;
  strikes.note("source", good);
  strikes.note("source", timeout);
  expect(strikes.suspended("source")).toBeUndefined();
});

it("keeps no more than a thousand codecs in mind", () => {
  const strikes = createStrikes({ strikes: 1, suspendMs: 1000 }, () => 0);
  for (let i = 0; i <= 1000; i++) strikes.note(`source ${i}`, timeout);
  expect(strikes.suspended("source 0")).toBeUndefined();
  expect(strikes.suspended("source 1")).toBeDefined();
});
