import type { Derivation } from "@kontrollrom/contracts/derived-point.ts";
import { type Formula, parseFormula, pointsOf } from "./formula.ts";
import { conversion, divide, multiply, parseUnit, sameDimension, type Unit, UnitError } from "./units.ts";

/** What has to be known of an input. */
export interface InputInfo {
  readonly unit: string;
  /** An amount adds up over time, a level does not. */
  readonly nature: "amount" | "level";
}

/** The value of an input in the bucket at hand; undefined where it has none. */
export type Read = (pointId: number) => number | undefined;

export interface Computed {
  readonly value: number;
  /** Of some of its inputs only. */
  readonly partial: boolean;
}

/** A derivation made ready to be computed, its units checked. */
export interface Compiled {
  readonly inputs: readonly number[];
  readonly unit: Unit;
  /** UCUM code where it is that of an input; undefined where it is composed. */
  readonly code: string | undefined;
  readonly nature: "amount" | "level";
  compute(read: Read): Computed | undefined;
}

type Plain = Exclude<Derivation, { kind: "degree-day" }>;

/** The points that a derivation names, each once. @throws FormulaError */
export function inputsOf(derivation: Derivation): number[] {
  switch (derivation.kind) {
    case "sum":
      return [...new Set(derivation.points)];
    case "difference":
      return [...new Set([derivation.from, ...derivation.subtract])];
    case "ratio":
      return [...new Set([derivation.numerator, derivation.denominator])];
    case "formula":
      return pointsOf(parseFormula(derivation.expression));
    case "degree-day":
      return [...new Set([derivation.energy, derivation.outdoor])];
    case "per-area":
      return [derivation.point];
    case "balance":
      return [...new Set([...derivation.in, ...derivation.out])];
  }
}

/**
 * @param area m², for `per-area`; undefined while it is not known
 * @throws FormulaError, UnitError with what is wrong for a person
 */
export function compile(
  derivation: Plain,
  info: (id: number) => InputInfo,
  area: () => number | undefined,
): Compiled {
  const inputs = inputsOf(derivation);
  switch (derivation.kind) {
    case "sum": {
      const { unit, code, nature, factors } = alike(inputs, info);
      return { inputs, unit, code, nature, compute: (read) => total(derivation.points, factors, read) };
    }
    case "difference": {
      const { unit, code, nature, factors } = alike(inputs, info);
      return {
        inputs,
        unit,
        code,
        nature,
        compute(read) {
          const from = total([derivation.from], factors, read);
          const subtracted = total(derivation.subtract, factors, read);
          if (!from || !subtracted || subtracted.partial) return undefined;
          return { value: from.value - subtracted.value, partial: false };
        },
      };
    }
    case "ratio": {
      const { numerator, denominator } = derivation;
      const unit = divide(parseUnit(info(numerator).unit), parseUnit(info(denominator).unit));
      return {
        inputs,
        unit,
        code: `${info(numerator).unit}/${info(denominator).unit}`,
        nature: "level",
        compute(read) {
          const [a, b] = [read(numerator), read(denominator)];
          return a === undefined || b === undefined || b === 0 ? undefined : { value: a / b, partial: false };
        },
      };
    }
    case "formula": {
      const formula = parseFormula(derivation.expression);
      const checked = check(formula, info);
      const natures = natureOf(formula, info);
      return {
        inputs,
        unit: checked.unit ?? parseUnit("1"),
        code: undefined,
        nature: natures === "amount" ? "amount" : "level",
        compute(read) {
          const value = checked.evaluate(read);
          return value === undefined || !Number.isFinite(value) ? undefined : { value, partial: false };
        },
      };
    }
    case "per-area": {
      const { unit, nature } = info(derivation.point);
      return {
        inputs,
        unit: divide(parseUnit(unit), parseUnit("m2")),
        code: `${unit}/m2`,
        nature,
        compute(read) {
          const value = read(derivation.point);
          const by = area();
          return value === undefined || by === undefined ? undefined : { value: value / by, partial: false };
        },
      };
    }
    case "balance": {
      const { unit, code, nature, factors } = alike(inputs, info);
      const percent = derivation.answer === "percent";
      return {
        inputs,
        unit: percent ? parseUnit("%") : unit,
        code: percent ? "%" : code,
        nature: percent ? "level" : nature,
        compute(read) {
          const into = total(derivation.in, factors, read);
          const out = total(derivation.out, factors, read);
          if (!into || into.partial || !out) return undefined;
          const lost = into.value - out.value;
          if (!percent) return { value: lost, partial: out.partial };
          return into.value === 0 ? undefined : { value: (lost / into.value) * 100, partial: out.partial };
        },
      };
    }
  }
}

