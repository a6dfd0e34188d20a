import type { Socket } from "node:net";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { readIngestConfig } from "../config.ts";
import { type StartedIngest, startIngest, temporaryFolder, until } from "../test/harness.ts";
import { native } from "../test/messages.ts";
import { publishPacket } from "./packets.ts";

const topic = "kr/v1/plant/ahu-1";
const base = Date.now() - 3_600_000;
const reading = (step: number) =>
  native("ahu-1", base + step, [{ quantity: "supply-air-temperature", value: 20 }]);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A platform whose data stays over its restarts. */
async function platform(variables: Readonly<Record<string, string>> = {}, deps = {}) {
  const folder = await temporaryFolder();
  let running: StartedIngest | undefined;
  cleanups.push(async () => {
    await running?.stop();
    await folder.remove();
  });
  const start = async () => {
    running = await startIngest({
      dataDir: folder.path,
      config: readIngestConfig({ KR_MQTT_PORT: "0", KR_DATA_DIR: folder.path, ...variables }),
      deps,
    });
    running.pointIndex.register("ahu-1", undefined, ["supply-air-temperature"]);
    return running;
  };
  await start();
  return {
    get now(): StartedIngest {
      if (running === undefined) throw new Error("it is stopped");
      return running;
    },
    async restart() {
      await running?.stop();
      await start();
    },
    figures: () => (running as StartedIngest).ingest.figures(),
  };
}

interface Got {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
}

/** A reader whose messages, flags and "session present" can be looked at. */
async function reader(started: StartedIngest, options: IClientOptions = {}) {
  const got: Got[] = [];
  let sessionPresent: boolean | undefined;
  const client = mqtt.connect(started.url, {
    reconnectPeriod: 0,
    username: "reader",
    clientId: "panel",
    clean: false,
    resubscribe: false,
    ...options,
  });
  client.on("error", () => undefined);
  client.on("packetreceive", (packet) => {
    if (packet.cmd !== "publish") return;
    const { qos, dup, retain } = packet;
    got.push({ topic: packet.topic, payload: String(packet.payload), qos, dup, retain });
  });
  const connected = new Promise<void>((resolve, reject) => {
    client.once("connect", (connack) => {
      sessionPresent = connack.sessionPresent;
      resolve();
    });
    client.once("error", reject);
    client.once("close", () => reject(new Error("closed")));
  });
  cleanups.push(() => client.end(true));
  await connected;
  return { client, got, present: () => sessionPresent };
}

const steps = (got: readonly Got[]) => got.map(({ payload }) => Date.parse(JSON.parse(payload).time) - base);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const send = (client: MqttClient, step: number, qos: 0 | 1 | 2 = 1) =>
  client.publishAsync(topic, reading(step), { qos });

