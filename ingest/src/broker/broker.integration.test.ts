import { connect as connectSocket, type Socket } from "node:net";
import fc from "fast-check";
import mqtt from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { type StartedIngest, startIngest, temporaryFolder, until } from "../test/harness.ts";
import { createHeldStore } from "../test/held-store.ts";
import { native } from "../test/messages.ts";

const topic = "kr/v1/plant/ahu-1";
const reading = (time: number, value = 20) =>
  native("ahu-1", time, [{ quantity: "supply-air-temperature", value }]);
const base = Date.now() - 3_600_000;

const brokerDefaults = {
  host: "127.0.0.1",
  port: 0,
  maxClients: 10,
  drainMs: 1000,
  queueMessages: 1000,
  queueBytes: 4_000_000,
  sessionExpiryMs: 60_000,
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Parameters<typeof startIngest>[0] = {}): Promise<StartedIngest> {
  const started = await startIngest(options);
  started.pointIndex.register("ahu-1", undefined, ["supply-air-temperature"]);
  cleanups.push(() => started.stop());
  return started;
}

async function startHeld(options: Parameters<typeof startIngest>[0] = {}) {
  const folder = await temporaryFolder();
  cleanups.push(() => folder.remove());
  const held = createHeldStore(folder.path);
  const started = await start({
    ...options,
    dataDir: folder.path,
    deps: { store: held.store, ...options.deps },
  });
  // Whatever a test leaves held must not hold up its end.
  cleanups.push(async () => {
    held.fail(undefined);
    held.release();
  });
  return { ...started, held };
}

const countSamples = async (started: StartedIngest) => (await started.ingest.store.count()).samples;
const letters = async (started: StartedIngest) =>
  (await started.ingest.deadLetters.list({ limit: 100 })).items;
const closed = (client: mqtt.MqttClient) =>
  new Promise<void>((resolve) => (client.connected ? client.once("close", () => resolve()) : resolve()));

/** Lets the broker answer what it has read, by a round trip on the same connection. */
async function roundTrip(client: mqtt.MqttClient): Promise<void> {
  const answered = new Promise<void>((resolve) => client.once("packetreceive", () => resolve()));
  client.sendPing();
  await answered;
}

describe("an acknowledgement", () => {
  it.each([1, 2] as const)("of a QoS %i message comes after its commit and not before", async (qos) => {
    const { held, ...started } = await startHeld();
    const client = await started.connect();
    held.hold();
    let acknowledged = false;
    const publish = client.publishAsync(topic, reading(base), { qos }).then(() => {
      acknowledged = true;
    });
    await until(() => held.attempts() === 1);
    const other = await started.connect();
    await roundTrip(other);
    expect(acknowledged).toBe(false);
    expect(await countSamples(started)).toBe(0);
    held.release();
    await publish;
    expect(await countSamples(started)).toBe(1);
  });

  it("does not come while the store fails; health tells, and it recovers by itself", async () => {
    const { held, ...started } = await startHeld();
    const client = await started.connect();
    held.fail(new Error("no space left on device"));
    let acknowledged = false;
    const publish = client.publishAsync(topic, reading(base), { qos: 1 }).then(() => {
      acknowledged = true;
    });
    await until(() => held.attempts() >= 3);
    expect(acknowledged).toBe(false);
    expect(started.ingest.health().telemetry).toMatchObject({ state: "degraded" });
    expect(started.ingest.health().telemetry.detail).toContain("no space left on device");
    held.fail(undefined);
    await publish;
    expect(started.ingest.health()).toEqual({ mqtt: { state: "ok" }, telemetry: { state: "ok" } });
    expect(await countSamples(started)).toBe(1);
  });

  it("is given for what is in flight when the platform stops, and for nothing later", async () => {
    const { held, ...started } = await startHeld();
    const client = await started.connect();
    held.hold();
    const taken = client.publishAsync(topic, reading(base), { qos: 1 });
    await until(() => held.attempts() === 1);
    const closing = started.ingest.close();
    held.release();
    await closing;
    await taken;
    expect(await countSamples(started)).toBe(1);
    await expect(
      mqtt.connectAsync(started.url, { reconnectPeriod: 0, connectTimeout: 500 }, false),
    ).rejects.toThrow();
    const late = {
      format: "json",
      source: "http:json",
      receivedAt: base,
      payload: Buffer.from(reading(base)),
    } as const;
    await expect(started.ingest.receive([late])).rejects.toMatchObject({ code: "not-stored" });
  });

  it("of the same message twice leaves one sample", async () => {
    const started = await start();
    const client = await started.connect();
    for (let i = 0; i < 3; i++) await client.publishAsync(topic, reading(base), { qos: 1, dup: i > 0 });
    expect(await countSamples(started)).toBe(1);
  });
});

