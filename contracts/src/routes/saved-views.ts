import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";
import { SavedView, SavedViewInput, SavedViewPatch, SavedViewQuery } from "../saved-view.ts";

export const savedViewsRoutes = {
  "GET /saved-views": {
    summary: "Views of buildings by name: one's own and those that are shared",
    permission: "register:read",
    query: SavedViewQuery,
    status: 200,
    answer: page(SavedView),
  },
  "POST /saved-views": {
    summary: "Keep a view of a building under a name",
    permission: "register:read",
    body: SavedViewInput,
    status: 201,
    answer: SavedView,
  },
  "PATCH /saved-views/{id}": {
    summary: "Rename a view, share it, or keep another in its place",
    permission: "register:read",
    params: byId,
    body: SavedViewPatch,
    status: 200,
    answer: SavedView,
  },
  "DELETE /saved-views/{id}": {
    summary: "Take a view away",
    permission: "register:read",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
