import { randomUUID } from "node:crypto";
import type { ImportWarning, ModelImportResult } from "@kontrollrom/contracts/job.ts";
import type { Discipline, RevisionCounts } from "@kontrollrom/contracts/revision.ts";
import type { ImportedBuilding, ImportedModel } from "@kontrollrom/twin/ifc/imported-model.ts";
import { disciplineOf } from "@kontrollrom/twin/revisions/discipline.ts";
import { type DrawnBuilding, drawnBuilding } from "@kontrollrom/twin/revisions/drawn-building.ts";
import { matchElements } from "@kontrollrom/twin/revisions/match-elements.ts";
import { matchInWorker } from "@kontrollrom/twin/revisions/match-in-worker.ts";
import type { Match, RevisionMatch } from "@kontrollrom/twin/revisions/matches.ts";
import { placeInRooms } from "@kontrollrom/twin/revisions/place-in-rooms.ts";
import { placeLink } from "@kontrollrom/twin/revisions/place-links.ts";
import { identity, inverse, moved } from "@kontrollrom/twin/revisions/similarity.ts";
import type { Transaction } from "kysely";
import type { FileStore } from "../files/file-store.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { NewRow, Registry, Row } from "../registry/schema.ts";
import { identifyBuildings } from "./identify-building.ts";
import { linkedTables } from "./linked.ts";
import { planRevision, type RevisionPlan } from "./plan-revision.ts";
import { type PreparedRooms, prepareRooms } from "./prepare-building.ts";
import { storedDrawing } from "./stored-drawing.ts";
import { followComponents, replaceOthers, writeElements } from "./write-elements.ts";
import { writeReviews, writeRooms } from "./write-rooms.ts";

export interface Upload {
  readonly name: string;
  readonly fileKey: string;
  /** What it is known by, where not by its bytes; unique. */
  readonly drawingKey?: string | undefined;
  /** Who sent it. */
  readonly by?: string | undefined;
  /** The building that it is a drawing of, where the sender knows. */
  readonly buildingId?: string | undefined;
  readonly discipline?: Discipline | undefined;
}

interface Deps {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  now(): number;
}

/**
 * Writes an imported drawing into the register as a revision of the buildings that it shows. Rooms that are found again
 * keep their ids, and with them their sensors, alarms and orders; rooms that are not end, and what hangs on them is put
 * before a person. A drawing of ventilation or electrical plant places its elements in the architect's rooms and ends
 * none of them. Files are written first, the rows in one transaction: a crash leaves all or nothing.
 */
export async function persistModel(
  deps: Deps,
  upload: Upload,
  model: ImportedModel,
): Promise<ModelImportResult> {
  const { db, files } = deps;
  const modelId = randomUUID();
  const fragKey = model.frag === undefined ? null : await files.put(model.frag);
  const discipline = upload.discipline ?? disciplineOf(model, upload.name);
  const withRooms = discipline === "architecture";
  const { known, warnings } = await identifyBuildings(deps, model, {
    buildingId: upload.buildingId,
    withRooms,
  });
  const prepared: Prepared[] = [];
  for (const building of model.buildings) {
    const row = known.get(building);
    const hasRooms = row !== undefined && (await hasArchitecture(db, row.id));
    prepared.push(
      withRooms || !hasRooms
        ? await prepareOwnRooms(deps, { upload, model, modelId, discipline }, building, row)
        : await preparePlaced(deps, { upload, model, modelId, discipline }, building, row),
    );
  }

  return db.transaction().execute(async (tx) => {
    const tables = await linkedTables(tx);
    const result: ModelImportResult = { modelId, buildings: [], warnings: [...model.warnings, ...warnings] };
    await tx
      .insertInto("model")
      .values({
        id: modelId,
        name: upload.name,
        schema: model.schema,
        bytes: model.bytes,
        sha256: upload.drawingKey ?? upload.fileKey,
        imported_at: deps.now(),
        file_key: upload.fileKey,
        frag_key: fragKey,
        building_ids: JSON.stringify(prepared.map(({ row }) => row.id)),
        result: "",
        georeference: model.georeference === undefined ? null : JSON.stringify(model.georeference),
      })
      .execute();
    for (const building of prepared) {
      const { reviews, lostTags } = await writeBuilding(tx, building, deps.now(), tables);
      result.buildings.push({
        id: building.row.id,
        name: building.row.name,
        storeys: building.storeys,
        spaces: building.spaces,
        revision: {
          id: building.revision.id,
          discipline,
          number: building.revision.number,
          rooms: building.rooms,
          elements: building.elementCounts,
          reviews,
        },
      });
      result.warnings.push(...building.warnings, ...lostTagWarning(lostTags));
    }
    await tx
      .updateTable("model")
      .set({ result: JSON.stringify(result) })
      .where("id", "=", modelId)
      .execute();
    return result;
  });
}

