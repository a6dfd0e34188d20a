import pino from "pino";
import { afterEach, describe, expect, it } from "vitest";
import type { IngestDeps } from "../app.ts";
import { readIngestConfig } from "../config.ts";
import { type StartedIngest, startIngest, temporaryFolder, until } from "../test/harness.ts";
import { createHeldStore } from "../test/held-store.ts";
import { chirpstackUp, elsysFrame, native } from "../test/messages.ts";
import { createMemoryCheckpoints } from "./test/checkpoints.ts";
import { startConsumer } from "./test/consumer-process.ts";
import { type EventHubServer, type EventInput, startEventHubServer } from "./test/event-hub-server.ts";

const base = Date.now() - 3_600_000;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function hub(partitions: number): Promise<EventHubServer> {
  const started = await startEventHubServer({ partitions });
  undo.push(() => started.dispose());
  return started;
}

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  undo.push(remove);
  return path;
}

type Checkpoints = ReturnType<typeof createMemoryCheckpoints>;

async function consumer(
  connection: string,
  options: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly checkpoints?: Checkpoints;
    readonly deps?: Partial<IngestDeps>;
    readonly dataDir?: string;
  } = {},
) {
  const dataDir = options.dataDir ?? (await folder());
  const checkpoints = options.checkpoints ?? createMemoryCheckpoints();
  const started = await startIngest({
    dataDir,
    config: readIngestConfig({
      KR_MQTT_PORT: "0",
      KR_DATA_DIR: dataDir,
      KR_EVENTHUB_CONNECTION: connection,
      ...options.variables,
    }),
    deps: { checkpoints, ...options.deps },
  });
  undo.push(() => started.stop());
  for (let i = 0; i < 4; i++) started.pointIndex.register(`meter-${i}`, undefined, ["temperature"]);
  return { ...started, checkpoints };
}

const state = ({ ingest }: Pick<StartedIngest, "ingest">) => ingest.health().eventHubs;
const figure = ({ ingest }: Pick<StartedIngest, "ingest">, name: string) => ingest.figures()[name];