describe("a persistent session", () => {
  it.each([1, 2] as const)(
    "gets at QoS %i what came while it was away, in order, also over a restart",
    async (qos) => {
      const it = await platform();
      const first = await reader(it.now);
      expect(first.present()).toBe(false);
      expect(await first.client.subscribeAsync("kr/v1/#", { qos })).toMatchObject([{ qos }]);
      await first.client.endAsync();

      const sender = await it.now.connect();
      for (const step of range(0, 150)) await send(sender, step, 2);
      await it.restart();
      const again = await it.now.connect();
      for (const step of range(150, 300)) await send(again, step, 2);
      expect(it.figures()).toMatchObject({
        mqtt_sessions: 1,
        mqtt_sessions_away: 1,
        mqtt_queued_messages: 300,
      });

      const second = await reader(it.now);
      expect(second.present()).toBe(true);
      await until(() => second.got.length === 300);
      expect(steps(second.got)).toEqual(range(0, 300));
      expect(new Set(second.got.map((message) => message.qos))).toEqual(new Set([qos]));
      await send(again, 300, 2);
      await until(() => second.got.length === 301);
      await until(() => it.figures().mqtt_queued_messages === 0);
    },
  );

  it("without subscriptions is a session too, and a clean one ends it", async () => {
    const it = await platform();
    const first = await reader(it.now);
    await first.client.endAsync();
    const second = await reader(it.now);
    expect(second.present()).toBe(true);
    await second.client.subscribeAsync(topic, { qos: 1 });
    await second.client.endAsync();
    const clean = await reader(it.now, { clean: true });
    expect(clean.present()).toBe(false);
    await clean.client.endAsync();
    await it.restart();
    const third = await reader(it.now);
    expect(third.present()).toBe(false);
    expect(it.figures().mqtt_subscriptions).toBe(0);
  });

  it("gets again, marked as repeated and under its old identifier, what it did not acknowledge", async () => {
    const it = await platform();
    const silent = await reader(it.now);
    silent.client.handleMessage = () => undefined;
    await silent.client.subscribeAsync(topic, { qos: 1 });
    const sender = await it.now.connect();
    await send(sender, 1);
    await until(() => silent.got.length === 1);
    expect(silent.got).toMatchObject([{ dup: false }]);
    silent.client.end(true);
    await it.restart();
    const back = await reader(it.now);
    await until(() => back.got.length === 1);
    expect(back.got).toMatchObject([{ dup: true, qos: 1 }]);
    await until(() => it.figures().mqtt_queued_messages === 0);
    await back.client.endAsync();
    const later = await reader(it.now);
    await send(await it.now.connect(), 2);
    await until(() => later.got.length === 1);
    expect(steps(later.got)).toEqual([2]);
  });

  it("gets each message once where subscriptions overlap, at the highest QoS of them", async () => {
    const it = await platform();
    const first = await reader(it.now);
    await first.client.subscribeAsync({
      "kr/v1/#": { qos: 0 },
      [topic]: { qos: 1 },
      "kr/+/plant/#": { qos: 2 },
    });
    const sender = await it.now.connect();
    await send(sender, 1, 2);
    await until(() => first.got.length === 1);
    await first.client.endAsync();
    await send(sender, 2, 2);
    const second = await reader(it.now);
    await until(() => second.got.length === 1);
    expect([...first.got, ...second.got]).toMatchObject([{ qos: 2 }, { qos: 2 }]);
    await send(sender, 3, 1);
    await until(() => second.got.length === 2);
    expect(steps(second.got)).toEqual([2, 3]);
  });

  it("loses the oldest of what waits above its bounds, and the figures tell", async () => {
    const it = await platform({ KR_MQTT_QUEUE_MESSAGES: "20" });
    const first = await reader(it.now);
    await first.client.subscribeAsync(topic, { qos: 1 });
    await first.client.endAsync();
    const sender = await it.now.connect();
    for (const step of range(0, 50)) await send(sender, step);
    expect(it.figures()).toMatchObject({ mqtt_queued_messages: 20, mqtt_queue_dropped_total: 30 });
    await it.restart();
    const second = await reader(it.now);
    await until(() => second.got.length === 20);
    expect(steps(second.got)).toEqual(range(30, 50));
  });

  it("ends when nobody comes for it", async () => {
    let now = Date.now();
    const it = await platform({ KR_MQTT_SESSION_DAYS: "1" }, { now: () => now });
    const first = await reader(it.now);
    await first.client.subscribeAsync(topic, { qos: 1 });
    await first.client.endAsync();
    now += 23 * 3_600_000;
    await it.restart();
    expect(it.figures().mqtt_sessions).toBe(1);
    now += 2 * 3_600_000;
    await it.restart();
    expect(it.figures().mqtt_sessions).toBe(0);
  });
});

