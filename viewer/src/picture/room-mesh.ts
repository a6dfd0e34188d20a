import type { RoomMeshes } from "@kontrollrom/contracts/building.ts";

/** Where a room lies in the merged arrays. Counts of vertices and indices, not bytes. */
export interface RoomRange {
  readonly spaceId: string;
  readonly storeyId: string;
  readonly firstVertex: number;
  readonly vertices: number;
  readonly firstIndex: number;
  readonly indices: number;
  /** Middle of the room's box and its highest point: where a mark is placed. */
  readonly centre: readonly [number, number, number];
  readonly top: number;
  readonly min: readonly number[];
  readonly max: readonly number[];
}

export interface MergedRooms {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  /** In drawing order: storeys from the lowest up, so that drawing fewer indices hides the storeys above. */
  readonly ranges: readonly RoomRange[];
  readonly bySpace: ReadonlyMap<string, RoomRange>;
  /** Indices to draw to see each storey and those below it. */
  readonly drawCount: ReadonlyMap<string, number>;
  readonly box: { readonly min: readonly number[]; readonly max: readonly number[] };
}

/** Puts all rooms into one mesh, so that a thousand rooms are one draw call. `storeyOrder` is from the lowest up. */
export function mergeRooms(rooms: RoomMeshes["rooms"], storeyOrder: readonly string[]): MergedRooms {
  const height = new Map(storeyOrder.map((id, index) => [id, index]));
  const ordered = [...rooms].sort((a, b) => (height.get(a.storeyId) ?? -1) - (height.get(b.storeyId) ?? -1));
  const positions = new Float32Array(ordered.reduce((sum, room) => sum + room.positions.length, 0));
  const indices = new Uint32Array(ordered.reduce((sum, room) => sum + room.indices.length, 0));
  const ranges: RoomRange[] = [];
  const drawCount = new Map<string, number>();
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  let vertex = 0;
  let index = 0;
  for (const room of ordered) {
    positions.set(room.positions, vertex * 3);
    for (let i = 0; i < room.indices.length; i++) indices[index + i] = (room.indices[i] ?? 0) + vertex;
    const box = boxOf(room.positions);
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis] ?? 0, box.min[axis] ?? 0);
      max[axis] = Math.max(max[axis] ?? 0, box.max[axis] ?? 0);
    }
    ranges.push({
      spaceId: room.spaceId,
      storeyId: room.storeyId,
      firstVertex: vertex,
      vertices: room.positions.length / 3,
      firstIndex: index,
      indices: room.indices.length,
      centre: [
        ((box.min[0] ?? 0) + (box.max[0] ?? 0)) / 2,
        ((box.min[1] ?? 0) + (box.max[1] ?? 0)) / 2,
        ((box.min[2] ?? 0) + (box.max[2] ?? 0)) / 2,
      ],
      top: box.max[1] ?? 0,
      ...box,
    });
    vertex += room.positions.length / 3;
    index += room.indices.length;
    drawCount.set(room.storeyId, index);
  }
  return {
    positions,
    indices,
    ranges,
    bySpace: new Map(ranges.map((range) => [range.spaceId, range])),
    drawCount,
    box: { min, max },
  };
}

function boxOf(positions: readonly number[]) {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  positions.forEach((value, i) => {
    const axis = i % 3;
    if (value < (min[axis] ?? 0)) min[axis] = value;
    if (value > (max[axis] ?? 0)) max[axis] = value;
  });
  return { min, max };
}

/**
 * The edges where a room's faces meet at more than `thresholdDeg`, as pairs of points: the lines a person would draw. Vertices
 * are welded to the millimetre, since exporters repeat them for each face.
 */
export function roomEdges(
  positions: ArrayLike<number>,
  indices: ArrayLike<number>,
  thresholdDeg = 25,
): number[] {
  const cosLimit = Math.cos((thresholdDeg * Math.PI) / 180);
  const weld = (vertex: number) =>
    `${Math.round((positions[vertex * 3] ?? 0) * 1000)},${Math.round((positions[vertex * 3 + 1] ?? 0) * 1000)},${Math.round((positions[vertex * 3 + 2] ?? 0) * 1000)}`;
  const edges = new Map<string, { from: number; to: number; normals: (readonly number[])[] }>();
  for (let i = 0; i + 2 < indices.length; i += 3) {
    const corners = [indices[i] ?? 0, indices[i + 1] ?? 0, indices[i + 2] ?? 0];
    const normal = normalOf(positions, corners);
    if (normal === undefined) continue;
    for (let side = 0; side < 3; side++) {
      const from = corners[side] ?? 0;
      const to = corners[(side + 1) % 3] ?? 0;
      const a = weld(from);
      const b = weld(to);
      if (a === b) continue;
      const key = a < b ? `${a}|${b}` : `${b}|${a}`;
      const edge = edges.get(key);
      if (edge === undefined) edges.set(key, { from, to, normals: [normal] });
      else edge.normals.push(normal);
    }
  }
  const lines: number[] = [];
  for (const { from, to, normals } of edges.values()) {
    const [first] = normals;
    const flat =
      normals.length > 1 && normals.every((normal) => Math.abs(dot(normal, first ?? normal)) > cosLimit);
    if (flat) continue;
    for (const vertex of [from, to]) {
      lines.push(positions[vertex * 3] ?? 0, positions[vertex * 3 + 1] ?? 0, positions[vertex * 3 + 2] ?? 0);
    }
  }
  return lines;
}

function normalOf(positions: ArrayLike<number>, corners: readonly number[]): readonly number[] | undefined {
  const at = (corner: number, axis: number) => positions[(corners[corner] ?? 0) * 3 + axis] ?? 0;
  const u = [0, 1, 2].map((axis) => at(1, axis) - at(0, axis));
  const v = [0, 1, 2].map((axis) => at(2, axis) - at(0, axis));
  const [ux = 0, uy = 0, uz = 0] = u;
  const [vx = 0, vy = 0, vz = 0] = v;
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal);
  return length < 1e-12 ? undefined : normal.map((part) => part / length);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return (a[0] ?? 0) * (b[0] ?? 0) + (a[1] ?? 0) * (b[1] ?? 0) + (a[2] ?? 0) * (b[2] ?? 0);
}

/** Writes a room's colour into the vertex colours. Says whether anything changed, so that only changes are sent to the GPU. */
export function paintRoom(
  colours: Uint8Array,
  range: RoomRange,
  colour: readonly [number, number, number],
  hatch: number,
): boolean {
  const at = range.firstVertex * 4;
  const [r, g, b] = colour;
  if (colours[at] === r && colours[at + 1] === g && colours[at + 2] === b && colours[at + 3] === hatch)
    return false;
  for (let i = at; i < at + range.vertices * 4; i += 4) {
    colours[i] = r;
    colours[i + 1] = g;
    colours[i + 2] = b;
    colours[i + 3] = hatch;
  }
  return true;
}
