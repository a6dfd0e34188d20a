import { describe, expect, test } from "vitest";
import { createPresentValues } from "./present-values.ts";
import { createRuleEngine } from "./rule-engine.ts";
import type { RuleTransition } from "./seams.ts";
import { conditionOf, readerOf, ruleOf, sampleOf } from "./test/series.ts";

const delayed = conditionOf({ onDelayMs: 600_000 });

function setUp(graceMs = 2000) {
  const clock = { now: 0 };
  const present = createPresentValues();
  const engine = createRuleEngine({ now: () => clock.now, lastKnown: present.get }, { graceMs });
  return { clock, present, engine };
}

function brief(transitions: readonly RuleTransition[]): string[] {
  return transitions.map(
    ({ kind, ruleId, pointId, at }) => `${ruleId}/${pointId} ${kind === "raised" ? "+" : "-"}${at}`,
  );
}

describe("judging", () => {
  test("every rule of a point judges it; points without rules are passed by", () => {
    const { engine } = setUp();
    engine.bind(
      [
        { rule: ruleOf("high", conditionOf()), pointIds: [1, 2] },
        { rule: ruleOf("low", conditionOf({ direction: "below", setpoint: 50 })), pointIds: [2] },
      ],
      [],
    );
    const { transitions } = engine.judge([sampleOf(1, 10, 101), sampleOf(2, 10, 40), sampleOf(3, 10, 500)]);
    expect(brief(transitions)).toEqual(["high/1 +10", "low/2 +10"]);
    expect(engine.standing()).toEqual([
      { ruleId: "high", pointId: 1, raisedAt: 10 },
      { ruleId: "low", pointId: 2, raisedAt: 10 },
    ]);
  });

  test("samples of a point are judged in the order of their times, however the batch lies", () => {
    const { engine } = setUp();
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    const { transitions } = engine.judge([sampleOf(1, 30, 50), sampleOf(1, 10, 101), sampleOf(1, 20, 102)]);
    expect(brief(transitions)).toEqual(["r/1 +10", "r/1 -30"]);
  });

  test("a sample that comes again is counted as a repeat and finds nothing", () => {
    const { engine } = setUp();
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    engine.judge([sampleOf(1, 10, 101)]);
    expect(engine.judge([sampleOf(1, 10, 101)])).toEqual({ transitions: [], behind: false });
    expect(engine.counts()).toMatchObject({ judged: 1, repeat: 1 });
  });

  test("a value that comes late shows that an alarm was raised earlier: the alarm is moved, not made anew", async () => {
    const { engine, present } = setUp();
    const stored = [sampleOf(1, 10, 50), sampleOf(1, 30, 101)];
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    engine.judge(stored);
    present.apply(stored);
    const late = sampleOf(1, 20, 101);
    stored.push(late);
    expect(engine.judge([late])).toMatchObject({ transitions: [], behind: true });
    const { transitions } = await engine.recover(readerOf(stored));
    expect(transitions).toMatchObject([{ kind: "moved", raisedAt: 30, at: 20, frameId: "frame-1-20" }]);
    expect(engine.counts()).toMatchObject({ inserted: 1, late: 0 });
  });

  test("one that shows that there was no alarm withdraws it; one that was corrected is judged again", async () => {
    const { engine } = setUp(0);
    const stored = [sampleOf(1, 10, 150)];
    engine.bind([{ rule: ruleOf("r", conditionOf({ onDelayMs: 100 })), pointIds: [1] }], []);
    engine.judge(stored);
    expect(brief(engine.tick(100).transitions)).toEqual(["r/1 +110"]);
    stored.push(sampleOf(1, 60, 50));
    const { transitions } = engine.judge([sampleOf(1, 60, 50)]);
    expect(transitions).toMatchObject([{ kind: "withdrawn", raisedAt: 110 }]);
    stored[1] = sampleOf(1, 60, 140);
    expect(engine.judge([sampleOf(1, 60, 140)]).behind).toBe(true);
    expect(brief((await engine.recover(readerOf(stored))).transitions)).toEqual(["r/1 +110"]);
  });

  test("what comes later than the lateness is counted and not judged", () => {
    const engine = createRuleEngine({ now: () => 0, lastKnown: () => undefined }, { latenessMs: 100 });
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    engine.judge([sampleOf(1, 1000, 50), sampleOf(1, 1200, 50), sampleOf(1, 1400, 50)]);
    expect(engine.judge([sampleOf(1, 1000, 150)]).behind).toBe(false);
    expect(engine.judge([sampleOf(1, 1350, 150)]).behind).toBe(true);
    expect(engine.counts()).toMatchObject({ late: 1, inserted: 1 });
  });

  test("a rule that is switched off judges nothing", () => {
    const { engine } = setUp();
    engine.bind([{ rule: ruleOf("r", conditionOf(), false), pointIds: [1] }], []);
    expect(engine.judge([sampleOf(1, 10, 101)]).transitions).toEqual([]);
  });
});

