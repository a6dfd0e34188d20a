import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import earcut from "earcut";
import type { RoomMesh } from "../ifc/imported-model.ts";

/**
 * The body of a room that goes straight up from its outline: floor, ceiling and walls.
 * @param floorZ height of the floor in the model, m
 * @param origin IFC x, y, z of the mesh's zero
 */
export function extrude(
  polygon: Polygon,
  floorZ: number,
  height: number,
  origin: readonly [number, number, number],
): RoomMesh {
  const corners = polygon.flat();
  const holes: number[] = [];
  let count = 0;
  for (const [i, ring] of polygon.entries()) {
    if (i > 0) holes.push(count);
    count += ring.length;
  }
  const caps = earcut(
    corners.flatMap(([x, y]) => [x - origin[0], y - origin[1]]),
    holes,
  );
  const positions: number[] = [];
  const push = ([x, y]: Xy, z: number): number => {
    positions.push(x - origin[0], z - origin[2], origin[1] - y);
    return positions.length / 3 - 1;
  };
  const floor = corners.map((corner) => push(corner, floorZ));
  const ceiling = corners.map((corner) => push(corner, floorZ + height));
  const indices: number[] = [];
  for (let i = 0; i < caps.length; i += 3) {
    const [a, b, c] = [caps[i] as number, caps[i + 1] as number, caps[i + 2] as number];
    const [pa, pb, pc] = [corners[a] as Xy, corners[b] as Xy, corners[c] as Xy];
    const left = (pb[0] - pa[0]) * (pc[1] - pa[1]) - (pc[0] - pa[0]) * (pb[1] - pa[1]) > 0;
    const [up1, up2] = left ? [b, c] : [c, b];
    indices.push(ceiling[a] as number, ceiling[up1] as number, ceiling[up2] as number);
    indices.push(floor[a] as number, floor[up2] as number, floor[up1] as number);
  }
  let start = 0;
  for (const ring of polygon) {
    for (let i = 0; i < ring.length; i++) {
      const [a, b] = [start + i, start + ((i + 1) % ring.length)];
      // Outer rings turn left and holes right, so that the same order faces outwards for both.
      indices.push(floor[a] as number, floor[b] as number, ceiling[b] as number);
      indices.push(floor[a] as number, ceiling[b] as number, ceiling[a] as number);
    }
    start += ring.length;
  }
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}
