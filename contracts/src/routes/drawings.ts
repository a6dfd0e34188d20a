import { Drawing, DrawingChange, DrawingCommands, DrawingStep, DrawingTrial } from "../drawing.ts";
import { PageQuery, page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const drawingsRoutes = {
  "GET /storeys/{id}/drawing": {
    summary: "The drawing of a storey as it is edited, with its revision",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Drawing,
  },
  "POST /storeys/{id}/drawing/preview": {
    summary: "The drawing as it would be after these commands; nothing is kept",
    permission: "register:write",
    params: byId,
    body: DrawingTrial,
    status: 200,
    answer: Drawing,
  },
  "POST /storeys/{id}/drawing/commands": {
    summary: "Carry out commands on a drawing, all or none",
    permission: "register:write",
    params: byId,
    body: DrawingCommands,
    status: 200,
    answer: Drawing,
  },
  "POST /storeys/{id}/drawing/undo": {
    summary: "Take back what was saved last",
    permission: "register:write",
    params: byId,
    body: DrawingStep,
    status: 200,
    answer: Drawing,
  },
  "POST /storeys/{id}/drawing/redo": {
    summary: "Do again what was taken back last",
    permission: "register:write",
    params: byId,
    body: DrawingStep,
    status: 200,
    answer: Drawing,
  },
  "GET /storeys/{id}/drawing/history": {
    summary: "Who changed the drawing of a storey, and how; the newest first",
    permission: "register:read",
    params: byId,
    query: PageQuery,
    status: 200,
    answer: page(DrawingChange),
  },
} as const satisfies RouteTable;
