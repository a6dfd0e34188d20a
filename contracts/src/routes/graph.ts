import { z } from "zod";
import { GraphAnswer, GraphNodeId, GraphQuery, Relation, RelationInput } from "../graph.ts";
import { Id } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const graphRoutes = {
  "GET /graph": {
    summary: "The building graph in Brick 1.4 as Turtle or JSON-LD, whole or of one building",
    permission: "register:read",
    query: z.object({ format: z.enum(["turtle", "json-ld"]).default("turtle"), buildingId: Id.optional() }),
    status: 200,
    rawAnswer: ["text/turtle", "application/ld+json"],
  },
  "POST /graph/query": {
    summary: "Find things by what they are and how they hang together",
    permission: "register:read",
    body: GraphQuery,
    status: 200,
    answer: GraphAnswer,
  },
  "GET /relations": {
    summary: "What a thing hangs together with",
    permission: "register:read",
    query: z.object({ of: GraphNodeId }),
    status: 200,
    answer: z.object({ items: z.array(Relation) }),
  },
  "POST /relations": {
    summary: "Say how two things hang together",
    permission: "register:write",
    body: RelationInput,
    status: 201,
    answer: Relation,
  },
  "DELETE /relations/{id}": {
    summary: "Remove a relation that was made by hand",
    permission: "register:write",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
