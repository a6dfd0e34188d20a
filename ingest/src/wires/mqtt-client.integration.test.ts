import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Aedes } from "aedes";
import mqtt, { type MqttClient } from "mqtt";
import pino from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { type IngestDeps, OverloadedError } from "../app.ts";
import { pause } from "../commit/pause.ts";
import { readIngestConfig } from "../config.ts";
import { type StartedIngest, silent, startIngest, temporaryFolder, until } from "../test/harness.ts";
import { createHeldStore } from "../test/held-store.ts";
import { native } from "../test/messages.ts";
import { createMqttClient } from "./mqtt-client.ts";
import { startConsumer } from "./test/consumer-process.ts";
import { freePort, type Mosquitto, startMosquitto } from "./test/mosquitto.ts";

const base = Date.now() - 3_600_000;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function broker(lines?: readonly string[]): Promise<Mosquitto> {
  const started = await startMosquitto(lines === undefined ? {} : { lines });
  undo.push(() => started.dispose());
  return started;
}

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  undo.push(remove);
  return path;
}

/** Ingest that reads a broker, with its own one on a free port beside. */
async function consumer(
  url: string,
  options: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly deps?: Partial<IngestDeps>;
    readonly devices?: number;
    readonly dataDir?: string;
  } = {},
): Promise<StartedIngest> {
  const dataDir = options.dataDir ?? (await folder());
  const started = await startIngest({
    dataDir,
    config: readIngestConfig({
      KR_MQTT_PORT: "0",
      KR_DATA_DIR: dataDir,
      KR_MQTT_URL: url,
      ...options.variables,
    }),
    deps: options.deps ?? {},
  });
  undo.push(() => started.stop());
  for (let i = 0; i < (options.devices ?? 1); i++)
    started.pointIndex.register(`meter-${i}`, undefined, ["temperature"]);
  return started;
}

const state = ({ ingest }: StartedIngest) => ingest.health().mqttClient;
const ready = (started: StartedIngest) => until(() => state(started)?.state === "ok");

async function sender(url: string, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options });
  client.on("error", () => undefined);
  undo.push(() => client.endAsync(true));
  return client;
}

const send = (client: MqttClient, device: number, step: number) =>
  client.publishAsync(
    `kr/v1/test/${device}`,
    native(`meter-${device}`, base + step, [{ quantity: "temperature", value: (step % 500) / 10 }]),
    { qos: 1 },
  );

