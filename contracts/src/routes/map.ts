import { MapSensor, MapSensorsQuery, MapShapes } from "../map.ts";
import { page } from "../primitives.ts";
import type { RouteTable } from "../route.ts";

export const mapRoutes = {
  "GET /map/shapes": {
    summary: "Shoreline, roads and parks as simple vectors, for a map without tiles",
    permission: "register:read",
    status: 200,
    answer: MapShapes,
  },
  "POST /map/shapes": {
    summary: "Put these shapes in the place of all there are",
    permission: "register:write",
    body: MapShapes,
    status: 200,
    answer: MapShapes,
  },
  "GET /map/sensors": {
    summary: "Outdoor sensors with their positions and present values",
    permission: "telemetry:read",
    query: MapSensorsQuery,
    status: 200,
    answer: page(MapSensor),
  },
} as const satisfies RouteTable;
