import { readFileSync } from "node:fs";
import quickjsVariant from "@jitl/quickjs-wasmfile-release-sync";
import {
  DefaultIntrinsics,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import { type Codec, type CodecFailure, type CodecLimits, failure } from "./codec.ts";
import {
  createMemoryImages,
  findMemoryLayout,
  type MemoryImage,
  type MemoryImages,
  type MemoryLayout,
} from "./memory-image.ts";

const guest = (name: string): string => readFileSync(new URL(`./guest/${name}.js`, import.meta.url), "utf8");

const guestTexts = {
  run: guest("run"),
  find: guest("find"),
  base64: guest("base64"),
  buffer: guest("buffer"),
} as const;

/** The package's types describe its CommonJS form, in which the variant is a level deeper. */
const baseVariant = quickjsVariant as unknown as QuickJSSyncVariant;

const pageBytes = 64 * 1024;
/** What the engine's program asks for at least, in pages: 16 MiB. */
const initialPages = 256;

/** `trace` is `decode` with what the codec writes to its console. */
export type CodecCall = "decode" | "trace" | "normalize";
type Form = "ts013" | "decoder" | "decode" | "normalizer";

/** A codec, evaluated in the engine that it belongs to. */
export interface LoadedCodec {
  readonly form: Form;
  readonly normalizes: boolean;
  /** The engine's memory right after the evaluation. Absent where the source read the clock meanwhile. */
  readonly image?: { readonly memory: MemoryImage; readonly found: QuickJSHandle };
  readonly codec: Codec;
}

/** The codec's JSON text as it came, or why there is none. */
export type CallResult =
  | { readonly ok: true; readonly form: Form; readonly json: string; readonly console?: readonly string[] }
  | CodecFailure;

/** The engine itself broke: it must not be used again. */
export class EngineFaultError extends Error {
  readonly code = "engine-fault";
  readonly failure: CodecFailure;

  constructor(cause: unknown) {
    super(`the engine broke off: ${cause instanceof Error ? cause.message : cause}`, { cause });
    // Its parser can use up the thread's own stack before the engine's.
    this.failure =
      cause instanceof RangeError
        ? failure("stack", "the codec nests deeper than the engine's stack allows")
        : failure("worker-ended", this.message);
  }
}

/**
 * Runs codecs in QuickJS, on the calling thread, each call from the same memory image. Nothing that a call does is
 * seen by another one.
 */
export interface Engine {
  readonly layout: MemoryLayout;
  /** @throws EngineFaultError */
  load(codec: Codec): LoadedCodec | CodecFailure;
  /** `input` is JSON text. @throws EngineFaultError */
  call(loaded: LoadedCodec, call: CodecCall, input: string): CallResult;
}

export interface EngineDeps {
  /** The compiled engine, which threads can share. */
  readonly wasm: WebAssembly.Module;
  /** As found by another engine of the same `wasm`; it saves looking again. */
  readonly layout?: MemoryLayout | undefined;
  /** The clock of the time limit, ms: best the processor time of this thread. */
  readonly now: () => number;
  /** Seeds each call's Math.random, which would else begin at the same place each time; [0, 1). */
  readonly random: () => number;
  /** How often the engine has asked for the time of day; a codec that did so while loading is evaluated for each call. */
  readonly clockReads: () => number;
}

interface Instance {
  readonly quickjs: QuickJSWASMModule;
  readonly memory: WebAssembly.Memory;
  /** How often the memory was asked to grow over its maximum. */
  readonly refusals: () => number;
}

async function instantiate(wasm: WebAssembly.Module, memoryBytes: number): Promise<Instance> {
  const maximum = Math.max(initialPages, Math.ceil(memoryBytes / pageBytes));
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum });
  const grow = memory.grow.bind(memory);
  let refusals = 0;
  memory.grow = (pages) => {
    try {
      return grow(pages);
    } catch (error) {
      refusals += 1;
      throw error;
    }
  };
  const variant = newVariant(baseVariant, { wasmModule: wasm, wasmMemory: memory });
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  return { quickjs, memory, refusals: () => refusals };
}

