import type { Derivation, DerivedPoint } from "@kontrollrom/contracts/derived-point.ts";
import { Derivation as DerivationSchema } from "@kontrollrom/contracts/derived-point.ts";
import { describe, expect, it } from "vitest";
import {
  type Draft,
  draftOf,
  emptyDraft,
  inputOf,
  pointsOf,
  previewOf,
  readDraft,
  type Wrong,
} from "./draft.ts";

const derivations: readonly Derivation[] = [
  { kind: "sum", points: [1, 2] },
  { kind: "difference", from: 1, subtract: [2, 3] },
  { kind: "ratio", numerator: 1, denominator: 2 },
  { kind: "formula", expression: "(p1 + p22) * 0.5" },
  { kind: "per-area", point: 1, area: "net" },
  { kind: "per-area", point: 1, area: 120.5 },
  { kind: "balance", in: [1], out: [2, 3], answer: "percent" },
  {
    kind: "degree-day",
    energy: 1,
    outdoor: 2,
    baseTemperature: 17,
    normalDegreeDays: [620, 550, 620, 340, 180, 60, 30, 50, 170, 320, 470, 590],
    heatingShare: 0.6,
  },
  {
    kind: "degree-day",
    energy: 1,
    outdoor: 2,
    baseTemperature: -1.5,
    normalDegreeDays: 3900,
    heatingShare: 1,
  },
];
const point = (derivation: Derivation): DerivedPoint => ({
  id: 2_000_000_001,
  name: "Punkt",
  derivation,
  quantity: "computed",
  unit: "kW.h",
  nature: "amount",
  resolution: "PT1H",
  buildingId: "skole",
  createdAt: "2026-11-21T09:00:00Z",
  createdBy: "Kari",
});

describe("the form of a computed point", () => {
  it.each(derivations)("comes back as it was: %j", (derivation) => {
    const read = readDraft(draftOf(point(derivation)));
    expect(read).toEqual({ derivation });
    if ("derivation" in read) expect(DerivationSchema.parse(read.derivation)).toEqual(derivation);
  });

  it.each<[Partial<Draft>, readonly Wrong[]]>([
    [{}, [{ what: "points", why: "pick" }]],
    [{ kind: "balance", slots: { in: [1] } }, [{ what: "out", why: "pick" }]],
    [{ kind: "formula" }, [{ what: "expression", why: "required" }]],
    [
      { kind: "per-area", slots: { point: [1] }, areaFrom: "given", area: "stor" },
      [{ what: "area", why: "number" }],
    ],
    [
      { kind: "degree-day", slots: { energy: [1], outdoor: [2] }, normals: "1 2 3", share: "120", base: "" },
      [
        { what: "normals", why: "normalsWrong" },
        { what: "base", why: "required" },
        { what: "share", why: "shareWrong" },
      ],
    ],
  ])("says what is missing: %j", (part, wrong) => {
    expect(readDraft({ ...emptyDraft("skole"), ...part })).toEqual({ wrong });
  });

  it("takes numbers as they are written in Norwegian", () => {
    expect(readDraft({ ...emptyDraft(""), kind: "formula", expression: "p1 * 0,5" })).toEqual({
      derivation: { kind: "formula", expression: "p1 * 0.5" },
    });
    const area = { ...emptyDraft(""), kind: "per-area", slots: { point: [1] }, areaFrom: "given" } as const;
    expect(readDraft({ ...area, area: "1 250,5" })).toMatchObject({ derivation: { area: 1250.5 } });
  });

  it("leaves out what was left empty", () => {
    const derivation = derivations[0] as Derivation;
    expect(inputOf({ ...emptyDraft(""), name: " Sum " }, derivation)).toEqual({ name: "Sum", derivation });
    expect(inputOf({ ...emptyDraft("skole"), name: "Sum", unit: "MW.h" }, derivation)).toMatchObject({
      unit: "MW.h",
      buildingId: "skole",
    });
  });
});

it.each([
  [derivations[1], [1, 2, 3]],
  [derivations[3], [1, 22]],
  [derivations[6], [1, 2, 3]],
] as const)("knows what %j is computed of", (derivation, points) => {
  expect(pointsOf(derivation as Derivation)).toEqual(points);
});

it("looks at degree days by months or years, at all else by the hour", () => {
  expect(derivations.map((derivation) => previewOf(derivation).bucket).slice(-3)).toEqual([
    "PT1H",
    "P1M",
    "P1Y",
  ]);
});
