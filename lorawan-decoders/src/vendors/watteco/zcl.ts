import type { Frame } from "../../frame.ts";
import { hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";

/** Length of a value by its ZCL type; strings carry their own. */
const typeLengths: ReadonlyMap<number, number> = new Map([
  [0x08, 1],
  // Six bytes of firmware version.
  [0x0d, 6],
  [0x10, 1],
  [0x16, 1],
  [0x18, 1],
  [0x19, 2],
  [0x1b, 4],
  [0x20, 1],
  [0x21, 2],
  [0x22, 3],
  [0x23, 4],
  [0x28, 1],
  [0x29, 2],
  [0x2b, 4],
  [0x30, 1],
  [0x31, 2],
  [0x39, 4],
]);

/** The value of an attribute, with the place where a byte string starts. */
export interface Attribute {
  readonly endpoint: number;
  readonly type: number;
  readonly length: number;
}

export type Read = (frame: Frame, out: Output, attribute: Attribute) => void;

/** How long the value is; leaves the frame at its first byte. */
export function valueLength(frame: Frame, type: number): number {
  if (type === 0x41 || type === 0x42) return frame.u8("length of string");
  const length = typeLengths.get(type);
  if (length === undefined) return frame.fail(`unknown ZCL type ${hexByte(type)}`, frame.offset - 1);
  return length;
}

/** A number of any of the plain types. */
export function numberOf(frame: Frame, type: number): number {
  switch (type) {
    case 0x28:
      return frame.i8("value");
    case 0x29:
      return frame.i16be("value");
    case 0x2b:
      return frame.i32be("value");
    case 0x39:
      return frame.f32be("value");
    case 0x22:
      return frame.u24be("value");
    case 0x1b:
    case 0x23:
      return frame.u32be("value");
    case 0x19:
    case 0x21:
    case 0x31:
      return frame.u16be("value");
    default:
      return frame.u8("value");
  }
}
