import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { distanceInside, ringBounds, signedArea, toMillimetre } from "./polygon.ts";

interface Cell {
  x: number;
  y: number;
  half: number;
  /** Distance from the centre to the edge, positive inside. */
  distance: number;
  /** The most that any point of the cell can have. */
  best: number;
}

/**
 * A place for a room's label: the point inside farthest from all walls, found by splitting the squares that can still
 * hold a better one ("pole of inaccessibility", Garcia-Castellanos and Lombardo 2007). In a rectangle, where many
 * points are as good, it is the middle.
 * @param precision how much better a point must be to count, m
 */
export function labelPoint(polygon: Polygon, precision = 0.05): Xy {
  const outer = polygon[0] ?? [];
  const [minX, minY, maxX, maxY] = ringBounds(outer);
  const width = maxX - minX;
  const height = maxY - minY;
  const size = Math.min(width, height);
  if (!(size > 0)) return [toMillimetre(minX), toMillimetre(minY)];

  const cell = (x: number, y: number, half: number): Cell => {
    const distance = distanceInside(polygon, x, y);
    return { x, y, half, distance, best: distance + half * Math.SQRT2 };
  };
  let found = cell(...centroid(outer), 0);
  const middle = cell(minX + width / 2, minY + height / 2, 0);
  if (middle.distance > found.distance) found = middle;

  // Long corridors would start with thousands of squares: at most 32 along a side.
  const step = Math.max(size, Math.max(width, height) / 32);
  const queue: Cell[] = [];
  for (let x = minX; x < maxX; x += step) {
    for (let y = minY; y < maxY; y += step) queue.push(cell(x + step / 2, y + step / 2, step / 2));
  }
  queue.sort((a, b) => a.best - b.best);
  for (let rounds = 0; rounds < 400; rounds++) {
    const next = queue.pop();
    if (next === undefined || next.best - found.distance <= precision) break;
    if (next.distance > found.distance + precision / 2) found = next;
    const half = next.half / 2;
    for (const [dx, dy] of [
      [-half, -half],
      [half, -half],
      [-half, half],
      [half, half],
    ] as const) {
      const part = cell(next.x + dx, next.y + dy, half);
      if (part.best - found.distance > precision) insert(queue, part);
    }
  }
  return [toMillimetre(found.x), toMillimetre(found.y)];
}

function insert(queue: Cell[], cell: Cell): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle] as Cell).best < cell.best) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, cell);
}

function centroid(ring: readonly Xy[]): Xy {
  const area = signedArea(ring);
  const origin = ring[0] ?? [0, 0];
  let x = 0;
  let y = 0;
  let previous = ring[ring.length - 1] ?? origin;
  for (const corner of ring) {
    const ax = previous[0] - origin[0];
    const ay = previous[1] - origin[1];
    const bx = corner[0] - origin[0];
    const by = corner[1] - origin[1];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
    previous = corner;
  }
  return [origin[0] + x / (6 * area), origin[1] + y / (6 * area)];
}
