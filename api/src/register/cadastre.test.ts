import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCadastral, parseCadastral } from "./cadastre.ts";

describe("a matrikkel number", () => {
  it.each([
    ["1505-12/34", { municipality: "1505", gnr: 12, bnr: 34, fnr: 0, snr: 0 }],
    ["0301-207/412/0/17", { municipality: "0301", gnr: 207, bnr: 412, fnr: 0, snr: 17 }],
    ["1505-12/34/5", { municipality: "1505", gnr: 12, bnr: 34, fnr: 5, snr: 0 }],
  ])("is written %s", (text, key) => {
    expect(formatCadastral(key)).toBe(text);
    expect(parseCadastral(text)).toEqual(key);
  });

  it.each(["", "505-12/34", "1505-0/34", "1505-12", "1505-123456/1", "1505-12/34/1/2/3", "1505-12/34000"])(
    "is not %j",
    (text) => {
      expect(parseCadastral(text)).toBeUndefined();
    },
  );

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(
        fc.record({
          municipality: fc.stringMatching(/^\d{4}$/),
          gnr: fc.integer({ min: 1, max: 99_999 }),
          bnr: fc.integer({ min: 1, max: 9999 }),
          fnr: fc.integer({ min: 0, max: 9999 }),
          snr: fc.integer({ min: 0, max: 999 }),
        }),
        (key) => {
          expect(parseCadastral(formatCadastral(key))).toEqual(key);
        },
      ),
    );
  });
});
