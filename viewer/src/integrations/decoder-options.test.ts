import { describe, expect, it } from "vitest";
import { decoderOptions, findDecoder } from "./decoder-options.ts";

const decoders = [
  { id: "elsys", vendor: "Elsys", models: ["ERS 10", "ERS 2"], source: "" },
  { id: "old-elsys", vendor: "Elsys", models: ["ers 2"], source: "" },
  { id: "bare", vendor: "Adeunis", models: [], source: "" },
];

describe("makes and models", () => {
  const options = decoderOptions(decoders);

  it("are listed by name, numbers in their order, and never twice under one name", () => {
    expect(options.map(({ label, decoder }) => [label, decoder])).toEqual([
      ["Adeunis bare", "bare"],
      ["Elsys ERS 2 (elsys)", "elsys"],
      ["Elsys ers 2 (old-elsys)", "old-elsys"],
      ["Elsys ERS 10", "elsys"],
    ]);
  });

  it.each([
    ["Elsys ERS 10", "elsys"],
    ["  elsys  ers 10 ", "elsys"],
    ["Elsys ers 2 (OLD-elsys)", "old-elsys"],
    ["Elsys", undefined],
    ["", undefined],
  ])("%j is found as %j", (text, decoder) => expect(findDecoder(options, text)?.decoder).toBe(decoder));
});
