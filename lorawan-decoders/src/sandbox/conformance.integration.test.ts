import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCodecConformance } from "./conformance.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codec-conformance-"));
  await mkdir(join(folder, "acme"));
  await writeFile(
    join(folder, "acme", "thermo.js"),
    "function decodeUplink(i) { if (i.bytes.length < 2) return { errors: ['short'] }; return { data: { t: (i.bytes[0] * 256 + i.bytes[1]) / 10, port: i.fPort, at: i.recvTime } }; }",
  );
  await writeFile(join(folder, "acme", "broken.js"), "function decodeUplink(i) { return {");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const good = {
  vendor: "acme",
  codec: "thermo",
  fPort: 3,
  bytesHex: "00d7",
  recvTime: "2026-01-01T00:00:00Z",
  expected: { data: { t: 21.5, port: 3, at: "2026-01-01T00:00:00.000Z" } },
};

async function run(vectors: readonly object[], json = false) {
  const vectorsPath = join(folder, "vectors.jsonl.gz");
  await writeFile(vectorsPath, gzipSync(vectors.map((vector) => JSON.stringify(vector)).join("\n")));
  const lines: string[] = [];
  const code = await runCodecConformance({
    codecsDir: folder,
    vectorsPath,
    json,
    write: (line) => lines.push(line),
  });
  return { code, lines };
}

it("counts what comes out as published, by vendor and in all", async () => {
  const short = { ...good, bytesHex: "00", expected: { errors: ["short"] } };
  const { code, lines } = await run([good, short]);
  expect(lines.map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    " acme 2/2",
    "passed 2 of 2 examples (100.0 %)",
  ]);
  expect(code).toBe(0);
});

it("lists what does not, with the difference or the reason", async () => {
  const wrong = { ...good, expected: { data: { ...good.expected.data, t: 21.6 } } };
  const broken = { ...good, codec: "broken" };
  const { code, lines } = await run([good, wrong, broken], true);
  expect(code).toBe(1);
  expect(JSON.parse(lines.join(""))).toMatchObject({
    ok: false,
    passed: 1,
    total: 3,
    vendors: { acme: { passed: 1, total: 3 } },
    failures: [
      { line: 2, codec: "acme/thermo", payload: "00d7", reasons: ["data.t: expected 21.6, got 21.5"] },
      {
        line: 3,
        codec: "acme/broken",
        reasons: [expect.stringMatching(/^syntax: .*line 1/), expect.anything()],
      },
    ],
  });
});

it.each([
  ["a codec that is not there", { ...good, codec: "unknown" }, /unknown\.js/],
  ["a codec outside of the folder", { ...good, vendor: "..", codec: "../etc/passwd" }, /outside of/],
  ["a line without bytes", { vendor: "acme", codec: "thermo", expected: {} }, /line 1 .* lacks/],
])("stops at %s", async (_name, vector, message) => {
  await expect(run([vector])).rejects.toThrow(message);
});
