import { z } from "zod";
import { Health } from "../health.ts";
import type { RouteTable } from "../route.ts";

export const platformRoutes = {
  "GET /health": {
    summary: "State of the platform and of each part",
    permission: "public",
    status: 200,
    answer: Health,
  },
  "GET /openapi.json": {
    summary: "This interface as OpenAPI 3.1",
    permission: "public",
    status: 200,
    answer: z.unknown(),
  },
  "GET /metrics": {
    summary: "Figures in the Prometheus text format",
    permission: "metrics:read",
    status: 200,
    rawAnswer: ["text/plain"],
  },
} as const satisfies RouteTable;
