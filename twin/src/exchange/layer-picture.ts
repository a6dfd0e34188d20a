import type { Xy } from "@kontrollrom/contracts/building.ts";
import { type Bounds, ringBounds } from "../geometry/polygon.ts";
import type { DxfShape } from "./dxf-shapes.ts";

/** The longer side of a picture. */
export const PICTURE_SIZE = 1000;
/** A thumbnail needs no more; a drawing of two thousand layers must stay an answer that a browser takes. */
const MAX_LETTERS = 8000;
/** A text is a stroke of this length. */
const TEXT_STROKE = 12;

/**
 * A layer as one SVG path (y down) in a box of the whole drawing, whose longer side is 1000: whole numbers, the largest
 * shapes first, as many as there is room for.
 * @param extent of the whole drawing
 */
export function layerPicture(shapes: readonly DxfShape[], extent: Bounds): string {
  const [minX, minY, maxX, maxY] = extent;
  const scale = PICTURE_SIZE / Math.max(maxX - minX, maxY - minY, 1e-9);
  const strokes = shapes
    .flatMap((shape) => strokesOf(shape, TEXT_STROKE / scale))
    .map((stroke) => ({ ...stroke, size: sizeOf(stroke.points) }))
    .sort((a, b) => b.size - a.size);
  let picture = "";
  for (const { points, closed } of strokes) {
    const path = pathOf(points, closed, ([x, y]) => [
      Math.round((x - minX) * scale),
      Math.round((maxY - y) * scale),
    ]);
    if (picture.length + path.length > MAX_LETTERS) break;
    picture += path;
  }
  return picture;
}

interface Stroke {
  readonly points: readonly Xy[];
  readonly closed: boolean;
}

function strokesOf(shape: DxfShape, textLength: number): Stroke[] {
  if (shape.kind === "line") return [{ points: shape.points, closed: shape.closed }];
  if (shape.kind === "hatch") return shape.loops.map((points) => ({ points, closed: true }));
  const [x, y] = shape.at;
  return [{ points: [shape.at, [x + textLength, y]], closed: false }];
}

function sizeOf(points: readonly Xy[]): number {
  if (points.length === 0) return 0;
  const [minX, minY, maxX, maxY] = ringBounds(points);
  return maxX - minX + maxY - minY;
}

/** What falls on the same pixel is drawn once; a shape of one pixel is a dot. */
function pathOf(points: readonly Xy[], closed: boolean, toPixel: (point: Xy) => Xy): string {
  const pixels: string[] = [];
  for (const point of points) {
    const pixel = toPixel(point).join(" ");
    if (pixel !== pixels.at(-1)) pixels.push(pixel);
  }
  if (pixels.length === 0) return "";
  if (pixels.length === 1) return `M${pixels[0]}h1`;
  return `M${pixels.join("L")}${closed ? "Z" : ""}`;
}
