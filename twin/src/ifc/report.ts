import { commonArea } from "../geometry/clip.ts";
import { boundsOverlap } from "../geometry/polygon.ts";
import type { Relations } from "./relations.ts";
import type { Room } from "./room.ts";
import type { Warnings } from "./warnings.ts";

/** Areas may differ by this much before a person should look, as a part of the measured one. */
const AREA_TOLERANCE = 0.02;
const VOLUME_FACTOR = 2;
/** Rooms share less than this with their neighbours through rounding, m² and as a part of the smaller one. */
const OVERLAP_M2 = 0.1;
const OVERLAP_PART = 0.02;
const OVERLAP_HEIGHT = 0.3;

/** Looks for what is odd in the rooms and warns about it. */
export function reportRooms(rooms: readonly Room[], relations: Relations, warnings: Warnings): void {
  const ids = (some: readonly Room[]): string[] => some.map((room) => room.globalId);
  const warn = (code: string, message: string, some: readonly Room[]): void => {
    if (some.length > 0) warnings.add(code, message, ids(some));
  };

  warn(
    "space-without-geometry",
    "Some rooms have no body that encloses a floor. They are in the register, but not on plans and in 3D. Export the drawing with room volumes.",
    rooms.filter((room) => room.shape === undefined),
  );
  warn(
    "space-in-parts",
    "The floor of some rooms is in several parts. The plan shows the largest; the area counts all.",
    rooms.filter((room) => (room.shape?.parts ?? 1) > 1),
  );
  warn(
    "duplicate-room-number",
    "Some rooms of the same building have the same number. Sensors and orders are found by number: give each room its own.",
    duplicateNumbers(rooms),
  );
  warn(
    "area-differs",
    "The area that the file states differs by more than 2 % from the measured one. The measured one is used.",
    rooms.filter(
      ({ areaDeclared, shape }) =>
        areaDeclared !== undefined &&
        shape !== undefined &&
        Math.abs(areaDeclared - shape.area) > AREA_TOLERANCE * shape.area,
    ),
  );
  warn(
    "volume-differs",
    "The volume that the file states is less than half or more than twice the measured one. The measured one is used.",
    rooms.filter(
      ({ volumeDeclared, shape }) =>
        volumeDeclared !== undefined &&
        shape !== undefined &&
        (volumeDeclared > VOLUME_FACTOR * shape.volume || volumeDeclared * VOLUME_FACTOR < shape.volume),
    ),
  );
  warn(
    "overlapping-rooms",
    "Some rooms on the same storey lie in each other. Their areas count twice, and things in them may be placed in either.",
    overlapping(rooms, relations),
  );
}

function duplicateNumbers(rooms: readonly Room[]): Room[] {
  const byNumber = Map.groupBy(rooms, (room) => `${room.building.id} ${room.number.toLowerCase()}`);
  return [...byNumber.values()].filter((same) => same.length > 1).flat();
}

function overlapping(rooms: readonly Room[], relations: Relations): Room[] {
  const found = new Set<Room>();
  for (const storeyRooms of Map.groupBy(rooms, (room) => room.storey).values()) {
    const sorted = storeyRooms
      .filter((room) => room.bounds !== undefined)
      .sort((a, b) => (a.bounds?.[0] ?? 0) - (b.bounds?.[0] ?? 0));
    for (const [i, room] of sorted.entries()) {
      for (let j = i + 1; j < sorted.length; j++) {
        const other = sorted[j];
        if (other?.bounds === undefined || room.bounds === undefined) continue;
        if (other.bounds[0] >= room.bounds[2]) break;
        if (found.has(room) && found.has(other)) continue;
        if (boundsOverlap(room.bounds, other.bounds) && overlap(room, other, relations)) {
          found.add(room).add(other);
        }
      }
    }
  }
  return rooms.filter((room) => found.has(room));
}

function overlap(a: Room, b: Room, relations: Relations): boolean {
  const { wholeOf } = relations;
  // A partial space lies in its whole on purpose.
  if (wholeOf.get(a.node.id) === b.node.id || wholeOf.get(b.node.id) === a.node.id) return false;
  if (a.shape === undefined || b.shape === undefined) return false;
  const top = Math.min(a.shape.floorZ + a.shape.height, b.shape.floorZ + b.shape.height);
  if (top - Math.max(a.shape.floorZ, b.shape.floorZ) < OVERLAP_HEIGHT) return false;
  const common = commonArea(a.shape.polygon, b.shape.polygon);
  return common > Math.max(OVERLAP_M2, OVERLAP_PART * Math.min(a.shape.area, b.shape.area));
}
