import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { loadRules } from "../rules/repository.ts";
import type { RuleBook } from "../rules/routes.ts";

/** Takes what a drawing or a decision changed of these buildings into the catalogue, and into the rules in force. */
export async function reloadBuildings(
  db: RegistryDatabase,
  catalogue: Pick<Catalogue, "loadPlaces" | "loadDevices">,
  rules: Pick<RuleBook, "get" | "put">,
  buildingIds: readonly string[],
): Promise<void> {
  // A rule that names a merged room names the room that it became.
  for (const rule of await loadRules(db)) {
    const inForce = rules.get(rule.id);
    if (
      inForce !== undefined &&
      JSON.stringify(inForce.scope.spaceIds) !== JSON.stringify(rule.scope.spaceIds)
    )
      await rules.put(rule);
  }
  await catalogue.loadPlaces();
  if (buildingIds.length === 0) return;
  const devices = await db
    .selectFrom("device")
    .select("id")
    .where("building_id", "in", buildingIds)
    .execute();
  if (devices.length > 0) await catalogue.loadDevices(devices.map(({ id }) => id));
}
