import { z } from "zod";
import { AreaLayer, AreaLayerChange, AreaLayerHead, AreaLayerInput } from "../area-layer.ts";
import { byId, type RouteTable } from "../route.ts";

export const areaLayersRoutes = {
  "GET /buildings/{id}/area-layers": {
    summary:
      "What a building is divided into: fire compartments, cleaning, leases, escape routes, risk zones",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: z.object({ items: z.array(AreaLayerHead) }),
  },
  "POST /buildings/{id}/area-layers": {
    summary: "Make a layer of areas",
    permission: "register:write",
    params: byId,
    body: AreaLayerInput,
    status: 201,
    answer: AreaLayer,
  },
  "GET /area-layers/{id}": {
    summary: "A layer with its areas, their figures, and what does not add up",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: AreaLayer,
  },
  "PUT /area-layers/{id}": {
    summary: "Write a layer as it shall be; refused when somebody changed it after it was read",
    permission: "register:write",
    params: byId,
    body: AreaLayerChange,
    status: 200,
    answer: AreaLayer,
  },
  "DELETE /area-layers/{id}": {
    summary: "Remove a layer and its areas",
    permission: "register:write",
    params: byId,
    query: z.object({ revision: z.coerce.number<string>().int().min(1) }),
    status: 204,
  },
  "GET /area-layers/{id}/figures": {
    summary: "The figures of a layer as CSV: a line for each area and storey",
    permission: "register:read",
    params: byId,
    query: z.object({ language: z.enum(["nb", "en"]).default("nb") }),
    status: 200,
    rawAnswer: ["text/csv"],
  },
} as const satisfies RouteTable;
