import type { Xy } from "@kontrollrom/contracts/building.ts";
import { uniqueBy } from "./assignment.ts";
import type { DrawnBuilding } from "./drawn-building.ts";
import type { Alignment } from "./matches.ts";
import { type Outline, outlineOf, outlinesOf } from "./outline.ts";
import { agrees, identity, moved, refined, type Similarity, shifted, turning } from "./similarity.ts";

/** How far apart two places may be and still be one while drawings are laid on each other, m. */
const NEAR = 0.3;
/** Rooms whose walls did not move lie this near; those that are merely near count half. */
const EXACT = 0.05;
/** Mistaken units: metres for millimetres, feet, inches, and the other way. */
const SCALES = [1, 1000, 0.001, 0.3048, 1 / 0.3048, 0.0254, 1 / 0.0254, 304.8, 1 / 304.8];
const MOST_VOTES = 40_000;

interface Pair {
  /** In the new drawing. */
  readonly from: Xy;
  /** In the old one. */
  readonly to: Xy;
}

interface Judged {
  readonly by: Similarity;
  /** Rooms that lie on one of the same size; where there are no rooms, known pairs that meet. */
  readonly hits: number;
  /** Those of them that have the same number. */
  readonly named: number;
}

/**
 * How the new drawing lies on the old one: unchanged, shifted, turned, mirrored, or in another unit. Rooms and elements
 * that are known by name or GlobalId propose it (random pairs of them, as in RANSAC), and where they do not agree the
 * directions of the walls and the sizes of the rooms do. What most rooms agree on wins; the drawing as it is wins a tie.
 */
export function alignDrawings(before: DrawnBuilding, after: DrawnBuilding): Alignment {
  const judge = createJudge(before, after);
  const asItIs = judge(identity);
  const possible = Math.max(1, judge.possible);
  const done = (best: Judged, certain: boolean): Alignment => ({
    toOld: best.by,
    certain,
    fit: Math.min(1, best.hits / possible),
  });
  if (judge.possible === 0) return done(asItIs, true);
  if (asItIs.hits >= 0.5 * possible && asItIs.named >= 0.3 * asItIs.hits) {
    // Laid as it is, or shoved by a few centimetres.
    const shoved = judge(refined(identity, judge.meeting(identity)));
    return done(shoved.hits > asItIs.hits ? shoved : asItIs, true);
  }

  const pairs = knownPairs(before, after);
  const hypotheses = [...fromPairs(pairs), ...fromShapes(before, after)];
  const judged = [asItIs, ...hypotheses.map((by) => judge(refined(by, judge.meeting(by))))];
  const score = ({ hits, named }: Judged): number => hits + named;
  const best = judged.reduce((a, b) => (score(b) > score(a) * 1.02 ? b : a));
  const corners = judge.corners;
  const rival = judged
    .filter(({ by }) => !agrees(by, best.by, corners, 0.5))
    .reduce<Judged | undefined>((a, b) => (a === undefined || score(b) > score(a) ? b : a), undefined);
  const certain =
    best.hits >= Math.min(3, possible) &&
    (best === asItIs || rival === undefined || score(rival) < 0.85 * score(best));
  return done(best.hits === 0 ? asItIs : best, certain);
}

