import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginsTfm, compareTfm, sameComponent } from "./match.ts";
import { componentMeaning } from "./pa0802-letters.ts";
import { scanTfm } from "./scan.ts";
import { formatTfm, normaliseTfm, parseTfm, type TfmTag } from "./tfm.ts";

function read(text: string): TfmTag {
  const result = parseTfm(text);
  if (!result.ok) throw new Error(result.error);
  return result.tag;
}

describe("reading a TFM tag", () => {
  it.each([
    [
      "+LOK=360.001-JV401",
      {
        grammar: "pa0802",
        location: "LOK",
        system: "360",
        number: "001",
        component: { letters: "JV", number: "401" },
      },
    ],
    ["360.001", { grammar: "pa0802", system: "360", number: "001" }],
    [
      "++115080=4310.001.12-QLF001",
      {
        grammar: "ns-tfm",
        location: "115080",
        system: "4310",
        number: "001",
        subNumber: "12",
        component: { letters: "QLF", number: "001" },
      },
    ],
    [
      "=3601.002-Q001%QLF001",
      {
        grammar: "ns-tfm",
        system: "3601",
        number: "002",
        component: { letters: "Q", number: "001" },
        type: "QLF001",
      },
    ],
    [
      "+A=360.001:01-SR001T/001",
      {
        grammar: "tfm-2",
        location: "A",
        system: "360",
        number: "001",
        subNumber: "01",
        component: { letters: "SR", number: "001" },
        typeLetter: "T",
        serial: "001",
        text: "+A=360.001:01-SR001T/001",
      },
    ],
  ])("%s", (text, tag) => {
    expect(parseTfm(text)).toEqual({ ok: true, tag });
  });

  it.each([
    [" =360.001 – rt401 ", "=360.001-RT401"],
    ["360.001-rt401", "=360.001-RT401"],
    ["+lok = 360.001-jv401", "+LOK=360.001-JV401"],
    ["+A=360.001:01-SR001T/001", "+A=360.001:01-SR001T/001"],
    ["JV401", undefined],
  ])("%j is written %j", (text, normal) => {
    expect(normaliseTfm(text)).toBe(normal);
  });

  it.each([
    ["", "expected a system and a component"],
    ["JV401", "expected a system and a component"],
    ["36.001-JV401", 'system "36" is to have three digits (PA 0802) or four (NS-TFM)'],
    ["360.01-JV401", `system's number "01" is to have three digits`],
    ["360.001-JV40", `component's number "40" is to have three digits`],
    ["360.001-JVX401", `letters "JVX" are to be two in PA 0802`],
    ["4310.001-QLFX001", `letters "QLFX" are to be one to three in NS-TFM`],
    ["360.001-JV401A", "nothing follows the three digits"],
    ["360.001.12-JV401", "PA 0802 has no sub-number"],
    ["360.001-JV401%JV", "belongs to NS-TFM"],
    ["++LOK=360.001-JV401", "begins with one +"],
    ["+LOK=4310.001-QLF001", "begins with ++"],
    ["+LOK360.001-JV401", 'is followed by "="'],
    ["+=360.001-JV401", "the location"],
    ["4310.001:12-QLF001", 'comes after "."'],
    ["4310.001.1-QLF001", 'sub-number "1" is to have two digits'],
  ])("refuses %j: %s", (text, part) => {
    expect(parseTfm(text)).toEqual({ ok: false, error: expect.stringContaining(part) });
  });

  it("holds locations to the length that an owner uses", () => {
    const statsbygg = { locationLength: 6 };
    expect(parseTfm("+115080=360.001-JV401", statsbygg).ok).toBe(true);
    expect(parseTfm("360.001-JV401", statsbygg).ok).toBe(true);
    expect(parseTfm("+LOK=360.001-JV401", statsbygg)).toEqual({
      ok: false,
      error: expect.stringContaining('"LOK" has 3 characters where 6 are expected'),
    });
  });

  const digits = (n: number) => fc.stringMatching(new RegExp(`^\\d{${n}}$`));
  const location = fc.stringMatching(/^[0-9A-ZÆØÅ]{1,12}$/);
  const present = (record: object) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  const component = (letters: RegExp) =>
    fc.option(fc.record({ letters: fc.stringMatching(letters), number: digits(3) }), { nil: undefined });
  const tags: fc.Arbitrary<TfmTag> = fc
    .oneof(
      fc.record({
        grammar: fc.constant("pa0802"),
        location: fc.option(location, { nil: undefined }),
        system: digits(3),
        number: digits(3),
        component: component(/^[A-ZÆØÅ]{2}$/),
      }),
      fc.record({
        grammar: fc.constant("ns-tfm"),
        location: fc.option(location, { nil: undefined }),
        system: digits(4),
        number: digits(3),
        subNumber: fc.option(digits(2), { nil: undefined }),
        component: component(/^[A-ZÆØÅ]{1,3}$/),
        type: fc.option(fc.stringMatching(/^[0-9A-ZÆØÅ]{1,8}$/), { nil: undefined }),
      }),
    )
    .map((tag) => present(tag) as unknown as TfmTag);

  it("reads back every tag as it was written", () => {
    fc.assert(
      fc.property(tags, (tag) => {
        expect(parseTfm(formatTfm(tag))).toEqual({ ok: true, tag });
      }),
    );
  });

  it("writes in one way, and finds again, whatever it was written in", () => {
    fc.assert(
      fc.property(tags, (tag) => {
        const text = formatTfm(tag);
        expect(normaliseTfm(` ${text.toLowerCase()} `)).toBe(text);
        if (tag.component !== undefined) expect(scanTfm(`Merket ${text} i skapet`)?.tag).toEqual(tag);
      }),
    );
  });

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const result = parseTfm(text);
        if (result.ok) expect(parseTfm(formatTfm(result.tag))).toEqual(result);
      }),
    );
  });

  it("takes a long hostile text in no time to speak of", () => {
    expect(parseTfm(`+${"A ".repeat(50_000)}=`).ok).toBe(false);
    expect(parseTfm(`360.001-${"A".repeat(100_000)}`).ok).toBe(false);
  });
});

