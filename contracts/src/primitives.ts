import { z } from "zod";

/** Opaque identifier of a registry record. */
export const Id = z.string().min(1).max(64);

/** Points are counted: a positive 31-bit integer, small enough to be a column of the time-series store. */
export const PointId = z.int().min(1).max(2_147_483_647);
/** The same as text, in a path or a query. */
export const PointIdText = z.coerce.number<string>().pipe(PointId);

/** A moment in REST bodies and queries: ISO 8601 with an offset, answered in UTC. */
export const Time = z.iso.datetime({ offset: true });

/** A moment inside the platform and in telemetry: milliseconds since 1970-01-01T00:00:00Z. */
export const TimeMs = z.int().min(0).max(8_640_000_000_000_000);

/** The 22-character GlobalId of an IFC entity (IfcGloballyUniqueId). */
export const IfcGlobalId = z
  .string()
  .regex(/^[0-3][0-9A-Za-z_$]{21}$/, "expected the 22 characters of an IFC GlobalId");

/** WGS 84 position in degrees. */
export const Position = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });
export type Position = z.infer<typeof Position>;

/** 1 is the most urgent. */
export const Priority = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Priority = z.infer<typeof Priority>;

/** A list is answered page by page: `nextCursor` is absent on the last page. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** What every list takes. */
export const PageQuery = z.object({
  limit: z.coerce.number<string>().int().min(1).max(1000).default(200),
  cursor: z.string().max(1000).optional(),
});