describe("a burst", () => {
  it.each([0, 1, 2] as const)("of QoS %i messages on one connection is stored whole", async (qos) => {
    const started = await start();
    const client = await started.connect();
    const count = 3000;
    await Promise.all(
      Array.from({ length: count }, (_, i) => client.publishAsync(topic, reading(base + i), { qos })),
    );
    await until(async () => (await countSamples(started)) === count);
  });
});

describe("overload", () => {
  it("slows senders down, keeps memory bounded, and loses nothing", async () => {
    const maxWaitingBytes = 1024 * 1024;
    const { held, ...started } = await startHeld({ config: { maxWaitingBytes } });
    held.hold();
    const senders = 40;
    const perSender = 60;
    const padding = "x".repeat(4000);
    const clients = await Promise.all(Array.from({ length: senders }, () => started.connect()));
    const sent = clients.map((client, s) =>
      Promise.all(
        Array.from({ length: perSender }, (_, i) =>
          client.publishAsync(
            topic,
            JSON.stringify({ ...JSON.parse(reading(base + s * 1000 + i)), padding }),
            { qos: 1 },
          ),
        ),
      ),
    );
    await until(() => started.ingest.figures().mqtt_reading === 0);
    // What one read of each socket holds may still come on top.
    expect(started.ingest.figures().ingest_waiting_bytes).toBeLessThan(
      maxWaitingBytes + senders * 2 * 65_536,
    );
    await expect(
      started.ingest.receive([
        { format: "json", source: "http:json", receivedAt: base, payload: Buffer.from(reading(base)) },
      ]),
    ).rejects.toMatchObject({ code: "overloaded", status: 503 });
    expect(started.ingest.health().telemetry.state).toBe("degraded");
    held.release();
    await Promise.all(sent);
    expect(await countSamples(started)).toBe(senders * perSender);
    expect(started.ingest.figures()).toMatchObject({ mqtt_reading: 1, ingest_waiting_bytes: 0 });
  });

  it("does not fit two brokers on one port, and says so", async () => {
    const started = await start();
    const second = startIngest({ config: { mqtt: { ...brokerDefaults, port: started.port } } });
    await expect(second).rejects.toThrow(/the port is taken: choose another KR_MQTT_PORT/);
  });

  it("of connections is refused above the limit", async () => {
    const started = await start({
      config: { mqtt: { ...brokerDefaults, maxClients: 2 } },
    });
    await started.connect();
    await started.connect();
    await expect(
      mqtt.connectAsync(
        started.url,
        { reconnectPeriod: 0, username: "gateway", connectTimeout: 1000 },
        false,
      ),
    ).rejects.toThrow();
    expect(started.ingest.figures().mqtt_refused_connections_total).toBe(1);
  });
});

