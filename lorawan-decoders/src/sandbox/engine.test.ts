import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type CodecOutcome, defaultLimits } from "./codec.ts";
import { createEngine, type Engine } from "./engine.ts";
import { compileEngine } from "./engine-wasm.ts";
import { readOutcome } from "./outcome.ts";
import { hostileCodecs } from "./test/hostile-codecs.ts";

let engine: Engine;
let clockReads = 0;

beforeAll(async () => {
  const deps = { now: () => performance.now(), random: Math.random, clockReads: () => clockReads };
  engine = await createEngine(defaultLimits, { wasm: await compileEngine(), ...deps });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const input = (bytes: readonly number[] = [1, 2, 3], fPort = 7) =>
  JSON.stringify({ bytes, fPort, recvTime: 1_700_000_000_000 });

function loadGood(source: string) {
  const loaded = engine.load({ name: "test", source });
  if ("ok" in loaded) throw new Error(loaded.detail);
  return loaded;
}

function decode(source: string, text = input()): CodecOutcome {
  const loaded = engine.load({ name: "test", source });
  return readOutcome("ok" in loaded ? loaded : engine.call(loaded, "decode", text), defaultLimits);
}

const echo = "return { data: { bytes: input.bytes, port: input.fPort, time: input.recvTime } };";
const echoed = { bytes: [1, 2, 3], port: 7, time: "2023-11-14T22:13:20.000Z" };

describe("the forms of a codec", () => {
  it.each([
    ["TS013", `function decodeUplink(input) { ${echo} }`, echoed],
    ["TS013 in a const", `const decodeUplink = (input) => { ${echo} };`, echoed],
    ["module.exports", `module.exports = { decodeUplink(input) { ${echo} } };`, echoed],
    ["exports.decodeUplink", `exports.decodeUplink = function (input) { ${echo} };`, echoed],
    [
      "a method of its exports",
      `exports.port = 7; exports.decodeUplink = function (input) { return { data: this.port }; };`,
      7,
    ],
    ["driver.decodeUplink", `var driver = { decodeUplink: function (input) { ${echo} } };`, echoed],
    [
      "Decoder",
      "function Decoder(bytes, port) { return { bytes: bytes, port: port }; }",
      { bytes: [1, 2, 3], port: 7 },
    ],
    [
      "Decode",
      "function Decode(fPort, bytes, variables) { return { bytes: bytes, port: fPort, none: variables }; }",
      { bytes: [1, 2, 3], port: 7, none: {} },
    ],
    [
      "TS013 before an older form",
      `function Decoder() { return 0; } function decodeUplink(input) { ${echo} }`,
      echoed,
    ],
  ])("%s", (_name, source, data) => {
    expect(decode(source)).toEqual({ ok: true, data, warnings: [], errors: [] });
  });

  it.each([
    [
      "the lists that a codec gives",
      'return { data: {}, warnings: ["low battery"], errors: ["bad frame"] };',
      { data: {}, warnings: ["low battery"], errors: ["bad frame"] },
    ],
    [
      "one text for a list",
      'return { errors: "bad frame" };',
      { data: null, warnings: [], errors: ["bad frame"] },
    ],
    [
      "errors that are Errors",
      'return { errors: [new Error("bad frame")] };',
      { data: null, warnings: [], errors: ["bad frame"] },
    ],
    [
      "what JSON cannot tell",
      "return { data: { a: NaN, b: undefined, c: [,1], d: new Date(NaN), e: -0 } };",
      { data: { a: null, c: [null, 1], d: null, e: 0 }, warnings: [], errors: [] },
    ],
    [
      "instances of its classes",
      "class P { constructor() { this.a = 1; } get b() { return 2; } } return { data: new P() };",
      { data: { a: 1 }, warnings: [], errors: [] },
    ],
    ["half a surrogate pair", 'return { data: "\\ud83d" };', { data: "\ud83d", warnings: [], errors: [] }],
  ])("reads %s", (_name, body, answer) => {
    expect(decode(`function decodeUplink(input) { ${body} }`)).toEqual({ ok: true, ...answer });
  });

  it("normalises", () => {
    const loaded = loadGood(
      "function normalizeUplink(input) { return { data: [{ air: { temperature: input.data.t } }] }; }",
    );
    const result = engine.call(loaded, "normalize", '{"t":21.5}');
    expect(readOutcome(result, defaultLimits)).toMatchObject({ data: [{ air: { temperature: 21.5 } }] });
    expect(engine.call(loaded, "decode", input())).toMatchObject({ reason: "no-decoder" });
  });

  it("says that a codec has no normalizeUplink", () => {
    const loaded = loadGood("function decodeUplink() { return { data: {} }; }");
    expect(engine.call(loaded, "normalize", "{}")).toMatchObject({
      reason: "no-decoder",
      detail: /normalizeUplink/,
    });
  });

  it("gives a plain list of bytes, a Date, and a console that says nothing", () => {
    const body =
      'console.log("x"); console.error("y"); return { data: [Array.isArray(input.bytes), input.recvTime instanceof Date, typeof Buffer, typeof atob] };';
    // The last two are named in the source, so they are there.
    expect(decode(`function decodeUplink(input) { ${body} }`)).toMatchObject({
      data: [true, true, "function", "function"],
    });
    expect(
      decode('function decodeUplink() { return { data: typeof globalThis["Buf" + "fer"] }; }'),
    ).toMatchObject({ data: "undefined" });
  });
});

describe("hostile codecs", () => {
  const honest =
    "function decodeUplink(input) { return { data: { sum: input.bytes[0] + input.bytes[1] } }; }";

  it.each(hostileCodecs)("$name", ({ source, comes }) => {
    const before = loadGood(honest);
    const outcome = decode(source);
    if ("data" in comes) expect(outcome).toMatchObject({ ok: true, data: comes.data });
    else
      expect(outcome).toMatchObject({
        ok: false,
        reason: comes.reason,
        detail: expect.stringMatching(comes.detail),
      });
    expect(readOutcome(engine.call(before, "decode", input()), defaultLimits)).toMatchObject({
      data: { sum: 3 },
    });
    expect(decode(honest)).toMatchObject({ data: { sum: 3 } });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe("one decode and the next", () => {
  it.each([
    ["implicit globals", "count = (typeof count === 'undefined' ? 0 : count) + 1; return { data: count };"],
    ["declared globals", "total += 1; return { data: total };"],
    ["prototypes", "Array.prototype.seen = ([].seen || 0) + 1; return { data: [].seen };"],
    ["objects of the engine", "Math.seen = (Math.seen || 0) + 1; return { data: Math.seen };"],
    [
      "its own function",
      "decodeUplink.seen = (decodeUplink.seen || 0) + 1; return { data: decodeUplink.seen };",
    ],
    ["closures", "return { data: next() };"],
  ])("share no %s", (_name, body) => {
    const source = `var total = 0; var next = (() => { let n = 0; return () => ++n; })(); function decodeUplink(input) { ${body} }`;
    const loaded = loadGood(source);
    const answers = [1, 2, 3].map(() => readOutcome(engine.call(loaded, "decode", input()), defaultLimits));
    expect(answers).toEqual([1, 2, 3].map(() => ({ ok: true, data: 1, warnings: [], errors: [] })));
  });

  it("share no memory that a decode has filled", () => {
    const fill = loadGood(
      "function decodeUplink() { var a = []; try { for (;;) a.push(new Uint8Array(1e5).fill(7)); } catch (e) { return { data: a.length > 100 }; } }",
    );
    for (let i = 0; i < 3; i++)
      expect(engine.call(fill, "decode", input())).toMatchObject({ json: '{"data":true}' });
  });

  it("draw other random numbers", () => {
    const loaded = loadGood("function decodeUplink() { return { data: [Math.random(), Math.random()] }; }");
    const drawn = Array.from({ length: 20 }, () => engine.call(loaded, "decode", input()));
    const numbers = drawn.flatMap((result) => (result.ok ? JSON.parse(result.json).data : [])) as number[];
    expect(new Set(numbers).size).toBe(40);
    expect(numbers.every((n) => n >= 0 && n < 1)).toBe(true);
  });

  it("both see the time as it is, even where it is read at the top level", () => {
    const time = vi.spyOn(Date, "now").mockImplementation(() => {
      clockReads += 1;
      return 1_700_000_000_000;
    });
    const loaded = loadGood(
      "const now = Date.now(); function decodeUplink() { return { data: [now, Date.now()] }; }",
    );
    expect(engine.call(loaded, "decode", input())).toMatchObject({
      json: '{"data":[1700000000000,1700000000000]}',
    });
    time.mockImplementation(() => 1_700_000_060_000);
    expect(engine.call(loaded, "decode", input())).toMatchObject({
      json: '{"data":[1700000060000,1700000060000]}',
    });
  });
});

describe("any payload", () => {
  const sources = [
    "return { data: { n: input.bytes.length, xor: input.bytes.reduce((a, b) => a ^ b, 0), port: input.fPort } };",
    `var b = input.bytes; var words = [];
     for (var i = 0; i + 1 < b.length; i += 2) words.push(((b[i] << 24) >> 16) | b[i + 1]);
     return { data: { words: words, mean: words.reduce(function (a, w) { return a + w; }, 0) / words.length } };`,
    `const text = input.bytes.map((b) => String.fromCharCode(b)).join("");
     const hex = input.bytes.map((b) => b.toString(16).padStart(2, "0")).join("");
     return { data: { text, hex, float: new DataView(new Uint8Array([0, 0, 0, 0, ...input.bytes]).buffer).getFloat32(input.bytes.length) } };`,
    "if (input.bytes.length < 3) throw new Error('short'); return { data: input.bytes.slice(-3), warnings: [String(input.fPort / 7)] };",
  ];
  const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 242 });
  const port = fc.integer({ min: 0, max: 255 });

  it.each(sources)("comes out as a direct evaluation says: %s", (body) => {
    const direct = new Function("input", body);
    const loaded = loadGood(`function decodeUplink(input) { ${body} }`);
    fc.assert(
      fc.property(bytes, port, (payload, fPort) => {
        const got = readOutcome(engine.call(loaded, "decode", input(payload, fPort)), defaultLimits);
        let expected: unknown;
        try {
          const answer = JSON.parse(JSON.stringify(direct({ bytes: payload, fPort })));
          expected = { ok: true, warnings: [], errors: [], ...answer };
        } catch (error) {
          expected = {
            ok: false,
            reason: "threw",
            detail: expect.stringContaining((error as Error).message),
          };
        }
        expect(got).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the Buffer of the sandbox", () => {
  const cases: readonly string[] = [
    "Buffer.from(bytes).toString('hex')",
    "Buffer.from(bytes).toString('base64')",
    "Buffer.from(bytes).toString('base64url')",
    "Buffer.from(bytes).toString('latin1')",
    "Buffer.from(bytes).toString('ascii')",
    "Buffer.from(Buffer.from(bytes).toString('hex'), 'hex').length",
    "Array.from(Buffer.from(Buffer.from(bytes).toString('base64'), 'base64'))",
    "Array.from(Buffer.from('blåbærsyltetøy €', 'utf8'))",
    "Buffer.from('blåbærsyltetøy € 🌧', 'utf8').toString()",
    "Buffer.concat([Buffer.from(bytes), Buffer.alloc(2, 9)]).toString('hex')",
    "Buffer.from(bytes).slice(2, 6).toString('hex')",
    "['UInt8', 'Int8'].map((k) => Buffer.from(bytes)['read' + k](1))",
    "['UInt16BE', 'UInt16LE', 'Int16BE', 'Int16LE', 'UInt32BE', 'UInt32LE', 'Int32BE', 'Int32LE', 'FloatBE', 'FloatLE', 'DoubleBE', 'DoubleLE'].map((k) => Buffer.from(bytes)['read' + k](0))",
    "['BigInt64BE', 'BigUInt64LE'].map((k) => String(Buffer.from(bytes)['read' + k](0)))",
    "[Buffer.from(bytes).readUIntBE(0, 3), Buffer.from(bytes).readIntLE(1, 6)]",
    "(() => { const b = Buffer.alloc(8); b.writeInt16BE(-2, 0); b.writeUInt32LE(0xdeadbeef, 2); return b.toString('hex'); })()",
    "(() => { const b = Buffer.alloc(8); b.writeFloatLE(1.5, 1); return b.toString('hex'); })()",
    "(() => { try { return Buffer.from(bytes).readUInt16BE(900); } catch (e) { return e.name; } })()",
    "btoa(atob('3q2+7w=='))",
  ];
  const eight = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 40 });

  it.each(cases)("agrees with Node's: %s", (expression) => {
    const direct = new Function("bytes", "Buffer", `return ${expression};`);
    const loaded = loadGood(`function decodeUplink({ bytes }) { return { data: ${expression} }; }`);
    fc.assert(
      fc.property(eight, (payload) => {
        const got = readOutcome(engine.call(loaded, "decode", input(payload)), defaultLimits);
        const expected = JSON.parse(JSON.stringify(direct(payload, Buffer)));
        expect(got).toMatchObject({ ok: true, data: expected });
      }),
      { numRuns: 50 },
    );
  });

  it("reads broken UTF-8 with a mark for each broken part", () => {
    expect(
      decode("function decodeUplink() { return { data: Buffer.from([0x61, 0xff, 0x62]).toString() }; }"),
    ).toMatchObject({ data: "a\ufffdb" });
  });
});