/** Times of the device's stored samples, as steps. */
async function steps(store: StartedIngest["ingest"]["store"], pointId: number): Promise<number[]> {
  const series = await store.series({
    pointIds: [pointId],
    from: base,
    to: base + 1_000_000,
    bucket: "raw",
    aggregates: [],
    limit: 900_000,
  });
  return (series.get(pointId) ?? []).map(({ time }) => time - base);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

async function process(variables: Readonly<Record<string, string>>) {
  const started = await startConsumer("mqttClient", variables);
  undo.push(() => started.end("SIGKILL"));
  return started;
}

describe.each(["5", "4"])("a broker that is not ours, MQTT version %s", (version) => {
  const variables = { KR_MQTT_VERSION: version };

  it("is told that messages arrived only after their commit, which many share", async () => {
    const mosquitto = await broker();
    const dataDir = await folder();
    const held = createHeldStore(dataDir);
    held.hold();
    const started = await consumer(mosquitto.url, { variables, dataDir, deps: { store: held.store } });
    await ready(started);
    const client = await sender(mosquitto.url);
    for (const step of range(0, 50)) await send(client, 0, step);
    await until(() => started.ingest.figures().mqtt_client_waiting_messages === 50);
    expect(await mosquitto.pubacks()).toBe(0);
    expect(held.attempts()).toBe(1);
    held.release();
    await until(async () => (await mosquitto.pubacks()) === 50);
    expect(held.attempts()).toBeLessThanOrEqual(3);
    expect(started.ingest.figures().mqtt_client_waiting_messages).toBe(0);
    expect(await steps(started.ingest.store, 1)).toEqual(range(0, 50));
  });

  it("gives again what was not stored when the consumer was killed, and nothing is lost or doubled", async () => {
    const { url } = await broker();
    const dataDir = await folder();
    const environment = { ...variables, KR_MQTT_URL: url, KR_DATA_DIR: dataDir };
    const client = await sender(url);
    let sent = 0;
    for (let round = 0; round < 3; round++) {
      const running = await process(environment);
      const sending = Promise.all(range(sent, sent + 3000).map((step) => send(client, 0, step)));
      sent += 3000;
      await until(async () => ((await running.ask()).figures.ingest_messages_total ?? 0) > 300);
      await running.end("SIGKILL");
      await sending;
    }
    const running = await process(environment);
    await until(async () => ((await running.stored())[0]?.length ?? 0) >= sent);
    expect(await running.stored()).toEqual([range(0, sent).map((step) => base + step)]);
    expect(await running.end("SIGTERM")).toBe(0);
  });

  it("keeps what is sent while the consumer is away", async () => {
    const { url } = await broker();
    const dataDir = await folder();
    const first = await consumer(url, { variables, dataDir });
    await ready(first);
    await first.stop();
    const client = await sender(url);
    for (const step of range(0, 200)) await send(client, 0, step);
    const second = await consumer(url, { variables, dataDir });
    await until(async () => (await steps(second.ingest.store, 1)).length === 200);
    expect(await readFile(join(dataDir, "mqtt-client-id"), "utf8")).toMatch(/^kontrollrom-[0-9a-f]{11}\n$/);
  });

  it("is read again after its restart, with what it kept and with what it lost", async () => {
    const mosquitto = await broker();
    const started = await consumer(mosquitto.url, { variables });
    await ready(started);
    await send(await sender(mosquitto.url), 0, 0);
    await until(async () => (await steps(started.ingest.store, 1)).length === 1);

    await mosquitto.stop("SIGTERM");
    await until(() => state(started)?.state === "degraded");
    expect(state(started)?.detail).toContain(mosquitto.url);
    await mosquitto.start();
    await ready(started);
    await send(await sender(mosquitto.url), 0, 1);
    await until(async () => (await steps(started.ingest.store, 1)).length === 2);

    // Killed, it forgets the session and its subscriptions.
    await mosquitto.stop("SIGKILL");
    await until(() => state(started)?.state === "degraded");
    await mosquitto.start();
    await ready(started);
    await send(await sender(mosquitto.url), 0, 2);
    await until(async () => (await steps(started.ingest.store, 1)).length === 3);
  });
});

describe("several consumers", () => {
  it("divide the messages of a shared subscription, and the rest goes on when one is killed", async () => {
    const mosquitto = await broker();
    const dirs = [await folder(), await folder()];
    const start = (dataDir: string) =>
      process({ KR_MQTT_URL: mosquitto.url, KR_MQTT_SHARED: "1", KR_DATA_DIR: dataDir });
    const [first, second] = [await start(dirs[0] ?? ""), await start(dirs[1] ?? "")];
    const count = async (one: typeof first) => (await one.stored())[0]?.length ?? 0;
    const client = await sender(mosquitto.url);
    for (const step of range(0, 400)) await send(client, 0, step);
    await until(async () => (await count(first)) + (await count(second)) === 400);
    for (const one of [first, second]) expect(await count(one)).toBeGreaterThan(50);

    await first.end("SIGKILL");
    await Promise.all(range(400, 800).map((step) => send(client, 0, step)));
    // What was meant for the one that is gone waits for it, and comes when it is back.
    const back = await start(dirs[0] ?? "");
    await until(async () => (await count(back)) + (await count(second)) === 800);
    const all = [...((await back.stored())[0] ?? []), ...((await second.stored())[0] ?? [])].sort(
      (a, b) => a - b,
    );
    expect(all).toEqual(range(0, 800).map((step) => base + step));
  });

  it("do not read twice what an earlier run without sharing left in the session", async () => {
    const { url } = await broker();
    const dataDir = await folder();
    const alone = await consumer(url, { dataDir });
    await ready(alone);
    await alone.stop();
    const shared = await consumer(url, { dataDir, variables: { KR_MQTT_SHARED: "1" } });
    await ready(shared);
    const client = await sender(url);
    for (const step of range(0, 20)) await send(client, 0, step);
    await until(async () => (await steps(shared.ingest.store, 1)).length === 20);
    expect(shared.ingest.figures().mqtt_client_messages_total).toBe(20);
  });

  it("are told apart: one that takes the id of another says so", async () => {
    const { url } = await broker();
    const variables = { KR_MQTT_CLIENT_ID: "the-same" };
    const first = await consumer(url, { variables });
    await ready(first);
    await consumer(url, { variables });
    await until(() => state(first)?.detail?.includes("KR_MQTT_CLIENT_ID") === true);
  });
});

describe("signing in", () => {
  it("takes name and password, tells why it is refused, and never tells the password", async () => {
    const passwords = join(await folder(), "passwords");
    await promisify(execFile)("mosquitto_passwd", ["-b", "-c", passwords, "kontrollrom", "hemmelig-7"]);
    const { url } = await broker(["allow_anonymous false", `password_file ${passwords}`]);
    const right = { KR_MQTT_USERNAME: "kontrollrom", KR_MQTT_PASSWORD: "hemmelig-7" };
    await ready(await consumer(url, { variables: right }));

    const lines: string[] = [];
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    const wrong = { KR_MQTT_USERNAME: "kontrollrom", KR_MQTT_PASSWORD: "hemmelig-8" };
    const refused = await consumer(url, { variables: wrong, deps: { log } });
    await until(() => state(refused)?.detail?.includes("Not authorized") === true);
    expect(state(refused)).toMatchObject({ state: "degraded" });
    expect(lines.join("")).toContain("Not authorized");
    expect(lines.join("")).not.toContain("hemmelig");
  });

  it("says which topics a broker refuses, and reads the others", async () => {
    const aedes = await Aedes.createBroker({
      authorizeSubscribe: (_client, subscription, done) =>
        done(null, subscription.topic.startsWith("application/") ? null : subscription),
    });
    const server = createServer(aedes.handle).listen(0, "127.0.0.1");
    await once(server, "listening");
    undo.push(() => new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve()))));
    const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const started = await consumer(url, { variables: { KR_MQTT_VERSION: "4" } });
    await until(() => state(started)?.detail?.includes("application/+/device/+/event/up") === true);
    expect(state(started)).toMatchObject({ state: "degraded", detail: expect.stringContaining("anonymous") });
    await send(await sender(url), 0, 0);
    await until(async () => (await steps(started.ingest.store, 1)).length === 1);
  });

  it("says that a broker would not wait for acknowledgements", async () => {
    const { url } = await broker(["allow_anonymous true", "max_qos 0"]);
    const started = await consumer(url);
    await until(() => state(started)?.detail?.includes("kr/v1/# (grants QoS 0 only") === true);
  });

  it("goes over TLS with an authority of one's own, and not with a stranger's", async () => {
    const dir = await folder();
    const [cert, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    await promisify(execFile)("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject],
      ...["-keyout", key, "-out", cert],
    ]);
    const tlsPort = await freePort();
    const { port } = await broker([
      "allow_anonymous true",
      ...[`listener ${tlsPort} 127.0.0.1`, `certfile ${cert}`, `keyfile ${key}`],
    ]);
    const url = `mqtts://127.0.0.1:${tlsPort}`;
    const started = await consumer(url, { variables: { KR_MQTT_CA_FILE: cert } });
    await ready(started);
    await send(await sender(`mqtt://127.0.0.1:${port}`), 0, 0);
    await until(async () => (await steps(started.ingest.store, 1)).length === 1);

    const stranger = await consumer(url);
    await until(() => state(stranger)?.detail?.includes("self-signed certificate") === true);
  });

  it("goes over WebSocket", async () => {
    const webPort = await freePort();
    const { url } = await broker([
      "allow_anonymous true",
      `listener ${webPort} 127.0.0.1`,
      "protocol websockets",
    ]);
    const started = await consumer(`ws://127.0.0.1:${webPort}`);
    await ready(started);
    const client = await sender(url);
    for (const step of range(0, 50)) await send(client, 0, step);
    await until(async () => (await steps(started.ingest.store, 1)).length === 50);
  });
});

