import {
  Derivation,
  DerivedPoint,
  type DerivedPointInput,
  type DerivedPointPatch,
  firstDerivedPointId,
  maxDepth,
  maxInputs,
} from "@kontrollrom/contracts/derived-point.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { Quantity, quantities } from "@kontrollrom/contracts/quantity.ts";
import { Bucket } from "@kontrollrom/contracts/sample.ts";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { type Compiled, compile, type InputInfo, inputsOf } from "./compile.ts";
import { type DerivedNode, type DerivedNodes, leavesOf } from "./evaluate.ts";
import { FormulaError } from "./formula.ts";
import { conversion, parseUnit, sameDimension, UnitError } from "./units.ts";

/** Stored points below one derived point, over all levels. */
const maxLeaves = 200;
const maxPoints = 10_000;

/** Points that are computed of others: kept in the registry, held in memory, computed on reading. */
export interface DerivedPoints extends DerivedNodes {
  load(): Promise<void>;
  /** As `GET /points` shows it. */
  point(pointId: number): Point | undefined;
  points(): Iterable<Point>;
  get(pointId: number): DerivedPoint;
  /** By their ids. */
  list(): DerivedPoint[];
  add(input: DerivedPointInput, by: string): Promise<DerivedPoint>;
  /** What it would be, without keeping it; in place of a point where one is named. Throws what `add` and `change` throw. */
  trial(
    input: DerivedPointInput,
    pointId: number | undefined,
  ): Promise<{ record: DerivedPoint; node: DerivedNode }>;
  change(pointId: number, patch: z.input<typeof DerivedPointPatch>): Promise<DerivedPoint>;
  remove(pointId: number): Promise<void>;
}

interface Held {
  readonly record: DerivedPoint;
  readonly storeyId: string | undefined;
  readonly node: DerivedNode;
}

type Draft = Omit<DerivedPoint, "unit" | "nature"> & { readonly unit: string | undefined };

