/** What a CBOR item can be here. Maps keep their keys as they are: SenML's are numbers. */
export type CborValue =
  | number
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborKey, CborValue>;
export type CborKey = number | string;

export type CborResult =
  | { readonly ok: true; readonly value: CborValue }
  | { readonly ok: false; readonly error: string };

/** Stops the reading; never leaves this file. */
class CborError extends Error {}

const maxDepth = 16;
const decimalFraction = 4;
const selfDescribed = 55_799;
const utf8 = new TextDecoder("utf-8", { fatal: true });
/** What a "break" reads as, between the items of an indefinite length. */
const stop = Symbol("break");

/** Half precision, RFC 8949 appendix D. */
function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * 2 ** -24 * mantissa;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 25) * (mantissa + 1024);
}

function createReader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function fail(what: string): never {
    throw new CborError(`${what} at byte ${at}`);
  }

  /** Moves on by `count` bytes and gives where they begin. */
  function take(count: number): number {
    if (count > bytes.length - at) fail("the bytes end too soon");
    at += count;
    return at - count;
  }

  /** The argument of an item's head, RFC 8949 §3; undefined for an indefinite length. */
  function argument(info: number): number | undefined {
    if (info < 24) return info;
    if (info === 24) return view.getUint8(take(1));
    if (info === 25) return view.getUint16(take(2));
    if (info === 26) return view.getUint32(take(4));
    if (info === 27) return Number(view.getBigUint64(take(8)));
    if (info === 31) return undefined;
    return fail("a reserved length");
  }

  function chunk(major: number, length: number): Uint8Array | string {
    const from = take(length);
    const part = bytes.subarray(from, from + length);
    if (major === 2) return part;
    try {
      return utf8.decode(part);
    } catch {
      return fail("text that is not UTF-8");
    }
  }

  /** Bytes or text, in one piece or in several. */
  function string(major: number, length: number | undefined): Uint8Array | string {
    if (length !== undefined) return chunk(major, length);
    const parts: (Uint8Array | string)[] = [];
    for (;;) {
      const head = view.getUint8(take(1));
      if (head === 0xff) break;
      const size = head >> 5 === major ? argument(head & 31) : undefined;
      if (size === undefined) return fail("a piece of another kind");
      parts.push(chunk(major, size));
    }
    return major === 3 ? parts.join("") : Buffer.concat(parts as Uint8Array[]);
  }

  /** Reads until as many items are there, or until the break. Each takes a byte at least, which bounds them. */
  function repeat(count: number | undefined, read: (first: CborValue) => void, depth: number): void {
    for (let i = 0; count === undefined || i < count; i++) {
      const one = item(depth + 1, count === undefined);
      if (one === stop) return;
      read(one);
    }
  }

  function list(count: number | undefined, depth: number): CborValue[] {
    const all: CborValue[] = [];
    repeat(count, (one) => all.push(one), depth);
    return all;
  }

  function map(count: number | undefined, depth: number): Map<CborKey, CborValue> {
    const all = new Map<CborKey, CborValue>();
    repeat(
      count,
      (key) => {
        if (typeof key !== "number" && typeof key !== "string")
          return fail("a key that is no number or text");
        if (all.has(key)) return fail(`key ${JSON.stringify(key)} twice`);
        all.set(key, value(depth + 1));
        return undefined;
      },
      depth,
    );
    return all;
  }

  function tagged(tag: number | undefined, depth: number): CborValue {
    const content = value(depth + 1);
    if (tag === selfDescribed) return content;
    if (tag !== decimalFraction) return fail(`tag ${tag} is not read here`);
    const [exponent, mantissa] = Array.isArray(content) ? (content as readonly CborValue[]) : [];
    if (typeof exponent !== "number" || typeof mantissa !== "number")
      return fail("a decimal fraction is two whole numbers");
    // Through text, so that 273.15 is the number nearest to 273.15.
    return Number(`${mantissa}e${exponent}`);
  }

  function simple(info: number): CborValue | typeof stop {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23:
        return undefined;
      case 25:
        return halfFloat(view.getUint16(take(2)));
      case 26:
        return view.getFloat32(take(4));
      case 27:
        return view.getFloat64(take(8));
      case 31:
        return stop;
      default:
        return fail("a simple value that is not known");
    }
  }

  function item(depth: number, mayStop: boolean): CborValue | typeof stop {
    if (depth > maxDepth) fail("nested too deep");
    const head = view.getUint8(take(1));
    const major = head >> 5;
    const info = head & 31;
    if (major === 7) {
      const read = simple(info);
      return read === stop && !mayStop ? fail("a break where none can be") : read;
    }
    const length = argument(info);
    if (length === undefined && (major < 2 || major === 6)) return fail("a length that cannot be indefinite");
    if (major === 0) return length;
    if (major === 1) return -1 - (length as number);
    if (major === 2 || major === 3) return string(major, length);
    if (major === 4) return list(length, depth);
    if (major === 5) return map(length, depth);
    return tagged(length, depth);
  }

  function value(depth: number): CborValue {
    return item(depth, false) as CborValue;
  }

  return {
    whole(): CborValue {
      const read = value(0);
      if (at !== bytes.length) fail("something follows");
      return read;
    },
  };
}

/**
 * Reads one CBOR item (RFC 8949) as far as SenML needs it: numbers, text, bytes, lists, maps, booleans, decimal fractions (tag 4) and
 * the self-describing tag; definite and indefinite lengths. Whole numbers beyond 2^53 lose their last digits. Anything else is an error.
 */
export function readCbor(bytes: Uint8Array): CborResult {
  try {
    return { ok: true, value: createReader(bytes).whole() };
  } catch (cause) {
    if (cause instanceof CborError) return { ok: false, error: cause.message };
    throw cause;
  }
}
