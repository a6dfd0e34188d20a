import {
  BuildingState,
  BuildingStateSpan,
  Marks,
  MarksQuery,
  StateQuery,
  StateSpanQuery,
  TrendView,
  TrendViewInput,
} from "../history.ts";
import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const historyRoutes = {
  "GET /buildings/{id}/state": {
    summary: "How a building was at a moment: values, standing alarms and open work orders",
    permission: "telemetry:read",
    params: byId,
    query: StateQuery,
    status: 200,
    answer: BuildingState,
  },
  "GET /buildings/{id}/state/span": {
    summary: "How a building was from one moment to another, in steps",
    permission: "telemetry:read",
    params: byId,
    query: StateSpanQuery,
    status: 200,
    answer: BuildingStateSpan,
  },
  "POST /marks/query": {
    summary: "Alarms of points, and work orders of their rooms, in a period",
    permission: "telemetry:read",
    body: MarksQuery,
    status: 200,
    answer: Marks,
  },
  "GET /trend-views": {
    summary: "The caller's saved sets of points",
    permission: "telemetry:read",
    status: 200,
    answer: page(TrendView),
  },
  "POST /trend-views": {
    summary: "Save a set of points; one of the same name is replaced",
    permission: "telemetry:read",
    body: TrendViewInput,
    status: 201,
    answer: TrendView,
  },
  "DELETE /trend-views/{id}": {
    summary: "Remove a saved set of points",
    permission: "telemetry:read",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
