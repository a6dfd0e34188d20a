import type { Calibration } from "@kontrollrom/contracts/exchange.ts";

export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * From pixels of an image (y down) to the plan as it is drawn (metres, y up and therefore negative): for `transform` of
 * an SVG image as large as its pixels.
 */
export function underlayMatrix({ a, b, distance, at, rotation }: Calibration): Matrix {
  const scale = distance / Math.hypot(b[0] - a[0], b[1] - a[1]);
  const turn = (rotation * Math.PI) / 180;
  // Counter-clockwise on paper is clockwise where y goes down.
  const [cos, sin] = [Math.cos(turn) * scale, -Math.sin(turn) * scale];
  return [cos, sin, -sin, cos, at[0] - cos * a[0] + sin * a[1], -at[1] - sin * a[0] - cos * a[1]];
}

export function matrixText(matrix: Matrix): string {
  return `matrix(${matrix.join(" ")})`;
}

/** The rotation by which the line from `a` to `b` lies level, degrees: for a scan that is askew. */
export function levelRotation({ a, b }: Pick<Calibration, "a" | "b">): number {
  const degrees = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
  return Math.round(degrees * 100) / 100 + 0;
}
