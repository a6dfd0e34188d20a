import type { Derivation, DerivedPoint, DerivedPointInput } from "@kontrollrom/contracts/derived-point.ts";

export type Kind = Derivation["kind"];
/** What is asked for most first. */
export const kinds = [
  "sum",
  "difference",
  "per-area",
  "degree-day",
  "balance",
  "ratio",
  "formula",
] as const satisfies readonly Kind[];

export type SlotName =
  | "points"
  | "from"
  | "subtract"
  | "numerator"
  | "denominator"
  | "point"
  | "energy"
  | "outdoor"
  | "in"
  | "out"
  | "formula";
export interface Slot {
  readonly name: SlotName;
  readonly many: boolean;
}
const one = (name: SlotName): Slot => ({ name, many: false });
const several = (name: SlotName): Slot => ({ name, many: true });

/** The points that each kind is computed of. */
export const slotsOf: Readonly<Record<Kind, readonly Slot[]>> = {
  sum: [several("points")],
  difference: [one("from"), several("subtract")],
  "per-area": [one("point")],
  "degree-day": [one("energy"), one("outdoor")],
  balance: [several("in"), several("out")],
  ratio: [one("numerator"), one("denominator")],
  formula: [several("formula")],
};

/** A form half filled in. Numbers are as they were typed. */
export interface Draft {
  readonly name: string;
  /** Empty: of no one building. */
  readonly buildingId: string;
  readonly kind: Kind;
  readonly unit: string;
  readonly slots: Readonly<Partial<Record<SlotName, readonly number[]>>>;
  readonly expression: string;
  readonly base: string;
  readonly normals: string;
  readonly share: string;
  readonly areaFrom: "net" | "given";
  readonly area: string;
  readonly answer: "volume" | "percent";
}

export const emptyDraft = (buildingId: string): Draft => ({
  name: "",
  buildingId,
  kind: "sum",
  unit: "",
  slots: {},
  expression: "",
  base: "17",
  normals: "",
  share: "100",
  areaFrom: "net",
  area: "",
  answer: "volume",
});

/** `what` is a slot or a field; `why` the key of a text. */
export interface Wrong {
  readonly what: SlotName | "name" | "expression" | "base" | "normals" | "share" | "area";
  readonly why: "required" | "pick" | "number" | "normalsWrong" | "shareWrong";
}

const decimal = (text: string): number => {
  const plain = text.trim().replace(/\s/g, "").replace(",", ".").replace("−", "-");
  return plain === "" ? Number.NaN : Number(plain);
};
const within = (value: number, least: number, most: number) => value >= least && value <= most;

/** The body that the form stands for, or what is missing in it. The name is left to `wrongName`. */
export function readDraft(draft: Draft): { derivation: Derivation } | { wrong: readonly Wrong[] } {
  const wrong: Wrong[] = [];
  const ids = (name: SlotName) => [...(draft.slots[name] ?? [])];
  const first = (name: SlotName) => ids(name)[0] ?? 0;
  const read = (what: Wrong["what"], text: string, least: number, most: number, why: Wrong["why"]) => {
    const value = decimal(text);
    if (!within(value, least, most)) wrong.push({ what, why: text.trim() === "" ? "required" : why });
    return value;
  };
  if (draft.kind !== "formula")
    for (const { name } of slotsOf[draft.kind])
      if (ids(name).length === 0) wrong.push({ what: name, why: "pick" });
  const derivation = ((): Derivation => {
    switch (draft.kind) {
      case "sum":
        return { kind: "sum", points: ids("points") };
      case "difference":
        return { kind: "difference", from: first("from"), subtract: ids("subtract") };
      case "ratio":
        return { kind: "ratio", numerator: first("numerator"), denominator: first("denominator") };
      case "formula":
        if (draft.expression.trim() === "") wrong.push({ what: "expression", why: "required" });
        // A decimal comma is a point to a formula.
        return { kind: "formula", expression: draft.expression.trim().replace(/(\d),(\d)/g, "$1.$2") };
      case "balance":
        return { kind: "balance", in: ids("in"), out: ids("out"), answer: draft.answer };
      case "per-area":
        return {
          kind: "per-area",
          point: first("point"),
          area: draft.areaFrom === "net" ? "net" : read("area", draft.area, 0.01, 10_000_000, "number"),
        };
      case "degree-day": {
        const normals = draft.normals
          .trim()
          .split(/[\s;]+/)
          .filter(Boolean)
          .map(decimal);
        if (
          !(normals.length === 1 || normals.length === 12) ||
          normals.some((days) => !within(days, 0, 20_000))
        )
          wrong.push({ what: "normals", why: normals.length === 0 ? "required" : "normalsWrong" });
        return {
          kind: "degree-day",
          energy: first("energy"),
          outdoor: first("outdoor"),
          baseTemperature: read("base", draft.base, -20, 30, "number"),
          normalDegreeDays: normals.length === 1 ? (normals[0] ?? 0) : normals,
          heatingShare: read("share", draft.share, 0, 100, "shareWrong") / 100,
        };
      }
    }
  })();
  return wrong.length === 0 ? { derivation } : { wrong };
}

