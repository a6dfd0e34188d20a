import { describe, expect, it } from "vitest";
import { Frame, quote, signed } from "./frame.ts";
import { bytesOfHex } from "./hex.ts";

const frameOf = (hex: string) => new Frame(bytesOfHex(hex), 1, 0);

describe("Frame", () => {
  it.each([
    ["u8", 0xff],
    ["i8", -1],
    ["u16be", 0xff02],
    ["u16le", 0x02ff],
    ["i16be", -254],
    ["i16le", 767],
    ["u24be", 0xff0203],
    ["u24le", 0x0302ff],
    ["i24be", -0xfdfd],
    ["i24le", 0x0302ff],
    ["u32be", 0xff020380],
    ["u32le", 0x800302ff],
    ["i32be", -16_645_248],
    ["i32le", -2_147_286_273],
  ] as const)("reads %s and moves on", (read, value) => {
    const frame = frameOf("ff0203800a");
    expect(frame[read]("a value")).toBe(value);
    expect(frame.offset).toBe(Number(/\d+/.exec(read)?.[0]) / 8);
  });

  it("reads floating point in both orders, also in the middle of a larger buffer", () => {
    const bytes = bytesOfHex("ff3fc000000000c03f").subarray(1);
    const frame = new Frame(bytes, 1, 0);
    expect([frame.f32be("a"), frame.f32le("b")]).toEqual([1.5, 1.5]);
  });

  it.each([
    ["003c", 1],
    ["8f42", 3.279_296_875],
    ["00c4", -4],
    ["0100", 2 ** -24],
    ["007c", Number.POSITIVE_INFINITY],
    ["017c", Number.NaN],
  ])("reads half precision %s as %d", (hex, value) => {
    expect(frameOf(hex).f16le("a value")).toBe(value);
  });

  it("says what it missed, where, and quotes the payload", () => {
    const frame = frameOf("0102");
    frame.u8("kind");
    expect(() => frame.u16be("temperature")).toThrow(
      "byte 1: expected 2 bytes for temperature, 1 left; payload 0102",
    );
    expect(() => frame.expectPort(6, 7)).toThrow("fPort 1: expected 6, 7; payload 0102");
  });

  it("cuts a long payload when it quotes it", () => {
    expect(quote(new Uint8Array(65))).toBe(`${"00".repeat(64)}… (65 bytes)`);
  });

  it("reads two's complement of any width", () => {
    expect([signed(0x7ff, 12), signed(0x800, 12), signed(0xfff, 12)]).toEqual([2047, -2048, -1]);
  });
});
