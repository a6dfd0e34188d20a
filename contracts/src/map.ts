import { z } from "zod";
import { Id, PointId } from "./primitives.ts";
import { Quantity } from "./quantity.ts";
import { PresentValue } from "./sample.ts";

/** [lon, lat] in degrees, WGS 84. */
const LonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** A line or area of the map that needs no tiles. Areas are not closed. */
export const MapShape = z.strictObject({
  kind: z.enum(["land", "water", "road", "path", "park", "quay"]),
  name: z.string().trim().max(200),
  coordinates: z.array(LonLat).min(2).max(10_000),
});
export type MapShape = z.infer<typeof MapShape>;

/** Answer of `GET /map/shapes`, and body of `POST /map/shapes`: all of them, drawn in this order within a kind. */
export const MapShapes = z.strictObject({ shapes: z.array(MapShape).max(20_000) });
export type MapShapes = z.infer<typeof MapShapes>;

/** What an outdoor sensor is shown as; the map has one layer for each. */
export const MapLayer = z.enum(["parking", "bin", "snow", "water", "light", "weather", "other"]);
export type MapLayer = z.infer<typeof MapLayer>;

/** A device that stands outdoors, with the point that tells most of it. */
export const MapSensor = z.object({
  deviceId: Id,
  name: z.string(),
  lat: z.number(),
  lon: z.number(),
  layer: MapLayer,
  /** Absent before its first value, where it was registered without points. */
  pointId: PointId.optional(),
  /** All its points: an alarm of any of them is the device's. */
  pointIds: z.array(PointId),
  quantity: Quantity.optional(),
  unit: z.string().optional(),
  expectedIntervalS: z.int().optional(),
  present: PresentValue.optional(),
});
export type MapSensor = z.infer<typeof MapSensor>;
export const MapSensorsQuery = z.object({
  limit: z.coerce.number<string>().int().min(1).max(10_000).default(5000),
  cursor: z.string().max(1000).optional(),
});
