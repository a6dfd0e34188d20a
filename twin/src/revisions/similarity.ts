import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";

/** A turn, an optional mirroring, a scale and a shift of the plane: x' = a·x + c·y + tx, y' = b·x + d·y + ty. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly tx: number;
  readonly ty: number;
}

export const identity: Similarity = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

/** @param angle radians counter-clockwise; a mirrored one turns x over before it is turned */
export function turning(angle: number, mirrored = false, scale = 1): Similarity {
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  const flip = mirrored ? -1 : 1;
  return { a: cos * flip, b: sin * flip, c: -sin, d: cos, tx: 0, ty: 0 };
}

export function shifted(by: Similarity, dx: number, dy: number): Similarity {
  return { ...by, tx: by.tx + dx, ty: by.ty + dy };
}

export function moved({ a, b, c, d, tx, ty }: Similarity, [x, y]: readonly [number, number]): Xy {
  return [a * x + c * y + tx, b * x + d * y + ty];
}

export function movedPolygon(by: Similarity, polygon: Polygon): Polygon {
  if (by === identity) return polygon;
  return polygon.map((ring) => ring.map((corner) => moved(by, corner)));
}

/** Whether two of them take the places around a point to the same places, within the distance. */
export function agrees(one: Similarity, other: Similarity, around: readonly Xy[], metres: number): boolean {
  return around.every((place) => {
    const [x, y] = moved(one, place);
    const [u, v] = moved(other, place);
    return Math.hypot(x - u, y - v) <= metres;
  });
}

/**
 * The similarity of the hypothesis' own turn and scale that fits pairs of places best: least squares in two dimensions
 * (Umeyama 1991 without the scale, which a drawing's unit gives).
 */
export function refined(hypothesis: Similarity, pairs: readonly (readonly [from: Xy, to: Xy])[]): Similarity {
  const n = pairs.length;
  if (n === 0) return hypothesis;
  let [px, py, qx, qy] = [0, 0, 0, 0];
  const placed = pairs.map(([from, to]) => [moved(hypothesis, from), to] as const);
  for (const [p, q] of placed) {
    px += p[0] / n;
    py += p[1] / n;
    qx += q[0] / n;
    qy += q[1] / n;
  }
  let cross = 0;
  let dot = 0;
  for (const [p, q] of placed) {
    const [ux, uy, vx, vy] = [p[0] - px, p[1] - py, q[0] - qx, q[1] - qy];
    dot += ux * vx + uy * vy;
    cross += ux * vy - uy * vx;
  }
  const turn = dot === 0 && cross === 0 ? 0 : Math.atan2(cross, dot);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const { a, b, c, d, tx, ty } = hypothesis;
  return {
    a: cos * a - sin * b,
    b: sin * a + cos * b,
    c: cos * c - sin * d,
    d: sin * c + cos * d,
    tx: cos * (tx - px) - sin * (ty - py) + qx,
    ty: sin * (tx - px) + cos * (ty - py) + qy,
  };
}

/** The way back. */
export function inverse({ a, b, c, d, tx, ty }: Similarity): Similarity {
  const area = a * d - b * c;
  const [ia, ib, ic, id] = [d / area, -b / area, -c / area, a / area];
  return { a: ia, b: ib, c: ic, d: id, tx: -(ia * tx + ic * ty), ty: -(ib * tx + id * ty) };
}
