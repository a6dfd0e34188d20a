import { ProblemError } from "../http/problem-error.ts";

/** Where a page of a keyset-ordered list ended: the sort key of its last row, and its id to break ties. */
export interface Cursor {
  readonly key: number | string;
  readonly id: string;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.key, cursor.id])).toString("base64url");
}

/** @throws ProblemError 400 `bad-cursor` */
export function decodeCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const [key, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[];
    if ((typeof key === "number" || typeof key === "string") && typeof id === "string") return { key, id };
  } catch {
    // Told below.
  }
  throw new ProblemError(
    400,
    "bad-cursor",
    `cursor "${text}" is not one that a list has answered: leave it out to start over`,
  );
}

/** Cuts rows that were read with one more than `limit` and says where the next page begins. */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  cursorOf: (row: R) => Cursor,
  toItem: (row: R) => T,
): { items: T[]; nextCursor?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return rows.length > limit && last !== undefined
    ? { items, nextCursor: encodeCursor(cursorOf(last)) }
    : { items };
}
