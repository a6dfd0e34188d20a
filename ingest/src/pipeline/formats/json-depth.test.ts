import { describe, expect, it } from "vitest";
import { isTooDeep, maxJsonDepth } from "./json-depth.ts";
import { parseEnvelope } from "./registry.ts";

const lists = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("isTooDeep", () => {
  it.each([
    ["the most there may be", lists(maxJsonDepth), false],
    ["one more", lists(maxJsonDepth + 1), true],
    ["objects", `${'{"a":'.repeat(100)}1${"}".repeat(100)}`, true],
    ["many brackets side by side", `[${"[],".repeat(500)}[]]`, false],
    ["brackets in a text", JSON.stringify({ a: "[".repeat(500) }), false],
    ["a text with quotes and brackets", JSON.stringify({ a: `"${"[{".repeat(500)}\\` }), false],
  ])("judges %s", (_what, text, tooDeep) => {
    expect(isTooDeep(Buffer.from(text))).toBe(tooDeep);
  });

  it("keeps a message that would end the stack away from the parsers", () => {
    const payload = Buffer.from(`{"cmd":"rx","EUI":${lists(200_000)}}`);
    const { messages, refused } = parseEnvelope({ format: "loriot", payload, receivedAt: 0 });
    expect(messages).toEqual([]);
    expect(refused).toMatchObject([{ reason: "wrong-shape", detail: expect.stringContaining("64 levels") }]);
  });
});
