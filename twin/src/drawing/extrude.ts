import type { Polygon } from "@kontrollrom/contracts/building.ts";
import earcut from "earcut";
import { toMillimetre } from "../geometry/polygon.ts";

/**
 * A room's body drawn up from its outline: metres, Y up (x, z, −y of the plan), relative to an origin in IFC x, y, z, as
 * `RoomMeshes` has it.
 * @param floorZ height of its floor in the model, m
 */
export function extrudeRoom(
  polygon: Polygon,
  floorZ: number,
  height: number,
  origin: readonly [number, number, number],
): { positions: number[]; indices: number[] } {
  const corners = polygon.flat();
  const holes: number[] = [];
  let start = 0;
  for (const ring of polygon.slice(0, -1)) {
    start += ring.length;
    holes.push(start);
  }
  const triangles = earcut(corners.flat(), holes);
  const positions: number[] = [];
  for (const z of [floorZ, floorZ + height])
    for (const [x, y] of corners)
      positions.push(toMillimetre(x - origin[0]), toMillimetre(z - origin[2]), toMillimetre(origin[1] - y));
  const count = corners.length;
  const indices: number[] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const [a = 0, b = 0, c = 0] = triangles.slice(i, i + 3);
    indices.push(a, c, b, a + count, b + count, c + count);
  }
  let first = 0;
  for (const ring of polygon) {
    for (let i = 0; i < ring.length; i++) {
      const a = first + i;
      const b = first + ((i + 1) % ring.length);
      indices.push(a, b, b + count, a, b + count, a + count);
    }
    first += ring.length;
  }
  return { positions, indices };
}
