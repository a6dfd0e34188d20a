import type { LiveCondition, Operand, PointCondition } from "@kontrollrom/contracts/condition.ts";
import type { Level } from "./conditions/leaf-kind.ts";

/** One condition of a rule, and whether it looks at the judged point (`beside` absent) or at those beside it. */
export interface Term {
  readonly condition: PointCondition;
  readonly beside: Operand["on"];
}

type Node =
  | { readonly term: number; readonly not: boolean }
  | { readonly op: "all" | "any"; readonly of: readonly Node[] };

/** A rule's condition taken apart: the terms, and how they hold together. */
export interface Expression {
  readonly terms: readonly Term[];
  /** Undefined where the one term is the whole condition. */
  readonly root: Node | undefined;
}

export function expressionOf(condition: LiveCondition): Expression {
  if (condition.kind !== "combination") return { terms: [{ condition, beside: undefined }], root: undefined };
  const terms: Term[] = [];
  const operand = ({ condition, on, not }: Operand): Node => ({
    term: terms.push({ condition, beside: on }) - 1,
    not,
  });
  const of = condition.of.map(
    (part): Node => ("op" in part ? { op: part.op, of: part.of.map(operand) } : operand(part)),
  );
  return { terms, root: { op: condition.op, of } };
}

/** The level of the whole, given those of its terms: the lowest of `all`, the highest of `any`, turned round by `not`. */
export function levelOf(node: Node, termLevel: (term: number) => Level): Level {
  if ("term" in node) {
    const level = termLevel(node.term);
    return node.not ? ((2 - level) as Level) : level;
  }
  const levels = node.of.map((part) => levelOf(part, termLevel));
  return (node.op === "all" ? Math.min(...levels) : Math.max(...levels)) as Level;
}
