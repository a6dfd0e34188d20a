import { z } from "zod";
import { DxfImportInput, DxfInspection, DxfPreview, DxfPreviewInput, dxfMaxBytes } from "../exchange.ts";
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
} as const satisfies RouteTable;
