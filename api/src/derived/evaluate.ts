import type { Derivation } from "@kontrollrom/contracts/derived-point.ts";
import {
  type Aggregate,
  type Bucket,
  Bucket as Buckets,
  type Quality,
  type SeriesEntry,
} from "@kontrollrom/contracts/sample.ts";
import type { SampleStore, SeriesRequest } from "@kontrollrom/ingest/store/sample-store.ts";
import { bucketLengthMs, createBucketFinder } from "@kontrollrom/ingest/store/series/bucket-edges.ts";
import { qualityRank } from "@kontrollrom/ingest/store/series/quality.ts";
import { createZone, type Zone } from "@kontrollrom/ingest/store/series/zone.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { SeriesSource, StreamRequest } from "../telemetry/series-source.ts";
import { type Compiled, inputsOf } from "./compile.ts";
import { correctEnergy } from "./degree-days.ts";

type FixedBucket = Exclude<Bucket, "raw">;

/** A derived point as it is computed. */
export interface DerivedNode {
  readonly id: number;
  readonly derivation: Derivation;
  readonly nature: "amount" | "level";
  readonly resolution: FixedBucket;
  /** What the result of the computation is multiplied by to be in the unit it is answered in. */
  readonly factor: number;
  /** Undefined for degree days. */
  readonly compiled: Compiled | undefined;
  /** Why it cannot be computed any more: something that it rests on is gone. */
  readonly broken?: string;
}

/** Derived points as they are now, and what their inputs are. */
export interface DerivedNodes {
  /** Looks again at what they rest on besides points, where that may have changed. */
  refresh(): Promise<void>;
  find(pointId: number): DerivedNode | undefined;
  isCounter(pointId: number): boolean;
}

/** One value of one bucket; undefined where there is a bucket and nothing to compute it of. */
interface Cell {
  readonly value: number | undefined;
  readonly quality: Quality;
}
type Cells = ReadonlyMap<number, Cell>;

/** Cells that are held at a time, over all inputs. */
const maxCells = 200_000;
/** Buckets of one step of a stream. */
const bucketsAtOnce = 2000;
const byTotal: ReadonlySet<Aggregate> = new Set(["sum", "consumption"]);
const byMean: ReadonlySet<Aggregate> = new Set(["avg", "timeWeightedAvg"]);

