import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCbor } from "./cbor.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("a CBOR item", () => {
  // The examples of RFC 8949 appendix A that are of use here.
  it.each<[string, unknown]>([
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["1903e8", 1000],
    ["1a000f4240", 1_000_000],
    ["1b000000e8d4a51000", 1_000_000_000_000],
    ["20", -1],
    ["3903e7", -1000],
    ["f90000", 0],
    ["f93c00", 1],
    ["f93e00", 1.5],
    ["f97bff", 65_504],
    ["f90001", 2 ** -24],
    ["f90400", 2 ** -14],
    ["f9c400", -4],
    ["f97c00", Number.POSITIVE_INFINITY],
    ["f97e00", Number.NaN],
    ["fa47c35000", 100_000],
    ["fb3ff199999999999a", 1.1],
    ["f4", false],
    ["f5", true],
    ["f6", null],
    ["f7", undefined],
    ["c48221196ab3", 273.15],
    ["4401020304", hex("01020304")],
    ["5f42010243030405ff", hex("0102030405")],
    ["6449455446", "IETF"],
    ["62c3bc", "ü"],
    ["7f657374726561646d696e67ff", "streaming"],
    ["8301820203820405", [1, [2, 3], [4, 5]]],
    ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
    ["d9d9f78101", [1]],
    [
      "a201020304",
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      "bf6346756ef563416d7421ff",
      new Map<string, unknown>([
        ["Fun", true],
        ["Amt", -2],
      ]),
    ],
  ])("%s is %j", (bytes, expected) => {
    expect(readCbor(hex(bytes))).toEqual({ ok: true, value: expected });
  });

  it.each([
    ["", "the bytes end too soon"],
    ["18", "the bytes end too soon"],
    ["0000", "something follows"],
    ["1c", "a reserved length"],
    ["1f", "cannot be indefinite"],
    ["ff", "a break"],
    ["82 01 ff", "a break"],
    ["bf 01 ff", "a break"],
    ["9bffffffffffffffff 01", "the bytes end too soon"],
    ["5bffffffffffffffff", "the bytes end too soon"],
    ["62c328", "text that is not UTF-8"],
    ["7f4101ff", "a piece of another kind"],
    ["5f5f4101ffff", "a piece of another kind"],
    ["a18001", "a key"],
    ["a201020103", "key 1 twice"],
    ["c11a514b67b0", "tag 1"],
    ["c4820161 61", "a decimal fraction"],
    ["f820", "a simple value"],
    ["81".repeat(20), "nested too deep"],
  ])("%j is refused", (bytes, named) => {
    expect(readCbor(hex(bytes))).toMatchObject({ ok: false, error: expect.stringContaining(named) });
  });

  it("is read or refused whatever the bytes, and never thrown", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = readCbor(bytes);
        if (!read.ok) expect(read.error).toMatch(/ at byte \d+$/);
      }),
      { numRuns: 5000 },
    );
  });
});
