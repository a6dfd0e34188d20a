import type { Transaction } from "kysely";
import type { NewRow, Registry, Row } from "../registry/schema.ts";
import { inParts } from "./in-parts.ts";

type Tx = Transaction<Registry>;

/**
 * Puts a discipline's elements of the new drawing in the place of those of the old one. What was found keeps its id, and
 * devices and points that are bound to it follow to its new GlobalId; what was not is kept apart.
 * @returns GlobalIds of components with a tag that the new drawing no longer has
 */
export async function writeElements(
  tx: Tx,
  rows: readonly NewRow<"element">[],
  discipline: string,
  revision: { id: string; buildingId: string },
  ended: readonly { readonly id: string; readonly sure: boolean }[],
): Promise<string[]> {
  const old = await tx
    .selectFrom("element")
    .selectAll()
    .where("building_id", "=", revision.buildingId)
    .where("discipline", "=", discipline)
    .execute();
  const oldById = new Map(old.map((row) => [row.id, row]));
  const gone = ended.flatMap(({ id, sure }): NewRow<"ended_element">[] => {
    const row = oldById.get(id);
    return row === undefined ? [] : [endedRow(row, id, sure, revision.id)];
  });
  await inParts(gone, (part) => tx.insertInto("ended_element").values(part).execute());
  await tx
    .deleteFrom("element")
    .where("building_id", "=", revision.buildingId)
    .where("discipline", "=", discipline)
    .execute();
  await inParts(rows, (part) => tx.insertInto("element").values(part).execute());

  const renamed = rows.flatMap((row) => {
    const before = row.id === undefined ? undefined : oldById.get(row.id)?.ifc_global_id;
    return before === undefined || before === row.ifc_global_id ? [] : [[before, row.ifc_global_id] as const];
  });
  if (renamed.length > 0) {
    const now = new Map(renamed);
    for (const table of ["device", "point"] as const) {
      const bound = await tx
        .selectFrom(table)
        .select(["id", "element_global_id"])
        .where("building_id", "=", revision.buildingId)
        .where("element_global_id", "is not", null)
        .execute();
      for (const { id, element_global_id } of bound) {
        const next = now.get(element_global_id ?? "");
        if (next !== undefined)
          await tx
            .updateTable(table)
            .set({ element_global_id: next })
            .where("id", "=", id as never)
            .execute();
      }
    }
  }
  return gone.flatMap(({ tag, ifc_global_id }) => (tag === null ? [] : ifc_global_id));
}

function endedRow(
  row: Row<"element">,
  id: string,
  sure: boolean,
  revisionId: string,
): NewRow<"ended_element"> {
  return {
    id,
    revision_id: revisionId,
    building_id: row.building_id,
    ifc_global_id: row.ifc_global_id,
    ifc_class: row.ifc_class,
    name: row.name,
    tag: row.tag,
    space_id: row.space_id,
    discipline: row.discipline,
    sure: sure ? 1 : 0,
  };
}

/**
 * Things that other disciplines drew stay where they are when the rooms around them change: in the building's new
 * metres, and in the room that holds them now.
 */
export async function replaceOthers(
  tx: Tx,
  discipline: string,
  buildingId: string,
  roomOf: (
    element: Row<"element">,
  ) => { spaceId: string | null; place: readonly [number, number] } | undefined,
): Promise<void> {
  const others = await tx
    .selectFrom("element")
    .selectAll()
    .where("building_id", "=", buildingId)
    .where("discipline", "<>", discipline)
    .execute();
  for (const row of others) {
    const now = roomOf(row);
    if (now !== undefined)
      await tx
        .updateTable("element")
        .set({ space_id: now.spaceId, x: now.place[0], y: now.place[1] })
        .where("id", "=", row.id)
        .execute();
  }
}

/** Devices and points of these rooms that are bound to a component go where the component is. */
export async function followComponents(
  tx: Tx,
  buildingId: string,
  spaceIds: readonly string[],
): Promise<void> {
  for (const table of ["device", "point"] as const)
    await inParts(spaceIds, async (part) => {
      const bound = await tx
        .selectFrom(table)
        .innerJoin("element", (join) =>
          join
            .onRef("element.ifc_global_id", "=", `${table}.element_global_id`)
            .on("element.building_id", "=", buildingId),
        )
        .select([`${table}.id as id`, "element.space_id as space", "element.storey_id as storey"])
        .where(`${table}.space_id`, "in", part)
        .where("element.space_id", "is not", null)
        .execute();
      for (const { id, space, storey } of bound)
        await tx
          .updateTable(table)
          .set({ space_id: space, storey_id: storey })
          .where("id", "=", id as never)
          .execute();
    });
}