interface Source {
  readonly upload: Upload;
  readonly model: ImportedModel;
  readonly modelId: string;
  readonly discipline: Discipline;
}

interface Prepared {
  readonly row: NewRow<"building">;
  readonly revision: NewRow<"revision"> & { id: string; number: number };
  readonly storeys: number;
  readonly spaces: number;
  readonly rooms: RevisionCounts;
  readonly elementCounts: RevisionCounts;
  readonly elements: NewRow<"element">[];
  readonly endedElements: readonly { id: string; sure: boolean }[];
  readonly discipline: Discipline;
  readonly warnings: ImportWarning[];
  /** Absent for a drawing that places its elements in rooms of another. */
  readonly own?: {
    readonly plan: RevisionPlan;
    readonly rooms: PreparedRooms;
    readonly match: RevisionMatch;
    readonly after: DrawnBuilding;
  };
}

const noCounts: RevisionCounts = {
  unchanged: 0,
  moved: 0,
  renamed: 0,
  split: 0,
  merged: 0,
  new: 0,
  gone: 0,
  unsure: 0,
};

/** The architect's drawing, or any first drawing of a building: its rooms are the building's. */
async function prepareOwnRooms(
  deps: Deps,
  source: Source,
  building: ImportedBuilding,
  known: Row<"building"> | undefined,
): Promise<Prepared> {
  const { db, files } = deps;
  const buildingId = known?.id ?? randomUUID();
  const after = drawnBuilding(building);
  const before: DrawnBuilding =
    known === undefined
      ? { name: building.name, storeys: [], rooms: [], elements: [] }
      : await storedDrawing(deps, known, source.discipline);
  const match = await matchInWorker(before, after);
  const plan = planRevision(before, after, match, randomUUID);
  const revisionId = randomUUID();
  const rooms = await prepareRooms(files, source.model, building, {
    buildingId,
    modelId: source.modelId,
    revisionId,
    spaceIdOf: plan.spaceIdOf,
    storeyIdOf: plan.storeyIdOf,
  });
  return {
    row: buildingRow(building, known, deps.now(), {
      id: buildingId,
      model_id: source.modelId,
      rooms_key: rooms.roomsKey,
    }),
    revision: await revisionRow(db, deps.now(), source, buildingId, {
      id: revisionId,
      rooms_key: rooms.roomsKey,
      rooms: JSON.stringify(plan.rooms),
      elements: JSON.stringify(plan.elements),
      alignment: known === undefined ? null : alignmentText(match),
    }),
    storeys: building.storeys.length,
    spaces: rooms.spaces.length,
    rooms: plan.rooms,
    elementCounts: plan.elements,
    discipline: source.discipline,
    elements: building.elements.map((element) =>
      elementRow(element, buildingId, source.discipline, {
        id: plan.elementIdOf.get(element.ifcGlobalId),
        storeyId: element.storeyGlobalId && plan.storeyIdOf.get(element.storeyGlobalId),
        spaceId: element.spaceGlobalId && plan.spaceIdOf.get(element.spaceGlobalId),
        position: element.position,
      }),
    ),
    endedElements: plan.endedElements,
    warnings: match.alignment.certain ? [] : [alignmentWarning(building)],
    own: { plan, rooms, match, after },
  };
}

