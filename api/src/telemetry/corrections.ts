import { randomUUID } from "node:crypto";
import { Quantity, quantities } from "@kontrollrom/contracts/quantity.ts";
import {
  type CommittedSample,
  Correction,
  CorrectionChange,
  type CorrectionInput,
  Quality,
} from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import type { CorrectedTimes } from "./corrected-times.ts";
import type { PointBook } from "./point-book.ts";
import { periodOf } from "./series-answer.ts";
import { type Anchor, substitute } from "./substitute.ts";

/** Originals are kept one by one; a longer fault is corrected in parts. */
const maxSamples = 10_000;
/** All that stand corrected are held in memory, some 100 bytes each. */
const maxCorrected = 1_000_000;
const rowsAtOnce = 100;
/** How far to look for a good value to interpolate from. */
const anchorMs = 31 * 86_400_000;

/** Values that people put in place of measured ones. They reach the store by the same commit as measured values do. */
export interface Corrections {
  /** Reads what stands corrected, and finishes what a crash cut off. */
  start(): Promise<void>;
  add(pointId: number, input: CorrectionInput, by: string): Promise<Correction>;
  withdraw(pointId: number, id: string, by: string, reason: string): Promise<Correction>;
  list(
    pointId: number,
    limit: number,
    before: number | undefined,
  ): Promise<{ seq: number; correction: Correction }[]>;
}

