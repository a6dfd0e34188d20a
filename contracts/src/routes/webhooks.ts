import { z } from "zod";
import { Id, page } from "../primitives.ts";
import { byId, kilobyte, type RouteTable } from "../route.ts";
import {
  CalendarFeed,
  CalendarFeedCreated,
  CalendarFeedInput,
  CalendarSecret,
  Delivery,
  DeliveryQuery,
  Webhook,
  WebhookCreated,
  WebhookInput,
  WebhookPatch,
  WebhookTest,
  WorkOrderExportQuery,
} from "../webhook.ts";
import { WorkOrder } from "../work-order.ts";

export const xlsxMediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const webhooksRoutes = {
  "GET /webhooks": {
    summary: "Systems that are told of orders",
    permission: "webhook:manage",
    status: 200,
    answer: page(Webhook),
  },
  "POST /webhooks": {
    summary: "Tell a system of orders; answers the secret that its messages are signed with",
    permission: "webhook:manage",
    body: WebhookInput,
    status: 201,
    answer: WebhookCreated,
  },
  "PATCH /webhooks/{id}": {
    summary: "Change a webhook",
    permission: "webhook:manage",
    params: byId,
    body: WebhookPatch,
    status: 200,
    answer: Webhook,
  },
  "DELETE /webhooks/{id}": {
    summary: "Tell a system no more",
    permission: "webhook:manage",
    params: byId,
    status: 204,
  },
  "POST /webhooks/{id}/test": {
    summary: "Send a message that says nothing, to see whether the receiver takes it",
    permission: "webhook:manage",
    params: byId,
    status: 200,
    answer: WebhookTest,
  },
  "GET /webhooks/{id}/deliveries": {
    summary: "What was sent, newest first",
    permission: "webhook:manage",
    params: byId,
    query: DeliveryQuery,
    status: 200,
    answer: page(Delivery),
  },
  "POST /webhooks/{id}/deliveries/{deliveryId}/retry": {
    summary: "Send once more what was given up",
    permission: "webhook:manage",
    params: z.object({ id: Id, deliveryId: z.coerce.number<string>().int().min(1) }),
    status: 202,
    answer: Delivery,
  },
  "POST /webhooks/{id}/inbound": {
    summary: "A system tells of an order by its own name for it, signed with the webhook's secret",
    permission: "public",
    params: byId,
    rawBody: { mediaTypes: ["application/json"], maxBytes: 256 * kilobyte },
    status: 200,
    answer: WorkOrder,
  },
  "GET /calendar-feeds": {
    summary: "Calendars of deadlines",
    permission: "work-order:read",
    status: 200,
    answer: page(CalendarFeed),
  },
  "POST /calendar-feeds": {
    summary: "Make a calendar of deadlines; answers its secret address",
    permission: "work-order:write",
    body: CalendarFeedInput,
    status: 201,
    answer: CalendarFeedCreated,
  },
  "DELETE /calendar-feeds/{id}": {
    summary: "Make the address of a calendar void",
    permission: "work-order:write",
    params: byId,
    status: 204,
  },
  "GET /calendars/{secret}": {
    summary: "The open orders of a calendar at their deadlines (iCalendar, RFC 5545)",
    permission: "public",
    params: z.object({ secret: CalendarSecret }),
    status: 200,
    rawAnswer: ["text/calendar"],
  },
  "GET /work-order-export": {
    summary: "The list of orders as a file, as it is filtered",
    permission: "work-order:read",
    query: WorkOrderExportQuery,
    status: 200,
    rawAnswer: ["text/csv", xlsxMediaType],
  },
} as const satisfies RouteTable;
