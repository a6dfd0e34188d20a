import { z } from "zod";
import { Id, PageQuery, Priority, Time } from "./primitives.ts";
import { WorkOrder, WorkOrderFilterQuery, WorkOrderStatus, WorkOrderType } from "./work-order.ts";

export const WebhookEvent = z.enum(["created", "changed", "commented", "attached"]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

const HttpUrl = z.url({ protocol: /^https?$/ }).max(2000);

/** A system that is told of orders, and may tell of them. */
export const Webhook = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  events: z.array(WebhookEvent),
  /** Orders of this building alone. */
  buildingId: Id.optional(),
  enabled: z.boolean(),
  createdAt: Time,
  createdBy: z.string(),
  /** Deliveries that wait, and those that were given up. */
  waiting: z.int(),
  failed: z.int(),
  revision: z.int(),
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  url: HttpUrl,
  events: z
    .array(WebhookEvent)
    .min(1)
    .default([...WebhookEvent.options]),
  buildingId: Id.optional(),
  enabled: z.boolean().default(true),
});
export const WebhookPatch = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    url: HttpUrl,
    events: z.array(WebhookEvent).min(1),
    buildingId: Id.nullable(),
    enabled: z.boolean(),
    revision: z.int(),
  })
  .partial();
/** `secret` is answered this once: deliveries are signed with it, and so must be what the system sends. */
export const WebhookCreated = Webhook.extend({ secret: z.string() });
export type WebhookCreated = z.infer<typeof WebhookCreated>;

/** How a receiver answered a message that says nothing: `event` is `test`, and there is no order. */
export const WebhookTest = z.object({
  ok: z.boolean(),
  /** What it answered, or why there was no answer. */
  detail: z.string(),
  ms: z.int(),
});
export type WebhookTest = z.infer<typeof WebhookTest>;

export const Delivery = z.object({
  id: z.int(),
  event: z.string(),
  workOrderId: Id,
  number: z.string(),
  state: z.enum(["waiting", "delivered", "given-up"]),
  attempts: z.int(),
  createdAt: Time,
  deliveredAt: Time.optional(),
  nextAt: Time.optional(),
  /** What the receiver answered, or why there was no answer. */
  detail: z.string().optional(),
});
export type Delivery = z.infer<typeof Delivery>;
export const DeliveryQuery = PageQuery.extend({ state: Delivery.shape.state.optional() });

/**
 * Body of a delivery. `Kontrollrom-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">` is made with the webhook's secret;
 * `Kontrollrom-Delivery` is the same when it is sent again.
 */
export const DeliveryBody = z.object({
  event: WebhookEvent,
  at: Time,
  by: z.string(),
  fields: z.array(z.string()),
  /** What the receiving system calls the order, once it has said so. */
  externalId: z.string().optional(),
  workOrder: WorkOrder,
});
export type DeliveryBody = z.infer<typeof DeliveryBody>;

/** What a system sends about an order that it knows by a name of its own. Signed like a delivery. */
export const InboundOrder = z.strictObject({
  externalId: z.string().trim().min(1).max(200),
  /** Our number of an order that the system now gives its own name. */
  number: z.string().max(40).optional(),
  /** A name that is not known makes an order, where there is a title. */
  title: z.string().trim().min(1).max(200).optional(),
  description: z.string().max(10_000).optional(),
  type: WorkOrderType.optional(),
  priority: Priority.optional(),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  status: WorkOrderStatus.optional(),
  assignee: z.string().trim().max(200).nullable().optional(),
  dueAt: Time.nullable().optional(),
  action: z.string().trim().max(2000).optional(),
  comment: z.string().trim().min(1).max(10_000).optional(),
});
export type InboundOrder = z.infer<typeof InboundOrder>;

/** A calendar of deadlines that other programs read by its secret address. */
export const CalendarFeed = z.object({
  id: Id,
  name: z.string(),
  assignee: z.string().optional(),
  buildingId: Id.optional(),
  createdAt: Time,
  createdBy: z.string(),
});
export type CalendarFeed = z.infer<typeof CalendarFeed>;
export const CalendarFeedInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  assignee: z.string().trim().min(1).max(200).optional(),
  buildingId: Id.optional(),
});
/** `url` is answered this once. */
export const CalendarFeedCreated = CalendarFeed.extend({ url: z.url() });
export const CalendarSecret = z.string().regex(/^[0-9A-Za-z_-]{43}$/, "expected the secret of a calendar");

export const WorkOrderExportQuery = WorkOrderFilterQuery.extend({
  format: z.enum(["csv", "xlsx"]).default("xlsx"),
  language: z.enum(["nb", "en"]).default("nb"),
});
