import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { groupOf } from "@kontrollrom/twin/areas/room-functions.ts";
import type { EditDrawing, EditRoom } from "@kontrollrom/twin/drawing/drawing.ts";
import { extrudeRoom } from "@kontrollrom/twin/drawing/extrude.ts";
import { labelPoint } from "@kontrollrom/twin/geometry/label.ts";
import { polygonArea, ringBounds, toMillimetre, unionBounds } from "@kontrollrom/twin/geometry/polygon.ts";
import type { Row } from "../registry/schema.ts";

/** Height of a room that nobody has said one of, m. */
const USUAL_HEIGHT = 2.7;

/** The plan with what the register knows of its rooms, for editing. */
export function editDrawing(plan: Plan, spaces: ReadonlyMap<string, Row<"space">>): EditDrawing {
  return {
    rooms: plan.rooms.map(
      ({ spaceId, number, name, polygon }): EditRoom => ({
        id: spaceId,
        number,
        name,
        functionCode: spaces.get(spaceId)?.function_code ?? undefined,
        polygon,
      }),
    ),
    walls: plan.walls,
    doors: plan.doors,
    windows: plan.windows,
  };
}

/** The plan of an edited drawing. Rooms whose outline is as it was keep their area and the place of their label. */
export function planOf(before: Plan, { rooms, walls, doors, windows }: EditDrawing): Plan {
  const old = new Map(before.rooms.map((room) => [room.spaceId, room]));
  const drawn = rooms.map(({ id, number, name, polygon }): Plan["rooms"][number] => {
    const was = old.get(id);
    const same = was?.polygon === polygon;
    return {
      spaceId: id,
      number,
      name,
      area: same ? was.area : toMillimetre(polygonArea(polygon)),
      polygon,
      label: same ? was.label : labelPoint(polygon),
    };
  });
  const all = [...drawn.map(({ polygon }) => polygon), ...walls, ...doors, ...windows, ...before.stairs];
  const bounds = unionBounds(all.map(([ring = []]) => ringBounds(ring)));
  return {
    ...before,
    bounds: bounds ?? before.bounds,
    rooms: drawn,
    walls: [...walls],
    doors: [...doors],
    windows: [...windows],
  };
}

export function toDrawing(
  plan: Plan,
  { rooms }: EditDrawing,
  rest: Pick<Drawing, "revision" | "undo" | "redo">,
): Drawing {
  const functions = new Map(rooms.map(({ id, functionCode }) => [id, functionCode]));
  const byGroup = { functional: 0, technical: 0, circulation: 0, unassigned: 0 };
  for (const { spaceId, area } of plan.rooms) byGroup[groupOf(functions.get(spaceId))] += area;
  return {
    ...plan,
    ...rest,
    rooms: plan.rooms.map((room) => {
      const functionCode = functions.get(room.spaceId);
      return { ...room, ...(functionCode !== undefined && { functionCode }) };
    }),
    net: plan.rooms.reduce((sum, { area }) => sum + area, 0),
    byGroup,
  };
}

/** The bodies of the building with those of changed rooms drawn up anew. */
export function withBodies(
  meshes: RoomMeshes,
  storeyId: string,
  changed: readonly { readonly id: string; readonly room?: EditRoom; readonly space?: Row<"space"> }[],
  elevation: number,
): RoomMeshes {
  const gone = new Set(changed.map(({ id }) => id));
  const made = changed.flatMap(({ id, room, space }) =>
    room === undefined
      ? []
      : {
          spaceId: id,
          storeyId,
          ...extrudeRoom(
            room.polygon,
            space?.floor_z ?? elevation,
            space?.height ?? USUAL_HEIGHT,
            meshes.origin,
          ),
        },
  );
  return { ...meshes, rooms: [...meshes.rooms.filter(({ spaceId }) => !gone.has(spaceId)), ...made] };
}
