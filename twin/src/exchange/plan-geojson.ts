import type { Plan, Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { PlanGeoJson } from "@kontrollrom/contracts/exchange.ts";
import { toDegrees } from "../geometry/projection.ts";
import type { Georeference } from "../ifc/imported-model.ts";

/**
 * A plan as GeoJSON (RFC 7946): WGS 84 where the model's place in a known coordinate system is given, else the model's own
 * metres, which `coordinates` and `note` say.
 */
export function planToGeoJson(plan: Plan, georeference: Georeference | undefined): PlanGeoJson {
  const toLonLat = georeference === undefined ? undefined : createToLonLat(georeference, plan);
  const place = toLonLat ?? ((point: Xy): Xy => point);
  const geometry = (polygon: Polygon) => ({
    type: "Polygon" as const,
    // RFC 7946 §3.1.6: rings are closed, and the outer one is counter-clockwise, as ours is.
    coordinates: polygon.map((ring) => [...ring, ...ring.slice(0, 1)].map(place)),
  });
  const part = (layer: "wall" | "door" | "window" | "stair", polygons: readonly Polygon[]) =>
    polygons.map((polygon) => ({
      type: "Feature" as const,
      properties: { layer, storey: plan.name },
      geometry: geometry(polygon),
    }));
  return {
    type: "FeatureCollection",
    coordinates: toLonLat === undefined ? "local-metres" : "WGS84",
    ...(toLonLat === undefined && {
      note: "The building has no known place in a map projection: coordinates are metres east and north of the model's zero, not degrees.",
    }),
    features: [
      ...plan.rooms.map(({ spaceId, number, name, area, polygon }) => ({
        type: "Feature" as const,
        id: spaceId,
        properties: { layer: "room" as const, storey: plan.name, number, name, area },
        geometry: geometry(polygon),
      })),
      ...part("wall", plan.walls),
      ...part("door", plan.doors),
      ...part("window", plan.windows),
      ...part("stair", plan.stairs),
    ],
  };
}

/** Undefined where the coordinate system is not one that can be turned into degrees. */
function createToLonLat(georeference: Georeference, plan: Plan): ((point: Xy) => Xy) | undefined {
  const { crs, eastings, northings, rotation } = georeference;
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const positionOf = ([x, y]: Xy) =>
    toDegrees(crs, eastings + x * cos - y * sin, northings + x * sin + y * cos);
  const [minX, minY, maxX, maxY] = plan.bounds;
  if (positionOf([minX, minY]) === undefined || positionOf([maxX, maxY]) === undefined) return undefined;
  // A hundred-millionth of a degree is a millimetre.
  const round = (degrees: number): number => Number(degrees.toFixed(8));
  return (point) => {
    const { lon, lat } = positionOf(point) ?? { lon: 0, lat: 0 };
    return [round(lon), round(lat)];
  };
}
