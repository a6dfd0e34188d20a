import { z } from "zod";
import { Plan, RoomMeshes } from "../building.ts";
import { Id, PageQuery, page } from "../primitives.ts";
import {
  Discipline,
  MatchKind,
  Review,
  ReviewDecision,
  ReviewDetail,
  Revision,
  RevisionDetail,
  RevisionSpace,
} from "../revision.ts";
import { byId, type RouteTable } from "../route.ts";

export const revisionsRoutes = {
  "GET /buildings/{id}/revisions": {
    summary: "Drawings of a building, the newest first",
    permission: "register:read",
    params: byId,
    query: PageQuery.extend({ discipline: Discipline.optional() }),
    status: 200,
    answer: page(Revision),
  },
  "GET /revisions/{id}": {
    summary: "One drawing of a building, with its storeys as they were",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: RevisionDetail,
  },
  "GET /revisions/{id}/spaces": {
    summary: "Rooms as a revision had them, and what became of those before",
    permission: "register:read",
    params: byId,
    query: PageQuery.extend({ kind: MatchKind.optional(), sure: z.enum(["true", "false"]).optional() }),
    status: 200,
    answer: page(RevisionSpace),
  },
  "GET /revisions/{id}/rooms": {
    summary: "Room bodies of a revision as triangles",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: RoomMeshes,
  },
  "GET /revisions/{id}/storeys/{storeyId}/plan": {
    summary: "Floor plan of a revision as polygons in metres, or as SVG",
    permission: "register:read",
    params: z.object({ id: Id, storeyId: Id }),
    status: 200,
    answer: Plan,
    rawAnswer: ["image/svg+xml"],
  },
  "GET /spaces/{id}/revisions": {
    summary: "What each drawing said of a room, the newest first",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: z.object({ items: z.array(RevisionSpace.extend({ revisionId: Id })) }),
  },
  "GET /reviews": {
    summary: "Rooms of all buildings whose links wait for a person",
    permission: "register:read",
    query: PageQuery.extend({ state: z.enum(["open", "decided"]).default("open") }),
    status: 200,
    answer: page(Review),
  },
  "GET /buildings/{id}/reviews": {
    summary: "Rooms of a building whose links wait for a person",
    permission: "register:read",
    params: byId,
    query: PageQuery.extend({ state: z.enum(["open", "decided"]).default("open") }),
    status: 200,
    answer: page(Review),
  },
  "GET /reviews/{id}": {
    summary: "One of them, with a picture of both drawings",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: ReviewDetail,
  },
  "POST /reviews/{id}": {
    summary: "Decide where the things of an old room belong: the suggestion, another room, or nowhere",
    permission: "register:write",
    params: byId,
    body: ReviewDecision,
    status: 200,
    answer: Review,
  },
} as const satisfies RouteTable;
