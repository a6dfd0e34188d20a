import { z } from "zod";
import {
  DxfImportInput,
  DxfInspection,
  DxfPreview,
  DxfPreviewInput,
  dxfMaxBytes,
  PlanFormat,
  planMediaTypes,
  planScales,
  Underlay,
  UnderlayInput,
  underlayMaxBytes,
} from "../exchange.ts";
import { ifcMediaType } from "../ifc-export.ts";
import { Id } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const exchangeRoutes = {
  "POST /drawings/dxf/inspect": {
    summary: "What is in a DXF drawing, layer by layer; the file is kept for importing it",
    permission: "register:write",
    rawBody: {
      mediaTypes: ["application/octet-stream", "application/dxf", "image/vnd.dxf"],
      maxBytes: dxfMaxBytes,
    },
    status: 200,
    answer: DxfInspection,
  },
  "POST /drawings/dxf/preview": {
    summary: "What an inspected DXF drawing would become, without writing anything",
    permission: "register:write",
    body: DxfPreviewInput,
    status: 200,
    answer: DxfPreview,
  },
  "POST /buildings/{id}/storeys/import-dxf": {
    summary: "Make a storey of an inspected DXF drawing, or a new revision of one; see GET /jobs/{id}",
    permission: "register:write",
    params: byId,
    body: DxfImportInput,
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "POST /storeys/{id}/underlay/image": {
    summary:
      "Send a scanned plan (PNG or JPEG); it is shown once PUT /storeys/{id}/underlay says how it lies",
    permission: "register:write",
    params: byId,
    rawBody: { mediaTypes: ["image/png", "image/jpeg"], maxBytes: underlayMaxBytes },
    status: 201,
    answer: z.object({ imageKey: z.string(), width: z.int(), height: z.int() }),
  },
  "GET /buildings/{id}/underlays": {
    summary: "The scanned plans under a building's storeys",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: z.object({ items: z.array(Underlay) }),
  },
  "GET /storeys/{id}/underlay": {
    summary: "The scanned plan under a storey, and how it lies",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Underlay,
  },
  "GET /storeys/{id}/underlay/image": {
    summary: "Its image",
    permission: "register:read",
    params: byId,
    /** Makes the address of another image another. */
    query: z.object({ image: z.string().max(64).optional() }),
    status: 200,
    rawAnswer: ["image/png", "image/jpeg"],
  },
  "PUT /storeys/{id}/underlay": {
    summary: "Lay a scanned plan under a storey, by two points with a known distance",
    permission: "register:write",
    params: byId,
    body: UnderlayInput,
    status: 200,
    answer: Underlay,
  },
  "DELETE /storeys/{id}/underlay": {
    summary: "Take it away",
    permission: "register:write",
    params: byId,
    status: 204,
  },
  "GET /storeys/{id}/export/{format}": {
    summary: "The plan of a storey as a file: SVG, DXF, PDF to scale with a title block, or GeoJSON",
    permission: "register:read",
    params: z.object({ id: Id, format: PlanFormat }),
    query: z.object({
      /** Of a PDF, 1 to this; without it 1:100, or what fits on A0. */
      scale: z.enum(planScales).optional(),
      language: z.enum(["nb", "en"]).default("nb"),
    }),
    status: 200,
    rawAnswer: Object.values(planMediaTypes),
  },
  "POST /buildings/{id}/ifc-export": {
    summary:
      "Write what the register says of rooms, zones and devices into a copy of the building's IFC drawing; see GET /jobs/{id}",
    permission: "register:read",
    params: byId,
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "GET /ifc-exports/{id}/file": {
    summary: "The IFC file of such a job; kept for a day",
    permission: "register:read",
    params: byId,
    status: 200,
    rawAnswer: [ifcMediaType],
  },
} as const satisfies RouteTable;
