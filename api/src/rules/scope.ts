import type { RuleScope } from "@kontrollrom/contracts/rule.ts";
import type { Catalogue } from "../register/catalogue.ts";

/** The points that a rule judges, in the order of their ids. */
export function pointsInScope(scope: RuleScope, catalogue: Pick<Catalogue, "points" | "spaces">): number[] {
  const pointIds = scope.pointIds && new Set(scope.pointIds);
  const spaceIds = scope.spaceIds && new Set(scope.spaceIds);
  const buildingIds = scope.buildingIds && new Set(scope.buildingIds);
  const spaceName = scope.spaceNameContains?.toLocaleLowerCase("nb");
  const found: number[] = [];
  for (const { id, quantity, device } of catalogue.points.values()) {
    if (quantity !== scope.quantity || device.removed) continue;
    if (pointIds && !pointIds.has(id)) continue;
    if (spaceIds && !(device.spaceId !== undefined && spaceIds.has(device.spaceId))) continue;
    if (buildingIds && !(device.buildingId !== undefined && buildingIds.has(device.buildingId))) continue;
    if (spaceName !== undefined) {
      const space = device.spaceId === undefined ? undefined : catalogue.spaces.get(device.spaceId);
      if (!space?.name.toLocaleLowerCase("nb").includes(spaceName)) continue;
    }
    found.push(id);
  }
  return found.sort((a, b) => a - b);
}
