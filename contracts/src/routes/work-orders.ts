import { z } from "zod";
import { Id, page } from "../primitives.ts";
import { byId, megabyte, type RouteTable } from "../route.ts";
import {
  WorkOrder,
  WorkOrderComment,
  WorkOrderDetail,
  WorkOrderInput,
  WorkOrderPatch,
  WorkOrderQuery,
} from "../work-order.ts";

export const workOrdersRoutes = {
  "GET /work-orders": {
    summary: "Work orders, newest first",
    permission: "work-order:read",
    query: WorkOrderQuery,
    status: 200,
    answer: page(WorkOrder),
  },
  "POST /work-orders": {
    summary: "Create a work order",
    permission: "work-order:write",
    body: WorkOrderInput,
    status: 201,
    answer: WorkOrder,
  },
  "GET /work-orders/{id}": {
    summary: "One work order with comments and history",
    permission: "work-order:read",
    params: byId,
    status: 200,
    answer: WorkOrderDetail,
  },
  "PATCH /work-orders/{id}": {
    summary: "Change a work order",
    permission: "work-order:write",
    params: byId,
    body: WorkOrderPatch,
    status: 200,
    answer: WorkOrder,
  },
  "POST /work-orders/{id}/comments": {
    summary: "Comment on a work order",
    permission: "work-order:write",
    params: byId,
    body: z.strictObject({ text: z.string().trim().min(1).max(10_000) }),
    status: 201,
    answer: WorkOrderComment,
  },
  "POST /work-orders/{id}/attachments": {
    summary: "Attach a photo or document",
    permission: "work-order:write",
    params: byId,
    query: z.object({ name: z.string().min(1).max(200) }),
    rawBody: {
      mediaTypes: ["image/jpeg", "image/png", "image/webp", "application/pdf"],
      maxBytes: 25 * megabyte,
    },
    status: 201,
    answer: z.object({ id: Id }),
  },
  "GET /work-orders/{id}/attachments/{attachmentId}": {
    summary: "An attachment's bytes",
    permission: "work-order:read",
    params: z.object({ id: Id, attachmentId: Id }),
    status: 200,
    rawAnswer: ["image/jpeg", "image/png", "image/webp", "application/pdf"],
  },
} as const satisfies RouteTable;
