import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import type { Registry } from "../registry/schema.ts";

/**
 * The parts of a divided room are in the areas that the room is in. Parts that are in an area of the layer already stay
 * as they are: somebody has put them there.
 */
export async function areasFollowSplit(
  tx: Transaction<Registry>,
  roomId: string,
  partIds: readonly string[],
): Promise<void> {
  const areas = await tx
    .selectFrom("area_layer_room")
    .innerJoin("area_layer_area", "area_layer_area.id", "area_layer_room.area_id")
    .select(["area_id", "layer_id"])
    .distinct()
    .where("space_id", "=", roomId)
    .execute();
  if (areas.length === 0) return;
  for (const part of partIds) {
    if (part === roomId) continue;
    const has = await tx
      .selectFrom("area_layer_room")
      .innerJoin("area_layer_area", "area_layer_area.id", "area_layer_room.area_id")
      .select("layer_id")
      .where("space_id", "=", part)
      .execute();
    const layers = new Set(has.map(({ layer_id }) => layer_id));
    const rows = areas
      .filter(({ layer_id }) => !layers.has(layer_id))
      .map(({ area_id }) => ({ id: randomUUID(), area_id, space_id: part }));
    if (rows.length > 0) await tx.insertInto("area_layer_room").values(rows).execute();
  }
}

/** A part that is one with its room again: where the room is in an area of a layer, that is the part's area as well. */
export async function areasFollowUndoneSplit(
  tx: Transaction<Registry>,
  roomId: string,
  partId: string,
): Promise<void> {
  const has = await tx
    .selectFrom("area_layer_room")
    .innerJoin("area_layer_area", "area_layer_area.id", "area_layer_room.area_id")
    .select("layer_id")
    .where("space_id", "=", roomId)
    .execute();
  if (has.length === 0) return;
  await tx
    .deleteFrom("area_layer_room")
    .where("space_id", "=", partId)
    .where("area_id", "in", (eb) =>
      eb
        .selectFrom("area_layer_area")
        .select("id")
        .where(
          "layer_id",
          "in",
          has.map(({ layer_id }) => layer_id),
        ),
    )
    .execute();
}
