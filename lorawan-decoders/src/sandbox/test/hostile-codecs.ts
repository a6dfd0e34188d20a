import type { CodecFailureReason, JsonValue } from "../codec.ts";

export interface HostileCodec {
  readonly name: string;
  readonly source: string;
  /** What comes of it: a failure, or the data of a codec that did itself no good. */
  readonly comes:
    | { readonly reason: CodecFailureReason; readonly detail: RegExp }
    | { readonly data: JsonValue };
}

const decoder = (body: string) => `function decodeUplink(input) { ${body} }`;
const fails = (reason: CodecFailureReason, detail: RegExp) => ({ reason, detail });

/** Codecs that the engine's own limits stop. */
export const hostileCodecs: readonly HostileCodec[] = [
  { name: "an endless loop", source: decoder("for (;;);"), comes: fails("timeout", /more than 100 ms/) },
  {
    name: "an endless loop at the top level",
    source: "for (;;);",
    comes: fails("timeout", /more than 100 ms/),
  },
  {
    name: "a loop that catches what would end it",
    source: decoder("for (;;) { try { for (;;); } catch (e) {} finally { continue; } }"),
    comes: fails("timeout", /more than 100 ms/),
  },
  {
    name: "an endless loop in the getter that finds the decoder",
    source: 'Object.defineProperty(globalThis, "decodeUplink", { get() { for (;;); } });',
    comes: fails("timeout", /more than 100 ms/),
  },
  {
    name: "an endless loop in what it throws",
    source: decoder("throw { get message() { for (;;); } };"),
    comes: fails("timeout", /more than 100 ms/),
  },
  {
    name: "a regular expression that backtracks for ever",
    source: decoder('return { data: /^(a+)+$/.test("a".repeat(40) + "b") };'),
    comes: fails("timeout", /more than 100 ms/),
  },
  {
    name: "a list that grows for ever",
    source: decoder("var a = []; for (;;) a.push(new Array(1000).fill(1));"),
    comes: fails("memory", /16 MiB/),
  },
  {
    name: "many buffers",
    source: decoder("var a = []; for (;;) a.push(new Uint8Array(1e6));"),
    comes: fails("memory", /16 MiB/),
  },
  {
    name: "a text of 256 MiB",
    source: decoder('return { data: "x".repeat(2 ** 28) };'),
    comes: fails("memory", /16 MiB/),
  },
  {
    name: "endless recursion",
    source: decoder("return decodeUplink(input);"),
    comes: fails("stack", /256 KiB/),
  },
  {
    name: "an answer with a long text",
    source: decoder('return { data: { s: "x".repeat(70000) } };'),
    comes: fails("output-too-large", /^data\.s .*65536/),
  },
  {
    name: "an answer with many fields",
    source: decoder('var o = {}; for (var i = 0; i < 20000; i++) o["k" + i] = i; return { data: o };'),
    comes: fails("output-too-large", /20000 entries/),
  },
  {
    name: "an answer that doubles at each level",
    source: decoder("var o = {}; for (var i = 0; i < 30; i++) o = { a: o, b: o }; return { data: o };"),
    comes: fails("output-too-large", /10000 values/),
  },
  {
    name: "a list of 4294967295 holes",
    source: decoder("var a = []; a.length = 2 ** 32 - 1; return { data: a };"),
    comes: fails("output-too-large", /4294967295 entries/),
  },
  {
    name: "an answer that holds itself",
    source: decoder("var a = {}; a.a = a; return { data: a };"),
    comes: fails("output-not-json", /32 levels/),
  },
  {
    name: "a getter in the answer",
    source: decoder("return { data: { get x() { return 1; } } };"),
    comes: fails("output-not-json", /^data\.x is a getter/),
  },
  {
    name: "toJSON in the answer",
    source: decoder("return { data: { toJSON() { return 1; } } };"),
    comes: fails("output-not-json", /^data has a method toJSON/),
  },
  {
    name: "a proxy",
    source: decoder("return { data: new Proxy({}, { get() { return 1; } }) };"),
    comes: fails("threw", /'Proxy' is not defined/),
  },
  {
    name: "an async decoder",
    source: `async ${decoder("return { data: {} };")}`,
    comes: fails("output-not-json", /promise/),
  },
  {
    name: "a promise in the answer",
    source: decoder("return { data: Promise.resolve(1) };"),
    comes: fails("output-not-json", /^data is a promise/),
  },
  {
    name: "a generator",
    source: "function* decodeUplink() { yield 1; }",
    comes: fails("output-not-json", /Generator/),
  },
  {
    name: "a function in the answer",
    source: decoder("return { data: { f() {} } };"),
    comes: fails("output-not-json", /^data\.f is a function/),
  },
  {
    name: "a bigint",
    source: decoder("return { data: [5n] };"),
    comes: fails("output-not-json", /^data\.0/),
  },
  {
    name: "a symbol",
    source: decoder("return { data: Symbol() };"),
    comes: fails("output-not-json", /symbol/),
  },
  { name: "a map", source: decoder("return { data: new Map() };"), comes: fails("output-not-json", /Map/) },
  {
    name: "a field named __proto__",
    source: decoder('return { data: JSON.parse(\'{"__proto__": {"admin": true}}\') };'),
    comes: fails("output-not-json", /__proto__/),
  },
  { name: "no answer", source: decoder(""), comes: fails("output-not-json", /returned nothing/) },
  { name: "null for an answer", source: decoder("return null;"), comes: fails("output-not-json", /null/) },
  { name: "a list for an answer", source: decoder("return [1];"), comes: fails("output-not-json", /a list/) },
  {
    name: "a thrown Error",
    source: decoder('\nthrow new TypeError("bad");'),
    comes: fails("threw", /^TypeError: bad \(line 2\)$/),
  },
  { name: "a thrown text", source: decoder('throw "no";'), comes: fails("threw", /threw no$/) },
  { name: "a thrown null", source: decoder("throw null;"), comes: fails("threw", /threw null$/) },
  { name: "nothing thrown", source: decoder("throw undefined;"), comes: fails("threw", /threw undefined$/) },
  { name: "a thrown symbol", source: decoder("throw Symbol();"), comes: fails("threw", /a symbol/) },
  { name: "a thrown object", source: decoder("throw { a: 1 };"), comes: fails("threw", /no Error/) },
  {
    name: "a thrown value that throws when it is looked at",
    source: decoder("throw { get message() { throw 1; } };"),
    comes: fails("threw", /cannot be described/),
  },
  {
    name: "an error that says it is the time limit",
    source: decoder('throw new InternalError("interrupted");'),
    comes: fails("threw", /interrupted/),
  },
  {
    name: "a wrong character",
    source: "var a = 1;\nfunction decodeUplink(input) {\n  return { data: ; };\n}",
    comes: fails("syntax", /^SyntaxError: .* \(line 3\)/),
  },
  {
    name: "an import",
    source: `import fs from "node:fs"; ${decoder("return { data: fs };")}`,
    comes: fails("syntax", /^SyntaxError/),
  },
  {
    name: "an import on the way",
    source: decoder('return { data: import("node:fs") };'),
    comes: fails("output-not-json", /promise/),
  },
  {
    name: "an error at the top level",
    source: "\nnull.x;",
    comes: fails("threw", /\(line 2\) while it was loaded/),
  },
  { name: "no decoder", source: "var x = 1;", comes: fails("no-decoder", /decodeUplink\(input\)/) },
  { name: "an empty file", source: "", comes: fails("no-decoder", /decodeUplink\(input\)/) },
  {
    name: "a search for the host",
    source: decoder(`
      var seen = ["process", "require", "global", "window", "self", "Worker", "fetch", "setTimeout", "WebAssembly",
        "SharedArrayBuffer", "Atomics", "std", "os", "print", "load"];
      var reach = Function("return this")();
      var climb = input.constructor.constructor("return typeof process")();
      return { data: { found: seen.filter((n) => typeof reach[n] !== "undefined" && n !== "SharedArrayBuffer"), climb: climb } };`),
    comes: { data: { found: [], climb: "undefined" } },
  },
  {
    name: "tampering with every function that writes the answer",
    source: `
      Object.prototype.x = 1;
      Array.prototype.push = () => 7;
      JSON.stringify = () => "{}";
      JSON.parse = () => ({ bytes: ["evil"] });
      Object.keys = () => ["evil"];
      Object.hasOwn = () => true;
      Array.isArray = () => false;
      Reflect.apply = () => 0;
      Number.isFinite = () => false;
      String.prototype.slice = () => "evil";
      Object.getOwnPropertyDescriptor = () => ({ value: "evil" });
      Object.prototype.toString = () => "[object Date]";
      Date.prototype.toISOString = () => "evil";
      ${decoder("return { data: { bytes: input.bytes, time: input.recvTime } };")}`,
    comes: { data: { bytes: [1, 2, 3], time: "2023-11-14T22:13:20.000Z" } },
  },
  {
    name: "deleting what the engine is made of",
    source: `delete globalThis.JSON; delete globalThis.Object; delete globalThis.Date; ${decoder("return { data: { ok: 1 } };")}`,
    comes: { data: { ok: 1 } },
  },
  {
    name: "an Error.prepareStackTrace that never ends",
    source: `Error.prepareStackTrace = () => { for (;;); }; ${decoder('throw new Error("bad");')}`,
    comes: fails("threw", /^Error: bad/),
  },
];

/** Codecs against which the thread and its end have to help. */
export const hostileCodecsInThread: readonly HostileCodec[] = [
  {
    name: "a search through 4294967295 holes",
    source: decoder("var a = []; a.length = 2 ** 32 - 1; a.indexOf(5); return { data: {} };"),
    comes: fails("timeout", /by force$/),
  },
  {
    name: "the same at the top level",
    source: `var a = []; a.length = 2 ** 32 - 1; a.indexOf(5); ${decoder("return { data: {} };")}`,
    comes: fails("timeout", /by force$/),
  },
  {
    name: "a join of 4294967295 holes",
    source: decoder('return { data: Array(2 ** 32 - 1).join("") };'),
    comes: fails("timeout", /by force$/),
  },
  {
    name: "JSON nested 50,000 deep",
    source: decoder('return { data: JSON.parse("[".repeat(50000) + "]".repeat(50000)) };'),
    comes: fails("stack", /stack/),
  },
  {
    name: "source nested 100,000 deep",
    source: "[".repeat(100_000),
    comes: fails("stack", /stack/),
  },
];
