import type { EditDrawing } from "@kontrollrom/twin/drawing/drawing.ts";
import { inPolygon, polygonArea, toMillimetre } from "@kontrollrom/twin/geometry/polygon.ts";
import type { Transaction } from "kysely";
import type { Registry, Row } from "../registry/schema.ts";

type Tx = Transaction<Registry>;

/** A room on either side of a change: null where the register had no such room. */
export interface SpaceChange {
  readonly id: string;
  readonly before: Row<"space"> | null;
  readonly after: Row<"space"> | null;
  /** Whether its outline changed. */
  readonly shape: boolean;
}

/** Stands for the id of the change until there is one. */
const ENDED = "this-change";

/** The rows of the rooms that an edit makes, changes and ends. */
export function changedSpaces(
  current: {
    readonly storey: Row<"storey">;
    readonly spaces: ReadonlyMap<string, Row<"space">>;
    readonly edit: EditDrawing;
  },
  after: EditDrawing,
): SpaceChange[] {
  const { storey, spaces, edit } = current;
  const old = new Map(edit.rooms.map((room) => [room.id, room]));
  const still = new Set(after.rooms.map(({ id }) => id));
  const changes: SpaceChange[] = [];
  for (const room of after.rooms) {
    const was = old.get(room.id);
    if (was === room) continue;
    const before = spaces.get(room.id) ?? null;
    const area = toMillimetre(polygonArea(room.polygon));
    const shape = was?.polygon !== room.polygon;
    const row = before ?? newRow(room.id, storey, neighbourOf(room.id, after, spaces));
    changes.push({
      id: room.id,
      before,
      after: {
        ...row,
        number: room.number,
        name: room.name,
        function_code: room.functionCode ?? null,
        ...(shape && { area, volume: row.height === null ? null : toMillimetre(area * row.height) }),
      },
      shape,
    });
  }
  for (const { id } of edit.rooms) {
    const before = spaces.get(id);
    if (still.has(id) || before === undefined) continue;
    changes.push({ id, before, after: { ...before, ended_revision: ENDED }, shape: true });
  }
  return changes;
}

/** A new room has the floor and ceiling of a room of its storey. */
function neighbourOf(
  id: string,
  { rooms }: EditDrawing,
  spaces: ReadonlyMap<string, Row<"space">>,
): Row<"space"> | undefined {
  const at = rooms.findIndex((room) => room.id === id);
  for (let i = at - 1; i >= 0; i--) {
    const row = spaces.get(rooms[i]?.id ?? "");
    if (row !== undefined) return row;
  }
  return spaces.values().next().value;
}

function newRow(id: string, storey: Row<"storey">, like: Row<"space"> | undefined): Row<"space"> {
  return {
    id,
    building_id: storey.building_id,
    storey_id: storey.id,
    number: "",
    name: "",
    ifc_global_id: null,
    area: null,
    area_declared: null,
    height: like?.height ?? null,
    volume: null,
    zones: like?.zones ?? "[]",
    function_code: null,
    floor_z: like?.floor_z ?? null,
    since_revision: null,
    ended_revision: null,
    ended_at: null,
  };
}

/** Writes what a drawing says of its rooms; what others have written of them stays. */
export async function writeSpaces(
  tx: Tx,
  changes: readonly SpaceChange[],
  change: { readonly changeId: string; readonly at: number },
): Promise<void> {
  for (const { id, after } of changes) {
    const ended = after === null || after.ended_revision !== null;
    const end = ended
      ? { ended_revision: change.changeId, ended_at: change.at }
      : { ended_revision: null, ended_at: null };
    if (after === null) {
      await tx.updateTable("space").set(end).where("id", "=", id).execute();
      continue;
    }
    const drawn = {
      number: after.number,
      name: after.name,
      function_code: after.function_code,
      area: after.area,
      volume: after.volume,
      ...end,
    };
    await tx
      .insertInto("space")
      .values({ ...after, ...drawn })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(drawn))
      .execute();
  }
}

/** Components stand where they stand: their room is the one that is around them now. */
export async function placeElements(
  tx: Tx,
  changes: readonly SpaceChange[],
  edit: EditDrawing,
): Promise<void> {
  const ids = changes.filter(({ shape }) => shape).map(({ id }) => id);
  if (ids.length === 0) return;
  const elements = await tx
    .selectFrom("element")
    .select(["id", "x", "y", "space_id"])
    .where("space_id", "in", ids)
    .execute();
  for (const { id, x, y, space_id } of elements) {
    if (x === null || y === null) continue;
    const room = edit.rooms.find(({ polygon }) => inPolygon(polygon, x, y));
    const standing = edit.rooms.some((one) => one.id === space_id);
    // In a wall now: it stays with its room while there is one.
    const to = room?.id ?? (standing ? space_id : null);
    if (to !== space_id) await tx.updateTable("element").set({ space_id: to }).where("id", "=", id).execute();
  }
}
