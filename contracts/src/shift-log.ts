import { z } from "zod";
import { Id, PageQuery, Time } from "./primitives.ts";

/** How the municipality stood when a shift was handed over. */
export const ShiftSituation = z.object({
  /** Active alarms of priority 1 to 4. */
  activeAlarms: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  unacknowledgedAlarms: z.int(),
  /** Shelved, suppressed by design or out of service. */
  alarmsAside: z.int(),
  openOrders: z.int(),
});
export type ShiftSituation = z.infer<typeof ShiftSituation>;

/** One entry of the control room's log. It is never changed or removed. */
export const ShiftEntry = z.object({
  id: Id,
  kind: z.enum(["note", "handover"]),
  at: Time,
  /** Who was signed in. */
  by: z.string(),
  /** Who wrote it, where several share a signed-in workstation. */
  signature: z.string().optional(),
  text: z.string(),
  buildingId: Id.optional(),
  alarmId: Id.optional(),
  workOrderId: Id.optional(),
  /** Of a handover. */
  situation: ShiftSituation.optional(),
  /** Of a handover: who took over. */
  acknowledged: z.object({ at: Time, by: z.string(), signature: z.string().optional() }).optional(),
});
export type ShiftEntry = z.infer<typeof ShiftEntry>;

const signature = z.string().trim().min(1).max(100).optional();
const text = z.string().trim().min(1).max(4000);

export const ShiftNoteInput = z.strictObject({
  text,
  signature,
  buildingId: Id.optional(),
  alarmId: Id.optional(),
  workOrderId: Id.optional(),
});
export type ShiftNoteInput = z.input<typeof ShiftNoteInput>;
export const ShiftHandoverInput = z.strictObject({ text, signature });
export const ShiftAcknowledge = z.strictObject({ signature });

export const ShiftLogQuery = PageQuery.extend({
  kind: ShiftEntry.shape.kind.optional(),
  /** Handovers that nobody has taken over yet. */
  open: z.enum(["true"]).optional(),
});
