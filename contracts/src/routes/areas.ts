import { BuildingAreas, RoomFunctions, StoreyAreas } from "../area.ts";
import { byId, type RouteTable } from "../route.ts";

export const areasRoutes = {
  "GET /buildings/{id}/areas": {
    summary: "Net, usable and gross area of a building and its storeys (NS 3940)",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: BuildingAreas,
  },
  "GET /storeys/{id}/areas": {
    summary: "Areas of a storey and its rooms (NS 3940)",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: StoreyAreas,
  },
  "GET /room-functions": {
    summary: "Functions of rooms and the area that each counts as",
    permission: "register:read",
    status: 200,
    answer: RoomFunctions,
  },
} as const satisfies RouteTable;
