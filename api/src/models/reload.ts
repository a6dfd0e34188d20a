import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/** Takes what a drawing or a decision changed of these buildings into the catalogue. */
export async function reloadBuildings(
  db: RegistryDatabase,
  catalogue: Pick<Catalogue, "loadPlaces" | "loadDevices">,
  buildingIds: readonly string[],
): Promise<void> {
  await catalogue.loadPlaces();
  if (buildingIds.length === 0) return;
  const devices = await db
    .selectFrom("device")
    .select("id")
    .where("building_id", "in", buildingIds)
    .execute();
  if (devices.length > 0) await catalogue.loadDevices(devices.map(({ id }) => id));
}
