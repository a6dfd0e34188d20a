import { randomUUID } from "node:crypto";
import {
  type AreaLayer,
  type AreaLayerChange,
  type AreaLayerFinding,
  type AreaLayerHead,
  type AreaLayerInput,
  AreaLayerKind,
  type AreaOfLayer,
  type AreaOfLayerInput,
  AreaOutline,
  AreaProperties,
} from "@kontrollrom/contracts/area-layer.ts";
import { areaLayerDefaults, areaPropertiesOf } from "@kontrollrom/contracts/area-layer-kinds.ts";
import type { Plan } from "@kontrollrom/contracts/building.ts";
import { type LayerStorey, type MeasuredLayer, measureLayer } from "@kontrollrom/twin/areas/layer-figures.ts";
import { oneDecimal } from "@kontrollrom/twin/areas/round.ts";
import { simple } from "@kontrollrom/twin/drawing/edges.ts";
import type { Transaction } from "kysely";
import { z } from "zod";
import type { Areas } from "../areas/service.ts";
import type { FileStore } from "../files/file-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";

export interface AreaLayerDeps {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  /** Net areas of rooms. */
  readonly areas: Pick<Areas, "ofStorey">;
  now(): number;
}

type Tx = Transaction<Registry>;

/** An area as it is stored, with its rooms. */
interface StoredArea extends Omit<AreaOfLayer, "net" | "gross" | "rooms" | "storeys"> {
  readonly drawnRevision: number;
}

const Outlines = z.array(AreaOutline);

