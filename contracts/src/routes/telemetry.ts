import { z } from "zod";
import { Point, PointInput, PointQuery } from "../point.ts";
import { PointIdText, page } from "../primitives.ts";
import type { RouteTable } from "../route.ts";
import { SampleQuery, SampleQueryMany, SeriesAnswer } from "../sample.ts";

const byPointId = z.object({ id: PointIdText });

export const telemetryRoutes = {
  "GET /points": {
    summary: "Points with their present values",
    permission: "telemetry:read",
    query: PointQuery,
    status: 200,
    answer: page(Point),
  },
  "POST /points": {
    summary: "Add a point to a device",
    permission: "register:write",
    body: PointInput,
    status: 201,
    answer: Point,
  },
  "GET /points/{id}": {
    summary: "One point",
    permission: "telemetry:read",
    params: byPointId,
    status: 200,
    answer: Point,
  },
  "GET /points/{id}/samples": {
    summary: "History of a point, raw or in buckets",
    permission: "telemetry:read",
    params: byPointId,
    query: SampleQuery,
    status: 200,
    answer: SeriesAnswer,
  },
  "POST /samples/query": {
    summary: "History of many points",
    permission: "telemetry:read",
    body: SampleQueryMany,
    status: 200,
    answer: SeriesAnswer,
  },
} as const satisfies RouteTable;
