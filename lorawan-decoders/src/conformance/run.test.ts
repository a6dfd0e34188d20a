import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge, runDecoderConformance } from "./run.ts";
import { parseVectors } from "./vectors.ts";

const clean = { source: "akenza", vendor: "Elsys", device: "ERS", fPort: 5, bytesHex: "0100e20229" };

function vectorOf(data: object, changes: object = {}) {
  const [vector] = parseVectors(
    JSON.stringify({ ...clean, expected: [{ topic: "ambient", data }], ...changes }),
  );
  if (vector === undefined) throw new Error("no vector");
  return vector;
}

const nothing = (): void => undefined;

describe("judge", () => {
  it("passes a vector whose every measurement we find", () => {
    expect(judge(vectorOf({ temperature: 22.6, humidity: 41 }), nothing)).toEqual({
      state: "passed",
      compared: 2,
    });
  });

  it("fails a wrong value and says what was expected", () => {
    expect(judge(vectorOf({ temperature: 22.7, humidity: 41 }), nothing)).toEqual({
      state: "failed",
      reasons: ["ambient.temperature = 22.7: expected temperature 22.7, got 22.6"],
    });
  });

  it("fails a measurement that we do not read", () => {
    expect(judge(vectorOf({ temperature: 22.6, co2: 500 }), nothing)).toEqual({
      state: "failed",
      reasons: ["ambient.co2 = 500: expected co2 500, got none"],
    });
  });

  it("allows only the rounding that their number shows", () => {
    expect(judge(vectorOf({ temperature: 22.56 }), nothing).state).toBe("failed");
    expect(judge(vectorOf({ temperature: 22.601 }), nothing).state).toBe("failed");
    expect(judge(vectorOf({ temperature: 22.6000000001 }), nothing).state).toBe("passed");
  });

  it("fails a payload that the decoder refuses", () => {
    const verdict = judge(vectorOf({ temperature: 22.6 }, { bytesHex: "0100" }), nothing);
    expect(verdict.state).toBe("failed");
  });

  it("does not count a vector that asserts nothing of ours, and names the keys it did not know", () => {
    const unknown: string[] = [];
    expect(judge(vectorOf({ mood: 3 }), (key) => unknown.push(key))).toEqual({ state: "silent" });
    expect(unknown).toEqual(["ambient.mood"]);
  });

  it("says when there is no decoder for the device", () => {
    expect(judge(vectorOf({ temperature: 22.6 }, { vendor: "Nobody" }), nothing)).toEqual({
      state: "missing",
    });
  });
});

describe("parseVectors", () => {
  it("leaves out the samples that akenza carries over from the vector before", () => {
    const sample = (temperature: number) => ({ topic: "ambient", data: { temperature } });
    const lines = [
      { ...clean, expected: [sample(1)] },
      { ...clean, expected: [sample(1), sample(2)] },
    ];
    const assertions = parseVectors(lines.map((line) => JSON.stringify(line)).join("\n")).map(
      (v) => v.assertions,
    );
    expect(assertions.map((of) => of.map((assertion) => assertion.value))).toEqual([[1], [2]]);
  });

  it("quotes a line that is no vector", () => {
    expect(() => parseVectors('{"vendor":"Elsys"}')).toThrow("line 1: expected a vector with source");
  });
});

describe("runDecoderConformance", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "conformance-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(name: string, temperatures: readonly number[], json = false) {
    const path = join(folder, name);
    const text = temperatures
      .map((temperature) =>
        JSON.stringify({ ...clean, source: "thingsboard", expected: [{ telemetry: { temperature } }] }),
      )
      .join("\n");
    await writeFile(path, name.endsWith(".gz") ? gzipSync(text) : text);
    const lines: string[] = [];
    const code = await runDecoderConformance({ vectorsPath: path, json, write: (line) => lines.push(line) });
    return { code, lines };
  }

  it("exits with 0 and prints the tally by vendor", async () => {
    const { code, lines } = await run("good.jsonl.gz", [22.6, 22.6]);
    expect(code).toBe(0);
    expect(lines).toEqual([
      "elsys            2/2 passed, 0 assert nothing we measure",
      "2/2 vectors of our devices pass; 0 assert nothing we measure, 0 are of devices without a decoder (2 in all)",
    ]);
  });

  it("exits with 1 and says why where vectors fail", async () => {
    const { code, lines } = await run("bad.jsonl", [22.6, 5]);
    expect(code).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      "failed  line 2 thingsboard Elsys ERS 0100e20229",
      "        temperature = 5: expected temperature 5, got 22.6",
    ]);
  });

  it("writes one JSON object on demand", async () => {
    const { lines } = await run("json.jsonl", [22.6, 5], true);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      name: "conformance.decoders",
      ok: false,
      passed: 1,
      total: 2,
      failures: [{ line: 2, reasons: ["temperature = 5: expected temperature 5, got 22.6"] }],
    });
  });
});
