import { z } from "zod";
import { Id, Time } from "./primitives.ts";

const Count = z.int().min(0);

/**
 * What a job of kind `ifc-export` leads to: a copy of the architect's drawing with what the register says of its rooms,
 * zones and devices. Fetched from `GET /ifc-exports/{id}/file`, and kept for a day.
 */
export const IfcExportResult = z.object({
  /** What to call the file. */
  file: z.string(),
  bytes: Count,
  /** The drawing that it is a copy of. */
  modelId: Id,
  schema: z.string(),
  /** Buildings of that drawing whose newest drawing it is: what the register says of these is in it. */
  buildingIds: z.array(Id),
  /** Rooms whose number, name or function was written. */
  renamedRooms: Count,
  redrawnRooms: Count,
  newRooms: Count,
  removedRooms: Count,
  zones: Count,
  sensors: Count,
  /** Of the file: all others are copied byte for byte. */
  instances: z.object({ changed: Count, added: Count, removed: Count }),
  /** What could not be written. At most 100 GlobalIds are named, `count` tells them all. */
  warnings: z.array(
    z.object({ code: z.string(), message: z.string(), globalIds: z.array(z.string()), count: Count }),
  ),
  expiresAt: Time,
});
export type IfcExportResult = z.infer<typeof IfcExportResult>;
export const ifcMediaType = "application/x-step";