async function probe(wasm: WebAssembly.Module): Promise<MemoryLayout> {
  const { quickjs, memory } = await instantiate(wasm, 0);
  const context = quickjs.newContext();
  return findMemoryLayout(memory, (bytes) => void context.newArrayBuffer(new ArrayBuffer(bytes)));
}

export async function createEngine(limits: CodecLimits, deps: EngineDeps): Promise<Engine> {
  const layout = deps.layout ?? (await probe(deps.wasm));
  const { quickjs, memory, refusals } = await instantiate(deps.wasm, layout.heapStart + limits.memoryBytes);
  const images: MemoryImages = createMemoryImages(memory, layout);

  let deadline = Number.POSITIVE_INFINITY;
  let timedOut = false;
  let refusalsBefore = 0;
  const runtime = quickjs.newRuntime({
    interruptHandler: () => {
      if (deps.now() < deadline) return false;
      timedOut = true;
      return true;
    },
  });
  // A proxy could answer each look at one value with another.
  const context = runtime.newContext({ intrinsics: { ...DefaultIntrinsics, Proxy: false } });
  const { run, describe } = boot(context, limits);
  // There is no use in the runtime's memory limit: built by Emscripten, QuickJS does not know how large its
  // allocations are. What holds is the maximum of the instance's memory.
  runtime.setMaxStackSize(limits.stackBytes);
  const base = images.take();

  function within<T>(work: () => T): T {
    timedOut = false;
    refusalsBefore = refusals();
    deadline = deps.now() + limits.timeMs;
    try {
      return work();
    } catch (cause) {
      throw new EngineFaultError(cause);
    } finally {
      deadline = Number.POSITIVE_INFINITY;
    }
  }

  /** What escaped from the guest, to where its own report could not reach. */
  function escaped(error: QuickJSHandle, what: string): CodecFailure {
    if (timedOut) return timeoutFailure(what, limits);
    const told = context.callFunction(describe, context.undefined, error);
    error.dispose();
    if (timedOut) return timeoutFailure(what, limits);
    if (told.error !== undefined) return memoryFailure(what, limits);
    const text = context.getString(told.value);
    told.value.dispose();
    return thrown(text, what);
  }

  /** Reads the guest's report: `!reason,name,message,stack`, each a JSON text. */
  function thrown(text: string, what: string): CodecFailure {
    const [reason = "", name = "", message = "", stack = ""] = JSON.parse(`[${text.slice(1)}]`) as string[];
    if (reason === "output-too-large" || reason === "output-not-json") return failure(reason, message);
    // Where there was no room even for an Error, the engine throws none.
    const noRoom = name === "" && refusals() > refusalsBefore;
    if (noRoom || (name === "InternalError" && message === "out of memory"))
      return memoryFailure(what, limits);
    if (/^(?:stack overflow|Maximum call stack size exceeded)$/.test(message)) return stackFailure(limits);
    const line = /\bcodec\.js:(\d+)/.exec(stack)?.[1];
    const where = line === undefined ? "" : ` (line ${line})`;
    const said = name === "" ? `the codec threw ${message}` : `${name}: ${message}`;
    const parsing = name === "SyntaxError" && what !== "";
    return failure(parsing ? "syntax" : "threw", `${said}${where}${what === "" ? "" : ` ${what}`}`);
  }

  function evaluate(text: string, name: string): QuickJSHandle | CodecFailure {
    const result = context.evalCode(text, name, { type: "global" });
    return result.error === undefined ? result.value : escaped(result.error, "while it was loaded");
  }

  /** Evaluates the source from the base image; the memory then holds the codec. */
  function evaluateCodec({ source }: Codec): QuickJSHandle | CodecFailure {
    images.restore(base);
    const wantsBuffer = /\bBuffer\b/.test(source);
    const wantsBase64 = wantsBuffer || /\b(?:atob|btoa)\b/.test(source);
    for (const text of [wantsBase64 ? guestTexts.base64 : "", wantsBuffer ? guestTexts.buffer : ""]) {
      if (text === "") continue;
      const result = evaluate(text, "polyfill.js");
      if ("ok" in result) return result;
      result.dispose();
    }
    const done = evaluate(source, codecFile);
    if ("ok" in done) return done;
    done.dispose();
    return evaluate(guestTexts.find, "find.js");
  }

  function load(codec: Codec): LoadedCodec | CodecFailure {
    return within(() => {
      const readsBefore = deps.clockReads();
      const found = evaluateCodec(codec);
      if ("ok" in found) return found;
      const form = context.getProp(found, "form").consume(context.getString);
      if (form === "none") {
        return failure(
          "no-decoder",
          "the source defines no decodeUplink(input), and none of the older Decoder(bytes, port) and Decode(fPort, bytes)",
        );
      }
      const normalizes =
        context.getProp(found, "normalize").consume((handle) => context.typeof(handle)) === "function";
      const loaded = { form: form as Form, normalizes, codec };
      // What the source derived from the time of day at the top level would be stale in an image.
      return deps.clockReads() === readsBefore
        ? { ...loaded, image: { memory: images.take(), found } }
        : loaded;
    });
  }

  function prepare({ codec, image }: LoadedCodec): QuickJSHandle | CodecFailure {
    if (image === undefined) return evaluateCodec(codec);
    images.restore(image.memory);
    return image.found;
  }

  function call(loaded: LoadedCodec, kind: CodecCall, input: string): CallResult {
    if (kind === "normalize" && !loaded.normalizes)
      return failure("no-decoder", "the source defines no normalizeUplink(input)");
    if (kind !== "normalize" && loaded.form === "normalizer")
      return failure("no-decoder", "the source defines normalizeUplink, but no decodeUplink(input)");
    return within(() => {
      const found = prepare(loaded);
      if ("ok" in found) return found;
      const result = context.callFunction(
        run,
        context.undefined,
        found,
        context.newString(kind),
        context.newString(input),
        context.newNumber(Math.floor(deps.random() * 2 ** 32)),
      );
      // Handles made here die with the memory, which the next call puts back.
      if (result.error !== undefined) return escaped(result.error, "");
      const told = context.getString(result.value);
      const cut = kind === "trace" ? told.lastIndexOf("\n") : told.length;
      const text = told.slice(0, cut);
      const answer: CallResult = text.startsWith("=")
        ? { ok: true, form: loaded.form, json: text.slice(1) }
        : thrown(text, "");
      if (kind !== "trace") return answer;
      return { ...answer, console: JSON.parse(told.slice(cut)) as readonly string[] };
    });
  }

  return { layout, load, call };
}

const codecFile = "codec.js";

function boot(context: QuickJSContext, limits: CodecLimits) {
  const factory = context.unwrapResult(context.evalCode(guestTexts.run, "run.js"));
  const numbers = [limits.outputChars, limits.outputValues, limits.outputDepth].map((n) =>
    context.newNumber(n),
  );
  const made = context.unwrapResult(context.callFunction(factory, context.undefined, ...numbers));
  return { run: context.getProp(made, "run"), describe: context.getProp(made, "describe") };
}

function timeoutFailure(what: string, { timeMs }: CodecLimits): CodecFailure {
  return failure("timeout", `the codec ran for more than ${timeMs} ms${what === "" ? "" : ` ${what}`}`);
}

function memoryFailure(what: string, { memoryBytes }: CodecLimits): CodecFailure {
  const mebibytes = memoryBytes / 2 ** 20;
  return failure(
    "memory",
    `the codec took more than ${mebibytes} MiB of memory${what === "" ? "" : ` ${what}`}`,
  );
}

function stackFailure({ stackBytes }: CodecLimits): CodecFailure {
  return failure("stack", `the codec's calls nest deeper than ${stackBytes / 1024} KiB of stack allow`);
}
