/** A whole number as SQL. */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`);
  return String(value);
}

/** Whole numbers as a list of SQL. */
export function listSql(numbers: readonly number[]): string {
  return `(${numbers.map(integer).join(", ")})`;
}