describe("who may what", () => {
  it("refuses a stranger with CONNACK 5", async () => {
    const started = await start();
    await expect(started.connect({ username: "stranger" })).rejects.toMatchObject({ code: 5 });
  });

  it("says that it is unavailable when nobody can tell who it is", async () => {
    const authenticate = () => Promise.reject(new Error("registry is closed"));
    const started = await start({ deps: { authenticate } });
    await expect(started.connect()).rejects.toMatchObject({ code: 3 });
  });

  it("hands on what a client signs in with, and where it comes from", async () => {
    const given: unknown[] = [];
    const authenticate = async (credentials: unknown) => {
      given.push(credentials);
      return { name: "x", mayPublish: true, maySubscribe: true };
    };
    const started = await start({ deps: { authenticate } });
    await started.connect({ username: "gateway", password: "hemmelig" });
    expect(given).toEqual([{ username: "gateway", password: "hemmelig", remoteAddress: "127.0.0.1" }]);
  });

  it("closes the connection of one that publishes and may not, and stores nothing", async () => {
    const started = await start();
    const client = await started.connect({ username: "reader" });
    client.publish(topic, reading(base), { qos: 1 });
    await closed(client);
    expect(await countSamples(started)).toBe(0);
  });

  it("closes the connection of one whose key was revoked", async () => {
    const authenticate = async () => ({
      name: "x",
      mayPublish: true,
      maySubscribe: true,
      credentials: ["key-1"],
    });
    const started = await start({ deps: { authenticate } });
    const client = await started.connect();
    started.ingest.disconnectMqtt("key-2");
    await roundTrip(client);
    started.ingest.disconnectMqtt("key-1");
    await closed(client);
  });

  it.each(["$share/kontrollrom/kr/v1/#", "$SYS/#", "$anything"])(
    "refuses to subscribe to %s",
    async (filter) => {
      const started = await start();
      const client = await started.connect();
      await expect(client.subscribeAsync(filter)).rejects.toThrow();
      await client.publishAsync(topic, reading(base), { qos: 1 });
    },
  );

  it("closes the connection of one that publishes under $SYS", async () => {
    const started = await start();
    const client = await started.connect();
    client.publish("$SYS/broker", "x", { qos: 1 });
    await closed(client);
  });
});

describe("subscribers", () => {
  it("see what is published and what was retained", async () => {
    const started = await start();
    const client = await started.connect();
    const reader = await started.connect({ username: "reader" });
    const seen: string[] = [];
    reader.on("message", (on, payload, packet) => seen.push(`${on} ${payload.length} ${packet.qos}`));
    expect(await reader.subscribeAsync("kr/v1/#", { qos: 1 })).toMatchObject([{ qos: 1 }]);
    await client.publishAsync(topic, reading(base), { qos: 1, retain: true });
    await until(() => seen.length === 1);

    const late = await started.connect({ username: "reader" });
    const retained: boolean[] = [];
    late.on("message", (_on, _payload, packet) => retained.push(packet.retain));
    await late.subscribeAsync("kr/v1/plant/+");
    await until(() => retained.length === 1);
    expect(retained).toEqual([true]);
    // Taking a retained message back says nothing that could be stored.
    await client.publishAsync(topic, "", { qos: 1, retain: true });
    expect(await letters(started)).toEqual([]);
    expect(await countSamples(started)).toBe(1);
  });

  it("that freeze stall nobody else", async () => {
    const started = await start({
      config: { mqtt: { ...brokerDefaults, drainMs: 60_000 } },
    });
    const frozen = await started.connect({ username: "reader" });
    await frozen.subscribeAsync("kr/v1/#");
    (frozen.stream as unknown as Socket).pause();
    const clients = await Promise.all(Array.from({ length: 4 }, () => started.connect()));
    const padding = "x".repeat(100_000);
    let acknowledged = 0;
    // One publish may wait for the reader to drain, which here takes a minute; all others must not.
    const rounds = 40;
    for (const [c, client] of clients.entries()) {
      for (let i = 0; i < rounds; i++) {
        const message = JSON.stringify({ ...JSON.parse(reading(base + c * 1000 + i)), padding });
        client.publish(topic, message, { qos: 1 }, (error) => {
          if (!error) acknowledged++;
        });
      }
    }
    await until(() => acknowledged >= (clients.length - 1) * rounds);
    expect(started.ingest.figures().mqtt_dropped_for_slow_readers_total).toBeGreaterThan(0);
  });

  it("that freeze lose their connection", async () => {
    const started = await start({
      config: { mqtt: { ...brokerDefaults, drainMs: 200 } },
    });
    const frozen = await started.connect({ username: "reader" });
    await frozen.subscribeAsync("kr/v1/#");
    (frozen.stream as unknown as Socket).pause();
    const client = await started.connect();
    const padding = "x".repeat(100_000);
    for (let i = 0; started.ingest.figures().mqtt_clients === 2; i++) {
      await client.publishAsync(topic, JSON.stringify({ ...JSON.parse(reading(base + i)), padding }), {
        qos: 1,
      });
    }
    expect(started.ingest.figures().mqtt_clients).toBe(1);
  });

  it("do not see what is not read here", async () => {
    const started = await start();
    const client = await started.connect();
    const seen: string[] = [];
    const reader = await started.connect({ username: "reader" });
    reader.on("message", (on) => seen.push(on));
    await reader.subscribeAsync("#");
    await client.publishAsync("zigbee2mqtt/lamp", "on", { qos: 1, retain: true });
    await client.publishAsync(topic, reading(base), { qos: 1 });
    await until(() => seen.length > 0);
    expect(seen).toEqual([topic]);
  });
});

