import { z } from "zod";
import { Job, JobKinds, Model } from "../job.ts";
import { Id, PageQuery, page } from "../primitives.ts";
import { Discipline } from "../revision.ts";
import { byId, megabyte, type RouteTable } from "../route.ts";

export const modelsRoutes = {
  "POST /models": {
    summary: "Import a drawing: the bytes of an .ifc, .ifczip or gzipped .ifc",
    permission: "register:write",
    query: z.object({
      name: z.string().min(1).max(200).default("model.ifc"),
      /** The building that the drawing is a new revision of; without it, it is recognised. */
      buildingId: Id.optional(),
      /** Whose drawing it is; without it, what is in it tells. */
      discipline: Discipline.optional(),
    }),
    rawBody: {
      mediaTypes: ["application/octet-stream", "application/x-step", "application/zip", "application/gzip"],
      maxBytes: 1024 * megabyte,
    },
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "GET /models": {
    summary: "Imported drawings",
    permission: "register:read",
    query: PageQuery,
    status: 200,
    answer: page(Model),
  },
  "GET /models/{id}/fragments": {
    summary: "The model's geometry for the viewer (.frag)",
    permission: "register:read",
    params: byId,
    status: 200,
    rawAnswer: ["application/octet-stream"],
  },
  "GET /jobs": {
    summary: "Long work, newest first",
    permission: "register:read",
    query: PageQuery.extend({ kind: JobKinds.optional() }),
    status: 200,
    answer: page(Job),
  },
  "POST /jobs/{id}/cancel": {
    summary: "Give up long work; what it has done so far stays",
    permission: "register:write",
    params: byId,
    status: 200,
    answer: Job,
  },
  "GET /jobs/{id}": {
    summary: "State of long work",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Job,
  },
} as const satisfies RouteTable;