/** What buildings are divided into; the figures are those of the drawing as it is when it is asked for. */
export function createAreaLayers({ db, files, areas, now }: AreaLayerDeps) {
  async function row(id: string): Promise<Row<"area_layer">> {
    const found = await db.selectFrom("area_layer").selectAll().where("id", "=", id).executeTakeFirst();
    if (found === undefined)
      throw new ProblemError(
        404,
        "area-layer-not-found",
        `there is no layer "${id}": see GET /buildings/{id}/area-layers`,
      );
    return found;
  }

  async function expectBuilding(id: string): Promise<void> {
    const found = await db.selectFrom("building").select("id").where("id", "=", id).executeTakeFirst();
    if (found === undefined)
      throw new ProblemError(404, "building-not-found", `there is no building "${id}": see GET /buildings`);
  }

  async function stored(layerId: string): Promise<StoredArea[]> {
    const [rows, rooms] = await Promise.all([
      db
        .selectFrom("area_layer_area")
        .selectAll()
        .where("layer_id", "=", layerId)
        .orderBy("position")
        .orderBy("id")
        .execute(),
      db
        .selectFrom("area_layer_room")
        .innerJoin("area_layer_area", "area_layer_area.id", "area_layer_room.area_id")
        .select(["area_id", "space_id"])
        .where("layer_id", "=", layerId)
        .execute(),
    ]);
    const ofArea = Map.groupBy(rooms, ({ area_id }) => area_id);
    return rows.map(({ id, code, name, colour, properties, outlines, drawn_revision }) => ({
      id,
      code,
      name,
      colour,
      properties: AreaProperties.parse(JSON.parse(properties)),
      // After a merge a room may have come twice.
      roomIds: [...new Set(ofArea.get(id)?.map(({ space_id }) => space_id))].sort(),
      outlines: Outlines.parse(JSON.parse(outlines)),
      drawnRevision: drawn_revision,
    }));
  }

  /** Storeys of the building as they are drawn now, the lowest first. */
  async function drawn(buildingId: string): Promise<LayerStorey[]> {
    const storeys = await db
      .selectFrom("storey")
      .select(["id", "plan_key"])
      .where("building_id", "=", buildingId)
      .where("ended_revision", "is", null)
      .orderBy("elevation")
      .orderBy("id")
      .execute();
    const found: LayerStorey[] = [];
    for (const { id, plan_key } of storeys) {
      const { rooms } = await areas.ofStorey(id);
      const plan =
        plan_key === null
          ? undefined
          : (JSON.parse((await files.read(plan_key)).toString("utf8")) as Pick<Plan, "rooms">);
      const outlines = new Map(plan?.rooms.map(({ spaceId, polygon }) => [spaceId, polygon]));
      found.push({
        storeyId: id,
        rooms: rooms.map(({ spaceId, net }) => ({ spaceId, net, polygon: outlines.get(spaceId) })),
      });
    }
    return found;
  }

  async function answer(layer: Row<"area_layer">): Promise<AreaLayer> {
    const [own, storeys, revision] = await Promise.all([
      stored(layer.id),
      drawn(layer.building_id),
      revisionOf(db, layer.building_id),
    ]);
    const measured = measureLayer(storeys, own);
    return {
      ...toHead(layer, own.length),
      areas: own.map(({ drawnRevision: _, ...area }) => toArea(area, measured)),
      findings: findingsOf(layer, own, storeys, measured, revision),
      covered: [...measured.covered].map(([storeyId, share]) => ({ storeyId, share: threeDecimals(share) })),
    };
  }

  return {
    read: async (id: string): Promise<AreaLayer> => answer(await row(id)),

    async ofBuilding(buildingId: string): Promise<AreaLayerHead[]> {
      await expectBuilding(buildingId);
      const layers = await db
        .selectFrom("area_layer")
        .selectAll("area_layer")
        .select((eb) =>
          eb
            .selectFrom("area_layer_area")
            .select((area) => area.fn.countAll<number>().as("n"))
            .whereRef("layer_id", "=", "area_layer.id")
            .as("areas"),
        )
        .where("building_id", "=", buildingId)
        .orderBy("name")
        .orderBy("id")
        .execute();
      const order = AreaLayerKind.options.map(String);
      return layers
        .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
        .map(({ areas, ...layer }) => toHead(layer, Number(areas ?? 0)));
    },

    async create(buildingId: string, input: AreaLayerInput, by: string): Promise<AreaLayer> {
      await expectBuilding(buildingId);
      const usual = areaLayerDefaults[input.kind];
      const layer: Row<"area_layer"> = {
        id: input.id ?? randomUUID(),
        building_id: buildingId,
        kind: input.kind,
        name: input.name,
        covers: Number(input.covers ?? usual.covers),
        exclusive: Number(input.exclusive ?? usual.exclusive),
        revision: 1,
        changed_at: now(),
        changed_by: by,
      };
      await db.transaction().execute(async (tx) => {
        const taken = await tx
          .selectFrom("area_layer")
          .select("id")
          .where("id", "=", layer.id)
          .executeTakeFirst();
        if (taken !== undefined)
          throw new ProblemError(
            409,
            "area-layer-exists",
            `there is a layer "${layer.id}": write it with PUT /area-layers/{id}`,
          );
        await tx.insertInto("area_layer").values(layer).execute();
        await writeAreas(tx, layer, input.areas, []);
      });
      return answer(layer);
    },

    async replace(id: string, input: AreaLayerChange, by: string): Promise<AreaLayer> {
      const before = await row(id);
      const known = await stored(id);
      const layer = {
        ...before,
        name: input.name,
        covers: input.covers === undefined ? before.covers : Number(input.covers),
        exclusive: input.exclusive === undefined ? before.exclusive : Number(input.exclusive),
        revision: input.revision + 1,
        changed_at: now(),
        changed_by: by,
      };
      await db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable("area_layer")
          .set(layer)
          .where("id", "=", id)
          .where("revision", "=", input.revision)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw await changedMeanwhile(tx, id);
        await writeAreas(tx, layer, input.areas, known);
      });
      return answer(layer);
    },

    async remove(id: string, revision: number): Promise<AreaLayerHead> {
      const layer = await row(id);
      const own = await stored(id);
      await db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable("area_layer")
          .set({ revision: revision + 1 })
          .where("id", "=", id)
          .where("revision", "=", revision)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw await changedMeanwhile(tx, id);
        await removeAreas(tx, id);
        await tx.deleteFrom("area_layer").where("id", "=", id).execute();
      });
      return toHead(layer, own.length);
    },

    /** Names for the figures as a table. */
    async names(buildingId: string): Promise<{ building: string; storeys: ReadonlyMap<string, string> }> {
      const [building, storeys] = await Promise.all([
        db.selectFrom("building").select("name").where("id", "=", buildingId).executeTakeFirstOrThrow(),
        db.selectFrom("storey").select(["id", "name"]).where("building_id", "=", buildingId).execute(),
      ]);
      return { building: building.name, storeys: new Map(storeys.map(({ id, name }) => [id, name])) };
    },
  };
}
export type AreaLayers = ReturnType<typeof createAreaLayers>;

async function changedMeanwhile(tx: Tx, id: string): Promise<ProblemError> {
  const layer = await tx.selectFrom("area_layer").selectAll().where("id", "=", id).executeTakeFirst();
  return layer === undefined
    ? new ProblemError(404, "area-layer-not-found", `somebody has removed the layer "${id}" meanwhile`)
    : new ProblemError(
        409,
        "area-layer-changed",
        `${layer.changed_by} changed "${layer.name}" ${iso(Number(layer.changed_at))}, to revision ${layer.revision}. Read it again, and make the changes on it`,
      );
}

