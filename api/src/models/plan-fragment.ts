import type { Plan } from "@kontrollrom/contracts/building.ts";
import type { PlanFragment } from "@kontrollrom/contracts/revision.ts";
import { type Bounds, boundsOverlap, ringBounds, unionBounds } from "@kontrollrom/twin/geometry/polygon.ts";

/** Shown around what it is about, m and as a part of its size. */
const AROUND_M = 2;
const AROUND = 0.35;
const MOST_WALLS = 2000;

/** The part of a plan around some rooms; undefined when none of them is on it. */
export function planFragment(plan: Plan, spaceIds: readonly string[]): PlanFragment | undefined {
  const wanted = new Set(spaceIds);
  const focus = plan.rooms.filter((room) => wanted.has(room.spaceId));
  const bounds = unionBounds(focus.map((room) => ringBounds(room.polygon[0] ?? [])));
  if (bounds === undefined) return undefined;
  const around = AROUND_M + AROUND * Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
  const shown: Bounds = [bounds[0] - around, bounds[1] - around, bounds[2] + around, bounds[3] + around];
  const inSight = (outer: readonly [number, number][] | undefined): boolean =>
    outer !== undefined && boundsOverlap(ringBounds(outer), shown);
  return {
    bounds: shown,
    storeyName: plan.name,
    rooms: plan.rooms
      .filter((room) => inSight(room.polygon[0]))
      .map(({ spaceId, number, name, polygon }) => ({ spaceId, number, name, polygon })),
    walls: plan.walls.filter(([outer]) => inSight(outer)).slice(0, MOST_WALLS),
  };
}
