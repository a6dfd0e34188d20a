import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StartedIngest, startIngest, until } from "./test/harness.ts";
import { chirpstackUp, elsysFrame, native } from "./test/messages.ts";

const devEui = "a81758fffe0abcde";
const topic = `application/17c82e96/device/${devEui}/event/up`;

describe("the road of a reading", () => {
  let started: StartedIngest;
  beforeEach(async () => {
    started = await startIngest();
  });
  afterEach(() => started.stop());

  it("stores what a LoRaWAN sensor measured, makes its points, and leads back to the raw frame", async () => {
    started.pointIndex.register(devEui, "elsys", ["temperature"]);
    const client = await started.connect();
    const time = Date.now() - 1000;
    const message = chirpstackUp({ devEui, time, bytes: elsysFrame(21.4, 41, 612) });
    await client.publishAsync(topic, message, { qos: 1 });

    const temperature = started.pointIndex.pointOf(devEui, "temperature");
    const co2 = started.pointIndex.pointOf(devEui, "co2");
    const series = await started.ingest.store.series({
      pointIds: [temperature, co2],
      from: time,
      to: time + 1,
      bucket: "raw",
      aggregates: [],
      limit: 10,
    });
    expect(series.get(temperature)).toEqual([{ time, value: 21.4, quality: "good" }]);
    expect(series.get(co2)).toEqual([{ time, value: 612, quality: "good" }]);

    await until(() => started.committed.length > 0);
    const frame = await started.ingest.store.frame(started.committed[0]?.frameId ?? "");
    expect(frame).toMatchObject({ source: `mqtt:${topic}`, device: devEui });
    expect(Buffer.from(frame?.payload ?? []).toString()).toBe(message);
    expect(started.seen).toEqual([
      {
        deviceId: `device-${devEui}`,
        externalId: devEui,
        time,
        rssi: -87,
        snr: 9.25,
        fCnt: 7,
        gatewayId: "0016c001f153a14d",
      },
    ]);
  });

  it("stores the good values of a message and keeps the rest as dead letters", async () => {
    started.pointIndex.register("meter-1");
    const time = Date.now() - 60_000;
    const values = [
      { quantity: "temperature", value: 293.15, unit: "K" },
      { quantity: "temperature", value: 900, channel: "flue" },
      { quantity: "happiness", value: 7 },
      { quantity: "door-open", value: true },
    ];
    const result = await started.ingest.receive([
      {
        format: "json",
        source: "http:json",
        receivedAt: Date.now(),
        payload: Buffer.from(native("meter-1", time, values)),
      },
    ]);
    expect(result).toEqual({ samples: 2, deadLetters: 2 });
    const { items } = await started.ingest.deadLetters.list({ limit: 10 });
    expect(items.map(({ reason, device }) => [reason, device])).toEqual([
      ["unknown-quantity", "meter-1"],
      ["value-out-of-range", "meter-1"],
    ]);
    expect(items[0]?.detail).toContain('"happiness"');
    expect(items[1]?.detail).toContain("900");
  });

  it("keeps what an unknown device said and stores it once it is registered", async () => {
    const client = await started.connect();
    const time = Date.now() - 3_600_000;
    await client.publishAsync(
      "kr/v1/sd-anlegg/fan",
      native("fan-7", time, [{ quantity: "fan-running", value: 1 }]),
      {
        qos: 1,
      },
    );
    const [letter] = (await started.ingest.deadLetters.list({ limit: 10, reason: "unknown-device" })).items;
    expect(letter).toMatchObject({ device: "fan-7", source: "mqtt:kr/v1/sd-anlegg/fan" });

    expect(await started.ingest.deadLetters.replay({ device: "fan-7" })).toEqual({
      replayed: 1,
      accepted: 0,
      refused: 1,
    });
    started.pointIndex.register("fan-7");
    expect(await started.ingest.deadLetters.replay({ device: "fan-7" })).toEqual({
      replayed: 1,
      accepted: 1,
      refused: 0,
    });
    expect(await started.ingest.deadLetters.replay({ device: "fan-7" })).toEqual({
      replayed: 0,
      accepted: 0,
      refused: 0,
    });
    expect(await started.ingest.deadLetters.replay({ ids: [letter?.id ?? ""] })).toMatchObject({
      accepted: 1,
    });
    expect(await started.ingest.store.count()).toMatchObject({ samples: 1 });
    const [replayed] = (await started.ingest.deadLetters.list({ limit: 10 })).items;
    expect(replayed?.replayedAt).toBeDefined();
  });
});
