import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "./sample-file.ts";

async function lines(text: string, chunk: number, maxBytes: number) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  return Array.fromAsync(linesOf(chunks(), maxBytes));
}

describe("the lines of a stream", () => {
  it("are those of the text with their numbers, however it is cut, and a line over the bound is only counted", async () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom("", " ", "\r")), {
        maxLength: 12,
      })
      .map((parts) => parts.map((part) => part.replaceAll("\n", "")).join("\n"));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (given, chunk) => {
        const maxBytes = 10;
        const expected = given
          .split("\n")
          .flatMap((line, index): { number: number; text: string | undefined }[] => {
            if (Buffer.byteLength(line) > maxBytes) return [{ number: index + 1, text: undefined }];
            return line.trim() === "" ? [] : [{ number: index + 1, text: line.replace(/\r$/, "") }];
          });
        expect(await lines(given, chunk, maxBytes)).toEqual(expected);
      }),
    );
  });
});