/** Computes derived points on reading, in the same question as stored points are asked. */
export function createDerivedSource(deps: {
  readonly store: Pick<SampleStore, "series">;
  readonly nodes: DerivedNodes;
}): SeriesSource {
  const { nodes } = deps;

  async function series(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>> {
    await nodes.refresh();
    const zone = createZone(request.zone ?? "Europe/Oslo");
    const reading = createReading(deps.store, nodes, { from: request.from, to: request.to, zone });
    const answer = new Map<number, SeriesEntry[]>();
    for (const id of request.pointIds) {
      const node = nodes.find(id);
      if (!node) continue;
      const entries = await entriesOf(node, request, reading, zone);
      answer.set(id, entries.slice(0, request.limit + 1));
    }
    return answer;
  }

  return {
    series,
    async *stream(request: StreamRequest) {
      for (const pointId of request.pointIds) {
        const bucket = bucketOf(nodes.find(pointId), request.bucket);
        for (const [from, to] of steps(bucket, request.from, request.to)) {
          const answer = await series({ ...request, from, to, pointIds: [pointId], limit: maxCells });
          const entries = answer.get(pointId) ?? [];
          if (entries.length > 0) yield { pointId, entries };
        }
      }
    },
  };
}

/** Stretches that begin where buckets do; buckets of the calendar are few enough to be taken all at once. */
function* steps(bucket: FixedBucket, from: number, to: number): Generator<[number, number]> {
  const length = bucketLengthMs(bucket);
  if (length === undefined) return yield [from, to];
  const step = length * bucketsAtOnce;
  for (let at = from; at < to; ) {
    const end = Math.min(to, (Math.floor(at / step) + 1) * step);
    yield [at, end];
    at = end;
  }
}

function bucketOf(node: DerivedNode | undefined, asked: Bucket): FixedBucket {
  return asked === "raw" ? (node?.resolution ?? "PT1H") : asked;
}

async function entriesOf(
  node: DerivedNode,
  request: SeriesRequest,
  reading: Reading,
  zone: Zone,
): Promise<SeriesEntry[]> {
  const bucket = bucketOf(node, request.bucket);
  const cells = await reading.cells(node.id, bucket);
  if (request.bucket === "raw") {
    const entries: SeriesEntry[] = [];
    for (const [time, { value, quality }] of cells)
      if (value !== undefined) entries.push({ time, value, quality });
    return entries;
  }
  const whole = node.nature === "amount" ? byTotal : byMean;
  const ofSteps = request.aggregates.filter((name) => !whole.has(name));
  const finer = Buckets.options.indexOf(bucket) > Buckets.options.indexOf(node.resolution);
  const stepsOf =
    ofSteps.length === 0
      ? undefined
      : group(finer ? await reading.cells(node.id, node.resolution) : cells, bucket, zone);
  const entries: SeriesEntry[] = [];
  for (const [time, { value, quality }] of cells) {
    if (value === undefined) continue;
    const entry: Record<string, unknown> = { time };
    for (const name of request.aggregates)
      if (whole.has(name)) entry[name] = value;
      else {
        const found = statistic(name, stepsOf?.get(time) ?? [value]);
        if (found !== undefined) entry[name] = found;
      }
    if (quality !== "good") entry.quality = quality;
    entries.push(entry as SeriesEntry);
  }
  return entries;
}

/** The values at the point's own resolution, by the start of the bucket that they lie in. */
function group(cells: Cells, bucket: FixedBucket, zone: Zone): Map<number, number[]> {
  const find = createBucketFinder(bucket, zone);
  const groups = new Map<number, number[]>();
  for (const [time, { value }] of cells) {
    if (value === undefined) continue;
    const { start } = find(time);
    const held = groups.get(start);
    if (held) held.push(value);
    else groups.set(start, [value]);
  }
  return groups;
}

function statistic(name: Aggregate, values: readonly number[]): number | undefined {
  const sum = () => values.reduce((total, value) => total + value, 0);
  switch (name) {
    case "min":
      return values.reduce((least, value) => Math.min(least, value));
    case "max":
      return values.reduce((most, value) => Math.max(most, value));
    case "first":
      return values[0];
    case "last":
      return values.at(-1);
    case "count":
      return values.length;
    case "sum":
      return sum();
    case "avg":
    case "timeWeightedAvg":
      return sum() / values.length;
    // What adds up has it as its value; a level consumes nothing.
    case "consumption":
      return undefined;
  }
}

interface Reading {
  cells(pointId: number, bucket: FixedBucket): Promise<Cells>;
}

/** Reads and computes for one question; what several points are computed of is read once. */
function createReading(
  store: Pick<SampleStore, "series">,
  nodes: DerivedNodes,
  period: { readonly from: number; readonly to: number; readonly zone: Zone },
): Reading {
  const { from, to, zone } = period;
  const known = new Map<string, Promise<Cells>>();
  let held = 0;

  async function stored(pointId: number, bucket: FixedBucket, aggregate: Aggregate): Promise<Cells> {
    const answer = await store.series({
      pointIds: [pointId],
      from,
      to,
      bucket,
      aggregates: [aggregate],
      zone: zone.name,
      limit: maxCells - held,
    });
    const entries = answer.get(pointId) ?? [];
    held += entries.length;
    if (held > maxCells)
      throw new ProblemError(
        413,
        "too-many-entries",
        `more than ${maxCells} entries would be computed with at once: ask for a shorter period, or a longer bucket than ${bucket}`,
      );
    const cells = new Map<number, Cell>();
    for (const entry of entries) {
      const value = entry[aggregate as "avg"];
      cells.set(entry.time, { value: value ?? undefined, quality: entry.quality ?? "good" });
    }
    return cells;
  }

  async function computed(node: DerivedNode, bucket: FixedBucket): Promise<Cells> {
    const { derivation } = node;
    if (node.broken !== undefined) throw new ProblemError(422, "cannot-compute", node.broken);
    if (derivation.kind === "degree-day") return corrected(node, derivation, bucket);
    const { compiled } = node;
    if (!compiled) throw new Error(`point ${node.id} is not ready to be computed`);
    const inputs = new Map<number, Cells>();
    for (const id of compiled.inputs) inputs.set(id, await cells(id, bucket));
    const times = new Set<number>();
    for (const input of inputs.values()) for (const time of input.keys()) times.add(time);
    const result = new Map<number, Cell>();
    for (const time of [...times].sort((a, b) => a - b)) {
      const found = compiled.compute((id) => inputs.get(id)?.get(time)?.value);
      let quality: Quality = found?.partial ? "uncertain" : "good";
      for (const input of inputs.values()) quality = worse(quality, input.get(time)?.quality ?? "good");
      result.set(time, { value: found && found.value * node.factor, quality });
    }
    return result;
  }

  async function corrected(
    node: DerivedNode,
    derivation: Extract<Derivation, { kind: "degree-day" }>,
    bucket: FixedBucket,
  ): Promise<Cells> {
    if (Buckets.options.indexOf(bucket) < Buckets.options.indexOf(node.resolution))
      throw new ProblemError(
        422,
        "bucket-too-short",
        `point ${node.id} is corrected by degree days, which say nothing of a bucket of ${bucket}: ask for ${node.resolution}${node.resolution === "P1Y" ? ", or give the twelve normals of the months" : " or P1Y"}`,
      );
    const energies = await cells(derivation.energy, bucket);
    const days = await cells(derivation.outdoor, "P1D");
    const means = new Map<number, number>();
    for (const [time, { value }] of days) if (value !== undefined) means.set(time, value);
    const find = createBucketFinder(bucket, zone);
    const result = new Map<number, Cell>();
    for (const [time, energy] of energies) {
      const { start, end } = find(time);
      const cut = { start, end, from: Math.max(start, from), to: Math.min(end, to) };
      const found =
        energy.value === undefined ? undefined : correctEnergy(derivation, energy.value, cut, means, zone);
      const quality = worse(found?.partial ? "uncertain" : "good", energy.quality);
      result.set(time, { value: found && found.value * node.factor, quality });
    }
    return result;
  }

  function cells(pointId: number, bucket: FixedBucket): Promise<Cells> {
    const key = `${pointId} ${bucket}`;
    let found = known.get(key);
    if (!found) {
      const node = nodes.find(pointId);
      found = node
        ? computed(node, bucket)
        : stored(pointId, bucket, nodes.isCounter(pointId) ? "consumption" : "timeWeightedAvg");
      known.set(key, found);
    }
    return found;
  }
  return { cells };
}

/** The inputs of a point with those of its inputs, as far down as they go. */
export function leavesOf(derivation: Derivation, nodes: Pick<DerivedNodes, "find">): Set<number> {
  const leaves = new Set<number>();
  const seen = new Set<number>();
  const visit = (ids: readonly number[]): void => {
    for (const id of ids) {
      if (seen.has(id)) continue;
      seen.add(id);
      const node = nodes.find(id);
      if (node) visit(inputsOf(node.derivation));
      else leaves.add(id);
    }
  };
  visit(inputsOf(derivation));
  return leaves;
}

function worse(a: Quality, b: Quality): Quality {
  return qualityRank(b) > qualityRank(a) ? b : a;
}
