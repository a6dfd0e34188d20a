import { CodecMapping, type CodecMappingInput } from "@kontrollrom/contracts/codec.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createCodecSandbox } from "@kontrollrom/lorawan-decoders/sandbox/sandbox.ts";
import { afterEach, describe, expect, it } from "vitest";
import { type StartedIngest, startIngest } from "../test/harness.ts";
import { chirpstackUp, elsysFrame } from "../test/messages.ts";
import type { ActiveCodec } from "./codec-index.ts";

const start = Date.UTC(2026, 10, 21, 9);
const honest = "function decodeUplink(input) { return { data: { temperature: input.bytes[0] / 2 } }; }";

const eui = (number: number) => (0xa81758fffe000000n + BigInt(number)).toString(16);

/** An ingest whose devices are read by the codecs given, each by one device of its name. A codec has `timeMs`, the default where it is not said. */
async function setUp(
  codecs: Record<string, string | { source: string; mapping: CodecMappingInput }>,
  timeMs?: number,
) {
  const active = new Map<string, ActiveCodec>();
  const replayed: CommittedSample[] = [];
  let clock = start;
  const set = (name: string, codec: (typeof codecs)[string], version = 1) => {
    const { source, mapping } = typeof codec === "string" ? { source: codec, mapping: {} } : codec;
    const decoder = `codec:${name}`;
    active.set(decoder, { decoder, version, source, mapping: CodecMapping.parse(mapping) });
  };
  const started = await startIngest({
    deps: {
      codecs: { codec: (decoder) => active.get(decoder) },
      ...(timeMs !== undefined && {
        codecSandbox: createCodecSandbox(
          { workers: 1, limits: { timeMs } },
          { now: () => performance.now() },
        ),
      }),
      onReplayed: (samples) => void replayed.push(...samples),
      now: () => clock,
    },
  });
  const names = Object.keys(codecs);
  for (const [name, codec] of Object.entries(codecs)) {
    set(name, codec);
    started.pointIndex.register(eui(names.indexOf(name)), `codec:${name}`);
  }
  started.pointIndex.register(eui(100), "elsys");
  const { ingest } = started;
  const payload = (device: string, bytes: Uint8Array, time: number) =>
    chirpstackUp({ devEui: device, time, bytes });
  return {
    ...started,
    set,
    replayed,
    tick: (ms: number) => {
      clock += ms;
    },
    now: () => clock,
    deviceOf: (name: string) => eui(names.indexOf(name)),
    send: (name: string, bytes: readonly number[], time = clock) =>
      ingest.receive([
        {
          format: "chirpstack-v4",
          source: `mqtt:application/1/device/${eui(names.indexOf(name))}/event/up`,
          receivedAt: clock,
          payload: Buffer.from(payload(eui(names.indexOf(name)), Uint8Array.from(bytes), time)),
        },
      ]),
    sendBuiltIn: () =>
      ingest.receive([
        {
          format: "chirpstack-v4",
          source: "http:chirpstack-v4",
          receivedAt: clock,
          payload: Buffer.from(payload(eui(100), elsysFrame(21), clock++)),
        },
      ]),
    letters: async () => (await ingest.deadLetters.list({ limit: 100 })).items,
    async values(name: string, key = "temperature") {
      const point = started.pointIndex.pointOf(eui(names.indexOf(name)), key);
      const series = await ingest.store.series({
        pointIds: [point],
        from: 0,
        to: start * 2,
        bucket: "raw",
        aggregates: [],
        limit: 1000,
      });
      return series.get(point)?.map(({ time, value }) => [time - start, value]);
    },
    replay: (name: string) =>
      ingest.frames.run(
        { devices: new Set([eui(names.indexOf(name))]) },
        { signal: new AbortController().signal, onProgress: () => undefined },
      ),
  };
}

