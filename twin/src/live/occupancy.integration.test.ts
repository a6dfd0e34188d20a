import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { describe, expect, test } from "vitest";
import { createRuleEngine } from "./rule-engine.ts";
import { occurrencesFrom, readerOf, ruleOf } from "./test/series.ts";

/** UCI occupancy detection, 2–4 February 2015: one office, a reading a minute. Lies beside the repository. */
const file = fileURLToPath(new URL("../../../../shared/data/occupancy.csv.gz", import.meta.url));
const minute = 60_000;
const condition = {
  kind: "threshold",
  direction: "above",
  setpoint: 1000,
  deadband: 50,
  onDelayMs: 10 * minute,
  offDelayMs: 0,
} as const;

/** Rows are `"140","2015-02-02 14:19:00",23.7,26.272,585.2,749.2,…`: the header does not name the row number. */
function readCo2(): CommittedSample[] {
  const [header = "", ...rows] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const column = header.split(",").indexOf('"CO2"') + 1;
  return rows.map((row) => {
    const cells = row.split(",");
    const time = Date.parse(`${cells[1]?.replaceAll('"', "").replace(" ", "T")}Z`);
    const value = Number(cells[column]);
    return { pointId: 1, time, value, quality: "good", frameId: String(cells[0]), receivedAt: time };
  });
}

/** The direct computation: every minute-by-minute decision written out over the whole file. */
function direct(samples: readonly CommittedSample[]) {
  const alarms: { raisedAt: number; returnedAt: number | undefined }[] = [];
  let beyondSince: number | undefined;
  let open: { raisedAt: number; returnedAt: number | undefined } | undefined;
  for (const { time, value } of samples) {
    if (open === undefined && beyondSince !== undefined && time - beyondSince >= condition.onDelayMs) {
      open = { raisedAt: beyondSince + condition.onDelayMs, returnedAt: undefined };
      alarms.push(open);
    }
    if (open !== undefined && value <= condition.setpoint - condition.deadband) {
      open.returnedAt = time;
      open = undefined;
      beyondSince = undefined;
    }
    beyondSince = value > condition.setpoint ? (beyondSince ?? time) : undefined;
  }
  return alarms;
}

const present = existsSync(file);
test.runIf(!present && process.env.CI !== undefined)("the occupancy data are there", () => {
  expect.fail(`${file} is missing: lay the shared data beside the repository`);
});

const why = present ? "" : `: skipped, ${file} is missing`;
describe.skipIf(!present)(`CO2 above 1000 ppm for ten minutes, over the occupancy data${why}`, () => {
  const samples = present ? readCo2() : [];
  const bind = () => {
    const engine = createRuleEngine({ now: () => 0, lastKnown: () => undefined });
    engine.bind([{ rule: ruleOf("co2", condition), pointIds: [1] }], []);
    return engine;
  };
  const ends = (found: Parameters<typeof occurrencesFrom>[0]) =>
    occurrencesFrom(found).map(({ raisedAt, returnedAt }) => ({ raisedAt, returnedAt }));

  test("the engine finds what a direct computation finds", () => {
    expect(samples).toHaveLength(2665);
    const engine = bind();
    expect(ends(engine.judge(samples).transitions)).toEqual(direct(samples));
    // Four alarms; the file ends with the last one standing.
    const times = direct(samples).map((alarm) => [
      new Date(alarm.raisedAt).toISOString(),
      alarm.returnedAt === undefined ? "stands" : new Date(alarm.returnedAt).toISOString(),
    ]);
    expect(times).toEqual([
      ["2015-02-02T15:05:00.000Z", "2015-02-02T16:34:59.000Z"],
      ["2015-02-03T10:03:00.000Z", "2015-02-03T13:24:00.000Z"],
      ["2015-02-03T14:29:59.000Z", "2015-02-03T19:00:00.000Z"],
      ["2015-02-04T10:05:00.000Z", "stands"],
    ]);
    expect(engine.states()).toMatchObject([{ phase: "raised", value: 1124 }]);
  });

  test("so it does sample by sample, and with a crash at noon in between", async () => {
    const noon = samples.findIndex(({ time }) => time >= Date.parse("2015-02-03T12:00:00Z"));
    const first = bind();
    const found = samples.slice(0, noon).flatMap((sample) => first.judge([sample]).transitions);
    const second = createRuleEngine({
      now: () => 0,
      lastKnown: () => samples.at(noon + 200),
    });
    second.bind([{ rule: ruleOf("co2", condition), pointIds: [1] }], first.states());
    found.push(...(await second.recover(readerOf(samples.slice(0, noon + 201)))).transitions);
    found.push(...samples.slice(noon + 201).flatMap((sample) => second.judge([sample]).transitions));
    expect(ends(found)).toEqual(direct(samples));
  });
});
