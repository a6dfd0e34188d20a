import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Codec } from "./codec.ts";
import { type CodecSandbox, type CodecSandboxConfig, createCodecSandbox } from "./sandbox.ts";
import { hostileCodecs, hostileCodecsInThread } from "./test/hostile-codecs.ts";

const uplink = { bytes: Uint8Array.of(1, 2, 3), fPort: 7, recvTime: 1_700_000_000_000 };
const codec = (body: string, name = "test"): Codec => ({
  name,
  source: `function decodeUplink(input) { ${body} }`,
});
const honest = codec("return { data: { sum: input.bytes[0] + input.bytes[1] + input.fPort } };", "honest");
const answered = { ok: true, data: { sum: 10 }, warnings: [], errors: [] };
const stubborn = codec("var a = []; a.length = 2 ** 32 - 1; a.indexOf(5); return { data: {} };", "stubborn");

const running: CodecSandbox[] = [];

async function startSandbox(config: CodecSandboxConfig = {}): Promise<CodecSandbox> {
  const sandbox = createCodecSandbox(config, { now: () => performance.now() });
  await sandbox.start();
  running.push(sandbox);
  return sandbox;
}

describe("a running sandbox", () => {
  let sandbox: CodecSandbox;
  /** On a busy machine memory costs time: here the other limits are met first. */
  let patient: CodecSandbox;

  beforeAll(async () => {
    const config = { strikes: Number.POSITIVE_INFINITY };
    sandbox = createCodecSandbox(config, { now: () => performance.now() });
    patient = createCodecSandbox({ ...config, limits: { timeMs: 2000 } }, { now: () => performance.now() });
    await Promise.all([sandbox.start(), patient.start()]);
  });
  afterAll(() => Promise.all([sandbox.stop(), patient.stop()]));

  it.each([...hostileCodecs, ...hostileCodecsInThread])(
    "gives a named reason for $name, and the decodes around it their answers",
    async ({ name, source, comes }) => {
      const { decode } = "reason" in comes && comes.reason !== "timeout" ? patient : sandbox;
      const [before, outcome, ...after] = await Promise.all([
        decode(honest, uplink),
        decode({ name, source }, uplink),
        decode(honest, uplink),
        decode(honest, uplink),
      ]);
      if ("data" in comes) expect(outcome).toMatchObject({ ok: true, data: comes.data });
      else {
        const detail = expect.stringMatching(comes.detail);
        expect(outcome).toMatchObject({ ok: false, reason: comes.reason, detail });
      }
      expect([before, ...after]).toEqual([answered, answered, answered]);
    },
  );

  it("tells what a codec that is tried out writes to its console, also where it throws", async () => {
    const chatty = codec(
      'console.log("bytes", input.bytes, { a: 1 }); console.warn("x\\ny"); if (input.fPort === 9) throw new Error("no"); return { data: 1 };',
    );
    const lines = ['bytes [1,2,3] {"a":1}', "x\ny"];
    expect(await sandbox.trace(chatty, uplink)).toMatchObject({ ok: true, data: 1, console: lines });
    const thrown = await sandbox.trace(chatty, { ...uplink, fPort: 9 });
    expect(thrown).toMatchObject({ ok: false, reason: "threw", console: lines });
    expect(await sandbox.decode(chatty, uplink)).toEqual({ ok: true, data: 1, warnings: [], errors: [] });
    const flood = codec(
      'for (var i = 0; i < 500; i++) console.log("0123456789".repeat(100)); return { data: 1 };',
    );
    const { console: told } = await sandbox.trace(flood, uplink);
    expect(told?.map((line) => line.length)).toEqual(Array(100).fill(500));
  });

  it("answers many uplinks in their order", async () => {
    const uplinks = Array.from({ length: 1000 }, (_, i) => ({
      ...uplink,
      bytes: Uint8Array.of(i >> 8, i & 0xff),
    }));
    const number = codec("return { data: input.bytes[0] * 256 + input.bytes[1] };");
    const outcomes = await sandbox.decodeMany(number, uplinks);
    expect(outcomes.map((outcome) => outcome.ok && outcome.data)).toEqual(uplinks.map((_, i) => i));
  });

  it("normalises what a codec has decoded", async () => {
    const both = {
      name: "both",
      source: `function decodeUplink(i) { return { data: { t: i.bytes[0] } }; }
        function normalizeUplink(i) { return { data: [{ air: { temperature: i.data.t } }], warnings: ["rough"] }; }`,
    };
    const decoded = await sandbox.decode(both, uplink);
    const normalized = await sandbox.normalize(both, decoded.ok ? decoded.data : null);
    expect(normalized).toEqual({
      ok: true,
      data: [{ air: { temperature: 1 } }],
      warnings: ["rough"],
      errors: [],
    });
  });

  it("keeps time in UTC, wherever the host is", async () => {
    const zone = process.env.TZ;
    process.env.TZ = "America/New_York";
    try {
      expect(new Date(2024, 0, 1).getTimezoneOffset()).toBe(300);
      const abroad = await startSandbox();
      const local = codec(
        "var d = new Date(2024, 6, 1, 12); return { data: [d.toISOString(), d.getTimezoneOffset(), d.getHours()] };",
      );
      expect(await abroad.decode(local, uplink)).toMatchObject({ data: ["2024-07-01T12:00:00.000Z", 0, 12] });
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("reads the real clock", async () => {
    const from = Date.now();
    const outcome = await sandbox.decode(codec("return { data: Date.now() };"), uplink);
    const time = outcome.ok ? Number(outcome.data) : Number.NaN;
    expect(time).toBeGreaterThanOrEqual(from);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it("serves more codecs than it keeps", async () => {
    const small = await startSandbox({ cachedCodecs: 3 });
    const codecs = Array.from({ length: 50 }, (_, i) => codec(`return { data: ${i} };`, `codec-${i}`));
    for (let round = 0; round < 2; round++) {
      const outcomes = await Promise.all(codecs.map((each) => small.decode(each, uplink)));
      expect(outcomes.map((outcome) => outcome.ok && outcome.data)).toEqual(codecs.map((_, i) => i));
    }
  });

  it("serves codecs that hoard memory, without keeping it", async () => {
    const hoards = Array.from({ length: 8 }, (_, i) => ({
      name: `hoard-${i}`,
      source: `var hoard = new Uint8Array(12e6).fill(${i + 1}); function decodeUplink() { return { data: hoard[11e6] }; }`,
    }));
    for (let round = 0; round < 2; round++) {
      const outcomes = await Promise.all(hoards.map((each) => sandbox.decode(each, uplink)));
      expect(outcomes.map((outcome) => outcome.ok && outcome.data)).toEqual(hoards.map((_, i) => i + 1));
    }
  });

  it.each([
    ["source-too-large", { name: "long", source: " ".repeat(600_000) }, uplink],
    ["input-too-large", honest, { ...uplink, bytes: new Uint8Array(5000) }],
  ])("refuses at once: %s", async (reason, refused, frame) => {
    expect(await sandbox.decode(refused, frame)).toMatchObject({ ok: false, reason });
  });
});

describe("a sandbox", () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
  });

  it("goes on with the other workers while one is held up", async () => {
    const sandbox = await startSandbox({ workers: 2, spareThreads: 0 });
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    const held = sandbox.decode(stubborn, uplink).then(note("stubborn"));
    // The first worker has taken the stubborn one by then.
    await sleep(20);
    await sandbox.decode(honest, uplink).then(note("honest"));
    await held;
    expect(order).toEqual(["honest", "stubborn"]);
  });

  it("comes through one stubborn codec after another, with and without a thread to spare", async () => {
    for (const spareThreads of [0, 1, 2]) {
      const sandbox = await startSandbox({ spareThreads, strikes: Number.POSITIVE_INFINITY });
      const codecs = [stubborn, honest, stubborn, honest, honest, stubborn, honest];
      const outcomes = await Promise.all(codecs.map((each) => sandbox.decode(each, uplink)));
      expect(outcomes.map((outcome) => (outcome.ok ? "ok" : outcome.reason))).toEqual(
        codecs.map((each) => (each === stubborn ? "timeout" : "ok")),
      );
      await sandbox.stop();
    }
  });

  it("leaves a codec alone that times out again and again, and tries it again later", async () => {
    let monotonic = 0;
    const sandbox = createCodecSandbox(
      { strikes: 2, suspendMs: 60_000, limits: { timeMs: 20 } },
      { now: () => performance.now() + monotonic },
    );
    running.push(sandbox);
    await sandbox.start();
    const endless = codec("for (;;);");
    const reasons: string[] = [];
    const attempt = async () => {
      const outcome = await sandbox.decode(endless, uplink);
      reasons.push(outcome.ok ? "ok" : outcome.reason);
    };
    for (let i = 0; i < 4; i++) await attempt();
    expect(await sandbox.decode(honest, uplink)).toEqual(answered);
    monotonic = 60_001;
    for (let i = 0; i < 2; i++) await attempt();
    expect(reasons).toEqual(["timeout", "timeout", "suspended", "suspended", "timeout", "suspended"]);
  });

  it("takes no more than it has room for", async () => {
    const sandbox = await startSandbox({ maxQueued: 3 });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => sandbox.decode(honest, uplink)));
    expect(outcomes.map((outcome) => (outcome.ok ? "ok" : outcome.reason))).toEqual([
      "ok",
      "ok",
      "ok",
      "queue-full",
      "queue-full",
    ]);
    expect(await sandbox.decode(honest, uplink)).toEqual(answered);
    const many = Array.from({ length: 100 }, () => uplink);
    expect(await sandbox.decodeMany(honest, many)).toEqual(many.map(() => answered));
  });

  it("tells everybody who waits that it was stopped", async () => {
    const sandbox = await startSandbox();
    const waiting = [stubborn, honest, honest].map((each) => sandbox.decode(each, uplink));
    await sleep(20);
    const late = sandbox.decode(honest, uplink);
    await sandbox.stop();
    expect(await Promise.all([...waiting, late])).toMatchObject(
      Array.from({ length: 4 }, () => ({ reason: "stopped" })),
    );
    expect(await sandbox.decode(honest, uplink)).toMatchObject({ ok: false, reason: "stopped" });
    await sandbox.start();
    expect(await sandbox.decode(honest, uplink)).toEqual(answered);
  });
});