describe("a broker that is not there", () => {
  it("does not keep the platform from starting, and is read when it comes", async () => {
    const started = await consumer(`mqtt://127.0.0.1:${await freePort()}`);
    await until(() => state(started)?.detail?.includes("ECONNREFUSED") === true);
    expect(state(started)?.state).toBe("degraded");
    expect(started.ingest.mqttAddress()?.port).toBeGreaterThan(0);
  });
});

describe("what ingest cannot take at the moment", () => {
  it("is not read further from the broker than its bound, whatever the QoS", async () => {
    const { url } = await broker();
    const dataDir = await folder();
    const held = createHeldStore(dataDir);
    held.hold();
    const variables = { KR_MQTT_IN_FLIGHT: "10" };
    const started = await consumer(url, { variables, dataDir, deps: { store: held.store } });
    await ready(started);
    const client = await sender(url);
    const waiting = () => started.ingest.figures().mqtt_client_waiting_messages ?? 0;
    for (const step of range(0, 5)) await send(client, 0, step);
    await until(() => waiting() === 5);
    for (const step of range(5, 100))
      client.publish("kr/v1/test/0", native("meter-0", base + step, [{ quantity: "temperature", value: 1 }]));
    await until(() => waiting() === 10);
    // Something must have passed the consumer by, had it read on.
    await send(client, 0, 100);
    expect(waiting()).toBe(10);
    held.release();
    await until(async () => (await steps(started.ingest.store, 1)).length === 101);
  });

  it("is kept and acknowledged as dead letters where it is wrong, and lets pass what says nothing", async () => {
    const mosquitto = await broker();
    const started = await consumer(mosquitto.url);
    await ready(started);
    const client = await sender(mosquitto.url);
    await client.publishAsync("kr/v1/test/0", "no json", { qos: 1 });
    await client.publishAsync("kr/v1/test/0", "", { qos: 1 });
    await client.publishAsync("kr/v1/test/0", Buffer.alloc(300_000, 32), { qos: 1 });
    await send(client, 0, 0);
    await until(async () => (await mosquitto.pubacks()) === 4);
    const { items } = await started.ingest.deadLetters.list({ limit: 10 });
    expect(items.map(({ reason }) => reason).sort()).toEqual(["not-json", "too-large"]);
    expect(items[0]?.source).toBe("mqtt:kr/v1/test/0");
    expect(started.ingest.figures().mqtt_client_unread_messages_total).toBe(1);
  });

  it("is offered again where ingest is overloaded", async () => {
    let refusals = 0;
    const mosquitto = await broker();
    const received: string[] = [];
    const client = createMqttClient(
      {
        ...(readIngestConfig({ KR_MQTT_URL: mosquitto.url }).wires.mqttClient ?? expect.fail("no client")),
        dataDir: await folder(),
        maxMessageBytes: 1000,
      },
      {
        receive: async (envelopes) => {
          if (refusals++ < 3) throw new OverloadedError("too much");
          received.push(...envelopes.map(({ payload }) => Buffer.from(payload).toString()));
        },
        now: () => Date.now(),
        pause: (_ms, signal) => pause(1, signal),
        random: () => 0.5,
        log: silent,
      },
    );
    await client.start();
    undo.push(() => client.stop());
    await until(() => client.health().state === "ok");
    const from = await sender(mosquitto.url);
    for (const step of range(0, 5)) await from.publishAsync("kr/v1/test", String(step), { qos: 1 });
    await until(() => received.length === 5);
    expect(received).toEqual(["0", "1", "2", "3", "4"]);
    await until(async () => (await mosquitto.pubacks()) === 5);
  });
});
