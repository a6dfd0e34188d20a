import { z } from "zod";
import { DeadLetterReason } from "./dead-letter.ts";
import { Id, PointId, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";

/** A message as it came in and what became of it. */
export const LiveMessage = z.object({
  seq: z.int(),
  receivedAt: Time,
  source: z.string(),
  format: z.string(),
  /** External id of the device, where the message was understood that far. */
  device: z.string().optional(),
  /** The kept raw message: `GET /frames/{id}`. */
  frameId: Id.optional(),
  /** Size of the message. */
  bytes: z.int(),
  /** Its first two thousand bytes, base64. */
  payload: z.string(),
  values: z.array(
    z.object({
      pointId: PointId,
      quantity: Quantity.optional(),
      unit: z.string().optional(),
      time: Time,
      value: z.number(),
    }),
  ),
  refused: z.array(z.object({ reason: DeadLetterReason, detail: z.string() })),
});
export type LiveMessage = z.infer<typeof LiveMessage>;

export const LiveMessageQuery = z.object({
  /** The `seq` of the last answer; without it, what is kept. */
  after: z.coerce.number<string>().int().min(0).optional(),
  /** Part of a device's id or of where the message came in, whatever the case. */
  search: z.string().trim().max(128).default(""),
});

/** Messages oldest first. `skipped` were left out: too many came at once, or nobody asked for too long. */
export const LiveMessages = z.object({ items: z.array(LiveMessage), seq: z.int(), skipped: z.int() });