function createJudge(before: DrawnBuilding, after: DrawnBuilding) {
  const olds = outlinesOf(before.rooms, undefined);
  const news = outlinesOf(after.rooms, undefined);
  const numberOf = new Map([...before.rooms, ...after.rooms].map((room) => [room, room.number]));
  const oldNumber = new Map(before.rooms.map((room) => [room.id, numberOf.get(room)]));
  const newNumber = new Map(after.rooms.map((room) => [room.id, numberOf.get(room)]));
  const pairs = olds.size === 0 || news.size === 0 ? knownPairs(before, after) : [];
  const squares = new Map<string, [string, Outline][]>();
  for (const entry of olds) {
    const [x, y] = entry[1].centre;
    const key = `${Math.floor(x)},${Math.floor(y)}`;
    const list = squares.get(key);
    if (list === undefined) squares.set(key, [entry]);
    else list.push(entry);
  }
  // Thousands of rooms say no more than hundreds do.
  const step = Math.max(1, Math.floor(news.size / 600));
  const sample = [...news].filter((_, i) => i % step === 0);

  const meetings = function* (by: Similarity) {
    const scale = Math.abs(by.a * by.d - by.b * by.c);
    for (const [id, outline] of sample) {
      const [x, y] = moved(by, outline.centre);
      const area = outline.area * scale;
      let found: { old: Outline; named: boolean; off: number } | undefined;
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++)
          for (const [oldId, old] of squares.get(`${Math.floor(x) + dx},${Math.floor(y) + dy}`) ?? []) {
            if (Math.abs(old.area - area) > 0.02 * old.area + 0.05) continue;
            const off = Math.hypot(old.centre[0] - x, old.centre[1] - y);
            if (off > NEAR) continue;
            const named = oldNumber.get(oldId) === newNumber.get(id);
            if (found === undefined || (named && !found.named)) found = { old, named, off };
          }
      if (found !== undefined) yield { outline, ...found };
    }
  };
  const judge = (by: Similarity): Judged => {
    let hits = 0;
    let named = 0;
    for (const meeting of meetings(by)) {
      const weight = meeting.off <= EXACT ? 1 : 0.5;
      hits += weight;
      if (meeting.named) named += weight;
    }
    for (const { from, to } of pairs) {
      const [x, y] = moved(by, from);
      if (Math.hypot(x - to[0], y - to[1]) <= NEAR) {
        hits++;
        named++;
      }
    }
    return { by, hits, named };
  };
  const places = [...news.values()].map((outline) => outline.centre);
  return Object.assign(judge, {
    possible:
      pairs.length > 0 ? pairs.length : Math.min(sample.length, Math.ceil(olds.size / step), sample.length),
    meeting: (by: Similarity): [Xy, Xy][] => [
      ...[...meetings(by)].map(({ outline, old }): [Xy, Xy] => [outline.centre, old.centre]),
      ...pairs.flatMap(({ from, to }): [Xy, Xy][] => {
        const [x, y] = moved(by, from);
        return Math.hypot(x - to[0], y - to[1]) <= NEAR ? [[from, to]] : [];
      }),
    ],
    corners: extremes(places.length > 0 ? places : pairs.map(({ from }) => from)),
  });
}

/** Things that are known to be the same before any geometry is looked at: by GlobalId, number and name, mark. */
function knownPairs(before: DrawnBuilding, after: DrawnBuilding): Pair[] {
  const pairs: Pair[] = [];
  const join = <T>(
    olds: Iterable<T>,
    news: Iterable<T>,
    keyOf: (item: T) => string | undefined,
    placeOf: (item: T) => Xy | undefined,
  ): void => {
    const known = uniqueBy(olds, keyOf);
    for (const [key, item] of uniqueBy(news, keyOf)) {
      const other = known.get(key);
      const from = placeOf(item);
      const to = other === undefined ? undefined : placeOf(other);
      if (from !== undefined && to !== undefined) pairs.push({ from, to });
    }
  };
  const centre = (room: DrawnBuilding["rooms"][number]): Xy | undefined => outlineOf(room.polygon)?.centre;
  join(before.rooms, after.rooms, (room) => room.ifcGlobalId, centre);
  join(before.rooms, after.rooms, (room) => `${room.number} ${room.name}`, centre);
  if (pairs.length >= 8) return pairs;
  const place = (element: DrawnBuilding["elements"][number]): Xy | undefined =>
    element.position && [element.position[0], element.position[1]];
  join(before.elements, after.elements, (element) => element.ifcGlobalId, place);
  join(before.elements, after.elements, (element) => element.tag, place);
  join(before.elements, after.elements, (element) => `${element.ifcClass} ${element.name}`, place);
  return pairs;
}

/** Two pairs give a turn and a shift; those that many other pairs follow are kept. */
function fromPairs(pairs: readonly Pair[]): Similarity[] {
  if (pairs.length === 0) return [];
  const random = createRandom(1);
  const found: { by: Similarity; inliers: number }[] = [];
  const sample = pairs.length <= 400 ? pairs : Array.from({ length: 400 }, () => pick(pairs, random));
  for (let round = 0; round < 300; round++) {
    const one = pick(sample, random);
    const two = pick(sample, random);
    const [px, py] = [two.from[0] - one.from[0], two.from[1] - one.from[1]];
    const [qx, qy] = [two.to[0] - one.to[0], two.to[1] - one.to[1]];
    const length = Math.hypot(px, py);
    if (length < 1e-6 && pairs.length > 1) continue;
    const scale = length < 1e-6 ? 1 : nearestScale(Math.hypot(qx, qy) / length);
    if (scale === undefined) continue;
    for (const mirrored of [false, true]) {
      const turn = Math.atan2(qy, qx) - Math.atan2(py, mirrored ? -px : px);
      const by = onto(turning(length < 1e-6 ? 0 : turn, mirrored, scale), one);
      let inliers = 0;
      for (const { from, to } of sample) {
        const [x, y] = moved(by, from);
        if (Math.hypot(x - to[0], y - to[1]) <= NEAR) inliers++;
      }
      found.push({ by, inliers });
    }
  }
  return found
    .sort((a, b) => b.inliers - a.inliers)
    .slice(0, 6)
    .map(({ by }) => by);
}

