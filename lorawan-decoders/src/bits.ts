import type { Frame } from "./frame.ts";

/** Reads a frame bit by bit, the highest bit of each byte first; ends with a `PayloadError` past the end. */
export class BitReader {
  readonly #frame: Frame;
  #at: number;

  constructor(frame: Frame, bit = 0) {
    this.#frame = frame;
    this.#at = bit;
  }

  /** The next `count` bits (up to 32) as a whole number. */
  take(count: number, what: string): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.#frame.at(this.#at >> 3, what);
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }
}