export function createCorrections(deps: {
  readonly db: RegistryDatabase;
  readonly store: Pick<SampleStore, "commit" | "samplesAfter" | "series">;
  readonly book: PointBook;
  /** What the wire says again of these is not stored. */
  readonly times: CorrectedTimes;
  /** Changed samples, after their commit: pages show them, rules do not judge them. */
  changed(samples: readonly CommittedSample[]): void;
  now(): number;
}): Corrections {
  const { db, store, times } = deps;
  /** One at a time: two that overlap must see each other. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function write(samples: readonly CommittedSample[]): Promise<void> {
    await store.commit({ samples, frames: [], deadLetters: [] });
    deps.changed(samples);
  }

  async function keptSamples(id: string): Promise<Row<"corrected_sample">[]> {
    return db
      .selectFrom("corrected_sample")
      .selectAll()
      .where("correction_id", "=", id)
      .orderBy("time")
      .execute();
  }

  async function apply(row: Row<"correction">): Promise<void> {
    await write((await keptSamples(row.id)).map(asCorrected));
    await db.updateTable("correction").set({ state: "active" }).where("id", "=", row.id).execute();
  }

  async function restore(row: Row<"correction">): Promise<void> {
    const kept = await keptSamples(row.id);
    await write(kept.map(asMeasured));
    await db.updateTable("correction").set({ state: "withdrawn" }).where("id", "=", row.id).execute();
    times.remove(
      row.point_id,
      kept.map(({ time }) => time),
    );
  }

  async function samplesIn(pointId: number, from: number, to: number): Promise<CommittedSample[]> {
    const found = await store.samplesAfter(pointId, from - 1, maxSamples + 1);
    return found.filter(({ time }) => time < to);
  }

  async function anchorsOf(
    pointId: number,
    from: number,
    to: number,
  ): Promise<{ before: Anchor; after: Anchor }> {
    const side = async (start: number, end: number, pick: 0 | -1): Promise<Anchor> => {
      const request = { pointIds: [pointId], from: Math.max(0, start), to: end, bucket: "raw" as const };
      let found: Anchor | undefined;
      // Near first: a point that speaks each minute has a month of 44,000 samples.
      for (let span = Math.min(3_600_000, anchorMs); !found && span <= anchorMs * 2; span *= 8) {
        const near =
          pick === -1
            ? { ...request, from: Math.max(request.from, end - span) }
            : { ...request, to: Math.min(end, start + span) };
        if (near.to <= near.from) break;
        const series = await store.series({ ...near, aggregates: [], limit: 100_000 });
        const usable = (series.get(pointId) ?? []).filter(
          ({ quality }) => quality === "good" || quality === "uncertain",
        );
        const entry = usable.at(pick);
        if (entry?.value !== undefined) found = { time: entry.time, value: entry.value };
      }
      if (found) return found;
      throw new ProblemError(
        422,
        "nothing-to-interpolate-from",
        `there is no good value within 31 days ${pick === -1 ? `before ${iso(from)}` : `from ${iso(to)} on`}: give a value instead`,
      );
    };
    return {
      before: await side(from - anchorMs, from, -1),
      after: await side(to, to + anchorMs, 0),
    };
  }

  async function refuseOverlap(pointId: number, samples: readonly CommittedSample[]): Promise<void> {
    const already = samples.find(({ time }) => times.has(pointId, time));
    if (!already) return;
    const row = await db
      .selectFrom("corrected_sample")
      .innerJoin("correction", "correction.id", "corrected_sample.correction_id")
      .select("correction.id")
      .where("corrected_sample.point_id", "=", pointId)
      .where("time", "=", already.time)
      .where("state", "!=", "withdrawn")
      .executeTakeFirst();
    throw new ProblemError(
      409,
      "corrected-already",
      `the sample of ${iso(already.time)} stands corrected (${row?.id ?? "unknown"}): withdraw that correction first, or leave the sample out`,
    );
  }

  async function add(pointId: number, input: CorrectionInput, by: string): Promise<Correction> {
    if (deps.book.get(pointId).derived)
      throw new ProblemError(
        422,
        "derived-point",
        `point ${pointId} is computed of others: correct what it is computed of`,
      );
    const { from, to } = correctedPeriod(input);
    const change = CorrectionChange.parse(input.change);
    if (change.kind === "value") refuseImpossible(deps.book.get(pointId).quantity, change.value);
    const found = await samplesIn(pointId, from, to);
    if (found.length === 0)
      throw new ProblemError(
        404,
        "no-samples",
        `point ${pointId} has no sample from ${iso(from)} to ${iso(to)}: see GET /points/${pointId}/samples`,
      );
    if (found.length > maxSamples || times.count + found.length > maxCorrected)
      throw new ProblemError(
        413,
        "too-many-samples",
        `at most ${maxSamples} samples are corrected at once, and ${maxCorrected} in all: choose a shorter period`,
      );
    await refuseOverlap(pointId, found);
    const anchors = change.kind === "interpolate" ? await anchorsOf(pointId, from, to) : undefined;

    const moments = found.map(({ time }) => time);
    times.add(pointId, moments);
    let row: Row<"correction">;
    try {
      row = await db.transaction().execute(async (tx) => {
        const inserted = await tx
          .insertInto("correction")
          .values({
            id: randomUUID(),
            point_id: pointId,
            from_time: from,
            to_time: to,
            change: JSON.stringify(change),
            reason: input.reason,
            by,
            at: deps.now(),
            samples: found.length,
            state: "applying",
            withdrawn_at: null,
            withdrawn_by: null,
            withdrawn_reason: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        for (let at = 0; at < found.length; at += rowsAtOnce)
          await tx
            .insertInto("corrected_sample")
            .values(
              found.slice(at, at + rowsAtOnce).map((sample) => ({
                correction_id: inserted.id,
                point_id: pointId,
                time: sample.time,
                original_value: sample.value,
                original_quality: sample.quality,
                ...substitute(sample, change, anchors),
                frame_id: sample.frameId,
                received_at: sample.receivedAt,
              })),
            )
            .execute();
        return inserted;
      });
    } catch (error) {
      times.remove(pointId, moments);
      throw error;
    }
    await apply(row);
    return read(pointId, row.id);
  }

  async function withdraw(pointId: number, id: string, by: string, reason: string): Promise<Correction> {
    const row = await find(pointId, id);
    if (row.state === "withdrawn" || row.state === "withdrawing")
      throw new ProblemError(409, "withdrawn-already", `correction "${id}" is withdrawn already`);
    await db
      .updateTable("correction")
      .set({
        state: "withdrawing",
        withdrawn_at: deps.now(),
        withdrawn_by: by,
        withdrawn_reason: reason,
      })
      .where("id", "=", id)
      .execute();
    await restore(row);
    return read(pointId, id);
  }

  async function find(pointId: number, id: string): Promise<Row<"correction">> {
    const row = await db
      .selectFrom("correction")
      .selectAll()
      .where("id", "=", id)
      .where("point_id", "=", pointId)
      .executeTakeFirst();
    if (row) return row;
    throw new ProblemError(
      404,
      "correction-not-found",
      `point ${pointId} has no correction "${id}": see GET /points/${pointId}/corrections`,
    );
  }

  async function toCorrection(row: Row<"correction">): Promise<Correction> {
    const first = await db
      .selectFrom("corrected_sample")
      .selectAll()
      .where("correction_id", "=", row.id)
      .orderBy("time")
      .limit(1)
      .executeTakeFirstOrThrow();
    return Correction.parse({
      id: row.id,
      pointId: row.point_id,
      from: iso(row.from_time),
      to: iso(row.to_time),
      change: JSON.parse(row.change),
      reason: row.reason,
      by: row.by,
      at: iso(row.at),
      samples: row.samples,
      first: {
        time: first.time,
        original: first.original_value,
        originalQuality: first.original_quality,
        value: first.value,
      },
      ...present({
        withdrawn:
          row.withdrawn_at === null
            ? null
            : { at: iso(row.withdrawn_at), by: row.withdrawn_by ?? "", reason: row.withdrawn_reason ?? "" },
      }),
    });
  }

  const read = async (pointId: number, id: string) => toCorrection(await find(pointId, id));

  return {
    async start() {
      const standing = await db
        .selectFrom("corrected_sample")
        .innerJoin("correction", "correction.id", "corrected_sample.correction_id")
        .select(["corrected_sample.point_id", "corrected_sample.time"])
        .where("state", "!=", "withdrawn")
        .execute();
      for (const [pointId, rows] of Map.groupBy(standing, ({ point_id }) => point_id))
        times.add(
          pointId,
          rows.map(({ time }) => time),
        );
      const open = await db
        .selectFrom("correction")
        .selectAll()
        .where("state", "in", ["applying", "withdrawing"])
        .orderBy("seq")
        .execute();
      for (const row of open) await (row.state === "applying" ? apply(row) : restore(row));
    },
    add: (pointId, input, by) => inTurn(() => add(pointId, input, by)),
    withdraw: (pointId, id, by, reason) => inTurn(() => withdraw(pointId, id, by, reason)),
    async list(pointId, limit, before) {
      deps.book.get(pointId);
      let query = db
        .selectFrom("correction")
        .selectAll()
        .where("point_id", "=", pointId)
        .orderBy("seq", "desc")
        .limit(limit);
      if (before !== undefined) query = query.where("seq", "<", before);
      const rows = await query.execute();
      return Promise.all(rows.map(async (row) => ({ seq: row.seq, correction: await toCorrection(row) })));
    },
  };
}

/** Nobody can set what no sensor may say. */
function refuseImpossible(quantity: string, value: number): void {
  const { min, max, unit } = quantities[Quantity.parse(quantity)];
  if (value >= min && value <= max) return;
  throw new ProblemError(
    422,
    "value-out-of-range",
    `${value} ${unit} is not possible for ${quantity}: give a value from ${min} to ${max}`,
  );
}

function correctedPeriod({ time, from, to }: CorrectionInput): { from: number; to: number } {
  if (time !== undefined && from === undefined && to === undefined)
    return { from: Date.parse(time), to: Date.parse(time) + 1 };
  if (time === undefined && from !== undefined && to !== undefined) return periodOf({ from, to });
  throw new ProblemError(
    400,
    "invalid-request",
    'say which samples are meant: the one at "time", or those from "from" up to "to"',
  );
}

function asCorrected(row: Row<"corrected_sample">): CommittedSample {
  return { ...asMeasured(row), value: row.value, quality: Quality.parse(row.quality) };
}

function asMeasured(row: Row<"corrected_sample">): CommittedSample {
  return {
    pointId: row.point_id,
    time: row.time,
    value: row.original_value,
    quality: Quality.parse(row.original_quality),
    frameId: row.frame_id,
    receivedAt: row.received_at,
  };
}