describe("comparing tags", () => {
  it.each([
    ["=360.001-RT401", "+LOK=360.001-RT401", true],
    ["+LOK=360.001-RT401", "+LOK=360.001-RT401", true],
    ["+LOK=360.001-RT401", "+KOL=360.001-RT401", false],
    ["=360.001-RT401", "=360.001-RT402", false],
    ["=360.001-RT401", "=360.002-RT401", false],
    ["=4310.001.12-QLF001%A", "++115080=4310.001.12-QLF001%B", true],
    ["=4310.001.12-QLF001", "=4310.001.13-QLF001", false],
  ])("%s and %s name the same component: %s", (a, b, same) => {
    expect(sameComponent(read(a), read(b))).toBe(same);
    expect(sameComponent(read(b), read(a))).toBe(same);
  });

  it.each([
    ["360", true],
    ["=360.001-R", true],
    ["360.001-rt4", true],
    ["+lok=360", true],
    ["RT4", true],
    ["=RT4", false],
    ["401", false],
    ["361", false],
    ["", false],
    ["+KOL", false],
  ])("+LOK=360.001-RT401 begins with %j: %s", (typed, begins) => {
    expect(beginsTfm(read("+LOK=360.001-RT401"), typed)).toBe(begins);
  });

  it("orders by location, system and component", () => {
    const ordered = [
      "=360.001",
      "=360.001-JV401",
      "=360.001-RT401",
      "=360.002-JV401",
      "+A=320.001",
      "+B=320.001",
    ];
    expect(ordered.toReversed().map(read).sort(compareTfm).map(formatTfm)).toEqual(ordered);
  });
});

describe("what the letters mean", () => {
  it.each([
    ["=360.001-RT401", "føler for temperatur"],
    ["=360.001-SC401", "motorstyrt stengeventil"],
    ["=360.001-XX401", undefined],
    ["=360.001", undefined],
    // The same letters mean something else there.
    ["=3600.001-RT401", undefined],
  ])("%s: %s", (text, meaning) => {
    expect(componentMeaning(read(text))?.nb).toBe(meaning);
  });
});
