import { z } from "zod";
import { ExportInput } from "../export.ts";
import { Id } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";
import { seriesMediaTypes } from "../sample.ts";

export const exportsRoutes = {
  "POST /exports": {
    summary: "Write the history of many points to a file; see GET /jobs/{id} for how far it is",
    permission: "telemetry:read",
    body: ExportInput,
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "GET /exports/{id}/file": {
    summary: "The file of an export; a Range goes on where a download broke off",
    permission: "telemetry:read",
    params: byId,
    status: 200,
    rawAnswer: Object.values(seriesMediaTypes),
  },
  "DELETE /exports/{id}": {
    summary: "Give up an export, or remove its file",
    permission: "telemetry:read",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
