import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { areaOf, grow, intersection } from "../geometry/clip.ts";
import { nestRings, tidyRing } from "../geometry/polygon.ts";
import { sliceMesh } from "../geometry/slice.ts";

/** NS 3940: floor counts where it is at least this high, m … */
const LEAST_HEIGHT = 1.9;
/** … over at least this width, m. */
const LEAST_WIDTH = 0.6;
/** Less than this part lost to a slope is what rounding makes. */
const ROUNDING = 0.005;

/** A room's body as the register keeps it: metres, Y up (x, z, −y of IFC), relative to an origin in IFC x, y, z. */
export interface StoredBody {
  readonly positions: readonly number[];
  readonly indices: readonly number[];
  readonly origin: readonly [number, number, number];
}

/**
 * The part of a room's floor that counts as area.
 * @param height of the room at its highest, m, where it is known
 * @param body tells where a sloped roof is too low; without it the whole floor counts when the room is high enough
 */
export function measurableFloor(
  floor: Polygon,
  height: number | undefined,
  body: StoredBody | undefined,
): Polygon[] {
  if (height !== undefined && height < LEAST_HEIGHT) return [];
  const slice = body && sliceAt(body, LEAST_HEIGHT);
  if (slice === undefined || slice.length === 0) return [floor];
  const high = intersection([floor], slice);
  if (areaOf(high) >= areaOf([floor]) * (1 - ROUNDING)) return [floor];
  return high.filter((part) => grow([part], -LEAST_WIDTH / 2 + 0.001).length > 0);
}

/** The body cut this far above its lowest corner; undefined when it is straight up and down there. */
function sliceAt({ positions, indices, origin }: StoredBody, above: number): Polygon[] | undefined {
  const corners = new Float64Array(positions.length);
  let lowest = Infinity;
  let highest = -Infinity;
  for (let at = 0; at < positions.length; at += 3) {
    const z = positions[at + 1] as number;
    corners[at] = (positions[at] as number) + origin[0];
    corners[at + 1] = origin[1] - (positions[at + 2] as number);
    corners[at + 2] = z;
    lowest = Math.min(lowest, z);
    highest = Math.max(highest, z);
  }
  const cut = lowest + above;
  // A prism has corners at its floor and its ceiling only.
  const straight = corners.every((z, i) => i % 3 !== 2 || z - lowest < 0.02 || highest - z < 0.02);
  if (straight || cut >= highest) return undefined;
  const rings = sliceMesh({ positions: corners, indices: Uint32Array.from(indices) }, cut)
    .map(tidyRing)
    .filter((ring) => ring !== undefined);
  return nestRings(rings);
}
