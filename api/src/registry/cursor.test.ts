import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, toPage } from "./cursor.ts";

describe("a cursor", () => {
  it("comes back as it was given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.string()), fc.string(), (key, id) => {
        expect(decodeCursor(encodeCursor({ key, id }))).toEqual({ key, id });
      }),
    );
  });

  it("that no list has answered is refused, whatever it is", () => {
    expect(() => decodeCursor("nonsense")).toThrow(/nonsense/);
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          decodeCursor(text);
        } catch (error) {
          expect(error).toMatchObject({ status: 400, code: "bad-cursor" });
        }
      }),
    );
  });
});

describe("a page", () => {
  const cursorOf = (row: number) => ({ key: row, id: String(row) });
  it("has no cursor when nothing follows", () => {
    expect(toPage([1, 2], 2, cursorOf, String)).toEqual({ items: ["1", "2"] });
  });
  it("points behind its last item when more follows", () => {
    expect(toPage([1, 2, 3], 2, cursorOf, String)).toEqual({
      items: ["1", "2"],
      nextCursor: encodeCursor({ key: 2, id: "2" }),
    });
  });
});