describe("the clock", () => {
  test("raises live data without the next sample, after the delay and the grace", () => {
    const { engine, clock } = setUp(2000);
    engine.bind([{ rule: ruleOf("r", delayed), pointIds: [1] }], []);
    clock.now = 1_000_000;
    engine.judge([sampleOf(1, 999_000, 150)]);
    expect(engine.tick(1_000_000 + 601_999).transitions).toEqual([]);
    const { transitions } = engine.tick(1_000_000 + 602_000);
    expect(brief(transitions)).toEqual(["r/1 +1599000"]);
    expect(engine.states()).toMatchObject([{ phase: "raised", raisedAt: 1_599_000, judgedUntil: 999_000 }]);
    expect(engine.tick(9e12).transitions).toEqual([]);
  });

  test("runs on from each new sample, and a broken delay is forgotten", () => {
    const { engine, clock } = setUp(0);
    engine.bind([{ rule: ruleOf("r", delayed), pointIds: [1] }], []);
    engine.judge([sampleOf(1, 0, 150)]);
    clock.now = 500_000;
    engine.judge([sampleOf(1, 100_000, 150)]);
    expect(engine.tick(999_999).transitions).toEqual([]);
    expect(brief(engine.tick(1_000_000).transitions)).toEqual(["r/1 +600000"]);
    engine.judge([sampleOf(1, 700_000, 50), sampleOf(1, 800_000, 150), sampleOf(1, 900_000, 60)]);
    expect(engine.tick(9e12).transitions).toEqual([]);
  });

  test("is never ahead of a fast replay of old data", () => {
    const { engine, clock } = setUp(0);
    engine.bind([{ rule: ruleOf("r", delayed), pointIds: [1] }], []);
    clock.now = 1_800_000_000_000;
    engine.judge([sampleOf(1, 0, 150)]);
    clock.now += 1000;
    expect(engine.tick(clock.now).transitions).toEqual([]);
    engine.judge([sampleOf(1, 300_000, 50)]);
    expect(engine.states()).toMatchObject([{ phase: "clear" }]);
  });
});

