import { z } from "zod";
import {
  DerivedPoint,
  DerivedPointInput,
  DerivedPointPatch,
  DerivedPointPreview,
  DerivedPointPreviewInput,
  DerivedPointQuery,
} from "../derived-point.ts";
import { PointIdText, page } from "../primitives.ts";
import type { RouteTable } from "../route.ts";

const byPointId = z.object({ id: PointIdText });

export const derivedPointsRoutes = {
  "GET /derived-points": {
    summary: "How points are computed of others",
    permission: "telemetry:read",
    query: DerivedPointQuery,
    status: 200,
    answer: page(DerivedPoint),
  },
  "POST /derived-points": {
    summary: "Compute a point of others: sum, difference, ratio, formula, degree days, by area, balance",
    permission: "register:write",
    body: DerivedPointInput,
    status: 201,
    answer: DerivedPoint,
  },
  "POST /derived-points/preview": {
    summary: "What a computed point would answer, before it is kept",
    permission: "register:write",
    body: DerivedPointPreviewInput,
    status: 200,
    answer: DerivedPointPreview,
  },
  "GET /derived-points/{id}": {
    summary: "How one point is computed",
    permission: "telemetry:read",
    params: byPointId,
    status: 200,
    answer: DerivedPoint,
  },
  "PATCH /derived-points/{id}": {
    summary: "Change how a point is computed",
    permission: "register:write",
    params: byPointId,
    body: DerivedPointPatch,
    status: 200,
    answer: DerivedPoint,
  },
  "DELETE /derived-points/{id}": {
    summary: "Remove a computed point that no other is computed of",
    permission: "register:write",
    params: byPointId,
    status: 204,
  },
} as const satisfies RouteTable;
