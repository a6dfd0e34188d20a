import type { RulePreview, RuleScope } from "@kontrollrom/contracts/rule.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { iso, present } from "../registry/row.ts";
import { pointsInScope } from "./scope.ts";

/** So many points are shown; the rest are counted. */
const shown = 200;

/** What a scope matches now, by building. */
export function previewOf(
  scope: RuleScope,
  deps: { catalogue: Catalogue; presentValue(pointId: number): PresentValue | undefined },
): RulePreview {
  const { catalogue } = deps;
  const pointIds = pointsInScope(scope, catalogue);
  const perBuilding = new Map<string, number>();
  let unplaced = 0;
  for (const id of pointIds) {
    const buildingId = catalogue.points.get(id)?.device.buildingId;
    if (buildingId === undefined) unplaced += 1;
    else perBuilding.set(buildingId, (perBuilding.get(buildingId) ?? 0) + 1);
  }
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : catalogue.buildings.get(id));
  const buildings = [...perBuilding]
    .map(([id, count]) => ({ id, name: nameOf(id) ?? id, count }))
    .sort((a, b) => a.name.localeCompare(b.name, "nb"));
  const points = pointIds
    .flatMap((id) => {
      const point = catalogue.points.get(id);
      if (point === undefined) return [];
      const { device, channel } = point;
      const space = device.spaceId === undefined ? undefined : catalogue.spaces.get(device.spaceId);
      return [
        {
          pointId: id,
          deviceName: device.name,
          ...present({
            channel,
            buildingId: device.buildingId,
            buildingName: nameOf(device.buildingId),
            spaceId: device.spaceId,
            spaceLabel: space && `${space.number} ${space.name}`.trim(),
          }),
        },
      ];
    })
    .sort(
      (a, b) =>
        (a.buildingName ?? "~").localeCompare(b.buildingName ?? "~", "nb") ||
        (a.spaceLabel ?? "~").localeCompare(b.spaceLabel ?? "~", "nb", { numeric: true }) ||
        a.deviceName.localeCompare(b.deviceName, "nb", { numeric: true }),
    )
    .slice(0, shown)
    .map((point) => {
      const holds = deps.presentValue(point.pointId);
      return { ...point, ...(holds && { value: holds.value, time: iso(holds.time) }) };
    });
  return { count: pointIds.length, unplaced, buildings, points };
}
