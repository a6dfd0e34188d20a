import {
  Building,
  BuildingInput,
  BuildingPatch,
  Plan,
  RoomMeshes,
  Space,
  SpaceDetail,
  Storey,
} from "../building.ts";
import { PageQuery, page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const registerRoutes = {
  "GET /buildings": {
    summary: "Buildings",
    permission: "register:read",
    query: PageQuery,
    status: 200,
    answer: page(Building),
  },
  "POST /buildings": {
    summary: "Add a building without a drawing, or change it by its building number",
    permission: "register:write",
    body: BuildingInput,
    status: 201,
    answer: Building,
  },
  "GET /buildings/{id}": {
    summary: "One building",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Building,
  },
  "PATCH /buildings/{id}": {
    summary: "Change a building",
    permission: "register:write",
    params: byId,
    body: BuildingPatch,
    status: 200,
    answer: Building,
  },
  "GET /buildings/{id}/storeys": {
    summary: "Storeys from the lowest up",
    permission: "register:read",
    params: byId,
    query: PageQuery,
    status: 200,
    answer: page(Storey),
  },
  "GET /buildings/{id}/spaces": {
    summary: "Rooms of a building",
    permission: "register:read",
    params: byId,
    query: PageQuery,
    status: 200,
    answer: page(Space),
  },
  "GET /buildings/{id}/rooms": {
    summary: "Room bodies as triangles for live colours",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: RoomMeshes,
  },
  "GET /storeys/{id}/plan": {
    summary: "Floor plan as polygons in metres, or as SVG",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Plan,
    rawAnswer: ["image/svg+xml"],
  },
  "GET /spaces/{id}": {
    summary: "One room",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: SpaceDetail,
  },
} as const satisfies RouteTable;
