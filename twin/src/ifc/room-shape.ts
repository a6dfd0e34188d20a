import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { union } from "../geometry/clip.ts";
import { nestRings, polygonArea, tidyRing } from "../geometry/polygon.ts";
import { sliceMesh } from "../geometry/slice.ts";
import type { Body } from "./bodies.ts";
import type { RoomMesh } from "./imported-model.ts";

/** How far above its floor a room is cut: a sloped attic loses a fifth at 1.2 m, thresholds end below this. */
const CUT_ABOVE_FLOOR = 0.05;
const MAX_LEVELS = 16;

export interface RoomShape {
  /** The largest part, in whole millimetres. */
  polygon: Polygon;
  /** Of all parts, m². */
  area: number;
  /** How many separate outlines the floor has. */
  parts: number;
  floorZ: number;
  /** m */
  height: number;
  /** m³ */
  volume: number;
  bodies: readonly Body[];
}

/** Measures a room's bodies; undefined when they enclose no floor. */
export function measureRoom(bodies: readonly Body[]): RoomShape | undefined {
  const floorZ = Math.min(...bodies.map((body) => body.minZ));
  const height = Math.max(...bodies.map((body) => body.maxZ)) - floorZ;
  const polygons = floorPolygons(bodies, floorZ, height);
  const polygon = polygons[0];
  if (polygon === undefined) return undefined;
  const area = polygons.reduce((sum, part) => sum + polygonArea(part), 0);
  return {
    polygon,
    area,
    parts: polygons.filter((part) => polygonArea(part) > 0.02 * area).length,
    floorZ,
    height,
    volume: volumeOf(bodies, floorZ, height, area) || area * height,
    bodies,
  };
}

function floorPolygons(bodies: readonly Body[], floorZ: number, height: number): Polygon[] {
  const cut = floorZ + Math.min(CUT_ABOVE_FLOOR, height / 2);
  if (height > 0.001) {
    const polygons = cutPolygons(bodies, cut);
    if (polygons.length > 0) return polygons;
  }
  return footprint(bodies);
}

function cutPolygons(bodies: readonly Body[], z: number): Polygon[] {
  const rings = bodies
    .flatMap((body) => (body.minZ < z && body.maxZ > z ? sliceMesh(body, z) : []))
    .map(tidyRing)
    .filter((ring) => ring !== undefined);
  return nestRings(rings);
}

/** The shadow of all triangles on the ground, for rooms drawn as a flat face or as a body that does not close. */
function footprint(bodies: readonly Body[]): Polygon[] {
  const triangles: Polygon[] = [];
  for (const { positions, indices } of bodies) {
    for (let i = 0; i < indices.length; i += 3) {
      const ring = tidyRing(
        [0, 1, 2].map((corner) => {
          const at = (indices[i + corner] ?? 0) * 3;
          return [positions[at] ?? 0, positions[at + 1] ?? 0] as [number, number];
        }),
      );
      if (ring !== undefined) triangles.push([ring]);
    }
  }
  // A union of many thousand triangles takes too long to be worth it for a body that is broken.
  return triangles.length > 2000 ? [] : union(triangles);
}

/**
 * Volume as the integral of the floor areas over the height. Faces turned inside out, which real files have, do not
 * matter. Between the heights of its corners a polyhedron's area is a quadratic, for which Simpson's rule is exact.
 */
function volumeOf(bodies: readonly Body[], floorZ: number, height: number, floorArea: number): number {
  const levels = cornerLevels(bodies, floorZ, height);
  const areaAt = (z: number): number =>
    cutPolygons(bodies, z).reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  // Most rooms are straight up and down: one look below the ceiling tells.
  if (levels.length === 2 && Math.abs(areaAt(floorZ + height * 0.999) - floorArea) < 1e-4 * floorArea) {
    return floorArea * height;
  }
  let volume = 0;
  for (const [i, low] of levels.entries()) {
    const high = levels[i + 1];
    if (high === undefined) break;
    // Just inside the interval: on a level itself faces lie in the plane.
    const inset = (high - low) * 1e-3;
    volume +=
      ((high - low) / 6) * (areaAt(low + inset) + 4 * areaAt((low + high) / 2) + areaAt(high - inset));
  }
  return volume;
}

/** Heights at which corners lie, a centimetre apart; evenly spread where a round shape has too many. */
function cornerLevels(bodies: readonly Body[], floorZ: number, height: number): number[] {
  const levels: number[] = [];
  const sorted = bodies
    .flatMap(({ positions }) => Array.from(positions.filter((_, i) => i % 3 === 2)))
    .sort((a, b) => a - b);
  for (const z of sorted) if (z - (levels[levels.length - 1] ?? -Infinity) > 0.01) levels.push(z);
  levels[levels.length - 1] = floorZ + height;
  if (levels.length <= MAX_LEVELS) return levels;
  return Array.from({ length: MAX_LEVELS }, (_, i) => floorZ + (height * i) / (MAX_LEVELS - 1));
}

/**
 * Merges a room's bodies to one mesh for the viewer: Y up, relative to the origin, corners within a millimetre welded,
 * collapsed triangles left out.
 */
export function roomMesh(bodies: readonly Body[], origin: readonly [number, number, number]): RoomMesh {
  const positions: number[] = [];
  const indices: number[] = [];
  const known = new Map<string, number>();
  for (const body of bodies) {
    const corner = (index: number): number => {
      const x = Math.round(((body.positions[index * 3] as number) - origin[0]) * 1000);
      const y = Math.round(((body.positions[index * 3 + 2] as number) - origin[2]) * 1000);
      const z = Math.round((origin[1] - (body.positions[index * 3 + 1] as number)) * 1000);
      const key = `${x},${y},${z}`;
      let at = known.get(key);
      if (at === undefined) {
        at = positions.length / 3;
        known.set(key, at);
        positions.push(x / 1000, y / 1000, z / 1000);
      }
      return at;
    };
    for (let i = 0; i < body.indices.length; i += 3) {
      const a = corner(body.indices[i] as number);
      const b = corner(body.indices[i + 1] as number);
      const c = corner(body.indices[i + 2] as number);
      if (a !== b && b !== c && c !== a) indices.push(a, b, c);
    }
  }
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}
