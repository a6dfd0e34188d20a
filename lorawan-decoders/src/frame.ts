/** A payload that does not follow its format. Caught by `defineDecoder`, which returns the message as the error. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/** `0x0a` */
export function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}

const quotedBytes = 64;

/** The payload for an error text, cut after 64 bytes. */
export function quote(bytes: Uint8Array): string {
  let text = "";
  const shown = Math.min(bytes.length, quotedBytes);
  for (let i = 0; i < shown; i++) text += (bytes[i] ?? 0).toString(16).padStart(2, "0");
  return bytes.length > shown ? `${text}… (${bytes.length} bytes)` : text;
}

/**
 * A payload and a place in it. Each read checks the length and moves on; a read past the end throws a
 * `PayloadError` that says what was expected where.
 */
export class Frame {
  readonly bytes: Uint8Array;
  readonly fPort: number;
  readonly recvTime: number;
  offset = 0;
  #view: DataView | undefined;

  constructor(bytes: Uint8Array, fPort: number, recvTime: number) {
    this.bytes = bytes;
    this.fPort = fPort;
    this.recvTime = recvTime;
  }

  get length(): number {
    return this.bytes.length;
  }

  get left(): number {
    return this.bytes.length - this.offset;
  }

  /** Throws with the place and the payload. */
  fail(problem: string, at = this.offset): never {
    throw new PayloadError(`byte ${at}: ${problem}; payload ${quote(this.bytes)}`);
  }

  /** Refuses a frame that was sent on a port this device does not use for it. */
  expectPort(...ports: readonly number[]): void {
    if (!ports.includes(this.fPort)) {
      throw new PayloadError(
        `fPort ${this.fPort}: expected ${ports.join(", ")}; payload ${quote(this.bytes)}`,
      );
    }
  }

  expectLength(minimum: number, what: string): void {
    if (this.bytes.length < minimum) {
      throw new PayloadError(
        `expected at least ${minimum} bytes for ${what}, got ${this.bytes.length}; payload ${quote(this.bytes)}`,
      );
    }
  }

  need(count: number, what: string): void {
    if (this.bytes.length - this.offset < count) {
      this.fail(`expected ${count} ${count === 1 ? "byte" : "bytes"} for ${what}, ${this.left} left`);
    }
  }

  skip(count: number, what: string): void {
    this.need(count, what);
    this.offset += count;
  }

  /** A byte at an absolute place, without moving. */
  at(offset: number, what: string): number {
    const value = this.bytes[offset];
    if (value === undefined)
      this.fail(`expected a byte for ${what}, the frame ends at ${this.length}`, offset);
    return value;
  }

  u8(what: string): number {
    const value = this.bytes[this.offset];
    if (value === undefined) this.fail(`expected 1 byte for ${what}, 0 left`);
    this.offset += 1;
    return value;
  }

  i8(what: string): number {
    return (this.u8(what) << 24) >> 24;
  }

  u16be(what: string): number {
    this.need(2, what);
    const high = this.#next();
    return (high << 8) | this.#next();
  }

  u16le(what: string): number {
    this.need(2, what);
    const low = this.#next();
    return low | (this.#next() << 8);
  }

  i16be(what: string): number {
    return (this.u16be(what) << 16) >> 16;
  }

  i16le(what: string): number {
    return (this.u16le(what) << 16) >> 16;
  }

  u24be(what: string): number {
    this.need(3, what);
    const high = this.#next();
    const middle = this.#next();
    return (high << 16) | (middle << 8) | this.#next();
  }

  u24le(what: string): number {
    this.need(3, what);
    const low = this.#next();
    const middle = this.#next();
    return low | (middle << 8) | (this.#next() << 16);
  }

  i24be(what: string): number {
    return (this.u24be(what) << 8) >> 8;
  }

  i24le(what: string): number {
    return (this.u24le(what) << 8) >> 8;
  }

  u32be(what: string): number {
    return this.i32be(what) >>> 0;
  }

  u32le(what: string): number {
    return this.i32le(what) >>> 0;
  }

  i32be(what: string): number {
    this.need(4, what);
    const a = this.#next();
    const b = this.#next();
    const c = this.#next();
    return (a << 24) | (b << 16) | (c << 8) | this.#next();
  }

  i32le(what: string): number {
    this.need(4, what);
    const a = this.#next();
    const b = this.#next();
    const c = this.#next();
    return a | (b << 8) | (c << 16) | (this.#next() << 24);
  }

  /** Half precision (IEEE 754 binary16). */
  f16le(what: string): number {
    const bits = this.u16le(what);
    const sign = (bits & 0x8000) === 0 ? 1 : -1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }

  f32le(what: string): number {
    this.need(4, what);
    const value = this.#data().getFloat32(this.offset, true);
    this.offset += 4;
    return value;
  }

  f32be(what: string): number {
    this.need(4, what);
    const value = this.#data().getFloat32(this.offset, false);
    this.offset += 4;
    return value;
  }

  #next(): number {
    const value = this.bytes[this.offset] ?? 0;
    this.offset += 1;
    return value;
  }

  #data(): DataView {
    this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.#view;
  }
}

/** A whole number of `bits` bits in two's complement. */
export function signed(value: number, bits: number): number {
  const shift = 32 - bits;
  return (value << shift) >> shift;
}
