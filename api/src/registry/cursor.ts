import { type RawBuilder, sql } from "kysely";
import { ProblemError } from "../http/problem-error.ts";

/** Where a page of a keyset-ordered list ended: the sort key of its last row, and its id to break ties. */
export interface Cursor<K extends number | string = number | string> {
  readonly key: K;
  readonly id: string;
}

/** The cursors of one list: what another list has answered is refused rather than understood wrongly. */
export interface ListCursor<K extends number | string> {
  /** @throws ProblemError 400 `bad-cursor` */
  read(text: string | undefined): Cursor<K> | undefined;
  /** Cuts rows that were read with one more than `limit` and says where the next page begins. */
  page<R, T>(
    rows: readonly R[],
    limit: number,
    cursorOf: (row: R) => Cursor<K>,
    toItem: (row: R) => T,
  ): { items: T[]; nextCursor?: string };
}

interface KeyTypes {
  number: number;
  string: string;
}

/** `list` is the path of the list, `kind` the type of its sort key. */
export function listCursor<T extends keyof KeyTypes>(list: string, kind: T): ListCursor<KeyTypes[T]> {
  return {
    read(text) {
      if (text === undefined) return undefined;
      const [key, id, from] = parts(text);
      if (from !== undefined && from !== list)
        throw new ProblemError(
          400,
          "bad-cursor",
          `cursor "${text}" was answered by ${String(from)}, not by ${list}: leave it out to start over`,
        );
      if (from === undefined || !isKey(key, kind) || typeof id !== "string") throw badCursor(text);
      return { key, id };
    },
    page(rows, limit, cursorOf, toItem) {
      const last = rows.slice(0, limit).at(-1);
      const items = rows.slice(0, limit).map(toItem);
      return rows.length > limit && last !== undefined
        ? { items, nextCursor: encode([cursorOf(last).key, cursorOf(last).id, list]) }
        : { items };
    },
  };
}

/** The rows behind a cursor, of a list that is ordered by these columns, both in the same direction. */
export function afterCursor(
  columns: readonly [key: string, id: string],
  cursor: Cursor,
  direction: "asc" | "desc" = "asc",
): RawBuilder<boolean> {
  const [key, id] = columns.map((column) => sql.ref(column));
  return direction === "asc"
    ? sql<boolean>`(${key}, ${id}) > (${cursor.key}, ${cursor.id})`
    : sql<boolean>`(${key}, ${id}) < (${cursor.key}, ${cursor.id})`;
}

function isKey<T extends keyof KeyTypes>(key: unknown, kind: T): key is KeyTypes[T] {
  return kind === "number" ? typeof key === "number" : typeof key === "string";
}

const encode = (value: unknown[]) => Buffer.from(JSON.stringify(value)).toString("base64url");

function parts(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw badCursor(text);
}

function badCursor(text: string): ProblemError {
  return new ProblemError(
    400,
    "bad-cursor",
    `cursor "${text}" is not one that a list has answered: leave it out to start over`,
  );
}
