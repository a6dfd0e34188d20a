import { describe, expect, it } from "vitest";
import { createFairTurns } from "./fair-turns.ts";

/** Work on a clock of its own: each owner's price is in its name. */
function setUp() {
  let clock = 0;
  const done: string[] = [];
  const turns = createFairTurns<{ name: string; costMs: number }, number, string>({
    keyOf: ({ name }) => name,
    now: () => clock,
    async work(owner, input) {
      await Promise.resolve();
      clock += owner.costMs;
      done.push(`${owner.name}${input}`);
      if (input < 0) throw new Error("no");
      return `${owner.name}${input}`;
    },
  });
  return { turns, done };
}

describe("work in turns", () => {
  it("answers each owner in its order, and a failure fails alone", async () => {
    const { turns } = setUp();
    const a = { name: "a", costMs: 0.1 };
    const answers = await Promise.allSettled([1, -2, 3].map((input) => turns.add(a, input)));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await turns.add(a, 4)).toBe("a4");
  });

  it("lets the quick wait for a short while only, however much the slow have to do", async () => {
    const { turns, done } = setUp();
    const slow = { name: "slow", costMs: 90 };
    const quick = { name: "quick", costMs: 0.1 };
    const all = Array.from({ length: 300 }, (_, i) => turns.add(slow, i));
    all.push(...Array.from({ length: 100 }, (_, i) => turns.add(quick, i)));
    await Promise.all(all);
    const lastQuick = done.findLastIndex((name) => name.startsWith("quick"));
    const slowBefore = done.slice(0, lastQuick).filter((name) => name.startsWith("slow")).length;
    // A short first turn, then a piece for each turn of the quick one's growing ones.
    expect(slowBefore).toBeLessThan(15);
    expect(done.filter((name) => name.startsWith("slow"))).toEqual(
      Array.from({ length: 300 }, (_, i) => `slow${i}`),
    );
  });

  it("tells when an owner's work has become more than it gets done", async () => {
    const { turns } = setUp();
    const slow = { name: "slow", costMs: 90 };
    await turns.add(slow, 0);
    const all = Array.from({ length: 2000 }, (_, i) => turns.add(slow, i));
    expect(turns.behind(slow)).toMatchObject({ waiting: 2000 });
    expect(turns.behind({ name: "slow", costMs: 1 })).toBeUndefined();
    await Promise.all(all);
    expect(turns.behind(slow)).toBeUndefined();
  });
});