function total(
  ids: readonly number[],
  factors: ReadonlyMap<number, number>,
  read: Read,
): Computed | undefined {
  let value = 0;
  let there = 0;
  for (const id of ids) {
    const one = read(id);
    if (one === undefined) continue;
    value += one * (factors.get(id) ?? 1);
    there += 1;
  }
  return there === 0 ? undefined : { value, partial: there < ids.length };
}

/** Points that can be added: their common unit, and what each is multiplied by to be in it. */
function alike(ids: readonly number[], info: (id: number) => InputInfo) {
  const [first = 0] = ids;
  const code = info(first).unit;
  const unit = parseUnit(code);
  const factors = new Map<number, number>();
  for (const id of ids) {
    const own = parseUnit(info(id).unit);
    if (!sameDimension(own, unit))
      throw new UnitError(
        `point ${id} is in ${info(id).unit} and point ${first} in ${code}: they cannot be added or subtracted`,
      );
    factors.set(id, conversion(own, unit));
  }
  const natures = new Set(ids.map((id) => info(id).nature));
  if (natures.size > 1)
    throw new UnitError(
      "counters and other points cannot be added: of a counter its consumption is taken, of others the mean",
    );
  return { unit, code, factors, nature: info(first).nature };
}

interface Checked {
  /** Undefined for a bare number, which takes the unit of what it is added to. */
  readonly unit: Unit | undefined;
  evaluate(read: Read): number | undefined;
}

function check(formula: Formula, info: (id: number) => InputInfo): Checked {
  if (formula.kind === "number") return { unit: undefined, evaluate: () => formula.value };
  if (formula.kind === "point")
    return { unit: parseUnit(info(formula.id).unit), evaluate: (read) => read(formula.id) };
  const left = check(formula.left, info);
  const right = check(formula.right, info);
  const both = (combine: (a: number, b: number) => number) => (read: Read) => {
    const [a, b] = [left.evaluate(read), right.evaluate(read)];
    return a === undefined || b === undefined ? undefined : combine(a, b);
  };
  const one = parseUnit("1");
  switch (formula.operator) {
    case "*":
      return { unit: join(left, right, multiply), evaluate: both((a, b) => a * b) };
    case "/":
      return {
        unit: join(left, right, divide),
        evaluate: both((a, b) => (b === 0 ? Number.NaN : a / b)),
      };
    default: {
      const sign = formula.operator === "+" ? 1 : -1;
      if (left.unit && right.unit && !sameDimension(left.unit, right.unit))
        throw new UnitError(
          `the formula ${sign === 1 ? "adds" : "subtracts"} ${describe(formula.right)} ${sign === 1 ? "to" : "from"} ${describe(formula.left)}, and their units do not agree`,
        );
      const factor = left.unit && right.unit ? conversion(right.unit, left.unit) : 1;
      return {
        unit: left.unit ?? right.unit,
        evaluate: both((a, b) => a + sign * b * factor),
      };
    }
  }

  function join(a: Checked, b: Checked, combine: (a: Unit, b: Unit) => Unit): Unit | undefined {
    return a.unit || b.unit ? combine(a.unit ?? one, b.unit ?? one) : undefined;
  }
}

function describe(formula: Formula): string {
  if (formula.kind === "number") return String(formula.value);
  if (formula.kind === "point") return `p${formula.id}`;
  return "a term";
}

/** Amounts that are added, or scaled by a number, are amounts; anything else is not. */
function natureOf(formula: Formula, info: (id: number) => InputInfo): "number" | "amount" | "level" {
  if (formula.kind === "number") return "number";
  if (formula.kind === "point") return info(formula.id).nature;
  const left = natureOf(formula.left, info);
  const right = natureOf(formula.right, info);
  if (left === "number" && right === "number") return "number";
  switch (formula.operator) {
    case "*":
      return left === "number" ? right : right === "number" ? left : "level";
    case "/":
      return right === "number" ? left : "level";
    default:
      return left === "amount" && right === "amount" ? "amount" : "level";
  }
}
