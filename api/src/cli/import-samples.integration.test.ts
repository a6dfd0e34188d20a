import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../test-platform-process.ts";

let folder = "";
let platform: TestPlatform;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kr-import-samples-"));
  platform = await startTestPlatform({ KR_DATA_DIR: join(folder, "data") });
});
afterAll(async () => {
  await platform.kill();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const call = <T>(method: string, path: string, body?: unknown) => platform.call<T>(method, path, body);

const register = (externalId: string) => call("POST", "/devices", { externalId, name: externalId });

/** The stored samples of a device's first point, oldest first. */
async function stored(externalId: string): Promise<readonly { time: number; value: number }[]> {
  const devices = await call<{ items: { id: string }[] }>("GET", `/devices?externalId=${externalId}`);
  const id = devices.items[0]?.id ?? "";
  const points = await call<{ items: { id: number }[] }>("GET", `/points?deviceId=${id}`);
  const query = "from=2020-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&bucket=raw&limit=100000";
  const answer = await call<{ points: { entries: { time: number; value: number }[] }[] }>(
    "GET",
    `/points/${points.items[0]?.id}/samples?${query}`,
  );
  return answer.points[0]?.entries ?? [];
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Runs the command, and gives what it said when it ended. */
function kr(path: string, parameters: readonly string[] = [], url = platform.url) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "kr.ts"), "import-samples", path, "--url", url, ...parameters],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ended = once(child, "close").then(([code]) => ({ code: code as number, said }));
  return { ended, said: () => said };
}

