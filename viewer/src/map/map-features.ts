import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { MapLayer, MapSensor, MapShape } from "@kontrollrom/contracts/map.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { isActive, needsAcknowledge } from "../data/event-cache.ts";
import type { Feature, FeatureCollection, Point, Polygon, Position } from "./geojson.ts";

/** What an alarm on the map is of: a building, or a sensor outdoors. */
export interface Trouble {
  readonly priority: Priority;
  /** Somebody has to acknowledge at least one of this priority. */
  readonly open: boolean;
  readonly count: number;
}

/** The worst of the active alarms of each building and each outdoor sensor, by the id of it. */
export function troubles(
  alarms: readonly Alarm[],
  sensors: readonly MapSensor[],
): ReadonlyMap<string, Trouble> {
  const deviceOf = new Map(sensors.flatMap(({ deviceId, pointIds }) => pointIds.map((id) => [id, deviceId])));
  const found = new Map<string, Trouble>();
  for (const alarm of alarms) {
    const id = alarm.buildingId ?? deviceOf.get(alarm.pointId);
    if (id === undefined || !isActive(alarm)) continue;
    const open = needsAcknowledge(alarm);
    const held = found.get(id);
    if (held === undefined || alarm.priority < held.priority)
      found.set(id, { priority: alarm.priority, open, count: (held?.count ?? 0) + 1 });
    else
      found.set(id, {
        ...held,
        open: held.open || (open && alarm.priority === held.priority),
        count: held.count + 1,
      });
  }
  return found;
}

/** Where a building is marked: its position, else the middle of its footprint. */
export function placeOf({ position, footprint }: Building): Position | undefined {
  if (position !== undefined) return [position.lon, position.lat];
  if (footprint === undefined || footprint.length === 0) return undefined;
  const sum = footprint.reduce(([x, y], [lon, lat]) => [x + lon, y + lat], [0, 0] as [number, number]);
  return [sum[0] / footprint.length, sum[1] / footprint.length];
}

const collection = <G extends Point | Polygon>(features: Feature<G>[]): FeatureCollection<G> => ({
  type: "FeatureCollection",
  features,
});

/** Footprints as areas. The number of each feature is its place in the list: feature states are kept by numbers. */
export function buildingAreas(buildings: readonly Building[]): FeatureCollection<Polygon> {
  return collection(
    buildings.flatMap((building, index) => {
      const [first] = building.footprint ?? [];
      if (building.footprint === undefined || first === undefined) return [];
      const geometry: Polygon = { type: "Polygon", coordinates: [[...building.footprint, first]] };
      return [
        { type: "Feature", id: index + 1, geometry, properties: { id: building.id, name: building.name } },
      ];
    }),
  );
}

/** Buildings by their position: what is seen of them from afar. */
export function buildingPlaces(buildings: readonly Building[]): FeatureCollection<Point> {
  return collection(
    buildings.flatMap((building, index) => {
      const coordinates = placeOf(building);
      if (coordinates === undefined) return [];
      return [
        {
          type: "Feature",
          id: index + 1,
          geometry: { type: "Point", coordinates },
          properties: { id: building.id, name: building.name },
        },
      ];
    }),
  );
}

/** The sensors of the layers that are shown; each keeps its number whatever is hidden. */
export function sensorPlaces(
  sensors: readonly MapSensor[],
  hidden: readonly MapLayer[],
  colour: (sensor: MapSensor) => string,
): FeatureCollection<Point> {
  return collection(
    sensors.flatMap((sensor, index) => {
      if (hidden.includes(sensor.layer)) return [];
      return [
        {
          type: "Feature",
          id: index + 1,
          geometry: { type: "Point", coordinates: [sensor.lon, sensor.lat] },
          properties: { id: sensor.deviceId, layer: sensor.layer, colour: colour(sensor) },
        },
      ];
    }),
  );
}

/** What is written beside these sensors. */
export function sensorValues(
  sensors: readonly MapSensor[],
  text: (sensor: MapSensor) => string,
): FeatureCollection<Point> {
  return collection(
    sensors.map((sensor) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [sensor.lon, sensor.lat] },
      properties: { label: text(sensor) },
    })),
  );
}

/** One mark for each thing with an alarm, over all else; the most urgent is drawn last. */
export function alarmMarks(
  found: ReadonlyMap<string, Trouble>,
  places: ReadonlyMap<string, Position>,
): FeatureCollection<Point> {
  return collection(
    [...found].flatMap(([id, { priority, open }]) => {
      const coordinates = places.get(id);
      if (coordinates === undefined) return [];
      return [
        {
          type: "Feature",
          geometry: { type: "Point", coordinates },
          properties: { id, priority, icon: `priority-${priority}-${open ? "filled" : "outline"}` },
        },
      ];
    }),
  );
}

/** Lines and areas of the map without tiles, those of one kind together. */
export function shapeFeatures(shapes: readonly MapShape[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: shapes.map(({ kind, name, coordinates }) => ({
      type: "Feature",
      properties: { kind, name },
      geometry:
        kind === "road" || kind === "path"
          ? { type: "LineString", coordinates }
          : { type: "Polygon", coordinates: [[...coordinates, coordinates[0] ?? [0, 0]]] },
    })),
  };
}

/** West, south, east, north of all places; undefined where there is none. */
export function boundsOf(places: Iterable<Position>): [number, number, number, number] | undefined {
  let bounds: [number, number, number, number] | undefined;
  for (const [lon = 0, lat = 0] of places) {
    bounds =
      bounds === undefined
        ? [lon, lat, lon, lat]
        : [
            Math.min(bounds[0], lon),
            Math.min(bounds[1], lat),
            Math.max(bounds[2], lon),
            Math.max(bounds[3], lat),
          ];
  }
  return bounds;
}
