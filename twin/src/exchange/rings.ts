import type { Xy } from "@kontrollrom/contracts/building.ts";
import { type Ring, tidyRing } from "../geometry/polygon.ts";

/** Ends of lines closer than this meet, m. */
const MEET = 0.005;
/** More loose lines than this on one layer are hatching, not outlines. */
const MAX_LINES = 50_000;

/**
 * Joins lines that meet end to end into closed rings, as outlines are drawn by hand. Only where exactly two meet: at a
 * branch nobody knows which way the outline goes.
 * @param lines metres
 * @returns the rings, and the lines that are in none
 */
export function joinLines(lines: readonly Xy[][]): { rings: Ring[]; loose: Xy[][] } {
  const rings: Ring[] = [];
  const open: Xy[][] = [];
  for (const line of lines) {
    const [first, last] = [line[0], line[line.length - 1]];
    if (first === undefined || last === undefined) continue;
    if (line.length > 3 && Math.hypot(first[0] - last[0], first[1] - last[1]) <= MEET) addRing(rings, line);
    else open.push(line);
  }
  if (open.length > MAX_LINES) return { rings, loose: open };

  const nodeOf = createNodes();
  const ends = open.map((line) => [nodeOf(line[0] as Xy), nodeOf(line[line.length - 1] as Xy)] as const);
  const at = new Map<number, number[]>();
  for (const [i, pair] of ends.entries()) for (const node of pair) at.set(node, [...(at.get(node) ?? []), i]);
  const used = new Set<number>();
  const loose: Xy[][] = [];
  for (const [i, pair] of ends.entries()) {
    if (used.has(i)) continue;
    const chain: Xy[] = [];
    const walked: number[] = [];
    let line = i;
    let [from, to] = pair;
    for (;;) {
      walked.push(line);
      used.add(line);
      const points = open[line] as Xy[];
      const forward = ends[line]?.[0] === from;
      chain.push(...(forward ? points : points.toReversed()).slice(0, -1));
      if (to === pair[0]) break;
      const meeting = at.get(to) ?? [];
      const next = meeting.find((other) => !used.has(other));
      if (meeting.length !== 2 || next === undefined) break;
      const nextEnds = ends[next] as readonly [number, number];
      from = to;
      to = nextEnds[0] === from ? nextEnds[1] : nextEnds[0];
      line = next;
    }
    const closed = to === pair[0] && walked.length > 1 && (at.get(pair[0]) ?? []).length === 2;
    if (!closed || !addRing(rings, chain)) loose.push(...walked.map((index) => open[index] as Xy[]));
  }
  return { rings, loose };
}

function addRing(rings: Ring[], points: Xy[]): boolean {
  const ring = tidyRing(points);
  if (ring !== undefined) rings.push(ring);
  return ring !== undefined;
}

/** Numbers the places where lines end; places within `MEET` are one. */
function createNodes(): (point: Xy) => number {
  const cells = new Map<string, { point: Xy; node: number }[]>();
  let count = 0;
  return (point) => {
    const [column, row] = [Math.floor(point[0] / MEET), Math.floor(point[1] / MEET)];
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const known of cells.get(`${column + dx},${row + dy}`) ?? [])
          if (Math.hypot(known.point[0] - point[0], known.point[1] - point[1]) <= MEET) return known.node;
    const key = `${column},${row}`;
    cells.set(key, [...(cells.get(key) ?? []), { point, node: count }]);
    return count++;
  };
}
