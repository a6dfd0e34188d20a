import { type Ray, Vector3 } from "three";
import type { MergedRooms, RoomRange } from "./room-mesh.ts";

export interface RoomHit {
  readonly room: RoomRange;
  readonly at: Vector3;
}

const a = new Vector3();
const b = new Vector3();
const c = new Vector3();
const met = new Vector3();

/**
 * The first room that a ray meets. Boxes are tried before triangles, so that a pointer that moves over a thousand rooms costs
 * nothing. `lift` tells how far a room is lifted (undefined where it is hidden), `kept` whether a point is on the kept side of the section.
 */
export function pickRoom(
  merged: MergedRooms,
  ray: Ray,
  lift: (room: RoomRange) => number | undefined,
  kept: (at: Vector3) => boolean,
): RoomHit | undefined {
  let best: { room: RoomRange; at: Vector3; distance: number } | undefined;
  const { positions, indices } = merged;
  for (const room of merged.ranges) {
    const up = lift(room);
    if (up === undefined || boxDistance(ray, room, up) >= (best?.distance ?? Infinity)) continue;
    const corner = (into: Vector3, i: number) => {
      const vertex = (indices[i] ?? 0) * 3;
      into.set(positions[vertex] ?? 0, (positions[vertex + 1] ?? 0) + up, positions[vertex + 2] ?? 0);
    };
    for (let i = room.firstIndex; i < room.firstIndex + room.indices; i += 3) {
      corner(a, i);
      corner(b, i + 1);
      corner(c, i + 2);
      if (ray.intersectTriangle(a, b, c, false, met) === null) continue;
      const distance = met.distanceTo(ray.origin);
      if (distance < (best?.distance ?? Infinity) && kept(met)) best = { room, at: met.clone(), distance };
    }
  }
  return best;
}

/** How far the ray goes before it is in the room's box; Infinity when it passes it by. */
function boxDistance({ origin, direction }: Ray, { min, max }: RoomRange, up: number): number {
  let near = 0;
  let far = Infinity;
  const axes = ["x", "y", "z"] as const;
  for (let i = 0; i < 3; i++) {
    const axis = axes[i] ?? "x";
    const offset = i === 1 ? up : 0;
    const low = (min[i] ?? 0) + offset - 1e-6;
    const high = (max[i] ?? 0) + offset + 1e-6;
    if (direction[axis] === 0) {
      if (origin[axis] < low || origin[axis] > high) return Infinity;
      continue;
    }
    const one = (low - origin[axis]) / direction[axis];
    const other = (high - origin[axis]) / direction[axis];
    near = Math.max(near, Math.min(one, other));
    far = Math.min(far, Math.max(one, other));
  }
  return near <= far ? near : Infinity;
}
