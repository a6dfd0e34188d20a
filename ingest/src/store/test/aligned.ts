/**
 * The same as `actual`, but where a number differs from the expected one in its last digits alone it is that one: sums of many numbers
 * depend on the order in which they are taken, and rounding both would only move the edge at which that shows.
 */
export function alignedTo(expected: unknown, actual: unknown): unknown {
  if (typeof expected === "number" && typeof actual === "number") {
    const scale = Math.max(1, Math.abs(expected), Math.abs(actual));
    return Math.abs(expected - actual) <= scale * 1e-9 ? expected : actual;
  }
  if (Array.isArray(expected) && Array.isArray(actual))
    return actual.map((item, i) => alignedTo(expected[i], item));
  if (expected !== null && typeof expected === "object" && actual !== null && typeof actual === "object")
    return Object.fromEntries(
      Object.entries(actual).map(([name, item]) => [
        name,
        alignedTo((expected as Record<string, unknown>)[name], item),
      ]),
    );
  return actual;
}
