import { z } from "zod";

export const PartHealth = z.object({
  state: z.enum(["ok", "degraded", "down"]),
  detail: z.string().optional(),
});
export type PartHealth = z.infer<typeof PartHealth>;

/** `GET /health`: 200 when every part is at least degraded, else 503. */
export const Health = z.object({
  state: z.enum(["ok", "degraded", "down"]),
  version: z.string(),
  mode: z.enum(["demo", "production"]),
  parts: z.record(z.string(), PartHealth),
});
export type Health = z.infer<typeof Health>;
