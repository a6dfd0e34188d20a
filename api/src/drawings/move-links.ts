import { sql, type Transaction } from "kysely";
import type { Registry } from "../registry/schema.ts";

type Tx = Transaction<Registry>;

/** What was hung on another room, by the ids of its rows, so that it can be hung back. */
export interface MovedLinks {
  readonly from: string;
  readonly to: string;
  readonly rows: Readonly<Record<string, readonly (string | number)[]>>;
  readonly rules: readonly { readonly id: string; readonly before: string; readonly after: string }[];
}

/** Hangs everything of a merged room on the room that it became, and keeps what that was. */
export async function moveLinksKept(
  tx: Tx,
  tables: readonly string[],
  from: string,
  to: string,
): Promise<MovedLinks> {
  const columns = new Map(
    (await tx.introspection.getTables()).map((table) => [
      table.name,
      new Set(table.columns.map(({ name }) => name)),
    ]),
  );
  const rows: Record<string, (string | number)[]> = {};
  for (const table of tables) {
    const key = ["id", "seq"].find((name) => columns.get(table)?.has(name));
    if (key !== undefined) {
      const found = await sql<{ key: string | number }>`
        select ${sql.ref(key)} as key from ${sql.table(table)} where space_id = ${from}`.execute(tx);
      if (found.rows.length > 0) rows[table] = found.rows.map((row) => row.key);
    }
    await sql`update ${sql.table(table)} set space_id = ${to} where space_id = ${from}`.execute(tx);
  }
  const scopes = await tx
    .selectFrom("rule")
    .select(["id", "scope"])
    .where("scope", "like", `%${from}%`)
    .execute();
  const rules = scopes.map(({ id, scope }) => ({ id, before: scope, after: scope.replaceAll(from, to) }));
  for (const { id, after } of rules)
    await tx.updateTable("rule").set({ scope: after }).where("id", "=", id).execute();
  return { from, to, rows, rules };
}

/** Hangs back what still is where it was hung; what somebody has moved on since stays. */
export async function moveLinksBack(tx: Tx, { from, to, rows, rules }: MovedLinks): Promise<void> {
  const columns = new Map(
    (await tx.introspection.getTables()).map((table) => [
      table.name,
      new Set(table.columns.map(({ name }) => name)),
    ]),
  );
  for (const [table, keys] of Object.entries(rows)) {
    const key = ["id", "seq"].find((name) => columns.get(table)?.has(name));
    if (key === undefined) continue;
    for (const value of keys)
      await sql`update ${sql.table(table)} set space_id = ${from}
        where ${sql.ref(key)} = ${value} and space_id = ${to}`.execute(tx);
  }
  for (const { id, before, after } of rules)
    await tx
      .updateTable("rule")
      .set({ scope: before })
      .where("id", "=", id)
      .where("scope", "=", after)
      .execute();
}
