/** A formula as a tree. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "point"; readonly id: number }
  | {
      readonly kind: "operation";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Formula;
      readonly right: Formula;
    };

export class FormulaError extends Error {
  override readonly name = "FormulaError";
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const tokens = /\s+|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[pP]\d+|[-+*/()×÷−·])/y;
const operators: Readonly<Record<string, "+" | "-" | "*" | "/">> = {
  "+": "+",
  "-": "-",
  "−": "-",
  "*": "*",
  "×": "*",
  "·": "*",
  "/": "/",
  "÷": "/",
};

/**
 * Reads `(p12 + p13) * 0.5`: + − × ÷ with their usual precedence, parentheses, numbers with a decimal point, a sign before a factor,
 * and points as `p` and their id. Nothing else can be written, so nothing else can be run.
 * @throws FormulaError saying what is wrong and at which character
 */
export function parseFormula(text: string): Formula {
  const list = tokenise(text);
  let next = 0;

  const peek = () => operators[list[next]?.text ?? ""];
  const wrong = (expected: string): FormulaError => {
    const token = list[next];
    return new FormulaError(
      token
        ? `"${token.text}" at character ${token.at + 1} of the formula is not ${expected}`
        : `the formula ends where ${expected} is expected`,
    );
  };

  function sum(): Formula {
    let left = product();
    for (let operator = peek(); operator === "+" || operator === "-"; operator = peek()) {
      next += 1;
      left = { kind: "operation", operator, left, right: product() };
    }
    return left;
  }

  function product(): Formula {
    let left = factor();
    for (let operator = peek(); operator === "*" || operator === "/"; operator = peek()) {
      next += 1;
      left = { kind: "operation", operator, left, right: factor() };
    }
    return left;
  }

  function factor(): Formula {
    const token = list[next];
    if (!token) throw wrong("a number, a point such as p12, or a parenthesis");
    const operator = operators[token.text];
    if (operator === "-" || operator === "+") {
      next += 1;
      const right = factor();
      if (operator === "+") return right;
      return { kind: "operation", operator: "*", left: { kind: "number", value: -1 }, right };
    }
    if (token.text === "(") {
      next += 1;
      const inner = sum();
      if (list[next]?.text !== ")") throw wrong('a ")"');
      next += 1;
      return inner;
    }
    if (/^p/i.test(token.text)) {
      next += 1;
      return { kind: "point", id: Number(token.text.slice(1)) };
    }
    const value = Number(token.text);
    if (operator !== undefined || !Number.isFinite(value))
      throw wrong("a number, a point such as p12, or a parenthesis");
    next += 1;
    return { kind: "number", value };
  }

  const whole = sum();
  if (next < list.length) throw wrong("an operator or the end");
  return whole;
}

function tokenise(text: string): Token[] {
  const list: Token[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < text.length) {
    const at = tokens.lastIndex;
    const match = tokens.exec(text);
    if (!match)
      throw new FormulaError(
        `"${text.slice(at, at + 10)}" at character ${at + 1} of the formula is not understood: use + - * / ( ), numbers and points such as p12`,
      );
    if (match[1] !== undefined) list.push({ text: match[1], at });
  }
  return list;
}

/** The points that a formula names, each once. */
export function pointsOf(formula: Formula): number[] {
  if (formula.kind === "number") return [];
  if (formula.kind === "point") return [formula.id];
  return [...new Set([...pointsOf(formula.left), ...pointsOf(formula.right)])];
}
