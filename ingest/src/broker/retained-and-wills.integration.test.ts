import type { Socket } from "node:net";
import type mqtt from "mqtt";
import type { IClientOptions } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { type StartedIngest, startIngest, temporaryFolder, until } from "../test/harness.ts";
import { native } from "../test/messages.ts";

const base = Date.now() - 3_600_000;
const reading = (step: number) =>
  native("ahu-1", base + step, [{ quantity: "supply-air-temperature", value: 20 }]);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function dataDir(): Promise<string> {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  return folder.path;
}

async function start(path: string): Promise<StartedIngest> {
  const started = await startIngest({ dataDir: path });
  started.pointIndex.register("ahu-1", undefined, ["supply-air-temperature"]);
  cleanups.push(() => started.stop());
  return started;
}

/** What a reader of these filters gets, as `topic payload-length qos retain`. */
async function read(started: StartedIngest, filters: mqtt.ISubscriptionMap, options: IClientOptions = {}) {
  const client = await started.connect({ username: "reader", ...options });
  const got: string[] = [];
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "publish")
      got.push(`${packet.topic} ${packet.payload.length > 0} ${packet.qos} ${packet.retain}`);
  });
  await client.subscribeAsync(filters);
  return { client, got };
}

const state = (plant: number) => `kr/v1/state/${plant}`;

describe("a retained message", () => {
  it("is given to new subscribers with the flag, to old ones without, and outlives a restart", async () => {
    const path = await dataDir();
    const first = await start(path);
    const sender = await first.connect();
    const early = await read(first, { "kr/v1/state/#": { qos: 1 } });
    await sender.publishAsync(state(1), reading(1), { qos: 1, retain: true });
    await sender.publishAsync(state(2), reading(2), { qos: 0, retain: true });
    await sender.publishAsync(state(3), reading(3), { qos: 2, retain: true });
    await sender.publishAsync(state(4), reading(4), { qos: 1 });
    await until(() => early.got.length === 4);
    expect(early.got).toEqual([
      `${state(1)} true 1 false`,
      `${state(2)} true 0 false`,
      `${state(3)} true 1 false`,
      `${state(4)} true 1 false`,
    ]);
    const kept = [`${state(1)} true 1 true`, `${state(2)} true 0 true`, `${state(3)} true 2 true`];
    const late = await read(first, { "kr/+/state/+": { qos: 2 } });
    await until(() => late.got.length === 3);
    expect(late.got.toSorted()).toEqual(kept);
    await first.stop();

    const second = await start(path);
    const later = await read(second, { "#": { qos: 2 } });
    await until(() => later.got.length === 3);
    expect(later.got.toSorted()).toEqual(kept);
    expect(second.ingest.figures()).toMatchObject({ mqtt_retained_messages: 3 });
  });

  it("is replaced by the next one and taken back by an empty one, which readers see", async () => {
    const path = await dataDir();
    const first = await start(path);
    const sender = await first.connect();
    const early = await read(first, { "kr/v1/state/#": { qos: 1 } });
    await sender.publishAsync(state(1), reading(1), { qos: 1, retain: true });
    await sender.publishAsync(state(1), reading(2), { qos: 1, retain: true });
    expect(first.ingest.figures()).toMatchObject({ mqtt_retained_messages: 1 });
    await sender.publishAsync(state(1), "", { qos: 1, retain: true });
    await until(() => early.got.length === 3);
    expect(early.got.at(-1)).toBe(`${state(1)} false 1 false`);
    expect(first.ingest.figures()).toMatchObject({ mqtt_retained_messages: 0, mqtt_retained_bytes: 0 });
    await first.stop();
    const second = await start(path);
    expect(second.ingest.figures()).toMatchObject({ mqtt_retained_messages: 0 });
  });

  it("comes by hundreds to a reader of QoS 1 that gets all of them", async () => {
    const started = await start(await dataDir());
    const sender = await started.connect();
    const count = 1500;
    await Promise.all(
      Array.from({ length: count }, (_, i) =>
        sender.publishAsync(`kr/v1/state/${i}`, reading(i), { qos: 1, retain: true }),
      ),
    );
    const reader = await read(started, { "kr/v1/state/#": { qos: 1 } }, { clean: false, clientId: "panel" });
    await until(() => reader.got.length === count);
    expect(new Set(reader.got).size).toBe(count);
    await until(() => started.ingest.figures().mqtt_queued_messages === 0);
  });
});

describe("a will", () => {
  const will = { topic: state(9), payload: Buffer.from(reading(9)), qos: 1, retain: true } as const;

  it("is sent when the connection breaks, and not after a farewell", async () => {
    const started = await start(await dataDir());
    const reader = await read(started, { [state(9)]: { qos: 1 } });
    const polite = await started.connect({ will, clientId: "polite" });
    await polite.endAsync();
    const rude = await started.connect({ will, clientId: "rude" });
    (rude.stream as unknown as Socket).destroy();
    await until(() => reader.got.length === 1);
    await (await started.connect()).publishAsync(state(9), reading(10), { qos: 1 });
    await until(() => reader.got.length === 2);
    expect(reader.got).toEqual([`${state(9)} true 1 false`, `${state(9)} true 1 false`]);
  });

  it("of a connection that is taken over is sent, and the new one's is kept", async () => {
    const path = await dataDir();
    const first = await start(path);
    const reader = await read(first, { "kr/v1/state/#": { qos: 1 } });
    const client = { clientId: "meter", reconnectPeriod: 0 };
    await first.connect({ ...client, will });
    await first.connect({ ...client, will: { ...will, topic: state(10) } });
    await until(() => reader.got.length === 1);
    expect(reader.got).toEqual([`${state(9)} true 1 false`]);
    await first.stop();
    // The platform went away without a farewell from the client: its will is sent when it is back.
    const second = await start(path);
    await until(() => second.ingest.figures().mqtt_retained_messages === 2);
    const third = await read(second, { [state(10)]: { qos: 1 } });
    await until(() => third.got.length === 1);
  });

  it("of one that may not publish is nobody's", async () => {
    const started = await start(await dataDir());
    const reader = await read(started, { "kr/v1/state/#": { qos: 1 } });
    const other = await started.connect({ username: "reader", will });
    (other.stream as unknown as Socket).destroy();
    await until(() => started.ingest.figures().mqtt_clients === 1);
    await (await started.connect()).publishAsync(state(1), reading(1), { qos: 1 });
    await until(() => reader.got.length === 1);
    expect(reader.got).toEqual([`${state(1)} true 1 false`]);
  });
});