/** Another discipline's drawing: its elements stand in the architect's rooms. */
async function preparePlaced(
  deps: Deps,
  source: Source,
  building: ImportedBuilding,
  known: Row<"building">,
): Promise<Prepared> {
  const before = await storedDrawing(deps, known, source.discipline);
  const drawing = drawnBuilding(building);
  const federated = placeInRooms(drawing, before);
  const after = { ...drawing, storeys: before.storeys, rooms: before.rooms, elements: federated.elements };
  const same = new Map(before.storeys.map(({ id }) => [id, id]));
  const { matches, newIds } = matchElements(
    before,
    after,
    same,
    { toOld: identity, certain: true, fit: 1 },
    (id) => [id],
  );
  const kept = new Map(
    matches.flatMap(({ oldId, newIds: [first], sure }) =>
      sure && first !== undefined ? [[first, oldId] as const] : [],
    ),
  );
  const placed = new Map(federated.elements.map((element) => [element.id, element]));
  const counts = { ...noCounts, new: newIds.length };
  for (const { kind, sure } of matches) counts[sure ? kind : "unsure"]++;
  return {
    row: buildingRow(building, known, deps.now(), {
      id: known.id,
      model_id: known.model_id,
      rooms_key: known.rooms_key,
    }),
    revision: await revisionRow(deps.db, deps.now(), source, known.id, {
      id: randomUUID(),
      rooms_key: null,
      rooms: JSON.stringify(noCounts),
      elements: JSON.stringify(counts),
      alignment: null,
    }),
    storeys: building.storeys.length,
    spaces: 0,
    rooms: noCounts,
    elementCounts: counts,
    discipline: source.discipline,
    elements: building.elements.map((element) => {
      const place = placed.get(element.ifcGlobalId);
      return elementRow(element, known.id, source.discipline, {
        id: kept.get(element.ifcGlobalId) ?? randomUUID(),
        storeyId: place?.storeyId,
        spaceId: place?.roomId,
        position: place?.position,
      });
    }),
    endedElements: matches.flatMap(({ oldId, newIds: now, sure }) =>
      sure && now.length > 0 ? [] : { id: oldId, sure },
    ),
    warnings: federated.aligned ? [] : [notAligned(building, known.name)],
  };
}

async function writeBuilding(
  tx: Transaction<Registry>,
  building: Prepared,
  at: number,
  tables: readonly string[],
): Promise<{ reviews: number; lostTags: string[] }> {
  await tx
    .insertInto("building")
    .values(building.row)
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        model_id: eb.ref("excluded.model_id"),
        rooms_key: eb.ref("excluded.rooms_key"),
        ifc_global_id: eb.ref("excluded.ifc_global_id"),
        // What people have written about the building stands; the drawing fills in what is missing.
        address: eb.fn.coalesce("building.address", "excluded.address"),
        lat: eb.fn.coalesce("building.lat", "excluded.lat"),
        lon: eb.fn.coalesce("building.lon", "excluded.lon"),
      })),
    )
    .execute();
  await tx.insertInto("revision").values(building.revision).execute();
  const revision = { id: building.revision.id, buildingId: building.row.id, at };
  const { own } = building;
  if (own !== undefined) await writeRooms(tx, own.plan, own.rooms, revision, tables);
  const lostTags = await writeElements(
    tx,
    building.elements,
    building.discipline,
    revision,
    building.endedElements,
  );
  if (own === undefined) return { reviews: 0, lostTags };
  const changed = [
    ...own.plan.ended.map(({ spaceId }) => spaceId),
    ...own.plan.splits.map(({ spaceId }) => spaceId),
  ];
  await replaceOthers(tx, building.discipline, revision.buildingId, createReplacing(own));
  await followComponents(tx, revision.buildingId, changed);
  const reviews = await writeReviews(tx, own.plan, revision, tables, randomUUID);
  // A room that moved to another storey takes its devices along.
  await tx
    .updateTable("device")
    .set((eb) => ({
      storey_id: eb.selectFrom("space").select("storey_id").whereRef("space.id", "=", "device.space_id"),
    }))
    .where("building_id", "=", revision.buildingId)
    .where("space_id", "is not", null)
    .execute();
  return { reviews, lostTags };
}

/** Where an element of another discipline is in the new drawing. */
function createReplacing({ plan, match, after }: NonNullable<Prepared["own"]>) {
  const toNew = inverse(match.alignment.toOld);
  const rooms = new Map(after.rooms.map((room) => [room.id, room]));
  const matchOf = new Map<string, Match>(match.rooms.map((one) => [one.oldId, one]));
  return (row: Row<"element">): { spaceId: string | null; place: readonly [number, number] } | undefined => {
    if (row.x === null || row.y === null) return undefined;
    const one = row.space_id === null ? undefined : matchOf.get(row.space_id);
    const link = one && placeLink(one, [row.x, row.y], (id) => rooms.get(id), match.alignment.toOld);
    const spaceId = link?.state === "carried" ? (plan.spaceIdOf.get(link.roomId) ?? null) : row.space_id;
    return { spaceId, place: moved(toNew, [row.x, row.y]) };
  };
}

