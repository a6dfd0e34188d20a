import type { Aggregate, Bucket, SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import { type BucketEdges, createBucketFinder } from "./bucket-edges.ts";
import { qualityRanks } from "./quality.ts";
import { growth, holdMs, type Reading, type Summary } from "./summary.ts";
import type { Zone } from "./zone.ts";

export interface BucketsRequest {
  /** ms, included */
  readonly from: number;
  /** ms, excluded */
  readonly to: number;
  readonly bucket: Exclude<Bucket, "raw">;
  readonly aggregates: readonly Aggregate[];
  readonly zone: Zone;
  /** One entry more than this is answered, so that the caller can tell. */
  readonly limit: number;
}

/** The values that count right before and right after the period; they reach into it. */
export interface Neighbours {
  readonly before?: Reading | undefined;
  readonly after?: Reading | undefined;
}

/** Whether buckets need what lies between samples, and so the neighbours of the period. */
export function needsNeighbours(aggregates: readonly Aggregate[]): boolean {
  return aggregates.includes("timeWeightedAvg") || aggregates.includes("consumption");
}

interface Filling {
  readonly start: number;
  worst: number;
  count: number;
  min: number;
  max: number;
  sum: number;
  first: number;
  last: number;
  integral: number;
  heldMs: number;
  grown: number;
  /** Whether a line between two readings goes through it. */
  metered: boolean;
}

function entryOf(filling: Filling, aggregates: readonly Aggregate[]): SeriesEntry | undefined {
  const entry: { -readonly [K in keyof SeriesEntry]: SeriesEntry[K] } = { time: filling.start };
  const { count } = filling;
  let told = count > 0 || filling.worst > 0;
  for (const name of aggregates) {
    if (name === "count") entry.count = count;
    else if (name === "timeWeightedAvg") {
      if (filling.heldMs > 0) {
        entry.timeWeightedAvg = filling.integral / filling.heldMs;
        told = true;
      }
    } else if (name === "consumption") {
      if (filling.metered) {
        entry.consumption = filling.grown;
        told = true;
      }
    } else if (count > 0) entry[name] = name === "avg" ? filling.sum / count : filling[name];
  }
  if (filling.worst > 0) entry.quality = qualityRanks[filling.worst] as NonNullable<SeriesEntry["quality"]>;
  return told ? entry : undefined;
}

/**
 * The buckets of one point.
 *
 * @param pieces the point's samples in [from, to) in the order of time, each on its own or several of one bucket summarised
 */
export function bucketsOf(
  pieces: Iterable<Summary>,
  request: BucketsRequest,
  neighbours: Neighbours = {},
): SeriesEntry[] {
  const { from, to, aggregates, limit } = request;
  const between = needsNeighbours(aggregates);
  const find = createBucketFinder(request.bucket, request.zone);
  const fillings = new Map<number, Filling>();
  // Buckets are reached in order, but for those of values that do not count.
  let reached = 0;
  let furthest = Number.NEGATIVE_INFINITY;

  function at({ start }: BucketEdges): Filling {
    let filling = fillings.get(start);
    if (filling === undefined) {
      filling = {
        start,
        worst: 0,
        count: 0,
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
        sum: 0,
        first: 0,
        last: 0,
        integral: 0,
        heldMs: 0,
        grown: 0,
        metered: false,
      };
      fillings.set(start, filling);
    }
    if (start > furthest) {
      furthest = start;
      reached++;
    }
    return filling;
  }

  /** Spreads what lies between two readings over the buckets that it touches. */
  function bridge(before: Reading, after: Reading | undefined): void {
    const holdsTo = Math.min(after?.time ?? Number.POSITIVE_INFINITY, before.time + holdMs, to);
    const lineTo = Math.min(after?.time ?? Number.NEGATIVE_INFINITY, to);
    const grown = after === undefined ? 0 : growth(before.value, after.value);
    const duration = after === undefined ? 1 : after.time - before.time;
    const end = Math.max(
      aggregates.includes("timeWeightedAvg") ? holdsTo : Number.NEGATIVE_INFINITY,
      aggregates.includes("consumption") ? lineTo : Number.NEGATIVE_INFINITY,
    );
    for (let time = Math.max(before.time, from); time < end && reached <= limit + 1; ) {
      const edges = find(time);
      const filling = at(edges);
      const held = Math.min(edges.end, holdsTo) - time;
      if (held > 0) {
        filling.integral += before.value * held;
        filling.heldMs += held;
      }
      const line = Math.min(edges.end, lineTo) - time;
      if (line > 0) {
        filling.grown += (grown * line) / duration;
        filling.metered = true;
      }
      time = edges.end;
    }
  }

  let last = neighbours.before;
  for (const piece of pieces) {
    if (reached > limit + 1) break;
    if (piece.count === 0) {
      const { start } = find(piece.time);
      const wasFurthest = furthest;
      const wasReached = reached;
      const filling = at({ start, end: start });
      filling.worst = Math.max(filling.worst, piece.worst);
      if (between) {
        furthest = wasFurthest;
        reached = wasReached;
      }
      continue;
    }
    if (between && last !== undefined) bridge(last, { time: piece.firstTime, value: piece.first });
    const filling = at(find(piece.firstTime));
    filling.worst = Math.max(filling.worst, piece.worst);
    if (filling.count === 0) filling.first = piece.first;
    filling.last = piece.last;
    filling.count += piece.count;
    filling.sum += piece.sum;
    if (piece.min < filling.min) filling.min = piece.min;
    if (piece.max > filling.max) filling.max = piece.max;
    filling.integral += piece.integral;
    filling.heldMs += piece.heldMs;
    filling.grown += piece.grown;
    if (piece.lastTime > piece.firstTime) filling.metered = true;
    last = { time: piece.lastTime, value: piece.last };
  }
  if (between && last !== undefined && reached <= limit + 1) bridge(last, neighbours.after);

  const entries: SeriesEntry[] = [];
  for (const filling of [...fillings.values()].sort((a, b) => a.start - b.start)) {
    if (entries.length > limit) break;
    const entry = entryOf(filling, aggregates);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}