async function removeAreas(tx: Tx, layerId: string): Promise<void> {
  await tx
    .deleteFrom("area_layer_room")
    .where("area_id", "in", (eb) =>
      eb.selectFrom("area_layer_area").select("id").where("layer_id", "=", layerId),
    )
    .execute();
  await tx.deleteFrom("area_layer_area").where("layer_id", "=", layerId).execute();
}

/**
 * Writes the areas of a layer in the place of those that it has. Rooms that stay in their area keep their rows, so that
 * an edit of the drawing can still be taken back.
 */
async function writeAreas(
  tx: Tx,
  layer: Row<"area_layer">,
  inputs: readonly AreaOfLayerInput[],
  known: readonly StoredArea[],
): Promise<void> {
  const wanted = await checkedAreas(tx, layer, inputs, known);
  const revision = await revisionOf(tx, layer.building_id);
  const old = new Map(known.map((area) => [area.id, area]));
  const rows = await tx
    .selectFrom("area_layer_room")
    .innerJoin("area_layer_area", "area_layer_area.id", "area_layer_room.area_id")
    .selectAll("area_layer_room")
    .where("layer_id", "=", layer.id)
    .execute();
  await removeAreas(tx, layer.id);
  const areas = wanted.map((area, position) => {
    const outlines = JSON.stringify(area.outlines);
    const was = old.get(area.id);
    const same = was !== undefined && JSON.stringify(was.outlines) === outlines;
    return {
      id: area.id,
      layer_id: layer.id,
      position,
      code: area.code,
      name: area.name,
      colour: area.colour,
      properties: JSON.stringify(area.properties),
      outlines,
      drawn_revision: same ? was.drawnRevision : revision,
    };
  });
  const rooms = wanted.flatMap(({ id, roomIds }) =>
    [...new Set(roomIds)].flatMap((spaceId) => {
      const kept = rows.filter((one) => one.area_id === id && one.space_id === spaceId);
      return kept.length > 0 ? kept : { id: randomUUID(), area_id: id, space_id: spaceId };
    }),
  );
  for (const part of partsOf(areas)) await tx.insertInto("area_layer_area").values(part).execute();
  for (const part of partsOf(rooms)) await tx.insertInto("area_layer_room").values(part).execute();
}

/** The areas with ids and tidy outlines. What is not of the building is refused, unless the layer has it already. */
async function checkedAreas(
  tx: Tx,
  layer: Row<"area_layer">,
  inputs: readonly AreaOfLayerInput[],
  known: readonly StoredArea[],
) {
  const kind = AreaLayerKind.parse(layer.kind);
  const [spaces, storeys] = await Promise.all([
    tx
      .selectFrom("space")
      .select("id")
      .where("building_id", "=", layer.building_id)
      .where("ended_revision", "is", null)
      .execute(),
    tx
      .selectFrom("storey")
      .select("id")
      .where("building_id", "=", layer.building_id)
      .where("ended_revision", "is", null)
      .execute(),
  ]);
  const rooms = new Set([...spaces.map(({ id }) => id), ...known.flatMap(({ roomIds }) => roomIds)]);
  const floors = new Set([
    ...storeys.map(({ id }) => id),
    ...known.flatMap(({ outlines }) => outlines.map(({ storeyId }) => storeyId)),
  ]);
  const [ids, codes] = [new Set<string>(), new Set<string>()];
  const mine = new Set(known.map(({ id }) => id));
  const errors: { path: string; message: string }[] = [];
  const areas = inputs.map((input, at) => {
    const wrong = (part: string, message: string) => errors.push({ path: `areas[${at}].${part}`, message });
    const id = input.id ?? randomUUID();
    if (ids.has(id)) wrong("id", `"${id}" is the id of another area: give each its own`);
    if (!mine.has(id) && !z.uuid().safeParse(id).success)
      wrong("id", `a new area's id is a UUID, not "${id}"`);
    if (codes.has(input.code)) wrong("code", `"${input.code}" is the code of another area: choose another`);
    ids.add(id);
    codes.add(input.code);
    for (const name of Object.keys(input.properties) as (keyof AreaProperties)[])
      if (!areaPropertiesOf[kind].includes(name))
        wrong(`properties.${name}`, `an area of "${kind}" has ${areaPropertiesOf[kind].join(", ")}`);
    for (const room of input.roomIds)
      if (!rooms.has(room))
        wrong("roomIds", `"${room}" is not a room of this building: see GET /buildings/{id}/spaces`);
    const outlines = input.outlines.map(({ storeyId, polygon }, index) => {
      if (!floors.has(storeyId))
        wrong(`outlines[${index}].storeyId`, `"${storeyId}" is not a storey of this building`);
      const tidy = simple(polygon);
      if (tidy === undefined)
        wrong(`outlines[${index}].polygon`, "the outline crosses itself or encloses nothing");
      return { storeyId, polygon: tidy ?? polygon };
    });
    return { ...input, id, outlines };
  });
  const fresh = [...ids].filter((id) => !mine.has(id));
  for (const part of partsOf(fresh)) {
    const taken = await tx.selectFrom("area_layer_area").select("id").where("id", "in", part).execute();
    for (const { id } of taken)
      errors.push({ path: "areas", message: `"${id}" is the id of an area of another layer` });
  }
  if (errors.length > 0)
    throw new ProblemError(422, "areas-invalid", errors[0]?.message ?? "", { errors: errors.slice(0, 50) });
  return areas;
}

