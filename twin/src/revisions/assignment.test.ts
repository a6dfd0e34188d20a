import fc from "fast-check";
import { expect, it } from "vitest";
import { assign } from "./assignment.ts";

const total = (scores: number[][], columns: number[]): number =>
  columns.reduce((sum, column, row) => sum + (column < 0 ? 0 : (scores[row]?.[column] ?? 0)), 0);

function best(scores: number[][], row = 0, used = new Set<number>()): number {
  if (row >= scores.length) return 0;
  let most = best(scores, row + 1, used);
  for (const [column, score] of (scores[row] ?? []).entries())
    if (!used.has(column) && score > 0)
      most = Math.max(most, score + best(scores, row + 1, new Set([...used, column])));
  return most;
}

it("assigns each row and column at most once, with the highest sum there is", () => {
  const scores = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
  fc.assert(
    fc.property(scores, (matrix) => {
      const columns = assign(matrix);
      const used = columns.filter((column) => column >= 0);
      expect(new Set(used).size).toBe(used.length);
      expect(total(matrix, columns)).toBe(best(matrix));
    }),
  );
});
