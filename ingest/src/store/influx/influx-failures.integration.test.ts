import { afterEach, describe, expect, it } from "vitest";
import { silent } from "../../test/harness.ts";
import { missing, startWriting } from "../test/flaky-writes.ts";
import { type Influxd, startInfluxd } from "../test/influxd.ts";
import type { InfluxConfig } from "./config.ts";
import { createInfluxStore } from "./influx-store.ts";

const now = Date.UTC(2026, 10, 21, 9);
const sample = {
  pointId: 1,
  time: now,
  value: 1,
  quality: "good",
  frameId: "1",
  receivedAt: now,
} as const;

let influxd: Influxd | undefined;
afterEach(() => influxd?.dispose());

function make(config: Partial<InfluxConfig>) {
  const url = influxd?.url ?? "http://127.0.0.1:9";
  return createInfluxStore(
    { url, token: undefined, org: undefined, bucket: "kontrollrom", ...config },
    { now: Date.now, log: silent },
  );
}

async function ask(text: string): Promise<string> {
  const response = await fetch(`${influxd?.url}/query`, {
    method: "POST",
    body: new URLSearchParams({ q: text, u: "admin", p: "pass w0rd" }),
  });
  return response.text();
}

describe("the InfluxDB store", () => {
  it("has every acknowledged sample after the server was killed again and again, and tells its state", async () => {
    influxd = await startInfluxd();
    const store = make({});
    await store.start();
    expect(store.health()).toEqual({
      state: "ok",
      detail: expect.stringMatching(/^InfluxDB 1\.\S+ at http:\/\/127\.0\.0\.1:\d+, database kontrollrom$/),
    });
    const writing = startWriting(store, 50, now);
    for (let kill = 1; kill <= 3; kill++) {
      const until = writing.acknowledged.length + 2000;
      while (writing.acknowledged.length < until) await new Promise((resolve) => setTimeout(resolve, 5));
      await influxd.stop("SIGKILL");
      const failed = writing.failures();
      while (writing.failures() === failed) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(store.health()).toMatchObject({ state: "degraded" });
      await influxd.start();
    }
    await writing.stop();
    expect(store.health()).toMatchObject({ state: "ok" });
    expect(await missing(store, writing.acknowledged)).toEqual([]);
    expect(await store.countSamples()).toBe(writing.acknowledged.length);
  });

  it("signs in by name and password, and says what is wrong without telling them", async () => {
    influxd = await startInfluxd({ auth: true });
    await ask(`CREATE USER admin WITH PASSWORD 'pass w0rd' WITH ALL PRIVILEGES`);
    const store = make({ token: "admin:pass w0rd" });
    await store.start();
    await store.write([sample]);
    expect(await store.latest()).toEqual([{ pointId: 1, time: now, value: 1, quality: "good" }]);

    const stranger = make({ token: "admin:wr0ng" });
    await expect(stranger.start()).rejects.toThrow(/401.*authorization failed/);
    await expect(stranger.write([sample])).rejects.toThrow(/did not take samples: 401 authorization failed/);
    await expect(stranger.write([sample])).rejects.not.toThrow(/wr0ng/);
    expect(JSON.stringify(stranger.health())).not.toContain("wr0ng");
  });

  it("goes on when the server drops what is older than it keeps", async () => {
    influxd = await startInfluxd();
    await ask("CREATE DATABASE kontrollrom WITH DURATION 7d");
    const store = make({});
    await store.start();
    const recent = { ...sample, time: Date.now() };
    await store.write([{ ...sample, time: Date.now() - 30 * 86_400_000 }, recent]);
    expect((await store.latest()).map(({ time }) => time)).toEqual([recent.time]);
    expect(await store.countSamples()).toBe(1);
  });

  it("does not acknowledge while nobody answers", async () => {
    influxd = await startInfluxd();
    const store = make({});
    await store.start();
    await influxd.stop();
    await expect(store.write([sample])).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+ did not take samples/);
    await expect(store.latest()).rejects.toMatchObject({ code: "store-unavailable", status: 503 });
  });
});
