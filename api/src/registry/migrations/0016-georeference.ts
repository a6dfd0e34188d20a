import { type Kysely, sql } from "kysely";

/** Where a drawing's zero lies in its map projection (`Georeference` of twin, JSON). */
export async function georeference(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table model add column georeference text").execute(db);
}
