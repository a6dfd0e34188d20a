import { z } from "zod";
import {
  Document,
  DocumentDetail,
  DocumentKind,
  DocumentPatch,
  DocumentQuery,
  DocumentSubject,
  documentMediaTypes,
} from "../document.ts";
import { Id, PageQuery, page } from "../primitives.ts";
import { byId, megabyte, type RouteTable } from "../route.ts";

const mediaTypes = Object.keys(documentMediaTypes);

export const documentsRoutes = {
  "GET /documents": {
    summary:
      "Documents by title: of a thing, of a kind, or by words of the title; the newest version of each",
    permission: "register:read",
    query: PageQuery.extend({
      subject: DocumentSubject.optional(),
      subjectId: Id.optional(),
      /** Everything in this building. */
      buildingId: Id.optional(),
      kind: DocumentKind.optional(),
      search: z.string().max(200).optional(),
    }),
    status: 200,
    answer: page(Document),
  },
  "POST /documents": {
    summary: "Upload a document, or a newer version of one",
    permission: "register:write",
    query: DocumentQuery,
    rawBody: { mediaTypes, maxBytes: 100 * megabyte },
    status: 201,
    answer: Document,
  },
  "GET /documents/{id}": {
    summary: "One document with its versions",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: DocumentDetail,
  },
  "GET /documents/{id}/file": {
    summary: "A document's bytes",
    permission: "register:read",
    params: byId,
    status: 200,
    rawAnswer: mediaTypes,
  },
  "PATCH /documents/{id}": {
    summary: "Change a document's title or kind",
    permission: "register:write",
    params: byId,
    body: DocumentPatch,
    status: 200,
    answer: Document,
  },
  "DELETE /documents/{id}": {
    summary: "Take a document and its versions out of the register",
    permission: "register:write",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
