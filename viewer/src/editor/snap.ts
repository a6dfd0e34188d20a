import type { Xy } from "@kontrollrom/contracts/building.ts";
import { distance, nearestOn, outOf, type RoomEdge, toMillimetre } from "./geometry.ts";

/** Why a point lies where it does; drawn so that the hand sees it. */
export interface Guide {
  readonly kind: "corner" | "edge" | "right-angle" | "align" | "grid";
  readonly from: Xy;
  readonly to: Xy;
}
export interface Snapped {
  readonly at: Xy;
  readonly guides: readonly Guide[];
}

export interface SnapContext {
  readonly corners: readonly Xy[];
  readonly edges: readonly { readonly from: Xy; readonly to: Xy }[];
  /** Direction of the walls, radians. */
  readonly axis: number;
  /** m; without one there is no grid. */
  readonly grid: number | undefined;
  /** How far things pull, m. */
  readonly reach: number;
  /** The corner that was set last: lines go out from it at right angles. */
  readonly previous?: Xy | undefined;
}

/** A line that a point may lie on. */
interface Pull {
  readonly kind: Guide["kind"];
  readonly through: Xy;
  readonly along: Xy;
  readonly away: number;
  readonly foot: Xy;
}

/**
 * Moves a point to what is near it: a corner before anything else, then where two lines meet (a wall, a right angle from
 * the last corner, in line with another corner), then one line, then the grid.
 */
export function snapPoint(raw: Xy, context: SnapContext): Snapped {
  const { corners, reach, grid, axis } = context;
  let near: { corner: Xy; away: number } | undefined;
  for (const corner of corners) {
    const away = distance(corner, raw);
    if (away <= reach && (near === undefined || away < near.away)) near = { corner, away };
  }
  if (near !== undefined)
    return { at: near.corner, guides: [{ kind: "corner", from: near.corner, to: near.corner }] };

  const pulls = pullsOn(raw, context).sort((a, b) => a.away - b.away);
  const first = pulls[0];
  if (first === undefined) {
    const at = grid === undefined ? raw : toGrid(raw, axis, grid);
    return { at: tidy(at), guides: grid === undefined ? [] : [{ kind: "grid", from: at, to: at }] };
  }
  for (const second of pulls.slice(1)) {
    const at = meeting(first, second);
    if (at !== undefined && distance(at, raw) <= reach * 1.5)
      return { at: tidy(at), guides: [guideOf(first, at), guideOf(second, at)] };
  }
  const at = along(first, context);
  return { at: tidy(at), guides: [guideOf(first, at)] };
}

function pullsOn(raw: Xy, { corners, edges, axis, previous, reach }: SnapContext): Pull[] {
  const pulls: Pull[] = [];
  const add = (kind: Guide["kind"], through: Xy, direction: Xy) => {
    const part = (raw[0] - through[0]) * direction[0] + (raw[1] - through[1]) * direction[1];
    const foot: Xy = [through[0] + part * direction[0], through[1] + part * direction[1]];
    const away = distance(foot, raw);
    if (away <= reach) pulls.push({ kind, through, along: direction, away, foot });
  };
  for (const { from, to } of edges) {
    const foot = nearestOn(from, to, raw);
    const [away, length] = [distance(foot, raw), distance(from, to)];
    if (away > reach || length === 0) continue;
    const direction: Xy = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    pulls.push({ kind: "edge", through: from, along: direction, away: away * 0.8, foot });
  }
  const directions: readonly Xy[] = [
    [Math.cos(axis), Math.sin(axis)],
    [-Math.sin(axis), Math.cos(axis)],
  ];
  for (const direction of directions) {
    if (previous !== undefined) add("right-angle", previous, direction);
    // The nearest corner in line is the one that the eye looks for.
    let best: Pull | undefined;
    for (const corner of corners) {
      if (distance(corner, raw) < reach) continue;
      const before = pulls.length;
      add("align", corner, direction);
      const pull = pulls.length > before ? pulls.pop() : undefined;
      if (pull !== undefined && (best === undefined || score(pull, raw) < score(best, raw))) best = pull;
    }
    if (best !== undefined) pulls.push({ ...best, away: best.away * 1.2 });
  }
  return pulls;
}

const score = ({ away, through }: Pull, raw: Xy): number => away * 20 + distance(through, raw);

/** On one line: a round length from the last corner, where the line goes out from it. */
function along({ kind, through, along: [x, y], foot }: Pull, { grid }: SnapContext): Xy {
  if (kind !== "right-angle" || grid === undefined) return foot;
  const length = Math.round(((foot[0] - through[0]) * x + (foot[1] - through[1]) * y) / grid) * grid;
  return [through[0] + length * x, through[1] + length * y];
}

function meeting(a: Pull, b: Pull): Xy | undefined {
  const cross = a.along[0] * b.along[1] - a.along[1] * b.along[0];
  if (Math.abs(cross) < 0.1) return undefined;
  const [dx, dy] = [b.through[0] - a.through[0], b.through[1] - a.through[1]];
  const part = (dx * b.along[1] - dy * b.along[0]) / cross;
  return [a.through[0] + part * a.along[0], a.through[1] + part * a.along[1]];
}

const guideOf = ({ kind, through }: Pull, at: Xy): Guide => ({ kind, from: through, to: at });
const tidy = ([x, y]: Xy): Xy => [toMillimetre(x), toMillimetre(y)];

function toGrid([x, y]: Xy, axis: number, grid: number): Xy {
  const [cos, sin] = [Math.cos(axis), Math.sin(axis)];
  const u = Math.round((x * cos + y * sin) / grid) * grid;
  const v = Math.round((y * cos - x * sin) / grid) * grid;
  return [u * cos - v * sin, u * sin + v * cos];
}

/**
 * How far a wall is moved: in line with a wall of another room when it is near one, else by whole steps of the grid.
 * Positive makes the edge's own room larger.
 */
export function snapOffset(
  edge: RoomEdge,
  offset: number,
  others: readonly RoomEdge[],
  { reach, grid }: Pick<SnapContext, "reach" | "grid">,
): { readonly offset: number; readonly guides: readonly Guide[] } {
  let best: { away: number; offset: number; other: RoomEdge } | undefined;
  for (const other of others) {
    if (other.from === edge.from && other.to === edge.to) continue;
    const turn = Math.abs(edge.along[0] * other.along[1] - edge.along[1] * other.along[0]);
    if (turn > 0.002) continue;
    const line = outOf(edge, other.from);
    const away = Math.abs(line - offset);
    if (Math.abs(line) > 0.001 && away <= reach && (best === undefined || away < best.away - 1e-9))
      best = { away, offset: line, other };
  }
  if (best !== undefined)
    return {
      offset: toMillimetre(best.offset),
      guides: [{ kind: "align", from: best.other.from, to: best.other.to }],
    };
  const step = grid === undefined ? 0.001 : Math.min(grid, 0.05);
  return { offset: toMillimetre(Math.round(offset / step) * step), guides: [] };
}
