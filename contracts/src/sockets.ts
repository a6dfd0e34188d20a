import { z } from "zod";
import { Alarm } from "./alarm.ts";
import { AlarmFlood } from "./alarm-load.ts";
import type { Permission } from "./identity.ts";
import { Id, PointId } from "./primitives.ts";
import { PresentValue } from "./sample.ts";
import { WorkOrder } from "./work-order.ts";

/** What a client wants to follow. A new subscription replaces the one before. */
export const Subscribe = z.strictObject({
  buildingIds: z.array(Id).max(200).optional(),
  storeyIds: z.array(Id).max(1000).optional(),
  pointIds: z.array(PointId).max(10_000).optional(),
  /** Alarm and work-order events, after `sinceSeq` where given: what was missed in a break comes first. */
  events: z.boolean().default(false),
  sinceSeq: z.int().min(0).optional(),
});
export type Subscribe = z.input<typeof Subscribe>;

/** Answer to `subscribe`: the present values of all that was asked for, and where the event stream stands. */
export const SubscribeAnswer = z.union([
  z.object({
    ok: z.literal(true),
    values: z.array(PresentValue),
    seq: z.int(),
    /** True when what was missed is no longer kept: read the lists again. */
    reset: z.boolean(),
  }),
  z.object({ ok: z.literal(false), code: z.string(), detail: z.string() }),
]);
export type SubscribeAnswer = z.infer<typeof SubscribeAnswer>;

/** Alarm and work-order changes, numbered without gaps. */
export const DomainEvent = z.union([
  z.object({ seq: z.int(), kind: z.literal("alarm"), alarm: Alarm }),
  z.object({ seq: z.int(), kind: z.literal("work-order"), workOrder: WorkOrder }),
  z.object({ seq: z.int(), kind: z.literal("alarm-flood"), flood: AlarmFlood }),
]);
export type DomainEvent = z.infer<typeof DomainEvent>;

/**
 * Socket events with the permissions they need. `values` comes at most ten times a second, the newest value of a point only;
 * `events` in order.
 */
export const socketEvents = {
  subscribe: { from: "client", payload: Subscribe, answer: SubscribeAnswer, permissions: ["telemetry:read"] },
  values: { from: "server", payload: z.array(PresentValue), permissions: ["telemetry:read"] },
  events: { from: "server", payload: z.array(DomainEvent), permissions: ["alarm:read", "work-order:read"] },
} as const satisfies Record<string, SocketEventDefinition>;

export interface SocketEventDefinition {
  readonly from: "client" | "server";
  readonly payload: z.ZodType;
  readonly answer?: z.ZodType;
  readonly permissions: readonly Permission[];
}