describe("devices that are read with uploaded codecs", () => {
  let running: StartedIngest | undefined;
  const open = async (...args: Parameters<typeof setUp>) => {
    const platform = await setUp(...args);
    running = platform;
    return platform;
  };
  afterEach(() => running?.stop());

  it("give samples, in their order, and their frames lead back", async () => {
    const platform = await open({ thermo: honest });
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => platform.send("thermo", [i], start + i)),
    );
    expect(results).toEqual(results.map(() => ({ samples: 1, deadLetters: 0 })));
    expect(await platform.values("thermo")).toEqual(Array.from({ length: 50 }, (_, i) => [i, i / 2]));
    expect(platform.committed.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, i) => i / 2));
    const frame = await platform.ingest.store.frame(platform.committed[7]?.frameId ?? "");
    expect(frame?.device).toBe(platform.deviceOf("thermo"));
  });

  it("are acknowledged over MQTT when the samples are durable", async () => {
    const platform = await open({ thermo: honest });
    const client = await platform.connect();
    const device = platform.deviceOf("thermo");
    await client.publishAsync(
      `application/1/device/${device}/event/up`,
      chirpstackUp({ devEui: device, time: start, bytes: Uint8Array.of(42) }),
      { qos: 1 },
    );
    expect(await platform.values("thermo")).toEqual([[0, 21]]);
  });

  it("keep their order when the device changes from a slow codec to a built-in decoder", async () => {
    const slow = `function decodeUplink(input) { var x = 0; for (var i = 0; i < 400000; i++) x += i; return { data: { temperature: 1 } }; }`;
    const platform = await open({ slow });
    const device = platform.deviceOf("slow");
    const first = platform.send("slow", [1], start);
    platform.pointIndex.register(device, "elsys", ["temperature"]);
    const second = platform.send("slow", [...elsysFrame(21)], start + 1);
    await Promise.all([first, second]);
    expect(
      platform.committed.filter(({ value }) => value === 1 || value === 21).map(({ value }) => value),
    ).toEqual([1, 21]);
  });

  it("tell by a dead letter what no mapping takes, and take it when a new version does", async () => {
    const source = "function decodeUplink(input) { return { data: { thing: input.bytes[0] } }; }";
    const platform = await open({ odd: source });
    expect(await platform.send("odd", [20])).toEqual({ samples: 0, deadLetters: 1 });
    expect(await platform.letters()).toMatchObject([
      { reason: "unknown-quantity", detail: expect.stringContaining("gives thing, and none is mapped") },
    ]);
    expect(platform.ingest.codecs.unmapped({ decoder: "codec:odd", version: 1 })).toEqual([
      { path: "thing", value: 20 },
    ]);
    platform.set("odd", { source, mapping: { fields: [{ path: "thing", quantity: "temperature" }] } }, 2);
    expect(await platform.replay("odd")).toMatchObject({ frames: 0, deadLetters: 1 });
    expect(await platform.values("odd")).toEqual([[0, 20]]);
    expect(platform.ingest.codecs.unmapped({ decoder: "codec:odd", version: 2 })).toEqual([]);
  });

  it.each([
    ["an endless loop", "function decodeUplink() { for (;;); }", /timeout/],
    [
      "a bomb in memory",
      'function decodeUplink() { var a = []; for (;;) a.push("x".repeat(1 << 22) + a.length); }',
      /memory/,
    ],
    [
      "what the engine cannot stop",
      "function decodeUplink() { var a = []; a.length = 2 ** 32 - 1; a.indexOf(5); return { data: {} }; }",
      /timeout/,
    ],
    [
      "a giant answer",
      'function decodeUplink() { return { data: { t: "x".repeat(5000000) } }; }',
      /output-too-large/,
    ],
    ["a throw", 'function decodeUplink() { throw new Error("no thank you"); }', /no thank you/],
    ["a refusal", 'function decodeUplink() { return { errors: ["unknown port"] }; }', /unknown port/],
    ["no answer", "function decodeUplink() {}", /returned nothing/],
  ])("cost one dead letter for %s, while other devices' messages flow", async (_what, source, detail) => {
    // On a busy machine memory costs time: where another limit is meant, it is met first.
    const patient = detail.source === "timeout" ? undefined : 2000;
    const platform = await open({ bad: source, thermo: honest }, patient);
    const bad = platform.send("bad", [1]);
    const others = Promise.all(
      Array.from({ length: 20 }, (_, i) => [
        platform.sendBuiltIn(),
        platform.send("thermo", [i], start + i),
      ]).flat(),
    );
    expect((await others).every(({ deadLetters }) => deadLetters === 0)).toBe(true);
    expect(await bad).toEqual({ samples: 0, deadLetters: 1 });
    expect(await platform.letters()).toMatchObject([
      { reason: "decode-failed", device: platform.deviceOf("bad"), detail: expect.stringMatching(detail) },
    ]);
    expect((await platform.values("thermo"))?.length).toBe(20);
  });

  it("do not hold up built-in decoders, nor each other, when one hangs every time", async () => {
    const platform = await open({ bad: "function decodeUplink() { for (;;); }", thermo: honest });
    const bad = Promise.all(Array.from({ length: 12 }, (_, i) => platform.send("bad", [i])));
    let hung = true;
    void bad.then(() => {
      hung = false;
    });
    // Built-in devices are stored while the codec still hangs.
    await platform.sendBuiltIn();
    expect(hung).toBe(true);
    await platform.send("thermo", [9]);
    expect((await bad).every(({ deadLetters }) => deadLetters === 1)).toBe(true);
    expect((await platform.letters()).some(({ detail }) => detail.includes("suspended"))).toBe(true);
  });

  it("are not acknowledged when the platform stops while they wait", async () => {
    const platform = await open({ bad: "function decodeUplink() { for (;;); }" });
    const all = Array.from({ length: 30 }, (_, i) => platform.send("bad", [i]));
    const settled = Promise.allSettled(all);
    await platform.ingest.stop();
    const outcomes = await settled;
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    for (const outcome of refused)
      expect((outcome as PromiseRejectedResult).reason).toMatchObject({ code: "not-stored" });
  });
});

