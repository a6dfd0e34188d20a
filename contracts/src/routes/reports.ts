import { z } from "zod";
import { Id, page } from "../primitives.ts";
import {
  PlaceToken,
  ReportComment,
  ReportInput,
  ReportPlace,
  ReportPlaceQuery,
  ReportPlacesInput,
  ReportReceipt,
  ReportSecret,
  ReportSheetQuery,
  ReportStatus,
  ReportTarget,
} from "../report.ts";
import { megabyte, type RouteTable } from "../route.ts";

const byPlace = z.object({ placeToken: PlaceToken });
const bySecret = z.object({ secret: ReportSecret });
export const reportsRoutes = {
  "GET /report-places": {
    summary: "Places that have a label for reporting faults",
    permission: "work-order:read",
    query: ReportPlaceQuery,
    status: 200,
    answer: page(ReportPlace),
  },
  "POST /report-places": {
    summary: "Give places their label",
    permission: "work-order:manage",
    body: ReportPlacesInput,
    status: 201,
    answer: z.object({ items: z.array(ReportPlace) }),
  },
  "GET /report-places/{placeToken}": {
    summary: "The place of a label, for those who work there",
    permission: "work-order:read",
    params: byPlace,
    status: 200,
    answer: ReportPlace,
  },
  "GET /report-places/{placeToken}/qr": {
    summary: "The QR code of a label",
    permission: "work-order:read",
    params: byPlace,
    status: 200,
    rawAnswer: ["image/svg+xml"],
  },
  "DELETE /report-places/{placeToken}": {
    summary: "Take a label out of use: it reports nothing any more",
    permission: "work-order:manage",
    params: byPlace,
    status: 204,
  },
  "GET /report-sheet": {
    summary: "The labels of a building, a storey or a room as a sheet to print",
    permission: "work-order:read",
    query: ReportSheetQuery,
    status: 200,
    rawAnswer: ["application/pdf"],
  },
  "GET /reports/{placeToken}": {
    summary: "What a label stands for",
    permission: "public",
    params: byPlace,
    status: 200,
    answer: ReportTarget,
  },
  "POST /reports/{placeToken}": {
    summary: "Report a fault or a wish, without signing in",
    permission: "public",
    params: byPlace,
    body: ReportInput,
    status: 201,
    answer: ReportReceipt,
  },
  "GET /report-status/{secret}": {
    summary: "How far a report has come",
    permission: "public",
    params: bySecret,
    status: 200,
    answer: ReportStatus,
  },
  "POST /report-status/{secret}/photos": {
    summary: "Add a photo to one's report; its place and camera are taken out of the file",
    permission: "public",
    params: bySecret,
    rawBody: { mediaTypes: ["image/jpeg", "image/png", "image/webp"], maxBytes: 10 * megabyte },
    status: 201,
    answer: z.object({ id: Id }),
  },
  "POST /report-status/{secret}/comments": {
    summary: "Add something to one's report",
    permission: "public",
    params: bySecret,
    body: ReportComment,
    status: 201,
    answer: ReportStatus,
  },
} as const satisfies RouteTable;
