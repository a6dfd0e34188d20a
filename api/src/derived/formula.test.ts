import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Formula, FormulaError, parseFormula, pointsOf } from "./formula.ts";

function evaluate(formula: Formula, points: (id: number) => number): number {
  if (formula.kind === "number") return formula.value;
  if (formula.kind === "point") return points(formula.id);
  const [a, b] = [evaluate(formula.left, points), evaluate(formula.right, points)];
  return { "+": a + b, "-": a - b, "*": a * b, "/": a / b }[formula.operator];
}

/** An expression as text beside what JavaScript makes of the same one. */
const expression = fc.letrec<{ expr: { text: string; value: number } }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 5 },
    fc.integer({ min: 0, max: 1000 }).map((n) => ({ text: String(n), value: n })),
    fc.integer({ min: 1, max: 99 }).map((id) => ({ text: `p${id}`, value: id * 1.5 })),
    tie("expr").map(({ text, value }) => ({ text: `-(${text})`, value: -1 * value })),
    fc
      .tuple(tie("expr"), fc.constantFrom("+", "-", "*", "/"), tie("expr"), fc.constantFrom("", " "))
      .map(([a, operator, b, space]) => ({
        text: `(${a.text})${space}${operator}${space}(${b.text})`,
        value: {
          "+": a.value + b.value,
          "-": a.value - b.value,
          "*": a.value * b.value,
          "/": a.value / b.value,
        }[operator] as number,
      })),
  ),
})).expr;

describe("a formula", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["8 - 2 - 1", 5],
    ["8 / 4 / 2", 1],
    ["-2 * -3", 6],
    ["2 × 3 ÷ 4 − 1", 0.5],
    ["p12 * 2", 24],
    ["1.5e2", 150],
    ["+4", 4],
  ])("%s is %d", (text, value) => {
    expect(evaluate(parseFormula(text), (id) => id)).toBe(value);
  });

  it("names its points, each once", () => {
    expect(pointsOf(parseFormula("p3 + p1 * (p3 - P2)"))).toEqual([3, 1, 2]);
  });

  it.each([
    ["", "ends where"],
    ["1 +", "ends where"],
    ["(1", '")"'],
    ["1 2", '"2" at character 3'],
    ["* 3", '"*" at character 1'],
    ["p + 1", '"p + 1"'],
    ["process.exit()", "not understood"],
    ["1,5", '",5"'],
    ["a b", '"a b"'],
    ["2 ** 3", '"*" at character 4'],
    [")", '")" at character 1'],
  ])("%j is refused with what is wrong", (text, says) => {
    expect(() => parseFormula(text)).toThrow(FormulaError);
    expect(() => parseFormula(text)).toThrow(says);
  });

  it("says the same as arithmetic, whatever is written", () => {
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        const found = evaluate(parseFormula(text), (id) => id * 1.5);
        expect(Object.is(found, value) || found === value).toBe(true);
      }),
    );
  });

  it("is a tree or an error that a person understands, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."p12.()+-*/ eE,x") }), (text) => {
        try {
          parseFormula(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FormulaError);
        }
      }),
    );
  });
});
