import type { Transaction } from "kysely";
import { areasFollowSplit } from "../area-layers/follow.ts";
import type { NewRow, Registry, Row } from "../registry/schema.ts";
import { inParts } from "./in-parts.ts";
import { isLinked, linkedTo, moveLinks } from "./linked.ts";
import type { EndedRoom, RevisionPlan } from "./plan-revision.ts";
import type { PreparedRooms } from "./prepare-building.ts";

type Tx = Transaction<Registry>;

/** Writes the rooms of an architect's drawing: those that go on, begin and end, and what happened to each. */
export async function writeRooms(
  tx: Tx,
  plan: RevisionPlan,
  prepared: PreparedRooms,
  revision: { id: string; buildingId: string; at: number },
  tables: readonly string[],
): Promise<void> {
  const endedIds = plan.ended.map(({ spaceId }) => spaceId);
  const before = new Map<string, Row<"space">>();
  await inParts(endedIds, async (part) => {
    for (const row of await tx.selectFrom("space").selectAll().where("id", "in", part).execute())
      before.set(row.id, row);
  });
  // Two rooms may have changed GlobalIds: no row holds one while they are written.
  for (const table of ["space", "storey"] as const)
    await tx
      .updateTable(table)
      .set({ ifc_global_id: null })
      .where("building_id", "=", revision.buildingId)
      .execute();
  await inParts(prepared.storeys, (part) =>
    tx
      .insertInto("storey")
      .values(part)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({
          name: eb.ref("excluded.name"),
          ifc_global_id: eb.ref("excluded.ifc_global_id"),
          elevation: eb.ref("excluded.elevation"),
          plan_key: eb.ref("excluded.plan_key"),
          ended_revision: null,
        })),
      )
      .execute(),
  );
  await inParts(prepared.spaces, (part) =>
    tx
      .insertInto("space")
      .values(part)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({
          storey_id: eb.ref("excluded.storey_id"),
          number: eb.ref("excluded.number"),
          name: eb.ref("excluded.name"),
          ifc_global_id: eb.ref("excluded.ifc_global_id"),
          area: eb.ref("excluded.area"),
          area_declared: eb.ref("excluded.area_declared"),
          height: eb.ref("excluded.height"),
          volume: eb.ref("excluded.volume"),
          zones: eb.ref("excluded.zones"),
          function_code: eb.ref("excluded.function_code"),
          floor_z: eb.ref("excluded.floor_z"),
          ended_revision: null,
          ended_at: null,
        })),
      )
      .execute(),
  );
  await inParts(endedIds, (part) =>
    tx
      .updateTable("space")
      .set({ ended_revision: revision.id, ended_at: revision.at })
      .where("id", "in", part)
      .execute(),
  );
  await inParts(plan.endedStoreyIds, (part) =>
    tx.updateTable("storey").set({ ended_revision: revision.id }).where("id", "in", part).execute(),
  );
  for (const { spaceId, successorId } of plan.ended)
    if (successorId !== undefined) await moveLinks(tx, tables, spaceId, successorId);
  for (const { spaceId, partIds } of plan.splits) await areasFollowSplit(tx, spaceId, partIds);

  await inParts(historyOf(plan, prepared, before, revision.id), (part) =>
    tx.insertInto("revision_space").values(part).execute(),
  );
  await inParts(prepared.storeys, (part) =>
    tx
      .insertInto("revision_storey")
      .values(
        part.map((storey) => ({
          revision_id: revision.id,
          storey_id: storey.id,
          name: storey.name,
          elevation: storey.elevation,
          spaces: prepared.spaces.filter((space) => space.storey_id === storey.id).length,
          plan_key: storey.plan_key ?? null,
        })),
      )
      .execute(),
  );
}

/** Each room as this drawing has it, and each that it ended, as it was. */
function historyOf(
  plan: RevisionPlan,
  prepared: PreparedRooms,
  before: ReadonlyMap<string, Row<"space">>,
  revisionId: string,
): NewRow<"revision_space">[] {
  const drawn = prepared.spaces.map((space): NewRow<"revision_space"> => {
    const came = plan.cameFrom.get(space.ifc_global_id ?? "");
    const split = plan.splits.find(({ spaceId }) => spaceId === space.id);
    return {
      revision_id: revisionId,
      space_id: space.id,
      storey_id: space.storey_id,
      number: space.number,
      name: space.name,
      area: space.area ?? null,
      ifc_global_id: space.ifc_global_id ?? null,
      kind: came?.kind ?? "new",
      reason: came?.reason ?? "not-in-old",
      sure: came?.sure === false ? 0 : 1,
      became: JSON.stringify(split?.partIds ?? []),
    };
  });
  const ended = plan.ended.flatMap(({ spaceId, match, becameIds }): NewRow<"revision_space">[] => {
    const row = before.get(spaceId);
    if (row === undefined) return [];
    return [
      {
        revision_id: revisionId,
        space_id: spaceId,
        storey_id: row.storey_id,
        number: row.number,
        name: row.name,
        area: row.area,
        ifc_global_id: row.ifc_global_id,
        kind: match.kind,
        reason: match.reason,
        sure: match.sure ? 1 : 0,
        became: JSON.stringify(becameIds),
      },
    ];
  });
  return [...drawn, ...ended];
}

/**
 * Puts before a person what cannot be carried over with certainty: rooms that were not found for sure, rooms that are
 * gone and have something hanging on them, and split rooms with things whose place in the room nobody knows.
 * @returns how many
 */
export async function writeReviews(
  tx: Tx,
  plan: RevisionPlan,
  revision: { id: string; buildingId: string; at: number },
  tables: readonly string[],
  newId: () => string,
): Promise<number> {
  const reviews: NewRow<"review">[] = [];
  const add = (spaceId: string, match: EndedRoom["match"], candidates: readonly string[]): void => {
    reviews.push({
      id: newId(),
      building_id: revision.buildingId,
      revision_id: revision.id,
      state: "open",
      kind: match.kind,
      reason: match.reason,
      space_id: spaceId,
      candidates: JSON.stringify(candidates),
      created_at: revision.at,
      decision: null,
      decided_space_id: null,
      decided_at: null,
      decided_by: null,
    });
  };
  for (const { spaceId, match, becameIds, successorId } of plan.ended) {
    if (successorId !== undefined) continue;
    if (!match.sure || isLinked(await linkedTo(tx, tables, spaceId))) add(spaceId, match, becameIds);
  }
  for (const { spaceId, partIds, match } of plan.splits)
    if (isLinked(await linkedTo(tx, tables, spaceId))) add(spaceId, match, partIds);
  await inParts(reviews, (part) => tx.insertInto("review").values(part).execute());
  return reviews.length;
}
