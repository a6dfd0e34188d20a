export type Xyz = readonly [number, number, number];
export interface Pixel {
  readonly x: number;
  readonly y: number;
}
export interface Snapped {
  readonly at: Xyz;
  readonly to: "corner" | "edge" | "surface";
}

/** How near a corner or an edge has to be, px: a corner wins over the edge that it ends. */
const cornerPx = 14;
const edgePx = 9;
/** What a metre between the surface and a corner or edge counts, px: of those behind one another the one that is seen is meant. */
const depthPx = 0.5;

/** Where to look, px, when nothing is under the pointer: one who aims just outside a wall means the wall. */
export const beside: readonly (readonly [number, number])[] = [
  [-edgePx, 0],
  [edgePx, 0],
  [0, -edgePx],
  [0, edgePx],
  [-edgePx, -edgePx],
  [edgePx, -edgePx],
  [-edgePx, edgePx],
  [edgePx, edgePx],
];

/**
 * Draws a point of a surface to the nearest corner, else to the nearest edge, of the lines given as pairs of points. `project` tells
 * where something is on the screen; undefined when it is behind the camera.
 */
export function snap(
  surface: Xyz,
  lines: ArrayLike<number>,
  project: (at: Xyz) => Pixel | undefined,
): Snapped {
  const pointer = project(surface);
  if (pointer === undefined) return { at: surface, to: "surface" };
  let corner: Xyz | undefined;
  let cornerDistance = cornerPx;
  let edge: Xyz | undefined;
  let edgeDistance = edgePx;
  for (let i = 0; i + 5 < lines.length; i += 6) {
    const a: Xyz = [lines[i] ?? 0, lines[i + 1] ?? 0, lines[i + 2] ?? 0];
    const b: Xyz = [lines[i + 3] ?? 0, lines[i + 4] ?? 0, lines[i + 5] ?? 0];
    const pa = project(a);
    const pb = project(b);
    if (pa === undefined || pb === undefined) continue;
    for (const [at, pixel] of [
      [a, pa],
      [b, pb],
    ] as const) {
      const distance = Math.hypot(pixel.x - pointer.x, pixel.y - pointer.y) + depthPx * apart(surface, at);
      if (distance < cornerDistance) [corner, cornerDistance] = [at, distance];
    }
    const part = along(pointer, pa, pb);
    const near = { x: pa.x + (pb.x - pa.x) * part, y: pa.y + (pb.y - pa.y) * part };
    const closest = closestOn(surface, a, b);
    const distance = Math.hypot(near.x - pointer.x, near.y - pointer.y) + depthPx * apart(surface, closest);
    if (distance < edgeDistance) [edge, edgeDistance] = [closest, distance];
  }
  if (corner !== undefined) return { at: corner, to: "corner" };
  return edge !== undefined ? { at: edge, to: "edge" } : { at: surface, to: "surface" };
}

const apart = (a: Xyz, b: Xyz) => Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);

function along(p: Pixel, a: Pixel, b: Pixel): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  return length === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
}

function closestOn(p: Xyz, a: Xyz, b: Xyz): Xyz {
  const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const length = d[0] ** 2 + d[1] ** 2 + d[2] ** 2;
  const t = ((p[0] - a[0]) * d[0] + (p[1] - a[1]) * d[1] + (p[2] - a[2]) * d[2]) / (length || 1);
  const part = Math.min(1, Math.max(0, t));
  return [a[0] + d[0] * part, a[1] + d[1] * part, a[2] + d[2] * part];
}

/** Metres from point to point (three.js coordinates): the straight line, along the floor, and upwards. */
export function distances(a: Xyz, b: Xyz): { whole: number; level: number; rise: number } {
  const level = Math.hypot(b[0] - a[0], b[2] - a[2]);
  const rise = b[1] - a[1];
  return { whole: Math.hypot(level, rise), level, rise };
}
