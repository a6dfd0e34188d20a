import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readIngestConfig } from "../../config.ts";
import { type StartedIngest, startIngest, temporaryFolder, until } from "../../test/harness.ts";
import { native } from "../../test/messages.ts";
import { type Influxd, startInfluxd } from "../test/influxd.ts";
import { startVictoria, type Victoria } from "../test/victoria.ts";

const servers = [
  ["InfluxDB", "KR_INFLUX_URL", () => startInfluxd()],
  ["VictoriaMetrics", "KR_VICTORIA_URL", () => startVictoria()],
] as const;

describe.each(servers)("ingest with %s", (name, variable, startServer) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: Influxd | Victoria;
  let started: StartedIngest;

  const start = () => {
    const { seriesServer } = readIngestConfig({ [variable]: server.url });
    return startIngest({ dataDir: folder.path, config: { seriesServer } });
  };
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startServer();
    started = await start();
  });
  afterEach(async () => {
    await started?.stop();
    await server?.dispose();
    await folder.remove();
  });

  const receive = (device: string, time: number, value: number) =>
    started.ingest.receive([
      {
        format: "json",
        source: "http:json",
        receivedAt: Date.now(),
        payload: Buffer.from(native(device, time, [{ quantity: "temperature", value }])),
      },
    ]);

  it("stores samples there and frames and dead letters here, and leads from one to the other", async () => {
    started.pointIndex.register("meter", undefined, ["temperature"]);
    const time = Date.now() - 60_000;
    expect(await receive("meter", time, 21.5)).toEqual({ samples: 1, deadLetters: 0 });
    expect(await receive("stranger", time, 21.5)).toEqual({ samples: 0, deadLetters: 1 });
    expect(await started.ingest.store.count()).toEqual({ samples: 1, frames: 1 });
    expect((await started.ingest.deadLetters.list({ limit: 10 })).items).toHaveLength(1);

    const point = started.pointIndex.pointOf("meter", "temperature");
    const [sample] = await started.ingest.store.samplesAfter(point, 0, 10);
    expect(sample).toMatchObject({ time, value: 21.5, quality: "good" });
    const frame = await started.ingest.store.frame(sample?.frameId ?? "");
    expect(frame).toMatchObject({ device: "meter", source: "http:json" });
    expect(started.ingest.health().telemetry).toEqual({ state: "ok", detail: expect.stringContaining(name) });
  });

  it("acknowledges nothing while the server is away, says so, and stores what waited once when it is back", async () => {
    started.pointIndex.register("meter", undefined, ["temperature"]);
    const time = Date.now() - 60_000;
    await receive("meter", time, 1);
    await server.stop("SIGKILL");
    let acknowledged = false;
    const waiting = receive("meter", time + 1000, 2).then(() => {
      acknowledged = true;
    });
    await until(() => started.ingest.health().telemetry.state !== "ok");
    expect(acknowledged).toBe(false);
    await server.start();
    await waiting;
    await until(() => started.ingest.health().telemetry.state === "ok");
    expect(await started.ingest.store.count()).toEqual({ samples: 2, frames: 2 });
  });

  it("never gives an id twice, also when it ended between the two stores", async () => {
    started.pointIndex.register("meter", undefined, ["temperature"]);
    const time = Date.now() - 60_000;
    await receive("meter", time, 1);
    const point = started.pointIndex.pointOf("meter", "temperature");
    // As if the samples of a frame had reached the server, and the process had ended before the frame was kept.
    const { store } = started.ingest;
    const orphan = {
      pointId: point,
      time: time + 1,
      quality: "good",
      frameId: "5000",
      receivedAt: time,
    } as const;
    await store.commit({ samples: [{ ...orphan, value: 7 }], frames: [], deadLetters: [] });
    await started.stop();

    started = await start();
    started.pointIndex.register("meter", undefined, ["temperature"]);
    // The sender, which got no answer, sends it again.
    await receive("meter", time + 1, 7);
    const again = started.pointIndex.pointOf("meter", "temperature");
    const [, resent] = await started.ingest.store.samplesAfter(again, 0, 10);
    expect(Number(resent?.frameId)).toBeGreaterThan(5000);
    expect(await started.ingest.store.frame(resent?.frameId ?? "")).toMatchObject({ device: "meter" });
    expect(await started.ingest.store.count()).toMatchObject({ samples: 2 });
  });
});