describe("binding again", () => {
  test("pairs that remain go on, those that vanish return and are named, new ones begin", () => {
    const { engine } = setUp();
    const rule = ruleOf("r", conditionOf({ onDelayMs: 100 }));
    engine.bind([{ rule, pointIds: [1, 2] }], []);
    engine.judge([sampleOf(1, 10, 150), sampleOf(2, 10, 150), sampleOf(2, 200, 150)]);
    const outcome = engine.bind([{ rule, pointIds: [1, 3] }], []);
    expect(brief(outcome.transitions)).toEqual(["r/2 -200"]);
    expect(outcome.removed).toEqual([{ ruleId: "r", pointId: 2 }]);
    expect(outcome.changed).toMatchObject([{ pointId: 3, phase: "clear", judgedUntil: -1 }]);
    expect(brief(engine.judge([sampleOf(1, 120, 50)]).transitions)).toEqual(["r/1 +110", "r/1 -120"]);
  });

  test("a rule that is switched off lets its alarms return", () => {
    const { engine } = setUp();
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    engine.judge([sampleOf(1, 10, 150)]);
    expect(
      brief(engine.bind([{ rule: ruleOf("r", conditionOf(), false), pointIds: [1] }], []).transitions),
    ).toEqual(["r/1 -10"]);
    expect(engine.states()).toEqual([]);
  });

  test("a changed name leaves an alarm standing; a changed condition ends it and judges the value that holds", () => {
    const { engine } = setUp();
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    engine.judge([sampleOf(1, 10, 150)]);
    const renamed = { ...ruleOf("r", conditionOf()), name: "other" };
    expect(engine.bind([{ rule: renamed, pointIds: [1] }], []).transitions).toEqual([]);
    const lower = ruleOf("r", conditionOf({ setpoint: 90 }));
    expect(brief(engine.bind([{ rule: lower, pointIds: [1] }], []).transitions)).toEqual([
      "r/1 -10",
      "r/1 +11",
    ]);
    const higher = ruleOf("r", conditionOf({ setpoint: 200 }));
    const outcome = engine.bind([{ rule: higher, pointIds: [1] }], []);
    expect(brief(outcome.transitions)).toEqual(["r/1 -11"]);
    expect(outcome.changed).toMatchObject([{ phase: "clear", judgedUntil: 10 }]);
  });

  test("a saved alarm of a rule that is gone after the restart returns", () => {
    const { engine } = setUp();
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    engine.judge([sampleOf(1, 10, 150)]);
    const restarted = setUp().engine;
    const outcome = restarted.bind([], engine.states());
    expect(brief(outcome.transitions)).toEqual(["r/1 -10"]);
    expect(outcome.removed).toEqual([{ ruleId: "r", pointId: 1 }]);
  });
});

describe("recovery", () => {
  test("a new rule judges the value that holds, with its frame, and nothing before it", async () => {
    const { engine, present } = setUp();
    const stored = [sampleOf(1, 10, 150), sampleOf(1, 20, 50), sampleOf(1, 30, 160)];
    present.apply(stored);
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1] }], []);
    const { transitions } = await engine.recover(readerOf(stored));
    expect(transitions).toMatchObject([{ kind: "raised", at: 30, frameId: "frame-1-30" }]);
  });

  test("reads page by page, and only points that have something unjudged", async () => {
    const { engine, present } = setUp();
    const long = Array.from({ length: 12_000 }, (_, i) => sampleOf(1, i, i % 2 === 0 ? 150 : 50));
    const states = [1, 2].map((pointId) => ({
      ...({ ruleId: "r", phase: "clear", since: -1, raisedAt: -1, value: 0, frameId: "" } as const),
      pointId,
      judgedUntil: pointId === 1 ? -1 : 99,
    }));
    present.load([sampleOf(1, 11_999, 50), sampleOf(2, 99, 0)]);
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1, 2, 3] }], states);
    const reads: string[] = [];
    const store = readerOf(long);
    const outcome = await engine.recover({
      samplesAfter(pointId, after, limit) {
        reads.push(`${pointId} after ${after}`);
        return store.samplesAfter(pointId, after, limit);
      },
    });
    expect(outcome.transitions).toHaveLength(12_000);
    expect(reads).toEqual(["1 after -1", "1 after 4999", "1 after 9999"]);
  });

  test("samples that come while a point is recovered are judged after those before them", async () => {
    const { engine, present } = setUp();
    const stored = [sampleOf(1, 10, 150)];
    const saved = [
      {
        ruleId: "r",
        pointId: 1,
        judgedUntil: 0,
        phase: "clear",
        since: -1,
        raisedAt: -1,
        value: 0,
        frameId: "",
      },
    ] as const;
    present.load(stored);
    engine.bind([{ rule: ruleOf("r", conditionOf({ onDelayMs: 5 })), pointIds: [1] }], saved);
    const late = sampleOf(1, 20, 50);
    let reads = 0;
    const { transitions } = await engine.recover({
      async samplesAfter(pointId, after, limit) {
        const page = await readerOf(stored).samplesAfter(pointId, after, limit);
        reads += 1;
        if (reads === 1) {
          stored.push(late);
          expect(engine.judge([late]).transitions).toEqual([]);
          expect(engine.tick(9e12).transitions).toEqual([]);
        }
        return page;
      },
    });
    expect(brief(transitions)).toEqual(["r/1 +15", "r/1 -20"]);
  });

  test("a reader that fails loses nothing: the next call goes on and hands out all that was found", async () => {
    const { engine, present } = setUp();
    const stored = [sampleOf(1, 10, 150), sampleOf(2, 10, 150)];
    present.load(stored);
    engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1, 2] }], []);
    const store = readerOf(stored);
    const failing = engine.recover({
      samplesAfter: async (pointId, after, limit) => {
        if (pointId === 2) throw new Error("store is away");
        return store.samplesAfter(pointId, after, limit);
      },
    });
    await expect(failing).rejects.toThrow("store is away");
    engine.judge([sampleOf(2, 20, 50)]);
    stored.push(sampleOf(2, 20, 50));
    const { transitions } = await engine.recover(readerOf(stored));
    expect(brief(transitions)).toEqual(["r/1 +10", "r/2 +10", "r/2 -20"]);
  });
});