async function hasArchitecture(db: RegistryDatabase, buildingId: string): Promise<boolean> {
  const found = await db
    .selectFrom("revision")
    .select("id")
    .where("building_id", "=", buildingId)
    .where("discipline", "=", "architecture")
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

async function revisionRow(
  db: RegistryDatabase,
  at: number,
  { upload, modelId, discipline }: Source,
  buildingId: string,
  rest: Pick<NewRow<"revision">, "rooms_key" | "rooms" | "elements" | "alignment"> & { id: string },
): Promise<NewRow<"revision"> & { id: string; number: number }> {
  const last = await db
    .selectFrom("revision")
    .select((eb) => eb.fn.max("number").as("number"))
    .where("building_id", "=", buildingId)
    .where("discipline", "=", discipline)
    .executeTakeFirst();
  return {
    building_id: buildingId,
    discipline,
    number: Number(last?.number ?? 0) + 1,
    model_id: modelId,
    name: upload.name,
    imported_at: at,
    imported_by: upload.by ?? null,
    ...rest,
  };
}

function buildingRow(
  building: ImportedBuilding,
  known: Row<"building"> | undefined,
  at: number,
  drawn: { id: string; model_id: string | null; rooms_key: string | null },
): NewRow<"building"> {
  return {
    name: known?.name ?? building.name,
    // Another discipline's GlobalId must not take the place of the architect's.
    ifc_global_id:
      known !== undefined && drawn.model_id === known.model_id ? known.ifc_global_id : building.ifcGlobalId,
    building_number: null,
    building_type: null,
    address: building.address ?? null,
    lat: building.position?.lat ?? null,
    lon: building.position?.lon ?? null,
    footprint: null,
    created_at: known?.created_at ?? at,
    ...drawn,
  };
}

function elementRow(
  element: ImportedBuilding["elements"][number],
  buildingId: string,
  discipline: Discipline,
  place: {
    id: string | undefined;
    storeyId: string | undefined;
    spaceId: string | undefined;
    position: readonly [number, number, number] | undefined;
  },
): NewRow<"element"> {
  const [x = null, y = null, z = null] = place.position ?? [];
  return {
    ifc_global_id: element.ifcGlobalId,
    building_id: buildingId,
    storey_id: place.storeyId ?? null,
    space_id: place.spaceId ?? null,
    ifc_class: element.ifcClass,
    name: element.name,
    tag: element.tag ?? null,
    systems: JSON.stringify(element.systems),
    id: place.id ?? randomUUID(),
    discipline,
    x,
    y,
    z,
  };
}

function alignmentText({ alignment: { toOld, certain } }: RevisionMatch): string {
  const round = (value: number, digits: number): number => Number(value.toFixed(digits)) + 0;
  const mirrored = toOld.a * toOld.d - toOld.b * toOld.c < 0;
  const turn = (Math.atan2(-toOld.c, toOld.d) * 180) / Math.PI;
  return JSON.stringify({
    shift: [round(toOld.tx, 3), round(toOld.ty, 3)],
    turn: round(turn, 3),
    mirrored,
    scale: round(Math.sqrt(Math.abs(toOld.a * toOld.d - toOld.b * toOld.c)), 6),
    certain,
  });
}

function alignmentWarning(building: ImportedBuilding): ImportWarning {
  return {
    code: "alignment-unclear",
    message: `The new drawing of "${building.name}" can be laid on the old one in more than one way. Rooms that only their outline tells apart were put up for review.`,
    globalIds: [building.ifcGlobalId],
    count: 1,
  };
}

function notAligned(building: ImportedBuilding, name: string): ImportWarning {
  return {
    code: "discipline-not-aligned",
    message: `Nothing tells how this drawing lies on the rooms of "${name}": its components have a storey, but no room. Export it with the architect's origin.`,
    globalIds: [building.ifcGlobalId],
    count: 1,
  };
}

function lostTagWarning(globalIds: readonly string[]): ImportWarning[] {
  if (globalIds.length === 0) return [];
  return [
    {
      code: "component-not-found",
      message:
        "Some components with a mark were in the last drawing and were not found in this one. What is bound to them stays where it was; check that they are really gone.",
      globalIds: globalIds.slice(0, 100),
      count: globalIds.length,
    },
  ];
}