const reading = (device: number, step: number): EventInput => ({
  body: native(`meter-${device}`, base + step, [{ quantity: "temperature", value: (step % 500) / 10 }]),
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Steps of the stored samples of a device. */
async function steps({ ingest }: Pick<StartedIngest, "ingest">, device: number): Promise<number[]> {
  const pointId = device + 1;
  const series = await ingest.store.series({
    pointIds: [pointId],
    from: base,
    to: base + 1_000_000,
    bucket: "raw",
    aggregates: [],
    limit: 900_000,
  });
  return (series.get(pointId) ?? []).map(({ time }) => time - base);
}

describe("an event hub", () => {
  it("is read in all its partitions, each in its order, and its checkpoints stand behind the last event", async () => {
    const server = await hub(4);
    for (const device of range(0, 4))
      server.enqueue(device, ...range(0, 500).map((step) => reading(device, step)));
    const started = await consumer(server.connectionString());
    await until(() => figure(started, "event_hub_events_total") === 2000);
    for (const device of range(0, 4)) {
      expect(await steps(started, device)).toEqual(range(0, 500));
      const times = started.committed.filter(({ pointId }) => pointId === device + 1).map(({ time }) => time);
      expect(times).toEqual(range(0, 500).map((step) => base + step));
    }
    expect(started.checkpoints.at()).toEqual({ 0: 499, 1: 499, 2: 499, 3: 499 });
    expect(state(started)).toEqual({ state: "ok" });
    expect(figure(started, "event_hub_lag_events")).toBe(0);
    const frame = await started.ingest.store.frame(started.committed[0]?.frameId ?? "");
    expect(frame?.source).toMatch(/^eventhub:telemetri\/\d\/\d+$/);

    server.enqueue(2, reading(2, 500));
    await until(async () => (await steps(started, 2)).length === 501);
  });

  it("moves its checkpoint after the commit only, and fetches no more than its bound meanwhile", async () => {
    const server = await hub(1);
    server.enqueue(0, ...range(0, 1000).map((step) => reading(0, step)));
    const dataDir = await folder();
    const held = createHeldStore(dataDir);
    held.hold();
    const started = await consumer(server.connectionString(), {
      dataDir,
      variables: { KR_EVENTHUB_BATCH: "50" },
      deps: { store: held.store },
    });
    undo.push(() => held.release());
    await until(() => held.attempts() === 1);
    // Room for what the SDK fetches ahead to arrive.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(started.checkpoints.at()).toEqual({});
    expect(server.sent[0]?.length).toBeLessThanOrEqual(150);
    held.release();
    await until(() => started.checkpoints.at()[0] === 999);
    expect(await steps(started, 0)).toEqual(range(0, 1000));
  });

  it("goes on after a restart where it stopped", async () => {
    const server = await hub(2);
    const dataDir = await folder();
    const checkpoints = createMemoryCheckpoints();
    server.enqueue(0, ...range(0, 100).map((step) => reading(0, step)));
    const first = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => figure(first, "event_hub_events_total") === 100);
    await first.stop();

    server.enqueue(0, ...range(100, 150).map((step) => reading(0, step)));
    server.enqueue(1, reading(1, 0));
    const second = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => figure(second, "event_hub_events_total") === 51);
    expect(await steps(second, 0)).toEqual(range(0, 150));
    expect(server.sent[0]).toEqual(range(0, 150));
  });

  it("gives again what a crash kept between commit and checkpoint, and nothing is doubled", async () => {
    const server = await hub(1);
    const dataDir = await folder();
    const checkpoints = createMemoryCheckpoints();
    checkpoints.fail(true);
    server.enqueue(0, ...range(0, 300).map((step) => reading(0, step)));
    const first = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => figure(first, "event_hub_events_total") === 300);
    expect(checkpoints.at()).toEqual({});
    await first.stop();

    checkpoints.fail(false);
    const second = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => checkpoints.at()[0] === 299);
    expect(server.sent[0]).toEqual([...range(0, 300), ...range(0, 300)]);
    expect(await steps(second, 0)).toEqual(range(0, 300));
  });

  it("loses nothing and doubles nothing when the process is killed again and again", async () => {
    const server = await hub(2);
    const environment = { KR_EVENTHUB_CONNECTION: server.connectionString(), KR_DATA_DIR: await folder() };
    let sent = 0;
    const process = async () => {
      const started = await startConsumer("eventHubs", environment, 2);
      undo.push(() => started.end("SIGKILL"));
      return started;
    };
    for (let round = 0; round < 3; round++) {
      for (const device of range(0, 2))
        server.enqueue(device, ...range(sent, sent + 4000).map((step) => reading(device, step)));
      sent += 4000;
      const running = await process();
      await until(async () => ((await running.ask()).figures.ingest_messages_total ?? 0) > 500);
      await running.end("SIGKILL");
    }
    const running = await process();
    const complete = range(0, sent).map((step) => base + step);
    await until(async () => (await running.stored()).every((times) => times.length >= sent));
    expect(await running.stored()).toEqual([complete, complete]);
    expect(await running.end("SIGTERM")).toBe(0);
  });

  it("begins at its end where that is wanted, and at its beginning by default", async () => {
    const server = await hub(1);
    server.enqueue(0, reading(0, 0));
    const started = await consumer(server.connectionString(), { variables: { KR_EVENTHUB_START: "latest" } });
    await until(() => state(started)?.state === "ok");
    // Until its link is there, "the end" moves on.
    let step = 0;
    await until(async () => {
      server.enqueue(0, reading(0, ++step));
      return (await steps(started, 0)).length > 0;
    });
    expect(await steps(started, 0)).not.toContain(0);
  });
});

describe("what cannot be stored", () => {
  it("is kept as dead letters and holds nothing up", async () => {
    const server = await hub(1);
    server.enqueue(
      0,
      { body: "no json" },
      { body: "" },
      { body: Buffer.from([0xff, 0xfe, 0x00]) },
      { body: Buffer.alloc(300_000, 32) },
      { body: native("stranger", base, [{ quantity: "temperature", value: 1 }]) },
      { body: native("meter-0", base, [{ quantity: "happiness", value: 1 }]) },
      { body: "null" },
      reading(0, 7),
    );
    const started = await consumer(server.connectionString());
    await until(() => started.checkpoints.at()[0] === 7);
    expect(await steps(started, 0)).toEqual([7]);
    const { items } = await started.ingest.deadLetters.list({ limit: 20 });
    expect(items.map(({ source, reason }) => [source, reason]).sort()).toEqual([
      ["eventhub:telemetri/0/0", "not-json"],
      ["eventhub:telemetri/0/1", "not-json"],
      ["eventhub:telemetri/0/2", "not-json"],
      ["eventhub:telemetri/0/3", "too-large"],
      ["eventhub:telemetri/0/4", "unknown-device"],
      ["eventhub:telemetri/0/5", "unknown-quantity"],
      ["eventhub:telemetri/0/6", "wrong-shape"],
    ]);
  });
});