describe("messages that cannot be read", () => {
  it("on another topic are acknowledged and kept as dead letters", async () => {
    const started = await start();
    const client = await started.connect();
    await client.publishAsync("zigbee2mqtt/lamp", '{"on":true}', { qos: 1 });
    expect(await letters(started)).toMatchObject([
      {
        reason: "unknown-topic",
        source: "mqtt:zigbee2mqtt/lamp",
        format: "unknown",
        payload: Buffer.from('{"on":true}').toString("base64"),
      },
    ]);
    expect(await started.ingest.deadLetters.replay({})).toEqual({ replayed: 1, accepted: 0, refused: 1 });
  });

  it("of a network server about other things than readings are let go", async () => {
    const started = await start();
    const client = await started.connect();
    await client.publishAsync("application/1/device/a81758fffe0abcde/event/join", "{}", { qos: 1 });
    expect(await letters(started)).toEqual([]);
  });

  it("that are too large are acknowledged, and their beginning is kept", async () => {
    const started = await start();
    const client = await started.connect();
    await client.publishAsync(topic, "x".repeat(300_000), { qos: 1 });
    const [letter] = await letters(started);
    expect(letter).toMatchObject({ reason: "too-large", source: `mqtt:${topic}` });
    expect(letter?.detail).toContain("300000 bytes");
    expect(Buffer.from(letter?.payload ?? "", "base64")).toHaveLength(4096);
  });

  it("that are far too large end the connection, which is told", async () => {
    const started = await start();
    const client = await started.connect({ clientId: "camera" });
    client.publish(topic, Buffer.alloc(2_000_000), { qos: 1 });
    await closed(client);
    await until(async () => (await letters(started)).length === 1);
    expect((await letters(started))[0]).toMatchObject({ reason: "too-large", source: "mqtt:camera" });
  });

  it("from one that has not signed in end the connection early", async () => {
    const started = await start();
    const socket = connectSocket(started.port, "127.0.0.1");
    const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    // CONNECT with a remaining length of 100,000.
    socket.write(Buffer.from([0x10, 0xa0, 0x8d, 0x06, ...Array(200).fill(0)]));
    socket.on("error", () => undefined);
    socket.resume();
    await gone;
  });

  it("as last words of a client that is gone are stored like any other", async () => {
    const started = await start();
    const client = await started.connect({
      will: { topic, payload: Buffer.from(reading(base, 0)), qos: 1, retain: false },
    });
    (client.stream as unknown as Socket).destroy();
    await until(async () => (await countSamples(started)) === 1);
  });

  it("as bytes hurt nobody but their sender", async () => {
    const started = await start();
    const client = await started.connect();
    const connectPacket = Buffer.from("100f00044d5154540402003c000367617465".slice(0, 34), "hex");
    let time = base;
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.boolean(),
        async (bytes, signedIn) => {
          const socket = connectSocket(started.port, "127.0.0.1");
          socket.on("error", () => undefined);
          socket.resume();
          if (signedIn) socket.write(connectPacket);
          socket.end(bytes);
          await client.publishAsync(topic, reading(time++), { qos: 1 });
          socket.destroy();
        },
      ),
      { numRuns: 300 },
    );
    expect(await countSamples(started)).toBe(300);
  });
});
