import type { Plan, Polygon, Xy } from "@kontrollrom/contracts/building.ts";

/** SVG path of a polygon with holes; y is turned round, since a screen counts downwards. Centimetres are enough. */
export function polygonPath(polygon: Polygon): string {
  return polygon
    .filter((ring) => ring.length > 2)
    .map((ring) => `M${ring.map(([x, y]) => `${round(x)} ${round(-y)}`).join("L")}Z`)
    .join("");
}

/** Many polygons as one path: a storey's walls are one element. */
export function polygonsPath(polygons: readonly Polygon[]): string {
  return polygons.map(polygonPath).join("");
}

const round = (metres: number) => Math.round(metres * 100) / 100;

/** viewBox of the whole plan with a margin, metres. */
export function planViewBox(bounds: Plan["bounds"], margin = 1): readonly [number, number, number, number] {
  const [minX, minY, maxX, maxY] = bounds;
  return [minX - margin, -maxY - margin, maxX - minX + 2 * margin, maxY - minY + 2 * margin];
}

export type Direction = "left" | "right" | "up" | "down";
const axes: Readonly<Record<Direction, Xy>> = { left: [-1, 0], right: [1, 0], up: [0, 1], down: [0, -1] };

/** The room that the eye would go to from here in a direction: near, and not far off the line. */
export function nextRoom<T extends { readonly spaceId: string; readonly label: Xy }>(
  rooms: readonly T[],
  from: T,
  direction: Direction,
): T | undefined {
  const [dx, dy] = axes[direction];
  let best: T | undefined;
  let bestCost = Infinity;
  for (const room of rooms) {
    if (room.spaceId === from.spaceId) continue;
    const x = room.label[0] - from.label[0];
    const y = room.label[1] - from.label[1];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy - y * dx);
    if (along <= 0.1 || across > along * 2) continue;
    const cost = along + across * 2;
    if (cost < bestCost) {
      bestCost = cost;
      best = room;
    }
  }
  return best;
}

/** Whether a room has place for its number, and for its value too, at so many pixels a metre. */
export function labelRoom(polygon: Polygon, pixelsPerMetre: number): "none" | "number" | "both" {
  const [outer = []] = polygon;
  const xs = outer.map(([x]) => x);
  const ys = outer.map(([, y]) => y);
  const width = (Math.max(...xs) - Math.min(...xs)) * pixelsPerMetre;
  const height = (Math.max(...ys) - Math.min(...ys)) * pixelsPerMetre;
  if (width < 34 || height < 16) return "none";
  return width >= 58 && height >= 36 ? "both" : "number";
}
