import { describe, expect, it } from "vitest";
import { changedNumbers, readCadastralNumbers } from "./cadastral-text.ts";

const number = (gnr: number, bnr: number) => ({ municipality: "1505", gnr, bnr, fnr: 0, snr: 0 });

describe("matrikkel numbers in a line", () => {
  it.each([
    ["1505-12/34", [number(12, 34)]],
    [
      " 1505-12/34, 0301-7/8/0/2;1505-1/1 ",
      [number(12, 34), { municipality: "0301", gnr: 7, bnr: 8, fnr: 0, snr: 2 }, number(1, 1)],
    ],
    ["", []],
  ])("%j is read", (text, expected) => {
    expect(readCadastralNumbers(text)).toEqual(expected);
  });

  it.each(["12/34", "1505-0/3", "1505-12", "1505-12/34/0/2/1", "1505-12/x"])("%j is not one", (text) => {
    expect(readCadastralNumbers(text)).toBeUndefined();
  });
});

describe("numbers written anew", () => {
  const held = { ...number(12, 34), validFrom: "2020-01-01", text: "1505-12/34" };
  const old = { ...number(9, 9), validTo: "2019-12-31", text: "1505-9/9" };

  it("keep the days of those that stay, end those that go, and keep the old ones", () => {
    expect(changedNumbers([held, old], [number(12, 35)], "2026-11-21")).toEqual([
      { ...number(12, 35), validFrom: "2026-11-21" },
      { ...number(12, 34), validFrom: "2020-01-01", validTo: "2026-11-21" },
      { ...number(9, 9), validTo: "2019-12-31" },
    ]);
    expect(changedNumbers([held, old], [number(12, 34)], "2026-11-21")).toEqual([
      { ...number(12, 34), validFrom: "2020-01-01" },
      { ...number(9, 9), validTo: "2019-12-31" },
    ]);
  });
});
