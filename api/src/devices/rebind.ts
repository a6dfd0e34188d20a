import { parseTfm } from "@kontrollrom/twin/tfm/tfm.ts";
import type { Components } from "../register/components.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";

type Bound = Pick<Row<"device">, "building_id" | "storey_id" | "space_id" | "tfm_tag" | "element_global_id">;

/** Moves what is bound to components of these buildings to where the components stand now. @returns the devices concerned, one for each that moved */
export async function bindAgain(
  db: RegistryDatabase,
  components: Components,
  buildingIds: readonly string[],
): Promise<string[]> {
  const moved: string[] = [];
  if (buildingIds.length === 0) return moved;
  const bindings = ["element-global-id", "tfm-tag"];
  const devices = await db
    .selectFrom("device")
    .selectAll()
    .where("bound_by", "in", bindings)
    .where("building_id", "in", buildingIds)
    .execute();
  for (const device of devices) {
    const change = await newPlace(components, device);
    if (change === undefined) continue;
    await db.updateTable("device").set(change).where("id", "=", device.id).execute();
    moved.push(device.id);
  }
  const points = await db
    .selectFrom("point")
    .selectAll()
    .where("bound_by", "in", bindings)
    .where("building_id", "in", buildingIds)
    .execute();
  for (const point of points) {
    const change = await newPlace(components, point);
    if (change === undefined) continue;
    await db.updateTable("point").set(change).where("id", "=", point.id).execute();
    moved.push(point.device_id);
  }
  return moved;
}

async function newPlace(components: Components, bound: Bound): Promise<Partial<Bound> | undefined> {
  const element = await find(components, bound);
  if (element === undefined) return undefined;
  const change = {
    // A drawing that does not say in which room it stands knows less than the register does.
    storey_id: element.storey_id ?? bound.storey_id,
    space_id: element.space_id ?? bound.space_id,
    element_global_id: element.ifc_global_id,
  };
  return change.storey_id === bound.storey_id &&
    change.space_id === bound.space_id &&
    change.element_global_id === bound.element_global_id
    ? undefined
    : change;
}

async function find(components: Components, bound: Bound): Promise<Row<"element"> | undefined> {
  const buildingId = bound.building_id ?? undefined;
  if (bound.element_global_id !== null) {
    const [element] = await components.byGlobalId(bound.element_global_id, buildingId);
    if (element) return element;
  }
  const tag = bound.tfm_tag === null ? undefined : parseTfm(bound.tfm_tag);
  return tag?.ok ? (await components.byTag(tag.tag, buildingId))[0] : undefined;
}