describe("a client id", () => {
  it("is taken over by the same credential, and the older connection ends", async () => {
    const it = await platform();
    const first = await reader(it.now);
    await first.client.subscribeAsync(topic, { qos: 1 });
    const gone = new Promise<void>((resolve) => first.client.once("close", () => resolve()));
    const second = await reader(it.now);
    await gone;
    expect(second.present()).toBe(true);
    await send(await it.now.connect(), 1);
    await until(() => second.got.length === 1);
    expect(first.got).toEqual([]);
  });

  it.each([
    ["a session that is away", true, false],
    ["a session in use", true, true],
    ["a clean connection", false, true],
  ])("of %s is refused to another credential", async (_what, persistent, stays) => {
    const it = await platform();
    const owner = await reader(it.now, { clean: !persistent });
    await owner.client.subscribeAsync(topic, { qos: 1 });
    if (!stays) await owner.client.endAsync();
    for (const clean of [true, false])
      await expect(it.now.connect({ clientId: "panel", username: "gateway", clean })).rejects.toMatchObject({
        code: 2,
      });
    await send(await it.now.connect(), 1);
    const own = stays ? owner : await reader(it.now);
    await until(() => own.got.length === 1);
  });

  it("is free again, and its session gone, when the credential is revoked", async () => {
    const authenticate = async ({ username = "" }: { username?: string | undefined }) => ({
      name: username,
      mayPublish: true,
      maySubscribe: true,
      credentials: [`key:${username}`],
    });
    const it = await platform({}, { authenticate });
    const first = await reader(it.now, { username: "old" });
    await first.client.subscribeAsync(topic, { qos: 1 });
    const gone = new Promise<void>((resolve) => first.client.once("close", () => resolve()));
    it.now.ingest.disconnectMqtt("key:old");
    await gone;
    const second = await reader(it.now, { username: "new" });
    expect(second.present()).toBe(false);
  });

  it("of a session loses the subscriptions that it may have no more", async () => {
    let maySubscribe = true;
    const authenticate = async () => ({ name: "x", mayPublish: true, maySubscribe });
    const it = await platform({}, { authenticate });
    const first = await reader(it.now);
    await first.client.subscribeAsync(topic, { qos: 1 });
    await first.client.endAsync();
    maySubscribe = false;
    const second = await reader(it.now);
    await send(await it.now.connect(), 1);
    expect(it.figures()).toMatchObject({ mqtt_subscriptions: 0 });
    expect(second.got).toEqual([]);
  });
});

describe("a QoS 2 message", () => {
  it("whose PUBREC was lost reaches readers once, also over a restart", async () => {
    const it = await platform();
    const panel = await reader(it.now);
    await panel.client.subscribeAsync(topic, { qos: 2 });
    await panel.client.endAsync();
    const options = { clientId: "gateway-2", clean: false } as const;
    const sender = await it.now.connect(options);
    const message = { topic, payload: reading(1), qos: 2, retain: false, messageId: 77 } as const;
    const write = (client: MqttClient, dup: boolean) =>
      new Promise<void>((resolve) => {
        client.on("packetreceive", ({ cmd }) => {
          if (cmd === "pubrec") resolve();
        });
        // Past the client's own bookkeeping, which would go on with PUBREL in the next process.
        client.stream.write(publishPacket({ ...message, dup }));
      });
    await write(sender, false);
    sender.end(true);
    await it.restart();
    const again = await it.now.connect(options);
    await write(again, true);
    const back = await reader(it.now);
    await until(() => back.got.length > 0);
    await send(await it.now.connect(), 2, 2);
    await until(() => back.got.length > 1);
    expect(steps(back.got)).toEqual([1, 2]);
    expect((await it.now.ingest.store.count()).samples).toBe(2);
  });
});

describe("a reader that does not read", () => {
  it("holds up nobody, and gets all that its queue holds when it reads again", async () => {
    const it = await platform({ KR_MQTT_DRAIN_MS: "60000" });
    const frozen = await reader(it.now);
    await frozen.client.subscribeAsync(topic, { qos: 1 });
    const awake = await reader(it.now, { clientId: "awake", clean: true });
    await awake.client.subscribeAsync(topic, { qos: 1 });
    (frozen.client.stream as unknown as Socket).pause();
    const senders = await Promise.all(range(0, 4).map(() => it.now.connect()));
    const padding = "x".repeat(2000);
    const sent = 4000;
    await Promise.all(
      range(0, sent).map((step) =>
        senders[step % 4]?.publishAsync(topic, JSON.stringify({ ...JSON.parse(reading(step)), padding }), {
          qos: 1,
        }),
      ),
    );
    await until(() => awake.got.length === sent);
    expect(frozen.got.length).toBeLessThan(sent);
    expect(it.figures().mqtt_clients).toBe(6);
    (frozen.client.stream as unknown as Socket).resume();
    await until(() => frozen.got.length === sent);
    expect(new Set(steps(frozen.got)).size).toBe(sent);
  });
});
