/** A unit as powers of base units and a factor to them: 1 kW.h is 3.6e6 kg·m²·s⁻². Offsets (Cel) do not enter: arithmetic is on numbers as stored. */
export interface Unit {
  readonly dimension: Readonly<Record<string, number>>;
  readonly factor: number;
}

export class UnitError extends Error {
  override readonly name = "UnitError";
}

type Atom = readonly [factor: number, dimension: Readonly<Record<string, number>>];

const energy = { kg: 1, m: 2, s: -2 };
const power = { kg: 1, m: 2, s: -3 };
const pressure = { kg: 1, m: -1, s: -2 };

/** Units of UCUM (https://ucum.org/ucum) that take a prefix. */
const metric: Readonly<Record<string, Atom>> = {
  m: [1, { m: 1 }],
  g: [0.001, { kg: 1 }],
  s: [1, { s: 1 }],
  A: [1, { A: 1 }],
  K: [1, { K: 1 }],
  Cel: [1, { K: 1 }],
  mol: [1, { mol: 1 }],
  cd: [1, { cd: 1 }],
  J: [1, energy],
  W: [1, power],
  // var is not of UCUM; VA and var are the watt by dimension, told apart so that nobody adds them to active power.
  var: [1, { ...power, reactive: 1 }],
  VA: [1, { ...power, apparent: 1 }],
  V: [1, { kg: 1, m: 2, s: -3, A: -1 }],
  Ohm: [1, { kg: 1, m: 2, s: -3, A: -2 }],
  C: [1, { A: 1, s: 1 }],
  F: [1, { kg: -1, m: -2, s: 4, A: 2 }],
  T: [1, { kg: 1, s: -2, A: -1 }],
  Sv: [1, { m: 2, s: -2 }],
  Gy: [1, { m: 2, s: -2 }],
  lm: [1, { cd: 1 }],
  Pa: [1, pressure],
  bar: [100_000, pressure],
  N: [1, { kg: 1, m: 1, s: -2 }],
  Hz: [1, { s: -1 }],
  Bq: [1, { s: -1 }],
  eq: [1, { eq: 1 }],
  S: [1, { kg: -1, m: -2, s: 3, A: 2 }],
  L: [0.001, { m: 3 }],
  l: [0.001, { m: 3 }],
  lx: [1, { cd: 1, m: -2 }],
  Wh: [3600, energy],
};
const plain: Readonly<Record<string, Atom>> = {
  "1": [1, {}],
  "%": [0.01, {}],
  "[ppm]": [1e-6, {}],
  "[ppb]": [1e-9, {}],
  min: [60, { s: 1 }],
  h: [3600, { s: 1 }],
  d: [86_400, { s: 1 }],
  a: [31_557_600, { s: 1 }],
  deg: [Math.PI / 180, {}],
};
const prefixes: Readonly<Record<string, number>> = {
  da: 10,
  T: 1e12,
  G: 1e9,
  M: 1e6,
  k: 1000,
  h: 100,
  d: 0.1,
  c: 0.01,
  m: 0.001,
  u: 1e-6,
  n: 1e-9,
};

/**
 * Reads a UCUM code of the form that the dictionary uses: `kW.h/m2`, `ug/m3`, `1`. Arbitrary units in brackets, and levels in
 * decibel, are a dimension of their own: they go with nothing but themselves.
 * @throws UnitError naming the part that is no unit
 */
export function parseUnit(code: string): Unit {
  // A parenthesis goes deeper; dictionary units have at most one.
  const inner = /^(.*?)\(([^()]*)\)(.*)$/.exec(code);
  if (inner) {
    const [, before = "", within = "", after = ""] = inner;
    if (!/(^|[./])$/.test(before) || !/^($|[./])/.test(after)) throw unknown(code, code);
    const start = before === "" || before === "/" ? one : parseUnit(before.slice(0, -1));
    const joined = (before.endsWith("/") ? divide : multiply)(start, parseUnit(within));
    return after === ""
      ? joined
      : multiply(joined, parseUnit(after.startsWith("/") ? after : after.slice(1)));
  }
  let unit = one;
  let sign = 1;
  for (const [at, part] of code.split(/([./])/).entries()) {
    if (part === "." || part === "/") {
      sign = part === "/" ? -1 : 1;
      continue;
    }
    // A leading stroke, as in "/h", stands after nothing.
    if (part === "" && at === 0 && code.startsWith("/")) continue;
    unit = multiply(unit, raise(parseTerm(part, code), sign));
  }
  return unit;
}

const one: Unit = { dimension: {}, factor: 1 };

function unknown(term: string, code: string): UnitError {
  return new UnitError(
    `"${term}" in the unit "${code}" is not known: write units as the dictionary does, like kW.h, m3/h or Cel`,
  );
}

function parseTerm(term: string, code: string): Unit {
  const known = atomOf(term);
  if (known) return known;
  const [, symbol = "", exponent = ""] = /^(.*?)(-?\d+)$/.exec(term) ?? [];
  const atom = symbol === "" ? undefined : atomOf(symbol);
  if (!atom) throw unknown(term, code);
  return raise(atom, Number(exponent));
}

function atomOf(symbol: string): Unit | undefined {
  const exact = Object.hasOwn(plain, symbol)
    ? plain[symbol]
    : Object.hasOwn(metric, symbol)
      ? metric[symbol]
      : undefined;
  if (exact) return { factor: exact[0], dimension: exact[1] };
  if (/^(\[[^\]]+\]|d?B(\[[^\]]+\]|m)?)$/.test(symbol)) return { factor: 1, dimension: { [symbol]: 1 } };
  for (const [prefix, factor] of Object.entries(prefixes)) {
    const rest = symbol.slice(prefix.length);
    if (!symbol.startsWith(prefix) || !Object.hasOwn(metric, rest)) continue;
    const [atomFactor, dimension] = metric[rest] as Atom;
    return { factor: factor * atomFactor, dimension };
  }
  return undefined;
}

export function multiply(a: Unit, b: Unit): Unit {
  const dimension: Record<string, number> = { ...a.dimension };
  for (const [base, exponent] of Object.entries(b.dimension)) {
    dimension[base] = (dimension[base] ?? 0) + exponent;
    if (dimension[base] === 0) delete dimension[base];
  }
  return { dimension, factor: a.factor * b.factor };
}

function raise(unit: Unit, exponent: number): Unit {
  const dimension = Object.fromEntries(
    Object.entries(unit.dimension).map(([base, own]) => [base, own * exponent] as const),
  );
  return { dimension, factor: unit.factor ** exponent };
}

export const divide = (a: Unit, b: Unit): Unit => multiply(a, raise(b, -1));

export function sameDimension(a: Unit, b: Unit): boolean {
  return Object.keys(divide(a, b).dimension).length === 0;
}

/** What a number in `from` is multiplied by to be in `to`, which is of the same dimension. */
export const conversion = (from: Unit, to: Unit): number => from.factor / to.factor;
