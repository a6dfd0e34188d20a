import type { Condition } from "@kontrollrom/contracts/condition.ts";
import type { PairState, RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import { ruleOf } from "@kontrollrom/twin/live/test/series.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTelemetry, type TestTelemetry } from "../telemetry/test/telemetry-platform.ts";
import { createPeriodRules, type PeriodRules } from "./periods.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Monday midnight in Norway. */
const monday = Date.parse("2026-01-04T23:00:00Z");
const delays = { onDelayMs: 0, offDelayMs: 0 };

describe("rules that judge periods, over a real store", () => {
  let telemetry: TestTelemetry;
  let points: number[];
  let resets: number[];
  let told: RuleTransition[];
  let rules: PeriodRules;

  beforeEach(async () => {
    telemetry = await startTelemetry(
      ["a", "b", "c", "d"].map((externalId) => ({ externalId, quantities: ["water-volume", "fan-running"] })),
    );
    points = ["a", "b", "c", "d"].map((device) => telemetry.pointOf(device, "water-volume"));
    resets = [];
    told = [];
    rules = make();
  });
  afterEach(() => telemetry.stop());

  const newest = new Map<number, number>();
  function make(): PeriodRules {
    return createPeriodRules({
      store: telemetry.ingest.store,
      lastKnown: (pointId) => {
        const time = newest.get(pointId);
        return time === undefined ? undefined : { pointId, time, value: 0, quality: "good" };
      },
      areaOf: (pointId) => points.indexOf(pointId) * 100 + 100,
      resetsOf: () => resets,
      found: (transitions) => told.push(...transitions),
    });
  }
  async function write(pointId: number, list: readonly (readonly [number, number])[]): Promise<void> {
    await telemetry.store(pointId, list);
    for (const [time] of list) newest.set(pointId, Math.max(newest.get(pointId) ?? 0, time));
    rules.heard(
      list.map(([time, value]) => ({
        pointId,
        time,
        value,
        quality: "good",
        frameId: "1",
        receivedAt: time,
      })),
    );
  }
  const bind = (condition: Condition, states: PairState[] = [], now = monday, pointIds = points) =>
    rules.bind(
      [{ rule: { ...ruleOf("r", condition), createdAt: new Date(now).toISOString() }, pointIds }],
      states,
      now,
    );
  const saying = () =>
    told
      .splice(0)
      .map(({ kind, pointId, raisedAt, at, value }) => [
        kind,
        points.indexOf(pointId),
        Math.round(((raisedAt - monday) / hour) * 1000) / 1000,
        Math.round(((at - monday) / hour) * 1000) / 1000,
        Math.round(value * 1000) / 1000,
      ]);
  /** A counter that grows by `perHour[h]` in hour h of each day, read every hour. */
  const counter = (days: number, perHour: (day: number, hour: number) => number) => {
    let total = 100;
    return Array.from({ length: days * 24 + 1 }, (_, index) => {
      const at = monday + index * hour;
      const reading = [at, total] as const;
      total += perHour(Math.floor(index / 24), index % 24);
      return reading;
    });
  };

  it("water that runs at night is found when the night is over, and returns after a night without", async () => {
    bind({
      kind: "consumption",
      period: { every: "day", fromHour: 0, toHour: 5 },
      direction: "above",
      limit: 1,
      ...delays,
    });
    const [a = 0] = points;
    await write(
      a,
      counter(3, (d, h) => (h < 5 ? (d === 1 ? 1 : 0) : 7)),
    );
    for (let now = monday; now <= monday + 3 * day; now += 30 * minute)
      if (rules.isDue(now)) await rules.run(now);
    expect(saying()).toEqual([
      ["raised", 0, 29, 29, 5],
      ["returned", 0, 29, 53, 0],
    ]);
  });

  it("a period is judged ten minutes after its end, and again when readings of it come late", async () => {
    bind({ kind: "consumption", period: { every: "day" }, direction: "above", limit: 20, ...delays });
    const [a = 0] = points;
    const readings = counter(1, () => 1);
    await write(a, [...readings.filter((_, index) => index < 20), [monday + day + minute, 119] as const]);
    await rules.run(monday + day + 9 * minute);
    expect(saying()).toEqual([]);
    await rules.run(monday + day + 10 * minute);
    expect(saying()).toEqual([]);
    // The last hours come after all, and with more than was thought.
    await write(a, [
      [monday + 23 * hour, 123],
      [monday + day, 124],
      [monday + day + 2 * hour, 124],
    ]);
    expect(rules.isDue(monday + day + 3 * hour)).toBe(true);
    await rules.run(monday + day + 3 * hour);
    expect(saying()).toEqual([["raised", 0, 24, 24, 24]]);
    // And are corrected: it never was.
    await write(a, [
      [monday + 23 * hour, 119],
      [monday + day, 119],
      [monday + day + 2 * hour, 119],
    ]);
    await rules.run(monday + day + 4 * hour);
    expect(saying()).toEqual([["withdrawn", 0, 24, 24, 19]]);
  });

  it("what comes later than a day behind the newest is not judged, and a backlog in order is", async () => {
    bind({ kind: "consumption", period: { every: "day" }, direction: "above", limit: 20, ...delays });
    const [a = 0, b = 0] = points;
    await write(
      a,
      counter(4, () => 0.5),
    );
    for (let now = monday; now <= monday + 4 * day; now += hour) if (rules.isDue(now)) await rules.run(now);
    expect(saying()).toEqual([]);
    // Tuesday is corrected on Friday: too late. All of b comes on Friday, in order, as from a gateway that was cut off.
    await write(a, [[monday + day + 12 * hour, 200]]);
    await write(
      b,
      counter(4, (d) => (d === 1 ? 1 : 0.5)),
    );
    await rules.run(monday + 4 * day + hour);
    expect(saying()).toEqual([
      ["raised", 1, 48, 48, 24],
      ["returned", 1, 48, 72, 12],
    ]);
  });

  it("a restart finds nothing twice, and what came while it was down", async () => {
    const condition = {
      kind: "consumption",
      period: { every: "day" },
      direction: "above",
      limit: 20,
      ...delays,
    } as const;
    bind(condition);
    const [a = 0] = points;
    await write(
      a,
      counter(1, () => 1),
    );
    await rules.run(monday + day + 10 * minute);
    expect(saying()).toEqual([["raised", 0, 24, 24, 24]]);
    const states = rules.checkpoint(1000);
    expect(rules.checkpoint(1000)).toEqual([]);
    rules = make();
    expect(bind(condition, states, monday + 2 * day)).toMatchObject({
      transitions: [],
      changed: [],
      removed: [],
    });
    expect(rules.standing()).toEqual([{ ruleId: "r", pointId: a, raisedAt: monday + day }]);
    await write(a, counter(2, (d) => (d === 0 ? 1 : 0)).slice(24));
    await rules.run(monday + 2 * day + 10 * minute);
    expect(saying()).toEqual([["returned", 0, 24, 48, 0]]);
    await rules.run(monday + 2 * day + 20 * minute);
    expect(saying()).toEqual([]);
  });

  it("what stands returns when the rule changes or leaves the point", async () => {
    const condition = {
      kind: "consumption",
      period: { every: "day" },
      direction: "above",
      limit: 20,
      ...delays,
    } as const;
    bind(condition);
    const [a = 0] = points;
    await write(
      a,
      counter(1, () => 1),
    );
    await rules.run(monday + day + 10 * minute);
    told.length = 0;
    const changed = bind({ ...condition, limit: 22 }, [], monday + day + hour);
    expect(changed.transitions).toMatchObject([
      { kind: "returned", raisedAt: monday + day, cause: "rule-changed" },
    ]);
    // The day is judged anew, under a name of its own.
    await rules.run(monday + day + hour);
    expect(saying()).toEqual([["raised", 0, 24.833, 24.833, 24]]);
    const gone = rules.bind([], [], monday + day + 2 * hour);
    expect(gone.transitions).toMatchObject([{ kind: "returned", raisedAt: monday + day + 50 * minute }]);
    expect(gone.removed).toHaveLength(4);
  });

  it("one that uses far more than its peers is found, by area where that is asked for", async () => {
    const peers = {
      kind: "peers",
      period: { every: "day" },
      figure: "consumption",
      factor: 2,
      minPeers: 3,
      ...delays,
    } as const;
    const perDay = [48, 24, 24, 120];
    for (const [index, point] of points.entries())
      await write(
        point,
        counter(1, () => (perDay[index] ?? 0) / 24),
      );
    bind({ ...peers, perArea: false });
    await rules.run(monday + day + 10 * minute);
    expect(saying()).toEqual([["raised", 3, 24, 24, 120]]);
    // By square metre of 100, 200, 300 and 400: 0.48, 0.12, 0.08 and 0.3.
    rules = make();
    bind({ ...peers, perArea: true });
    await rules.run(monday + day + 10 * minute);
    expect(saying()).toEqual([
      ["raised", 0, 24, 24, 0.48],
      ["raised", 3, 24, 24, 0.3],
    ]);
  });

  it("running hours are counted to the minute, set back, and corrected by what comes late", async () => {
    const pump = telemetry.pointOf("a", "fan-running");
    points = [pump];
    bind({ kind: "running-hours", values: [1], hours: 10, ...delays });
    await write(pump, [
      [monday + hour, 1],
      [monday + 5 * hour, 0],
      [monday + 8 * hour, 1],
    ]);
    await rules.run(monday + 9 * hour);
    expect(saying()).toEqual([]);
    expect([...(rules.hours("r") ?? [])].map(([, { ms }]) => Math.round(ms / 1000))).toEqual([5 * 3600 - 2]);
    // It runs on without a new value.
    await rules.run(monday + 15 * hour);
    expect(saying()).toEqual([["raised", 0, 14, 14, 10]]);
    // It had stood still for an hour.
    await write(pump, [
      [monday + 9 * hour, 0],
      [monday + 10 * hour, 1],
    ]);
    await rules.run(monday + 16 * hour);
    expect(saying()).toEqual([["moved", 0, 14, 15, 10]]);
    resets.push(monday + 17 * hour);
    rules.setBack("r", pump, monday + 17 * hour);
    await rules.run(monday + 18 * hour);
    expect(saying()).toEqual([["returned", 0, 15, 17, 0]]);
    expect([...(rules.hours("r") ?? [])].map(([, { ms }]) => Math.round(ms / 1000))).toEqual([3600 - 2]);
    // The service was done before it was due, it turns out.
    resets.splice(0, 1, monday + 12 * hour);
    rules.setBack("r", pump, monday + 12 * hour);
    await rules.run(monday + 19 * hour);
    expect(saying()).toEqual([["withdrawn", 0, 15, 15, 0]]);
  });
});
