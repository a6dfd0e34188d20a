import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import type { Job } from "@kontrollrom/contracts/job.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runKr } from "../cli/test-kr.ts";
import { startTelemetry, type TestTelemetry } from "../telemetry/test/telemetry-platform.ts";

const base = Date.parse("2026-03-01T00:00:00Z");
const period = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };

describe("exports", () => {
  let telemetry: TestTelemetry;
  beforeEach(async () => {
    telemetry = await startTelemetry([
      { externalId: "a", quantities: ["temperature", "co2"], buildingId: "skole" },
      { externalId: "b", quantities: ["temperature"], buildingId: "skole" },
      { externalId: "c", quantities: ["temperature"] },
    ]);
    for (const device of ["a", "b", "c"])
      await telemetry.store(
        telemetry.pointOf(device, "temperature"),
        Array.from({ length: 40_000 }, (_, i) => [base + i * 1000, i % 30] as const),
      );
  });
  afterEach(() => telemetry.stop());

  async function finished(body: object): Promise<Extract<Job, { kind: "series-export" }>> {
    const { status, body: answer } = await telemetry.call<{ jobId: string }>("POST", "/exports", body);
    expect(status, JSON.stringify(answer)).toBe(202);
    let job: Job | undefined;
    await expect
      .poll(
        async () => {
          job = (await telemetry.call<Job>("GET", `/jobs/${answer.jobId}`)).body;
          return job.state;
        },
        { timeout: 60_000, interval: 50 },
      )
      .toMatch(/succeeded|failed/);
    if (job?.kind !== "series-export") throw new Error("no export");
    return job;
  }

  it("are written by a job, fetched whole or from where a download broke, and removed", async () => {
    const job = await finished({ ...period, buildingId: "skole", quantity: "temperature" });
    expect(job).toMatchObject({
      state: "succeeded",
      result: {
        points: 2,
        entries: 80_000,
        mediaType: "text/csv",
        file: "kontrollrom-2026-03-01-2026-04-01.csv",
      },
    });
    const whole = await (await telemetry.get(`/exports/${job.id}/file`)).text();
    expect(whole.trim().split("\r\n")).toHaveLength(80_001);
    expect(whole.length).toBe(job.result?.bytes);
    const rest = await telemetry.get(`/exports/${job.id}/file`, { range: "bytes=1000-" });
    expect(rest.status).toBe(206);
    expect(await rest.text()).toBe(whole.slice(1000));
    expect((await telemetry.call("DELETE", `/exports/${job.id}`)).status).toBe(204);
    expect((await telemetry.get(`/exports/${job.id}/file`)).status).toBe(410);
  });

  it("are refused where they name nothing, or nothing that is", async () => {
    const codes = [];
    for (const more of [{}, { pointIds: [4711] }, { quantity: "smoke" }, { pointIds: [1], to: period.from }])
      codes.push(
        (await telemetry.call<{ code: string }>("POST", "/exports", { ...period, ...more })).body.code,
      );
    expect(codes).toEqual(["invalid-request", "point-not-found", "no-points", "empty-period"]);
  });

  it("leave nothing behind when they are given up", async () => {
    const { store } = telemetry.ingest;
    const { stream } = store;
    let begun = false;
    store.stream = async function* (request) {
      yield* stream(request);
      begun = true;
      await new Promise(() => undefined);
    };
    const { body } = await telemetry.call<{ jobId: string }>("POST", "/exports", {
      ...period,
      quantity: "temperature",
    });
    await expect.poll(() => begun, { timeout: 20_000 }).toBe(true);
    expect((await telemetry.call("DELETE", `/exports/${body.jobId}`)).status).toBe(204);
    await expect
      .poll(async () => (await telemetry.call<Job>("GET", `/jobs/${body.jobId}`)).body.state, {
        timeout: 20_000,
      })
      .toBe("cancelled");
    await expect.poll(() => readdir(join(telemetry.folder, "exports")), { timeout: 20_000 }).toEqual([]);
  });

  const kr = (parameters: readonly string[], url: string) =>
    runKr(url, ["export", ...parameters], { KR_TOKEN: telemetry.key });

  it("come by the command line, and go on where the connection broke", async () => {
    const target = Number(new URL(telemetry.url).port);
    let cuts = 0;
    // Lets 300 kB through, then cuts; twice.
    const proxy = createServer((socket) => {
      const upstream = connect(target, "127.0.0.1");
      let passed = 0;
      socket.pipe(upstream);
      upstream.on("data", (chunk) => {
        passed += chunk.length;
        socket.write(chunk);
        if (passed > 300_000 && cuts < 2) {
          cuts += 1;
          socket.destroy();
          upstream.destroy();
        }
      });
      upstream.on("close", () => socket.destroy());
      for (const end of [socket, upstream]) end.on("error", () => undefined);
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    try {
      const out = join(telemetry.folder, "ut.csv");
      const point = telemetry.pointOf("c", "temperature");
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const { code, said } = await kr(
        ["--out", out, "--points", String(point), "--from", "2026-03-01", "--to", "2026-04-01", "--excel"],
        url,
      );
      expect(code, said).toBe(0);
      expect(cuts).toBe(2);
      const lines = (await readFile(out, "utf8")).trim().split("\r\n");
      expect(lines).toHaveLength(40_001);
      expect(lines[40_000]).toBe(`${point};c;temperature;Cel;2026-03-01 12:06:39;9;good`);
      expect(said).toContain("40,000 entries of 1 points");
      expect((await readdir(telemetry.folder)).filter((name) => name.includes(".part"))).toEqual([]);
    } finally {
      proxy.close();
    }
  });

  it("leave no file under its name when they fail", async () => {
    const out = join(telemetry.folder, "ingen.csv");
    const { code, said } = await kr(
      ["--out", out, "--points", "4711", "--from", "2026-03-01", "--to", "2026-04-01"],
      new URL(telemetry.url).origin,
    );
    expect(code).toBe(1);
    expect(said).toContain("there is no point 4711");
    expect(await readdir(telemetry.folder)).not.toContain("ingen.csv");
  });
});
