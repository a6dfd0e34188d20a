import { arch, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createRuleEngine } from "../rule-engine.ts";
import type { RuleBinding } from "../seams.ts";

export interface BenchOptions {
  /** One JSON object a line, else text. */
  readonly json: boolean;
  write(line: string): void;
}

const pointCount = 50_000;
const rounds = 20;
const setpoints = [1000, 1200, 1500];

/** Values of a point in each round, before its rules' setpoints of 1000 and more. */
type Weather = (round: number, index: number) => number;

/** Every value wanders over the setpoints: the most that the rules can be asked to remember. */
const stormy: Weather = (round, index) => 900 + 700 * Math.sin(round / 3 + index);
/** As schools are: a room passes a limit now and then, so that about one value of a thousand changes an alarm. */
const ordinary: Weather = (round, index) => {
  const quiet = 620 + 200 * Math.sin(round / 9 + index);
  return (index * 7919 + 13) % 40 === 0 ? quiet + 420 * Math.max(0, Math.sin(round / 3 + index)) : quiet;
};

/**
 * `rules.judged_per_s`: decisions (one rule on one sample) a second over 50,000 points with 3 rules each, in batches of
 * 1,000 samples, values wandering over the setpoints so that alarms come and go. `rules.tick_ms`: one look at the clock with
 * all pairs bound. `rules.judged_ordinary_per_s`: the same where alarms are as rare as they should be.
 */
export function runRulesBench(options: BenchOptions): void {
  const storm = judgeRounds(stormy);
  const quiet = judgeRounds(ordinary);
  const decisions = (rounds - 2) * pointCount * setpoints.length;
  const machine = `${cpus()[0]?.model ?? "unknown"} ×${cpus().length} ${platform()}-${arch()} node ${process.version}`;
  const report = (name: string, value: number, unit: string, n: number, transitions: number): void => {
    options.write(
      options.json
        ? JSON.stringify({ name, value, unit, n, machine, transitions })
        : `${name}: ${value} ${unit} (n=${n}, ${transitions} transitions)`,
    );
  };
  const perSecond = (spent: number) => Math.round((decisions / spent) * 1000);
  report("rules.judged_per_s", perSecond(storm.spent), "1/s", decisions, storm.transitions);
  report("rules.judged_ordinary_per_s", perSecond(quiet.spent), "1/s", decisions, quiet.transitions);
  report("rules.tick_ms", Math.round(storm.ticking * 1000) / 1000, "ms", rounds, storm.transitions);
}

function judgeRounds(weather: Weather): { spent: number; ticking: number; transitions: number } {
  const wall = { now: 0 };
  const engine = createRuleEngine({ now: () => wall.now, lastKnown: () => undefined });
  engine.bind(setpoints.map(bindingOf), []);
  let transitions = 0;
  let spent = 0;
  let ticking = 0;
  for (let round = 0; round < rounds; round += 1) {
    const batches = batchesOf(round, weather);
    wall.now = round * 60_000;
    const from = performance.now();
    for (const batch of batches) transitions += engine.judge(batch).transitions.length;
    const judged = performance.now();
    transitions += engine.tick(wall.now + 30_000).transitions.length;
    ticking = Math.max(ticking, performance.now() - judged);
    // The first rounds pay for the compiler.
    if (round >= 2) spent += judged - from;
  }
  return { spent, ticking, transitions };
}

function bindingOf(setpoint: number): RuleBinding {
  const at = "2026-01-01T00:00:00Z";
  return {
    rule: {
      id: `co2-${setpoint}`,
      name: `CO2 above ${setpoint}`,
      enabled: true,
      scope: { quantity: "co2" },
      condition: {
        kind: "threshold",
        direction: "above",
        setpoint,
        deadband: 50,
        onDelayMs: 120_000,
        offDelayMs: 0,
      },
      priority: 3,
      advice: "",
      createsWorkOrder: false,
      revision: 1,
      createdAt: at,
      updatedAt: at,
    },
    pointIds: Array.from({ length: pointCount }, (_, index) => index + 1),
  };
}

function batchesOf(round: number, weather: Weather): CommittedSample[][] {
  const samples = Array.from({ length: pointCount }, (_, index): CommittedSample => {
    const time = round * 60_000 + (index % 1000);
    const value = weather(round, index);
    return {
      pointId: index + 1,
      time,
      value,
      quality: "good",
      frameId: `${round}-${index}`,
      receivedAt: time,
    };
  });
  return Array.from({ length: pointCount / 1000 }, (_, index) =>
    samples.slice(index * 1000, (index + 1) * 1000),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  runRulesBench({ json: process.argv.includes("--json"), write: (line) => console.log(line) });