/** The directions of the walls give eight ways to turn, rooms of the same size vote on the shift. */
function fromShapes(before: DrawnBuilding, after: DrawnBuilding): Similarity[] {
  const olds = [...outlinesOf(before.rooms, undefined).values()];
  const news = [...outlinesOf(after.rooms, undefined).values()];
  if (olds.length === 0 || news.length === 0) return [];
  const scale =
    nearestScale(Math.sqrt(median(olds.map((o) => o.area)) / median(news.map((n) => n.area)))) ?? 1;
  const oldWalls = wallDirections(olds, false);
  const sameSize = pairsOfSameSize(olds, news, scale);
  const found: Similarity[] = [];
  for (const mirrored of [false, true]) {
    const newWalls = wallDirections(news, mirrored);
    const turn = bestTurn(oldWalls, newWalls);
    for (const quarter of [0, 1, 2, 3]) {
      const angle = ((turn + quarter * 90) * Math.PI) / 180;
      const by = turning(angle, mirrored, scale);
      const votes = new Map<string, { count: number; dx: number; dy: number }>();
      for (const { from, to } of sameSize) {
        const [x, y] = moved(by, from);
        const [dx, dy] = [to[0] - x, to[1] - y];
        const key = `${Math.round(dx * 2)},${Math.round(dy * 2)}`;
        const vote = votes.get(key) ?? { count: 0, dx: 0, dy: 0 };
        votes.set(key, { count: vote.count + 1, dx: vote.dx + dx, dy: vote.dy + dy });
      }
      const elected = [...votes.values()].sort((a, b) => b.count - a.count).slice(0, 2);
      for (const { count, dx, dy } of elected) found.push(shifted(by, dx / count, dy / count));
    }
  }
  return found;
}

function pairsOfSameSize(olds: readonly Outline[], news: readonly Outline[], scale: number): Pair[] {
  const keyOf = (area: number, perimeter: number): string =>
    `${Math.round(Math.log(area) * 50)} ${Math.round(Math.log(perimeter) * 50)}`;
  const bySize = Map.groupBy(olds, (outline) => keyOf(outline.area, outline.perimeter));
  const groups = [
    ...Map.groupBy(news, (outline) => keyOf(outline.area * scale * scale, outline.perimeter * scale)),
  ]
    .map(([key, some]) => ({ some, others: bySize.get(key) ?? [] }))
    // Rare sizes say most.
    .sort((a, b) => a.some.length * a.others.length - b.some.length * b.others.length);
  const pairs: Pair[] = [];
  for (const { some, others } of groups)
    for (const outline of some)
      for (const other of others) {
        if (pairs.length >= MOST_VOTES) return pairs;
        pairs.push({ from: outline.centre, to: other.centre });
      }
  return pairs;
}

/** Length of the walls in each direction, by degrees from 0 to 179. */
function wallDirections(outlines: readonly Outline[], mirrored: boolean): Float64Array {
  const lengths = new Float64Array(180);
  for (const { polygon } of outlines)
    for (const ring of polygon) {
      let previous = ring[ring.length - 1] as Xy;
      for (const corner of ring) {
        const dx = (corner[0] - previous[0]) * (mirrored ? -1 : 1);
        const dy = corner[1] - previous[1];
        const degrees = Math.round((Math.atan2(dy, dx) * 180) / Math.PI + 360) % 180;
        lengths[degrees] = (lengths[degrees] as number) + Math.hypot(dx, dy);
        previous = corner;
      }
    }
  return lengths;
}

function bestTurn(olds: Float64Array, news: Float64Array): number {
  let best = 0;
  let most = -1;
  for (let turn = 0; turn < 180; turn++) {
    let sum = 0;
    for (let i = 0; i < 180; i++) sum += (news[i] as number) * (olds[(i + turn) % 180] as number);
    if (sum > most * 1.0001) {
      most = sum;
      best = turn;
    }
  }
  return best;
}

function nearestScale(ratio: number): number | undefined {
  return SCALES.find((scale) => Math.abs(ratio / scale - 1) < 0.02);
}

function onto(by: Similarity, { from, to }: Pair): Similarity {
  const [x, y] = moved(by, from);
  return shifted(by, to[0] - x, to[1] - y);
}

function extremes(places: readonly Xy[]): Xy[] {
  if (places.length === 0) return [[0, 0]];
  const by = (side: (place: Xy) => number): Xy => places.reduce((a, b) => (side(b) > side(a) ? b : a));
  return [by(([x]) => x), by(([x]) => -x), by(([, y]) => y), by(([, y]) => -y)];
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 1;
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** Marsaglia's xorshift: the same drawing must be laid the same way every time. */
export function createRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}
