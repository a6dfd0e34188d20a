import type { Linked } from "@kontrollrom/contracts/revision.ts";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Registry } from "../registry/schema.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

/** What says where a room is in a drawing; everything else that has a `space_id` hangs on the room. */
const OF_THE_DRAWING = new Set(["element", "ended_element", "revision_space", "review"]);

/** Every table whose rows hang on rooms, whichever feature it belongs to. */
export async function linkedTables(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables();
  return tables
    .filter(({ name, columns }) => columns.some((c) => c.name === "space_id") && !OF_THE_DRAWING.has(name))
    .map(({ name }) => name)
    .sort();
}

/** Records that are over and done with ask nothing of anybody. */
const LIVE: Record<string, string> = {
  alarm: "state <> 'normal'",
  work_order: "closed_at is null",
  device: "removed_at is null",
  // Rooms of areas go where the room goes; a layer itself says which of its rooms are gone.
  area_layer_room: "1 = 0",
};

/** What hangs on a room and is alive. */
export async function linkedTo(db: Db, tables: readonly string[], spaceId: string): Promise<Linked> {
  const devices = await db
    .selectFrom("device")
    .select(["id", "name"])
    .where("space_id", "=", spaceId)
    .where("removed_at", "is", null)
    .orderBy("name")
    .limit(200)
    .execute();
  const others: Record<string, number> = {};
  for (const table of tables) {
    if (table === "device") continue;
    const live = LIVE[table];
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)}
      where space_id = ${spaceId} ${live === undefined ? sql`` : sql`and ${sql.raw(live)}`}`.execute(db);
    const n = Number(rows[0]?.n ?? 0);
    if (n > 0) others[table] = n;
  }
  return { devices, others };
}

export function isLinked({ devices, others }: Linked): boolean {
  return devices.length > 0 || Object.keys(others).length > 0;
}

/** Hangs everything of one room on another, history and the scopes of rules as well. */
export async function moveLinks(db: Db, tables: readonly string[], from: string, to: string): Promise<void> {
  for (const table of tables)
    await sql`update ${sql.table(table)} set space_id = ${to} where space_id = ${from}`.execute(db);
  await sql`update rule set scope = replace(scope, ${from}, ${to})
    where scope like ${`%${from}%`}`.execute(db);
}
