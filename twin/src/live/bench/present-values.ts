import { cpus } from "node:os";
import type { Sample } from "@kontrollrom/contracts/sample.ts";
import { createPresentValues } from "../present-values.ts";
import type { BenchOptions } from "./rules.ts";

const pointCount = 5000;
const rounds = 200;

/** `telemetry.latest_5000_memory_ms`: the newest value of 5,000 points from the twin's memory, of which the store is asked at the start. */
export function runPresentValuesBench(options: BenchOptions): void {
  const values = createPresentValues();
  const startedAt = Date.now();
  for (let round = 0; round < 3; round++)
    values.apply(
      Array.from(
        { length: pointCount },
        (_, i): Sample => ({
          pointId: i + 1,
          time: startedAt + round * 60_000,
          value: 20 + (i % 7),
          quality: "good",
        }),
      ),
    );
  const pointIds = Array.from({ length: pointCount }, (_, i) => i + 1);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    if (values.many(pointIds).length !== pointCount) throw new Error("a present value is missing");
    times.push(performance.now() - from);
  }
  const median = times.toSorted((a, b) => a - b)[rounds / 2] ?? Number.NaN;
  const name = "telemetry.latest_5000_memory_ms";
  const value = Number(median.toPrecision(4));
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;
  options.write(
    options.json
      ? JSON.stringify({ name, value, unit: "ms", n: pointCount, machine })
      : `${name} ${value} ms (n=${pointCount}, the first of them ${Number((times[0] ?? 0).toPrecision(4))})`,
  );
}