export function createDerivedPoints(deps: {
  readonly db: RegistryDatabase;
  readonly catalogue: Pick<Catalogue, "points" | "spaces" | "buildings" | "version">;
  now(): number;
}): DerivedPoints {
  const { db, catalogue } = deps;
  const held = new Map<number, Held>();
  /** Net areas of the buildings that something is computed by, m². */
  const areas = new Map<string, number>();
  let areasOf = -1;
  const find = (pointId: number) => held.get(pointId)?.node;

  function infoOf(pointId: number): InputInfo {
    const derived = held.get(pointId);
    if (derived) return { unit: derived.record.unit, nature: derived.record.nature };
    const measured = catalogue.points.get(pointId);
    if (!measured)
      throw new ProblemError(
        422,
        "input-unknown",
        `there is no point ${pointId} to compute of: see GET /points`,
      );
    const { unit, kind } = quantities[measured.quantity];
    return { unit, nature: kind === "counter" ? "amount" : "level" };
  }

  async function readArea(buildingId: string): Promise<number> {
    const { sum } = db.fn;
    const row = await db
      .selectFrom("space")
      .select((eb) => sum<number | null>(eb.fn.coalesce("area", "area_declared")).as("area"))
      .where("building_id", "=", buildingId)
      .executeTakeFirst();
    const area = Number(row?.area ?? 0);
    areas.set(buildingId, area);
    return area;
  }

  async function knowNetArea(buildingId: string | undefined): Promise<void> {
    if (buildingId === undefined)
      throw new ProblemError(
        422,
        "building-missing",
        "the net area is that of a building: give buildingId, or the area in m²",
      );
    if ((await readArea(buildingId)) > 0) return;
    throw new ProblemError(
      422,
      "area-unknown",
      `building "${buildingId}" has no rooms with an area: import its drawing, or give the area in m²`,
    );
  }

  /** @throws ProblemError 422 that names what does not fit */
  function refuseLoops(pointId: number, derivation: Derivation): void {
    const known = new Map<number, number>();
    // What stands has no loop, so a new one goes through the point itself.
    const levels = (id: number, path: readonly number[]): number => {
      if (id === pointId)
        throw new ProblemError(
          422,
          "cycle",
          `point ${id} would be computed of itself: ${[...path, id].join(" ← ")}`,
        );
      const node = find(id);
      if (!node) return 0;
      let deepest = known.get(id);
      if (deepest === undefined) {
        deepest = 0;
        for (const input of inputsOf(node.derivation))
          deepest = Math.max(deepest, 1 + levels(input, [...path, id]));
        known.set(id, deepest);
      }
      return deepest;
    };
    const inputs = inputsOf(derivation);
    if (inputs.length === 0)
      throw new ProblemError(422, "no-inputs", "a formula must name at least one point, such as p12");
    if (inputs.length > maxInputs)
      throw new ProblemError(
        422,
        "too-many-inputs",
        `${inputs.length} points are named: at most ${maxInputs} can be; sum some of them first`,
      );
    for (const id of inputs)
      if (1 + levels(id, [pointId]) > maxDepth)
        throw new ProblemError(
          422,
          "too-deep",
          `points may be computed of computed points in at most ${maxDepth} levels: point ${id} has that many already`,
        );
    const leaves = leavesOf(derivation, { find });
    if (leaves.size > maxLeaves)
      throw new ProblemError(
        422,
        "too-many-inputs",
        `this would be computed of ${leaves.size} measured points: at most ${maxLeaves} can be`,
      );
  }

  async function prepare(draft: Draft, storeyId: string | undefined): Promise<Held> {
    const { id, derivation, resolution, quantity } = draft;
    if (resolution === "raw") throw new Error("a derived point has buckets");
    let compiled: Compiled | undefined;
    let own: { unit: ReturnType<typeof parseUnit>; code: string | undefined; nature: "amount" | "level" };
    try {
      refuseLoops(id, derivation);
      if (derivation.kind === "degree-day") {
        const { unit, nature } = infoOf(derivation.energy);
        const outdoor = infoOf(derivation.outdoor);
        if (nature !== "amount")
          throw new UnitError(`point ${derivation.energy} is no counter: degree days correct consumption`);
        if (outdoor.unit !== "Cel")
          throw new UnitError(
            `point ${derivation.outdoor} is in ${outdoor.unit}: degree days are counted of a temperature in Cel`,
          );
        own = { unit: parseUnit(unit), code: unit, nature };
      } else {
        const byNet = derivation.kind === "per-area" && derivation.area === "net";
        if (byNet) await knowNetArea(draft.buildingId);
        const area = (): number | undefined => {
          if (byNet) return areas.get(draft.buildingId ?? "") || undefined;
          return derivation.kind === "per-area" && derivation.area !== "net" ? derivation.area : 1;
        };
        compiled = compile(derivation, infoOf, area);
        own = compiled;
      }
      const wanted =
        draft.unit ?? own.code ?? (quantity === "computed" ? undefined : quantities[quantity].unit);
      if (wanted === undefined && Object.keys(own.unit.dimension).length > 0)
        throw new UnitError("say in which unit the result is given, such as kW.h/m2");
      const unit = wanted ?? "1";
      const target = parseUnit(unit);
      if (!sameDimension(own.unit, target))
        throw new UnitError(
          `what is computed is no amount of ${unit}${own.code === undefined ? "" : `, it is of ${own.code}`}: choose a unit of the same dimension`,
        );
      const factor = conversion(own.unit, target);
      const node: DerivedNode = { id, derivation, nature: own.nature, resolution, factor, compiled };
      return { record: DerivedPoint.parse({ ...draft, unit, nature: own.nature }), storeyId, node };
    } catch (error) {
      if (error instanceof FormulaError || error instanceof UnitError)
        throw new ProblemError(
          422,
          error instanceof FormulaError ? "formula-wrong" : "units-disagree",
          error.message,
        );
      throw error;
    }
  }

  /** What was right when it was made and is not any more must not keep the platform from starting. */
  async function prepareOrBreak(draft: Draft, storeyId: string | undefined): Promise<Held> {
    try {
      return await prepare(draft, storeyId);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { id, derivation } = draft;
      const record = DerivedPoint.parse({ ...draft, nature: "level" });
      const node: DerivedNode = {
        id,
        derivation,
        nature: "level",
        resolution: fixed(draft.resolution),
        factor: 1,
        compiled: undefined,
        broken: `point ${id} cannot be computed any more: ${error.message}`,
      };
      return { record, storeyId, node };
    }
  }

  function placeOf({
    buildingId,
    spaceId,
  }: {
    buildingId?: string | undefined;
    spaceId?: string | undefined;
  }) {
    const space = spaceId === undefined ? undefined : catalogue.spaces.get(spaceId);
    if (spaceId !== undefined && !space)
      throw new ProblemError(422, "place-unknown", `spaceId "${spaceId}" is not in the register`);
    if (buildingId !== undefined && !catalogue.buildings.has(buildingId))
      throw new ProblemError(422, "place-unknown", `buildingId "${buildingId}" is not in the register`);
    if (space && buildingId !== undefined && space.buildingId !== buildingId)
      throw new ProblemError(
        422,
        "place-unknown",
        `room "${spaceId}" is not in building "${buildingId}": leave out one of them`,
      );
    return { buildingId: space?.buildingId ?? buildingId, storeyId: space?.storeyId, spaceId };
  }

  function known(pointId: number): Held {
    const found = held.get(pointId);
    if (found) return found;
    throw new ProblemError(
      404,
      "point-not-found",
      `point ${pointId} is not a computed one: see GET /derived-points`,
    );
  }

  function usersOf(pointId: number): number[] {
    return [...held.values()]
      .filter(({ node }) => inputsOf(node.derivation).includes(pointId))
      .map(({ node }) => node.id);
  }

  function toPoint({ record, storeyId }: Held): Point {
    return {
      id: record.id,
      deviceId: "derived",
      deviceName: record.name,
      quantity: record.quantity,
      // What adds up is asked for and drawn as a meter is.
      kind: record.nature === "amount" ? "counter" : "gauge",
      unit: record.unit,
      brickClass: quantities[record.quantity].brick,
      diagnostic: false,
      derivation: record.derivation.kind,
      resolution: record.resolution,
      ...present({ buildingId: record.buildingId, storeyId, spaceId: record.spaceId }),
    };
  }

  return {
    find,
    async refresh() {
      if (areasOf === catalogue.version) return;
      areasOf = catalogue.version;
      for (const buildingId of areas.keys()) await readArea(buildingId);
    },
    isCounter: (pointId) => infoOf(pointId).nature === "amount",
    async load() {
      const rows = await db.selectFrom("derived_point").selectAll().orderBy("seq").execute();
      // Of inputs before what is computed of them: a point may have been changed to one that was made later.
      const waiting = new Map(rows.map((row) => [firstDerivedPointId + row.seq, row]));
      const take = async (id: number): Promise<void> => {
        const row = waiting.get(id);
        if (!row) return;
        waiting.delete(id);
        const draft = toDraft(row);
        for (const input of inputsOf(draft.derivation)) await take(input);
        held.set(id, await prepareOrBreak(draft, row.storey_id ?? undefined));
      };
      for (const id of [...waiting.keys()]) await take(id);
    },
    point(pointId) {
      const found = held.get(pointId);
      return found && toPoint(found);
    },
    points: () => held.values().map(toPoint),
    get: (pointId) => known(pointId).record,
    list: () => [...held.values()].map(({ record }) => record).sort((a, b) => a.id - b.id),
    async add(input, by) {
      if (held.size >= maxPoints)
        throw new ProblemError(413, "too-many-points", `there are ${maxPoints} computed points already`);
      const place = placeOf(input);
      const createdAt = deps.now();
      const draft = draftOf(input, firstDerivedPointId, place, createdAt, by);
      const { derivation } = draft;
      const { record } = await prepare(draft, place.storeyId);
      const { insertId } = await db
        .insertInto("derived_point")
        .values({
          name: record.name,
          derivation: JSON.stringify(derivation),
          quantity: record.quantity,
          unit: record.unit,
          resolution: record.resolution,
          building_id: place.buildingId ?? null,
          storey_id: place.storeyId ?? null,
          space_id: place.spaceId ?? null,
          created_at: createdAt,
          created_by: by,
        })
        .executeTakeFirstOrThrow();
      const id = firstDerivedPointId + Number(insertId);
      held.set(id, await prepare({ ...record, id }, place.storeyId));
      return known(id).record;
    },
    async trial(input, pointId) {
      const place = placeOf(input);
      if (pointId !== undefined) known(pointId);
      return prepare(draftOf(input, pointId ?? firstDerivedPointId, place, deps.now(), ""), place.storeyId);
    },
    async change(pointId, patch) {
      const { record, storeyId } = known(pointId);
      const derivation =
        patch.derivation === undefined ? record.derivation : Derivation.parse(patch.derivation);
      const draft: Draft = {
        ...record,
        name: patch.name ?? record.name,
        derivation,
        // A new computation may be in another unit.
        unit: patch.unit ?? (patch.derivation === undefined ? record.unit : undefined),
        resolution: resolutionOf(derivation, patch.derivation === undefined ? record.resolution : undefined),
      };
      const next = await prepare(draft, storeyId);
      const users = usersOf(pointId);
      const same =
        next.record.nature === record.nature &&
        sameDimension(parseUnit(next.record.unit), parseUnit(record.unit));
      if (users.length > 0 && !same)
        throw new ProblemError(
          409,
          "in-use",
          `points ${users.join(", ")} are computed of it, and its unit would not fit them any more: change those first`,
        );
      await db
        .updateTable("derived_point")
        .set({
          name: next.record.name,
          derivation: JSON.stringify(derivation),
          unit: next.record.unit,
          resolution: next.record.resolution,
        })
        .where("seq", "=", pointId - firstDerivedPointId)
        .execute();
      held.set(pointId, next);
      // What is computed of it has its unit among its factors.
      for (const id of users) {
        const user = known(id);
        held.set(id, await prepareOrBreak(user.record, user.storeyId));
      }
      return next.record;
    },
    async remove(pointId) {
      known(pointId);
      const users = usersOf(pointId);
      if (users.length > 0)
        throw new ProblemError(
          409,
          "in-use",
          `points ${users.join(", ")} are computed of it: change or remove those first`,
        );
      await db
        .deleteFrom("derived_point")
        .where("seq", "=", pointId - firstDerivedPointId)
        .execute();
      held.delete(pointId);
    },
  };
}

