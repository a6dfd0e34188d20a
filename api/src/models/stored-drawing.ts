import type { Plan, Polygon } from "@kontrollrom/contracts/building.ts";
import type { DrawnBuilding } from "@kontrollrom/twin/revisions/drawn-building.ts";
import type { FileStore } from "../files/file-store.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/**
 * A building as the register has it, for comparing with a new drawing: rooms that stand, their outlines from the plans,
 * and the elements of one discipline.
 */
export async function storedDrawing(
  deps: { db: RegistryDatabase; files: FileStore },
  building: { id: string; name: string; ifc_global_id: string | null },
  discipline: string,
): Promise<DrawnBuilding> {
  const { db, files } = deps;
  const [storeys, spaces, elements] = await Promise.all([
    db
      .selectFrom("storey")
      .selectAll()
      .where("building_id", "=", building.id)
      .where("ended_revision", "is", null)
      .orderBy("elevation")
      .execute(),
    db
      .selectFrom("space")
      .select(["id", "ifc_global_id", "storey_id", "number", "name", "floor_z"])
      .where("building_id", "=", building.id)
      .where("ended_revision", "is", null)
      .execute(),
    db
      .selectFrom("element")
      .selectAll()
      .where("building_id", "=", building.id)
      .where("discipline", "=", discipline)
      .execute(),
  ]);
  const outlines = new Map<string, Polygon>();
  for (const { plan_key } of storeys) {
    if (plan_key === null) continue;
    const plan = JSON.parse((await files.read(plan_key)).toString("utf8")) as Plan;
    for (const room of plan.rooms) outlines.set(room.spaceId, room.polygon);
    await new Promise(setImmediate);
  }
  return {
    ifcGlobalId: building.ifc_global_id ?? undefined,
    name: building.name,
    storeys: storeys.map((row) => ({
      id: row.id,
      ifcGlobalId: row.ifc_global_id ?? undefined,
      name: row.name,
      elevation: row.elevation,
    })),
    rooms: spaces.map((row) => ({
      id: row.id,
      ifcGlobalId: row.ifc_global_id ?? undefined,
      storeyId: row.storey_id,
      number: row.number,
      name: row.name,
      polygon: outlines.get(row.id),
      floorZ: row.floor_z ?? undefined,
    })),
    elements: elements.map((row) => ({
      id: row.id,
      ifcGlobalId: row.ifc_global_id,
      ifcClass: row.ifc_class,
      name: row.name,
      tag: row.tag ?? undefined,
      roomId: row.space_id ?? undefined,
      storeyId: row.storey_id ?? undefined,
      position: row.x === null || row.y === null || row.z === null ? undefined : [row.x, row.y, row.z],
    })),
  };
}