describe("an IoT hub", () => {
  const stamps = { "iothub-connection-device-id": "meter-1", "iothub-message-source": "Telemetry" };

  it("is believed as to who sent a message, whatever the body says", async () => {
    const server = await hub(1);
    server.enqueue(
      0,
      { ...reading(0, 1), stamps },
      { body: JSON.stringify([{ bn: "meter-0/", bt: (base + 2) / 1000, n: "temperature", v: 21 }]), stamps },
      {
        body: JSON.stringify({ values: [{ quantity: "temperature", value: 22 }] }),
        stamps: { ...stamps, "iothub-creation-time-utc": new Date(base + 3).toISOString() },
      },
    );
    const started = await consumer(server.connectionString());
    await until(() => figure(started, "event_hub_events_total") === 3);
    expect(await steps(started, 0)).toEqual([]);
    expect(await steps(started, 1)).toEqual([1, 2, 3]);
  });

  it("also tells of itself, which is let go", async () => {
    const server = await hub(1);
    const about = { "iothub-connection-device-id": "meter-1", "iothub-message-source": "twinChangeEvents" };
    server.enqueue(0, { body: "{}", stamps: about }, reading(0, 1));
    const started = await consumer(server.connectionString());
    await until(() => started.checkpoints.at()[0] === 1);
    expect(figure(started, "event_hub_unread_events_total")).toBe(1);
    expect((await started.ingest.deadLetters.list({ limit: 10 })).items).toEqual([]);
  });

  it("may carry what network servers say, in a format that is told or found out", async () => {
    const server = await hub(1);
    const devEui = "a81758fffe0abcde";
    const up = chirpstackUp({ devEui, time: base + 5, bytes: elsysFrame(21.4) });
    server.enqueue(0, { body: up }, reading(0, 1));
    const started = await consumer(server.connectionString(), { variables: { KR_EVENTHUB_FORMAT: "auto" } });
    started.pointIndex.register(devEui, "elsys");
    await until(() => started.checkpoints.at()[0] === 1);
    await until(async () => (await steps(started, 0)).length === 1);
    expect(started.seen.map(({ externalId }) => externalId).sort()).toEqual([devEui, "meter-0"]);
  });
});

describe("a hub that fails", () => {
  it("is read on when the network is back", async () => {
    const server = await hub(2);
    const started = await consumer(server.connectionString());
    server.enqueue(0, reading(0, 0));
    await until(async () => (await steps(started, 0)).length === 1);
    await server.drop();
    await until(() => state(started)?.state === "degraded");
    server.enqueue(0, reading(0, 1));
    server.enqueue(1, reading(1, 0));
    await server.listen();
    await until(async () => (await steps(started, 0)).length === 2 && (await steps(started, 1)).length === 1);
    await until(() => state(started)?.state === "ok");
  });

  it("does not keep the platform from starting or stopping, and says what is wrong without the key", async () => {
    const server = await hub(1);
    const lines: string[] = [];
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    const started = await consumer(server.connectionString("ZmVpbA=="), { deps: { log } });
    await until(() => state(started)?.detail?.includes("InvalidSignature") === true);
    expect(state(started)?.state).toBe("degraded");
    await started.stop();
    expect(lines.join("")).toContain("InvalidSignature");
    expect(lines.join("")).not.toContain("ZmVpbA");
  });

  it("is read from its beginning when it was made anew, and tells how much expired unread", async () => {
    const server = await hub(1);
    const dataDir = await folder();
    const checkpoints = createMemoryCheckpoints();
    server.enqueue(0, ...range(0, 10).map((step) => reading(0, step)));
    const first = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => checkpoints.at()[0] === 9);
    await first.stop();

    server.enqueue(0, ...range(10, 30).map((step) => reading(0, step)));
    server.expire(0, 15);
    const second = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => checkpoints.at()[0] === 29);
    expect(figure(second, "event_hub_expired_events_total")).toBe(5);
    expect(await steps(second, 0)).toEqual([...range(0, 10), ...range(15, 30)]);
    await second.stop();

    server.recreate();
    server.enqueue(0, ...range(100, 103).map((step) => reading(0, step)));
    const third = await consumer(server.connectionString(), { dataDir, checkpoints });
    await until(() => checkpoints.at()[0] === 2);
    expect((await steps(third, 0)).slice(-3)).toEqual([100, 101, 102]);
  });
});