function draftOf(
  input: DerivedPointInput,
  id: number,
  place: { readonly buildingId: string | undefined; readonly spaceId: string | undefined },
  createdAt: number,
  createdBy: string,
): Draft {
  const derivation = Derivation.parse(input.derivation);
  return {
    id,
    name: input.name,
    derivation,
    quantity: input.quantity ?? "computed",
    unit: input.unit,
    resolution: resolutionOf(derivation, input.resolution),
    createdAt: iso(createdAt),
    createdBy,
    ...present({ buildingId: place.buildingId, spaceId: place.spaceId }),
  };
}

function resolutionOf(derivation: Derivation, wanted: string | undefined): Exclude<Bucket, "raw"> {
  if (derivation.kind !== "degree-day") return fixed(wanted ?? "PT1H");
  const shortest = Array.isArray(derivation.normalDegreeDays) ? "P1M" : "P1Y";
  if (wanted !== undefined && wanted !== shortest && wanted !== "P1Y")
    throw new ProblemError(
      422,
      "resolution-too-short",
      `a point corrected by degree days has entries of P1M (with the normals of the months) or P1Y, not of ${wanted}`,
    );
  return fixed(wanted ?? shortest);
}

function fixed(text: string): Exclude<Bucket, "raw"> {
  return Bucket.exclude(["raw"]).parse(text);
}

function toDraft(row: Row<"derived_point">): Draft {
  return {
    id: firstDerivedPointId + row.seq,
    name: row.name,
    derivation: Derivation.parse(JSON.parse(row.derivation)),
    quantity: Quantity.parse(row.quantity),
    unit: row.unit,
    resolution: fixed(row.resolution),
    createdAt: iso(row.created_at),
    createdBy: row.created_by,
    ...present({ buildingId: row.building_id, spaceId: row.space_id }),
  };
}