async function revisionOf(db: RegistryDatabase | Tx, buildingId: string): Promise<number> {
  const found = await db
    .selectFrom("revision")
    .select((eb) => eb.fn.max("number").as("number"))
    .where("building_id", "=", buildingId)
    .where("discipline", "=", "architecture")
    .executeTakeFirst();
  return Number(found?.number ?? 0);
}

function findingsOf(
  layer: Row<"area_layer">,
  own: readonly StoredArea[],
  storeys: readonly LayerStorey[],
  measured: MeasuredLayer,
  revision: number,
): AreaLayerFinding[] {
  const findings: AreaLayerFinding[] = [];
  if (layer.exclusive !== 0)
    for (const { areaIds, spaceIds, storeyId, area } of measured.overlaps)
      findings.push({
        code: "overlap",
        areaIds: [...areaIds],
        spaceIds: [...spaceIds],
        storeyId,
        area: oneDecimal(area),
      });
  if (layer.covers !== 0)
    for (const { storeyId, spaceIds, area } of measured.gaps)
      findings.push({ code: "gap", areaIds: [], spaceIds: [...spaceIds], storeyId, area: oneDecimal(area) });
  const rooms = new Set(storeys.flatMap((storey) => storey.rooms.map(({ spaceId }) => spaceId)));
  const floors = new Set(storeys.map(({ storeyId }) => storeyId));
  for (const { id, roomIds, outlines, drawnRevision } of own) {
    const ended = roomIds.filter((room) => !rooms.has(room));
    if (ended.length > 0) findings.push({ code: "room-ended", areaIds: [id], spaceIds: ended });
    for (const storeyId of new Set(outlines.map((one) => one.storeyId)))
      if (!floors.has(storeyId))
        findings.push({ code: "storey-ended", areaIds: [id], spaceIds: [], storeyId });
    if (outlines.length > 0 && drawnRevision !== revision)
      findings.push({ code: "drawing-changed", areaIds: [id], spaceIds: [] });
    if (roomIds.length === 0 && outlines.length === 0)
      findings.push({ code: "empty", areaIds: [id], spaceIds: [] });
  }
  return findings;
}

function toArea(area: Omit<StoredArea, "drawnRevision">, measured: MeasuredLayer): AreaOfLayer {
  const storeys = measured.areas.get(area.id) ?? [];
  return {
    ...area,
    net: oneDecimal(storeys.reduce((sum, { net }) => sum + net, 0)),
    gross: oneDecimal(storeys.reduce((sum, { gross }) => sum + gross, 0)),
    rooms: storeys.reduce((sum, { spaceIds }) => sum + spaceIds.length, 0),
    storeys: storeys.map(({ storeyId, net, gross, share, perimeter, spaceIds }) => ({
      storeyId,
      net: oneDecimal(net),
      gross: oneDecimal(gross),
      share: threeDecimals(share),
      perimeter: oneDecimal(perimeter),
      spaceIds: [...spaceIds],
    })),
  };
}

function toHead(layer: Row<"area_layer">, areas: number): AreaLayerHead {
  return {
    id: layer.id,
    buildingId: layer.building_id,
    kind: AreaLayerKind.parse(layer.kind),
    name: layer.name,
    covers: layer.covers !== 0,
    exclusive: layer.exclusive !== 0,
    revision: layer.revision,
    areas,
    changedAt: iso(Number(layer.changed_at)),
    changedBy: layer.changed_by,
  };
}

const threeDecimals = (share: number): number => Math.round(share * 1000) / 1000;

/** A statement has room for so many values. */
function partsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / 500) }, (_, i) => all.slice(i * 500, (i + 1) * 500));
}