/** Waits for something to become true, at most 20 s. */
async function until(what: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const base = Date.parse("2025-03-01T00:00:00Z");
const at = (minute: number) => new Date(base + minute * 60_000).toISOString();
const range = (length: number) => Array.from({ length }, (_, i) => i);

describe("a table with a value a line", () => {
  it("is stored, its rejects told with their lines and kept in a file, and nothing is stored twice", async () => {
    await register("bygg-1");
    const rows = range(3000).map((i) => `bygg-1,${at(i)},temperature,${20 + (i % 50) / 10},Cel`);
    rows[7] = `bygg-1,${at(7)},temperature,70,[degF]`;
    rows[10] = `bygg-1,${at(10)},temperature,20,F`;
    rows[11] = `bygg-1,${at(11)},temperature,900,Cel`;
    rows[12] = `bygg-1,${at(12)},happiness,9,`;
    rows[13] = `bygg-2,${at(13)},temperature,20,Cel`;
    rows[14] = "bygg-1,2125-01-01T00:00:00Z,temperature,20,Cel";
    rows[15] = "bygg-1,en gang,temperature,20,Cel";
    rows[16] = `bygg-1,${at(16)},temperature,,Cel`;
    rows[17] = `bygg-1,${at(17)},temperature`;
    const path = await file("long.csv", `device,time,quantity,value,unit\n${rows.join("\n")}\n`);
    const rejects = join(folder, "rejects.csv");
    for (const round of [1, 2]) {
      const { code, said } = await kr(path, ["--rejects", rejects]).ended;
      expect(code, said).toBe(0);
      expect(said).toContain("3,000 rows read");
      expect(said).toContain("2,992 values are stored");
      expect(said).toContain("8 rejected:");
      expect(said).toMatch(/line 12: wrong-unit: .*"F".*Cel/);
      expect(said).not.toContain("refused by the platform");
      expect((await stored("bygg-1")).length, `round ${round}`).toBe(2992);
    }
    const kept = (await readFile(rejects, "utf8")).trim().split("\n");
    expect(kept.slice(1).map((line) => line.split(",").slice(0, 2))).toEqual([
      ["12", "wrong-unit"],
      ["13", "value-out-of-range"],
      ["14", "unknown-quantity"],
      ["15", "unknown-device"],
      ["16", "time-in-future"],
      ["17", "wrong-shape"],
      ["18", "value-not-a-number"],
      ["19", "not-csv"],
    ]);
    expect((await stored("bygg-1"))[7]).toMatchObject({
      time: base + 7 * 60_000,
      value: expect.closeTo(21.11, 1),
    });
    expect(await call("GET", "/dead-letters")).toEqual({ items: [] });
  });
});

describe("a table with a column for each quantity", () => {
  it("registers its device, reads local times, and leaves a device that is there as it is", async () => {
    const rows = range(100).map((i) => `${at(i).slice(0, 19).replace("T", " ")};${20 + i / 10};600`);
    const table = `Tid;Temp;CO2\n${rows.join("\n")}\n`.replaceAll(".", ",");
    const path = await file("wide.csv.gz", gzipSync(table));
    const wanted = [
      "--map",
      "Temp=temperature,CO2=co2",
      "--time",
      "Tid",
      "--timezone",
      "Europe/Oslo",
      "--device",
      "rom-214",
    ];
    const { code, said } = await kr(path, wanted).ended;
    expect(code, said).toBe(0);
    expect(said).toContain("200 values are stored");
    const samples = await stored("rom-214");
    expect(samples.length).toBe(100);
    expect(samples[0]?.time).toBe(base - 3_600_000);

    await call("POST", "/devices", { externalId: "rom-214", name: "Klasserom 214" });
    expect((await kr(path, wanted).ended).code).toBe(0);
    const devices = await call<{ items: { name: string }[] }>("GET", "/devices?externalId=rom-214");
    expect(devices.items[0]?.name).toBe("Klasserom 214");
  });
});

describe("native messages", () => {
  it("are stored, one or several a line", async () => {
    await register("maaler-1");
    const message = (i: number, value: unknown = i) => ({
      time: at(i),
      device: "maaler-1",
      values: [{ quantity: "energy", value, unit: "kW.h" }],
    });
    const lines = [
      JSON.stringify(message(1)),
      JSON.stringify([message(2), message(3), { ...message(4), device: "" }]),
      "{broken",
      "",
      JSON.stringify(message(5, "mye")),
      JSON.stringify(message(6)),
      JSON.stringify({ ...message(7), values: "x".repeat(1_100_000) }),
    ];
    const path = await file("messages.ndjson", lines.join("\n"));
    const { code, said } = await kr(path).ended;
    expect(code, said).toBe(0);
    expect(said).toContain("4 values are stored");
    expect((await stored("maaler-1")).map(({ value }) => value)).toEqual([1, 2, 3, 6]);
    for (const [line, reason] of [
      [2, "wrong-shape"],
      [3, "not-json"],
      [5, "value-not-a-number"],
      [7, "too-large"],
    ])
      expect(said).toContain(`line ${line}: ${reason}`);
  });
});

/** The URL of something between, which answers some requests itself and hands the others on. */
async function through(answer: (request: IncomingMessage) => number | undefined): Promise<string> {
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = answer(request);
    if (status !== undefined) {
      response.writeHead(status, { "retry-after": "0.05" }).end();
      return;
    }
    const headers = { "content-type": "application/json" };
    const handed = await fetch(`${platform.url}${request.url}`, {
      method: request.method ?? "GET",
      ...(chunks.length > 0 && { body: Buffer.concat(chunks), headers }),
    });
    response.writeHead(handed.status).end(await handed.text());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  undo.push(() => proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

describe("a platform that does not take everything at once", () => {
  it("is waited for when it is busy", async () => {
    await register("travel-1");
    let refusals = 0;
    const url = await through((request) =>
      request.url?.includes("/ingest/") && refusals++ % 3 === 0 ? 503 : undefined,
    );
    const rows = range(10_000).map((i) => `travel-1,${at(i)},temperature,20`);
    const path = await file("busy.csv", `device,time,quantity,value\n${rows.join("\n")}\n`);
    const { code, said } = await kr(path, [], url).ended;
    expect(code, said).toBe(0);
    expect(said).toContain("Waiting: the platform is busy (503)");
    expect(refusals).toBeGreaterThan(10);
    expect((await stored("travel-1")).length).toBe(10_000);
  });

  it("tells which lines it refused, where the key may not read the register", async () => {
    await register("innsyn-1");
    const url = await through((request) => (request.url?.includes("/devices") ? 403 : undefined));
    const rows = range(2500).map((i) => `innsyn-${i === 1700 ? 2 : 1},${at(i)},temperature,20`);
    const path = await file("refused.csv", `device,time,quantity,value\n${rows.join("\n")}\n`);
    const { code, said } = await kr(path, [], url).ended;
    expect(code, said).toBe(0);
    expect(said).toContain("Refused by the platform beyond these (see GET /dead-letters): 1");
    expect(said).toContain("lines 1002 to 2001: 1");
    expect((await stored("innsyn-1")).length).toBe(2499);
  });

  it("is waited for when it is killed and comes back, and all is stored once", async () => {
    await register("drept-1");
    const rows = range(100_000).map(
      (i) => `drept-1,${new Date(base + i * 1000).toISOString()},temperature,${i % 50}`,
    );
    const path = await file("killed.csv", `device,time,quantity,value\n${rows.join("\n")}\n`);
    const importing = kr(path);
    await until(async () => (await stored("drept-1").catch(() => [])).length > 0);
    await platform.kill();
    await until(async () => importing.said().includes("does not answer"));
    await platform.restart();
    const { code, said } = await importing.ended;
    expect(code, said).toBe(0);
    const samples = await stored("drept-1");
    expect(samples.length).toBe(100_000);
    expect(samples.every(({ time, value }, i) => time === base + i * 1000 && value === i % 50)).toBe(true);
  });
});

describe("what cannot be imported", () => {
  it.each<[string, string, readonly string[], string]>([
    ["notes.txt", "", [], ".csv or .ndjson"],
    ["empty.csv", "", [], "empty"],
    ["columns.csv", "a,b\n1,2\n", [], '"device"'],
    ["zone.csv", "device,time,quantity,value\n", ["--timezone", "Mars"], '"Mars"'],
    ["map.csv", "a,time\n1,2\n", ["--map", "a=luck", "--device", "d"], "a=luck"],
  ])("%s says why on one line and ends with 1", async (name, content, parameters, says) => {
    const { code, said } = await kr(await file(name, content), parameters).ended;
    expect(said).toContain(says);
    expect(said.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });

  it("is what is missing, and the rest of a file that is cut off", async () => {
    expect(await kr(join(folder, "nothing.csv")).ended).toMatchObject({ code: 1 });
    await register("kutt-1");
    const rows = range(50_000).map((i) => `kutt-1,${at(i)},temperature,${Math.sin(i).toFixed(6)}`);
    const whole = gzipSync(`device,time,quantity,value\n${rows.join("\n")}\n`);
    const path = await file("cut.csv.gz", whole.subarray(0, whole.length / 2));
    const { code, said } = await kr(path).ended;
    expect(code).toBe(1);
    expect(said).toMatch(/cannot be read further after [\d,]+ rows/);
    expect((await stored("kutt-1")).length).toBeGreaterThan(10_000);
  });
});
