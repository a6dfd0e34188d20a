import type { AreaByGroup, AreaFinding, AreaGroup } from "@kontrollrom/contracts/area.ts";
import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { areaOf, closeGaps, commonArea, difference, grow, intersection, union } from "../geometry/clip.ts";
import { boundsOverlap, polygonArea, ringBounds, signedArea } from "../geometry/polygon.ts";
import { measurableFloor, type StoredBody } from "./measurable.ts";
import { groupOf, saysFunction } from "./room-functions.ts";

/** Rooms that are at most this far from each other have an inner wall between them, m. */
const INNER_WALL = 0.6;
/** Nothing farther from usable area than this is its outer wall, m. */
const OUTER_WALL = 0.9;
/** A hole smaller than this, or mostly filled by walls, is a column, a shaft or a chimney; others are openings or yards, m². */
const SHAFT = 2;
const MOSTLY = 0.8;
/** Thinner than this on average, the outer walls do not go around, m. */
const THIN = 0.08;
/** Less in common is how drawings are made, and not worth a look, m². */
const OVERLAP = 0.05;

export interface AreaRoom {
  readonly spaceId: string;
  readonly functionCode?: string | undefined;
  readonly polygon?: Polygon | undefined;
  /** At its highest, m. */
  readonly height?: number | undefined;
  readonly body?: StoredBody | undefined;
  /** As written in the drawing, m²: for rooms without an outline. */
  readonly declared?: number | undefined;
}

export interface AreaStorey {
  readonly rooms: readonly AreaRoom[];
  /** Cut walls, and the doors and windows that fill their gaps. */
  readonly walls: readonly Polygon[];
  readonly fillings: readonly Polygon[];
}

/** All in m², not rounded. */
export interface MeasuredStorey {
  readonly rooms: ReadonlyMap<
    string,
    { readonly net: number; readonly low: number; readonly group: AreaGroup }
  >;
  readonly net: number;
  readonly usable: number;
  readonly gross: number | undefined;
  readonly low: number;
  readonly byGroup: AreaByGroup;
  readonly openings: readonly Polygon[];
  readonly findings: readonly AreaFinding[];
}

/**
 * Areas of one storey by NS 3940:2023. NTA: the rooms. BRA: the rooms with the inner walls, columns and shafts between
 * them. BTA: BRA with the outer walls around it. Floor lower than 1.9 m, openings and yards count in none of them.
 */
