import { z } from "zod";
import { Time } from "./primitives.ts";

/** Wire formats that the platform reads. */
export const WireFormat = z.enum([
  "chirpstack-v4",
  "chirpstack-v3",
  "the-things-stack-v3",
  "loriot",
  "thingpark",
  "netmore",
  "helium",
  "milesight",
  "sigfox",
  "disruptive-technologies",
  "senml",
  "json",
]);
export type WireFormat = z.infer<typeof WireFormat>;

/** Those whose senders sign what they push. */
export const SignedFormat = WireFormat.extract(["thingpark", "disruptive-technologies"]);
export type SignedFormat = z.infer<typeof SignedFormat>;

/** A message as it came off a wire, before anything was understood. */
export interface Envelope {
  readonly format: WireFormat;
  /** Where it came in: `mqtt:<topic>` or `http:<format>`. */
  readonly source: string;
  /** ms */
  readonly receivedAt: number;
  readonly payload: Uint8Array;
}

/** One value of a native message. `unit` defaults to the unit of the quantity's dictionary entry. */
export const NativeValue = z.object({
  quantity: z.string().min(1).max(64),
  value: z.union([z.number(), z.boolean()]),
  unit: z.string().max(32).optional(),
  channel: z.string().min(1).max(64).optional(),
});
export type NativeValue = z.infer<typeof NativeValue>;

/**
 * Native JSON, on `kr/v1/{source}/…` and `POST /ingest/json`: one message or an array of them. `time` is required:
 * it is what makes a repeat recognisable.
 */
export const NativeMessage = z.object({
  time: Time,
  device: z.string().min(1).max(128),
  values: z.array(NativeValue).min(1).max(500),
});
export type NativeMessage = z.infer<typeof NativeMessage>;

export const NativeMessages = z.union([NativeMessage, z.array(NativeMessage).min(1).max(1000)]);
