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

/**
 * `rules.judged_per_s`: decisions (one rule on one sample) a second over 50,000 points with 3 rules each, in batches of
 * 1,000 samples, values wandering over the setpoints so that alarms come and go. `rules.tick_ms`: one look at the clock with
 * all pairs bound.
 */
export function runRulesBench({ json, write }: BenchOptions): void {
  const wall = { now: 0 };
  const engine = createRuleEngine({ now: () => wall.now, lastKnown: () => undefined });
  engine.bind(setpoints.map(bindingOf), []);
  let transitions = 0;
  let spent = 0;
  let ticking = 0;
  for (let round = 0; round < rounds; round += 1) {
    const batches = batchesOf(round);
    wall.now = round * 60_000;
    const from = performance.now();
    for (const batch of batches) transitions += engine.judge(batch).transitions.length;
    const judged = performance.now();
    transitions += engine.tick(wall.now + 30_000).transitions.length;
    ticking = Math.max(ticking, performance.now() - judged);
    // The first rounds pay for the compiler.
    if (round >= 2) spent += judged - from;
  }
  const decisions = (rounds - 2) * pointCount * setpoints.length;
  const machine = `${cpus()[0]?.model ?? "unknown"} ×${cpus().length} ${platform()}-${arch()} node ${process.version}`;
  const report = (name: string, value: number, unit: string, n: number): void => {
    write(
      json
        ? JSON.stringify({ name, value, unit, n, machine })
        : `${name}: ${value} ${unit} (n=${n}, ${transitions} transitions)`,
    );
  };
  report("rules.judged_per_s", Math.round((decisions / spent) * 1000), "1/s", decisions);
  report("rules.tick_ms", Math.round(ticking * 1000) / 1000, "ms", rounds);
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

function batchesOf(round: number): CommittedSample[][] {
  const samples = Array.from({ length: pointCount }, (_, index): CommittedSample => {
    const time = round * 60_000 + (index % 1000);
    const value = 900 + 700 * Math.sin(round / 3 + index);
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