describe("kept messages that are read again", () => {
  let running: StartedIngest | undefined;
  const open = async (codecs: Parameters<typeof setUp>[0]) => {
    const platform = await setUp(codecs);
    running = platform;
    return platform;
  };
  afterEach(() => running?.stop());

  it("change nothing when the decoder is the same", async () => {
    const platform = await open({ thermo: honest });
    for (let i = 0; i < 5; i++) await platform.send("thermo", [i], start + i);
    const before = await platform.ingest.store.count();
    const outcome = await platform.replay("thermo");
    expect(outcome).toMatchObject({ frames: 5, added: 0, corrected: 0, unchanged: 5, refused: 0 });
    expect(await platform.ingest.store.count()).toEqual(before);
    expect(platform.replayed).toEqual([]);
    expect(platform.committed).toHaveLength(5);
  });

  it("correct values, add what is new, on the same points, and a second time change nothing", async () => {
    const platform = await open({ thermo: honest, other: honest });
    await Promise.all(Array.from({ length: 300 }, (_, i) => platform.send("thermo", [i % 256], start + i)));
    await platform.send("other", [7]);
    const point = platform.pointIndex.pointOf(platform.deviceOf("thermo"), "temperature");
    const seen = platform.seen.length;
    platform.set(
      "thermo",
      "function decodeUplink(input) { if (input.bytes[0] === 3) throw new Error('3'); return { data: { temperature: input.bytes[0] / 4, co2: 400 + input.bytes[0] } }; }",
      2,
    );
    const outcome = await platform.replay("thermo");
    // 0 is 0 with both; the two messages of byte 3 fail now and stay as they were.
    expect(outcome).toMatchObject({ frames: 300, added: 298, corrected: 296, unchanged: 2, refused: 2 });
    expect(outcome.reasons).toEqual([expect.stringContaining("decode-failed")]);
    expect(platform.pointIndex.pointOf(platform.deviceOf("thermo"), "temperature")).toBe(point);
    const values = (await platform.values("thermo")) ?? [];
    expect(values).toHaveLength(300);
    expect(values.slice(0, 6)).toEqual([
      [0, 0],
      [1, 0.25],
      [2, 0.5],
      [3, 1.5],
      [4, 1],
      [5, 1.25],
    ]);
    expect(await platform.values("thermo", "co2")).toHaveLength(298);
    expect(await platform.values("other")).toEqual([[0, 3.5]]);
    // Nobody heard the devices now, and no dead letter is made of what fails.
    expect(platform.seen).toHaveLength(seen);
    expect(await platform.letters()).toEqual([]);
    // The newest comes first: it is what holds now.
    const first = platform.replayed.find(({ pointId }) => pointId === point);
    expect(first?.time).toBe(start + 299);
    expect(await platform.replay("thermo")).toMatchObject({ added: 0, corrected: 0, unchanged: 596 });
  });

  it("leave alone what a later message said of the same moment", async () => {
    const platform = await open({ thermo: honest });
    await platform.send("thermo", [10], start);
    platform.tick(1000);
    await platform.send("thermo", [20], start);
    platform.set("thermo", honest.replace("/ 2", "/ 4"), 2);
    expect(await platform.replay("thermo")).toMatchObject({ frames: 2, corrected: 1, unchanged: 1 });
    expect(await platform.values("thermo")).toEqual([[0, 5]]);
  });

  it("can be given up, counted, and limited to a period", async () => {
    const platform = await open({ thermo: honest });
    for (let i = 0; i < 10; i++) {
      await platform.send("thermo", [i]);
      platform.tick(1000);
    }
    const devices = new Set([platform.deviceOf("thermo")]);
    expect(await platform.ingest.frames.count({ devices })).toEqual({ frames: 10, more: false });
    expect(await platform.ingest.frames.count({ devices, from: start + 3000, to: start + 5000 })).toEqual({
      frames: 2,
      more: false,
    });
    const given = new AbortController();
    given.abort(new Error("given up"));
    const run = platform.ingest.frames.run(
      { devices },
      { signal: given.signal, onProgress: () => undefined },
    );
    await expect(run).rejects.toThrow("given up");
  });
});
