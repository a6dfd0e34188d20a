import { expect, it } from "vitest";
import { readable } from "./readable.ts";

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");

it.each([
  [base64('{"a":1}'), '{\n  "a": 1\n}'],
  [base64("21,4 °C"), "21,4 °C"],
  [base64(new Uint8Array([0xff, 0xfe, 0x00])), base64(new Uint8Array([0xff, 0xfe, 0x00]))],
  ["not base64!", "not base64!"],
])("%s is shown as %s", (payload, expected) => expect(readable(payload)).toBe(expected));