/** What a new point is made of. */
export function inputOf(draft: Draft, derivation: Derivation): DerivedPointInput {
  const unit = draft.unit.trim();
  return {
    name: draft.name.trim(),
    derivation,
    ...(unit !== "" && { unit }),
    ...(draft.buildingId !== "" && { buildingId: draft.buildingId }),
  };
}

/** A form filled in with a point that there is. */
export function draftOf(point: DerivedPoint): Draft {
  const { derivation } = point;
  const draft: Draft = {
    ...emptyDraft(point.buildingId ?? ""),
    name: point.name,
    kind: derivation.kind,
    unit: point.unit,
  };
  const text = (value: number) => String(value).replace(".", ",");
  switch (derivation.kind) {
    case "sum":
      return { ...draft, slots: { points: derivation.points } };
    case "difference":
      return { ...draft, slots: { from: [derivation.from], subtract: derivation.subtract } };
    case "ratio":
      return {
        ...draft,
        slots: { numerator: [derivation.numerator], denominator: [derivation.denominator] },
      };
    case "formula":
      return { ...draft, expression: derivation.expression, slots: { formula: pointsOf(derivation) } };
    case "balance":
      return { ...draft, answer: derivation.answer, slots: { in: derivation.in, out: derivation.out } };
    case "per-area":
      return {
        ...draft,
        slots: { point: [derivation.point] },
        areaFrom: derivation.area === "net" ? "net" : "given",
        area: derivation.area === "net" ? "" : text(derivation.area),
      };
    case "degree-day":
      return {
        ...draft,
        slots: { energy: [derivation.energy], outdoor: [derivation.outdoor] },
        base: text(derivation.baseTemperature),
        normals: [derivation.normalDegreeDays].flat().map(text).join(" "),
        share: text(Math.round(derivation.heatingShare * 1000) / 10),
      };
  }
}

/** The points that one is computed of, each once. */
export function pointsOf(derivation: Derivation): number[] {
  const all = (): number[] => {
    switch (derivation.kind) {
      case "sum":
        return derivation.points;
      case "difference":
        return [derivation.from, ...derivation.subtract];
      case "ratio":
        return [derivation.numerator, derivation.denominator];
      case "formula":
        return [...derivation.expression.matchAll(/\bp(\d+)/gi)].map(([, id]) => Number(id));
      case "balance":
        return [...derivation.in, ...derivation.out];
      case "per-area":
        return [derivation.point];
      case "degree-day":
        return [derivation.energy, derivation.outdoor];
    }
  };
  return [...new Set(all())];
}

const hour = 3_600_000;
const day = 24 * hour;

/** How a computation is looked at before it is kept. */
export function previewOf(derivation: DerivedPointInput["derivation"]): {
  readonly span: "week" | "months" | "years";
  readonly bucket: "PT1H" | "P1M" | "P1Y";
  readonly bucketMs: number;
  readonly spanMs: number;
} {
  if (derivation.kind !== "degree-day")
    return { span: "week", bucket: "PT1H", bucketMs: hour, spanMs: 7 * day };
  return Array.isArray(derivation.normalDegreeDays)
    ? { span: "months", bucket: "P1M", bucketMs: 31 * day, spanMs: 730 * day }
    : { span: "years", bucket: "P1Y", bucketMs: 366 * day, spanMs: 5 * 365 * day };
}