test("a checkpoint gives the states that changed since the last one", () => {
  const { engine } = setUp();
  engine.bind([{ rule: ruleOf("r", conditionOf()), pointIds: [1, 2] }], []);
  expect(engine.checkpoint()).toHaveLength(2);
  engine.judge([sampleOf(1, 10, 5), sampleOf(1, 20, 6)]);
  expect(engine.checkpoint()).toMatchObject([{ pointId: 1, judgedUntil: 20, value: 6 }]);
  expect(engine.checkpoint()).toEqual([]);
});

describe("points that come while rules are at work", () => {
  const rules = [ruleOf("high", conditionOf()), ruleOf("slow", delayed)];
  const bindings = (...pointIds: number[]) => rules.map((rule) => ({ rule, pointIds }));

  test("are judged as if they had been there from the start, and what ran goes on", () => {
    const whole = setUp();
    const grown = setUp();
    whole.engine.bind(bindings(1, 2, 3), []);
    grown.engine.bind(bindings(1), []);
    const first = [sampleOf(1, 10, 101)];
    whole.engine.judge(first);
    grown.engine.judge(first);
    const outcome = grown.engine.bindNew(bindings(2, 3));
    expect(outcome?.changed.map(({ ruleId, pointId }) => `${ruleId}/${pointId}`)).toEqual([
      "high/2",
      "high/3",
      "slow/2",
      "slow/3",
    ]);
    const next = [sampleOf(2, 20, 101), sampleOf(3, 20, 5), sampleOf(1, 30, 5)];
    expect(brief(grown.engine.judge(next).transitions)).toEqual(["high/2 +20", "high/1 -30"]);
    whole.engine.judge(next);
    whole.clock.now = 700_000;
    grown.clock.now = 700_000;
    expect(brief(grown.engine.tick(700_000).transitions)).toEqual(["slow/2 +600020"]);
    whole.engine.tick(700_000);
    const byName = (engine: typeof whole.engine) =>
      engine.states().toSorted((a, b) => `${a.ruleId}${a.pointId}`.localeCompare(`${b.ruleId}${b.pointId}`));
    expect(byName(grown.engine)).toEqual(byName(whole.engine));
    expect(grown.engine.standing()).toHaveLength(2);
  });

  test("begin with the value that holds where they have one", async () => {
    const { engine, present } = setUp();
    engine.bind(bindings(1), []);
    const stored = [sampleOf(2, 10, 101)];
    present.apply(stored);
    engine.bindNew(bindings(2));
    expect(brief((await engine.recover(readerOf(stored))).transitions)).toEqual(["high/2 +10"]);
  });

  test.each<[string, () => { rule: ReturnType<typeof ruleOf>; pointIds: number[] }[]]>([
    ["a rule that came", () => [...bindings(2), { rule: ruleOf("new", conditionOf()), pointIds: [2] }]],
    ["a rule that went", () => bindings(2).slice(1)],
    [
      "a rule that was changed",
      () => [{ rule: ruleOf("high", conditionOf({ setpoint: 5 })), pointIds: [2] }, ...bindings(2).slice(1)],
    ],
    ["a point that is judged already", () => bindings(1, 2)],
  ])("need all to be bound anew with %s, and nothing is changed till then", (_, given) => {
    const { engine } = setUp();
    engine.bind(bindings(1), []);
    const before = engine.states();
    expect(engine.bindNew(given())).toBeUndefined();
    expect(engine.states()).toEqual(before);
  });
});
