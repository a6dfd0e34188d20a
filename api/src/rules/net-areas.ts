import type { Catalogue } from "../register/catalogue.ts";

/** Net area of the building that a point is in, m²: the sum of its rooms. Worked out again when the register has changed. */
export function netAreas(catalogue: Catalogue): (pointId: number) => number | undefined {
  let version = -1;
  let areas = new Map<string, number>();
  return (pointId) => {
    if (version !== catalogue.version) {
      version = catalogue.version;
      areas = new Map();
      for (const { buildingId, area } of catalogue.spaces.values())
        if (area !== undefined) areas.set(buildingId, (areas.get(buildingId) ?? 0) + area);
    }
    const buildingId = catalogue.points.get(pointId)?.device.buildingId;
    return buildingId === undefined ? undefined : areas.get(buildingId);
  };
}
