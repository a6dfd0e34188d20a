import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { areaOf, closeGaps, commonArea, difference, intersection, union } from "../geometry/clip.ts";
import { boundsOverlap, polygonArea, ringBounds, unionBounds } from "../geometry/polygon.ts";

/** Rooms that are at most this far from each other have an inner wall between them, m. */
const INNER_WALL = 0.6;
/** Less than this in common, or left out, is how drawings are made, m². */
const LEAST = 0.05;
/** A room is in an area when the area has more than this part of it. */
const LARGER_PART = 0.5;

export interface LayerStorey {
  readonly storeyId: string;
  readonly rooms: readonly {
    readonly spaceId: string;
    readonly polygon?: Polygon | undefined;
    /** NTA, m². */
    readonly net: number;
  }[];
}

export interface LayerArea {
  readonly id: string;
  readonly roomIds: readonly string[];
  readonly outlines: readonly { readonly storeyId: string; readonly polygon: Polygon }[];
}

/** m² and m, not rounded. */
export interface MeasuredArea {
  readonly storeyId: string;
  readonly net: number;
  readonly gross: number;
  readonly share: number;
  readonly perimeter: number;
  readonly spaceIds: readonly string[];
}

export interface MeasuredLayer {
  readonly areas: ReadonlyMap<string, readonly MeasuredArea[]>;
  /** Floor that two areas both have. */
  readonly overlaps: readonly {
    readonly storeyId: string;
    readonly areaIds: readonly [string, string];
    readonly spaceIds: readonly string[];
    readonly area: number;
  }[];
  /** Floor of rooms that no area has. */
  readonly gaps: readonly {
    readonly storeyId: string;
    readonly spaceIds: readonly string[];
    readonly area: number;
  }[];
  /** Part of each storey's net area that is in some area. */
  readonly covered: ReadonlyMap<string, number>;
}

/** An area on one storey: what it has of each room, and the shapes that make it up. */
interface OnStorey {
  readonly id: string;
  readonly shapes: readonly Polygon[];
  readonly bounds: ReturnType<typeof unionBounds>;
  /** Part of each room that it has, above 0. */
  readonly parts: ReadonlyMap<string, number>;
}

/** Figures of the areas of a layer, with what lies on each other and what is left out. */
export function measureLayer(storeys: readonly LayerStorey[], areas: readonly LayerArea[]): MeasuredLayer {
  const measured = new Map<string, MeasuredArea[]>(areas.map(({ id }) => [id, []]));
  const overlaps: MeasuredLayer["overlaps"][number][] = [];
  const gaps: MeasuredLayer["gaps"][number][] = [];
  const covered = new Map<string, number>();
  for (const storey of storeys) {
    const total = storey.rooms.reduce((sum, { net }) => sum + net, 0);
    const here = areas.flatMap((area) => onStorey(area, storey) ?? []);
    for (const area of here) measured.get(area.id)?.push(figuresOf(area, storey, total));
    overlaps.push(...overlapsOf(here, storey.storeyId));
    const left = storey.rooms.map((room) => ({ spaceId: room.spaceId, area: leftOut(room, here) }));
    const out = left.reduce((sum, { area }) => sum + area, 0);
    covered.set(storey.storeyId, total > 0 ? Math.max(0, 1 - out / total) : 0);
    const missing = left.filter(({ area }) => area > LEAST);
    if (missing.length > 0)
      gaps.push({
        storeyId: storey.storeyId,
        spaceIds: missing.map(({ spaceId }) => spaceId),
        area: missing.reduce((sum, { area }) => sum + area, 0),
      });
  }
  return { areas: measured, overlaps, gaps, covered };
}

function onStorey(area: LayerArea, storey: LayerStorey): OnStorey | undefined {
  const ids = new Set(area.roomIds);
  const outlines = area.outlines
    .filter(({ storeyId }) => storeyId === storey.storeyId)
    .map(({ polygon }) => polygon);
  const region = outlines.length > 1 ? union(outlines) : outlines;
  const reach = boundsOf(region);
  const parts = new Map<string, number>();
  const shapes: Polygon[] = [...region];
  for (const { spaceId, polygon } of storey.rooms) {
    if (ids.has(spaceId)) {
      parts.set(spaceId, 1);
      if (polygon !== undefined) shapes.push(polygon);
    } else if (polygon !== undefined && reach !== undefined && boundsOverlap(reach, boundsOfOne(polygon))) {
      const inside = region.reduce((sum, one) => sum + commonArea(one, polygon), 0);
      const part = inside / polygonArea(polygon);
      if (inside > LEAST) parts.set(spaceId, Math.min(1, part));
    }
  }
  if (parts.size === 0 && shapes.length === 0) return undefined;
  return { id: area.id, shapes, bounds: boundsOf(shapes), parts };
}

function figuresOf(
  { shapes, parts }: OnStorey,
  { storeyId, rooms }: LayerStorey,
  total: number,
): MeasuredArea {
  const region = shapes.length === 0 ? [] : closeGaps(shapes, INNER_WALL);
  const net = rooms.reduce((sum, room) => sum + room.net * (parts.get(room.spaceId) ?? 0), 0);
  return {
    storeyId,
    net,
    gross: areaOf(region),
    share: total > 0 ? net / total : 0,
    perimeter: region.reduce((sum, polygon) => sum + around(polygon), 0),
    spaceIds: rooms.flatMap(({ spaceId }) => ((parts.get(spaceId) ?? 0) > LARGER_PART ? spaceId : [])),
  };
}

function overlapsOf(here: readonly OnStorey[], storeyId: string): MeasuredLayer["overlaps"][number][] {
  const found: MeasuredLayer["overlaps"][number][] = [];
  for (const [i, a] of here.entries()) {
    for (const b of here.slice(i + 1)) {
      const touch = a.bounds !== undefined && b.bounds !== undefined && boundsOverlap(a.bounds, b.bounds);
      const area = touch ? areaOf(intersection(a.shapes, b.shapes)) : 0;
      const both = [...a.parts].filter(([room, part]) => part + (b.parts.get(room) ?? 0) > 1.01);
      const spaceIds = both.flatMap(([room]) => (b.parts.has(room) ? room : []));
      if (area > LEAST || spaceIds.length > 0)
        found.push({ storeyId, areaIds: [a.id, b.id], spaceIds, area });
    }
  }
  return found;
}

/** m² of net area; what several areas have of a room counts once. */
function leftOut(room: LayerStorey["rooms"][number], here: readonly OnStorey[]): number {
  const { spaceId, polygon, net } = room;
  const having = here.filter(({ parts }) => parts.has(spaceId));
  if (having.some(({ parts }) => parts.get(spaceId) === 1)) return 0;
  if (having.length === 0 || polygon === undefined) return net;
  const rest = difference(
    [polygon],
    having.flatMap(({ shapes }) => shapes),
  );
  return (net * areaOf(rest)) / polygonArea(polygon);
}

const boundsOfOne = ([ring = []]: Polygon) => ringBounds(ring);
const boundsOf = (polygons: readonly Polygon[]) => unionBounds(polygons.map(boundsOfOne));

function around(polygon: Polygon): number {
  let length = 0;
  for (const ring of polygon) {
    let previous = ring.at(-1);
    for (const corner of ring) {
      if (previous !== undefined) length += Math.hypot(corner[0] - previous[0], corner[1] - previous[1]);
      previous = corner;
    }
  }
  return length;
}