export function measureStorey(storey: AreaStorey): MeasuredStorey {
  const outlined = storey.rooms.flatMap(({ polygon, ...room }) =>
    polygon === undefined ? [] : [{ ...room, polygon, floor: polygonArea(polygon) }],
  );
  const rooms = new Map<string, { net: number; low: number; group: AreaGroup }>();
  const overlapping = new Set<string>();
  const counted: { spaceId: string; polygon: Polygon; bounds: ReturnType<typeof ringBounds> }[] = [];
  const measurable: Polygon[] = [];
  // The smaller first: a space drawn around others keeps only what they leave.
  for (const room of outlined.toSorted((a, b) => a.floor - b.floor)) {
    let parts = measurableFloor(room.polygon, room.height, room.body);
    const low = Math.max(0, room.floor - areaOf(parts));
    const bounds = ringBounds(room.polygon[0] ?? []);
    for (const other of counted) {
      if (!boundsOverlap(bounds, other.bounds)) continue;
      const common = commonArea(room.polygon, other.polygon);
      if (common > OVERLAP) overlapping.add(room.spaceId).add(other.spaceId);
      if (common < 0.001) continue;
      parts = difference(parts, [other.polygon]);
    }
    counted.push({ spaceId: room.spaceId, polygon: room.polygon, bounds });
    measurable.push(...parts);
    rooms.set(room.spaceId, { net: areaOf(parts), low, group: groupOf(room.functionCode) });
  }
  const unlined = storey.rooms.filter(({ polygon }) => polygon === undefined);
  for (const { spaceId, declared = 0, functionCode } of unlined)
    rooms.set(spaceId, { net: declared, low: 0, group: groupOf(functionCode) });

  const structure = [...storey.walls, ...storey.fillings];
  const inside = withoutShafts(closeGaps(measurable, INNER_WALL), storey.walls);
  const usableRegion = union([...inside.region, ...measurable]);
  const outside = grossRegion(usableRegion, structure, storey.walls);
  const declaredOnly = unlined.reduce((sum, { declared = 0 }) => sum + declared, 0);
  const byGroup: AreaByGroup = { functional: 0, technical: 0, circulation: 0, unassigned: 0 };
  for (const { net, group } of rooms.values()) byGroup[group] += net;
  const net = Object.values(byGroup).reduce((sum, area) => sum + area, 0);
  // What has no outline is inside nothing: it is added everywhere, so that the order holds.
  const usable = areaOf(usableRegion) + declaredOnly;
  const gross = outside === undefined ? undefined : areaOf(outside) + declaredOnly;

  const findings: AreaFinding[] = [];
  const find = (code: AreaFinding["code"], spaceIds: readonly string[]) =>
    findings.push({ code, spaceIds: [...spaceIds] });
  if (overlapping.size > 0) find("rooms-overlap", [...overlapping]);
  if (unlined.length > 0)
    find(
      "no-outline",
      unlined.map(({ spaceId }) => spaceId),
    );
  const unsaid = storey.rooms.filter(({ functionCode }) => !saysFunction(functionCode));
  if (unsaid.length > 0)
    find(
      "no-function",
      unsaid.map(({ spaceId }) => spaceId),
    );
  if (gross === undefined) {
    if (storey.rooms.length > 0) find("no-outer-walls", []);
  } else if (gross - usable < THIN * outerPerimeter(usableRegion)) find("outer-walls-incomplete", []);
  if (net > usable + 0.05 || usable > (gross ?? usable) + 0.05) find("out-of-order", []);

  return {
    rooms,
    net,
    usable,
    gross,
    low: [...rooms.values()].reduce((sum, { low }) => sum + low, 0),
    byGroup,
    openings: inside.openings,
    findings,
  };
}

/** Fills columns and shafts, and gives the holes that stay. */
function withoutShafts(
  region: readonly Polygon[],
  walls: readonly Polygon[],
): { region: Polygon[]; openings: Polygon[] } {
  const openings: Polygon[] = [];
  const filled = region.map((polygon) => {
    const [outer = [], ...holes] = polygon;
    return [
      outer,
      ...holes.filter((hole) => {
        const opening: Polygon = [hole.toReversed()];
        const area = Math.abs(signedArea(hole));
        if (area < SHAFT || areaOf(intersection([opening], walls)) >= MOSTLY * area) return false;
        openings.push(opening);
        return true;
      }),
    ];
  });
  return { region: filled, openings };
}

function grossRegion(
  usable: readonly Polygon[],
  structure: readonly Polygon[],
  walls: readonly Polygon[],
): Polygon[] | undefined {
  if (walls.length === 0 || usable.length === 0) return undefined;
  const reach = grow(usable, OUTER_WALL);
  const shell = intersection(closeGaps([...usable, ...structure], INNER_WALL), reach);
  // A fence or a neighbour's wall in reach is not the outer wall of these rooms unless it touches them.
  const touching = shell.filter((part) => usable.some((room) => commonArea(part, room) > 0));
  return union([...withoutShafts(touching, walls).region, ...usable]);
}

function outerPerimeter(region: readonly Polygon[]): number {
  let length = 0;
  for (const [outer = []] of region) {
    let previous = outer.at(-1);
    for (const corner of outer) {
      if (previous !== undefined) length += Math.hypot(corner[0] - previous[0], corner[1] - previous[1]);
      previous = corner;
    }
  }
  return length;
}
