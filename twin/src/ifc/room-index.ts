import { inPolygon } from "../geometry/polygon.ts";
import type { Room } from "./room.ts";

export type Point = readonly [x: number, y: number, z: number];

/** How far below a room's floor and above its ceiling things still count to it, m: ducts and sensors above a suspended ceiling. */
const BELOW = 0.3;
const ABOVE = 1;
/** Side of a square of the index, m: about a room. */
const SQUARE = 5;
/** A room over more squares than this is looked at for every point. */
const MAX_SQUARES = 10_000;

export interface RoomIndex {
  /** The room around a point; where rooms overlap, one whose height holds the point, and then the smallest. */
  at(point: Point): Room | undefined;
}

export function createRoomIndex(rooms: readonly Room[]): RoomIndex {
  const squares = new Map<string, Room[]>();
  const everywhere: Room[] = [];
  const square = (value: number): number => Math.floor(value / SQUARE);
  for (const room of rooms) {
    if (room.bounds === undefined) continue;
    const [left, bottom, right, top] = room.bounds.map(square) as [number, number, number, number];
    if ((right - left + 1) * (top - bottom + 1) > MAX_SQUARES) {
      everywhere.push(room);
      continue;
    }
    for (let column = left; column <= right; column++) {
      for (let row = bottom; row <= top; row++) {
        const key = `${column},${row}`;
        const list = squares.get(key);
        if (list === undefined) squares.set(key, [room]);
        else list.push(room);
      }
    }
  }
  return {
    at(point) {
      const near = squares.get(`${square(point[0])},${square(point[1])}`) ?? [];
      return best(everywhere.length === 0 ? near : [...near, ...everywhere], point);
    },
  };
}

function best(rooms: readonly Room[], [x, y, z]: Point): Room | undefined {
  let found: Room | undefined;
  let foundOff = Number.POSITIVE_INFINITY;
  for (const room of rooms) {
    const { bounds, shape } = room;
    if (shape === undefined || bounds === undefined) continue;
    if (x < bounds[0] || x > bounds[2] || y < bounds[1] || y > bounds[3]) continue;
    const below = shape.floorZ - z;
    const above = z - shape.floorZ - shape.height;
    if (below > BELOW || above > ABOVE) continue;
    const off = Math.max(0, below, above);
    const better =
      off < foundOff || (off === foundOff && shape.area < (found?.shape?.area ?? Number.POSITIVE_INFINITY));
    if (better && inPolygon(shape.polygon, x, y)) {
      found = room;
      foundOff = off;
    }
  }
  return found;
}
