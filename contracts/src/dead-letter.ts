import { z } from "zod";
import { WireFormat } from "./envelope.ts";
import { Id, PageQuery, Time } from "./primitives.ts";

/** Why a message, or a part of it, could not become samples. */
export const DeadLetterReason = z.enum([
  "not-json",
  "wrong-shape",
  "too-large",
  "unknown-topic",
  "unknown-device",
  "unknown-decoder",
  "decode-failed",
  "unknown-quantity",
  "wrong-unit",
  "value-not-a-number",
  "value-out-of-range",
  "time-in-future",
  "time-too-old",
]);
export type DeadLetterReason = z.infer<typeof DeadLetterReason>;

/** A message kept because something in it was refused. The rest of it, if any, was stored. */
export const DeadLetter = z.object({
  id: Id,
  receivedAt: Time,
  source: z.string(),
  format: WireFormat.or(z.literal("unknown")),
  reason: DeadLetterReason,
  /** Names the offending value and says what to do. */
  detail: z.string(),
  device: z.string().optional(),
  /** The raw message, base64. */
  payload: z.string(),
  replayedAt: Time.optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterQuery = PageQuery.extend({
  reason: DeadLetterReason.optional(),
  device: z.string().max(128).optional(),
});

export const ReplayDeadLetters = z.strictObject({
  ids: z.array(Id).max(10_000).optional(),
  reason: DeadLetterReason.optional(),
  device: z.string().max(128).optional(),
});
export const ReplayResult = z.object({ replayed: z.int(), accepted: z.int(), refused: z.int() });
