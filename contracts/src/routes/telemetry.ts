import { z } from "zod";
import { Point, PointInput, PointQuery } from "../point.ts";
import { Id, PageQuery, PointIdText, page } from "../primitives.ts";
import type { RouteTable } from "../route.ts";
import {
  Correction,
  CorrectionInput,
  SampleQuery,
  SampleQueryMany,
  SeriesAnswer,
  seriesMediaTypes,
} from "../sample.ts";

const byPointId = z.object({ id: PointIdText });
const streams = Object.values(seriesMediaTypes);

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
    rawAnswer: streams,
  },
  "POST /samples/query": {
    summary: "History of many points",
    permission: "telemetry:read",
    body: SampleQueryMany,
    status: 200,
    answer: SeriesAnswer,
    rawAnswer: streams,
  },
  "GET /points/{id}/corrections": {
    summary: "What people have corrected of a point, newest first",
    permission: "telemetry:read",
    params: byPointId,
    query: PageQuery,
    status: 200,
    answer: page(Correction),
  },
  "POST /points/{id}/corrections": {
    summary: "Correct, exclude or interpolate measured values; the originals are kept",
    permission: "telemetry:correct",
    params: byPointId,
    body: CorrectionInput,
    status: 201,
    answer: Correction,
  },
  "POST /points/{id}/corrections/{correctionId}/withdraw": {
    summary: "Take a correction back: what was measured stands again",
    permission: "telemetry:correct",
    params: z.object({ id: PointIdText, correctionId: Id }),
    body: z.strictObject({ reason: z.string().trim().min(3).max(1000) }),
    status: 200,
    answer: Correction,
  },
} as const satisfies RouteTable;
