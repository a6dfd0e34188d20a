import type { DxfImportInput, DxfPreview } from "@kontrollrom/contracts/exchange.ts";
import type { ModelImportResult } from "@kontrollrom/contracts/job.ts";
import { extrudeRoom } from "@kontrollrom/twin/drawing/extrude.ts";
import { readDxfFile } from "@kontrollrom/twin/exchange/read-dxf.ts";
import { inPolygon } from "@kontrollrom/twin/geometry/polygon.ts";
import { derivedGlobalId } from "@kontrollrom/twin/ifc/global-ids.ts";
import type { ImportedModel, ImportedStorey, RoomMesh } from "@kontrollrom/twin/ifc/imported-model.ts";
import type { FileStore } from "../files/file-store.ts";
import { persistModel } from "../models/persist.ts";
import { drawingKey, type UploadInput } from "../models/upload.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { readStoredModel, type StoredModel } from "./stored-model.ts";

/** What an import works on went away while it waited. */
export class DxfTargetError extends Error {
  readonly code = "storey-choice";
  readonly detail: string;
  constructor(detail: string) {
    super(detail);
    this.detail = detail;
  }
}

/** Float32 keeps a tenth of a millimetre up to this far from zero, m. */
const FAR = 2000;

/**
 * Draws one storey of a building anew from a DXF file and leaves the others as they are: a new revision of the
 * architect's drawing, so that rooms that are found again keep their ids and what hangs on them.
 */
export async function importDxf(
  deps: { db: RegistryDatabase; files: FileStore; now(): number },
  upload: UploadInput,
  jobId: string,
  options: { signal: AbortSignal; onProgress(fraction: number): void },
): Promise<ModelImportResult> {
  const { db, files } = deps;
  const { dxf: input, buildingId } = upload;
  if (input === undefined || buildingId === undefined)
    throw new Error("an import of a DXF needs a building and a storey");
  const read = await readDxfFile(files.path(input.fileKey), input.reading, { signal: options.signal });
  options.onProgress(0.6);
  const row = await db.selectFrom("building").selectAll().where("id", "=", buildingId).executeTakeFirst();
  if (row === undefined)
    throw new DxfTargetError(`there is no building "${buildingId}" any more: see GET /buildings`);
  const stored = await readStoredModel(deps, row);
  const { model, storeyName } = withStorey(stored, read, input);
  model.frag = stored.fragKey === null ? undefined : await files.read(stored.fragKey);
  options.onProgress(0.8);
  return persistModel(
    deps,
    {
      name: `${input.name} (${storeyName})`.slice(0, 200),
      fileKey: input.fileKey,
      drawingKey: drawingKey(upload, jobId),
      by: upload.by,
      buildingId,
      discipline: "architecture",
    },
    model,
  );
}

function withStorey(
  stored: StoredModel,
  read: DxfPreview,
  { storey: wanted, fileKey, reading }: DxfImportInput,
): { model: ImportedModel; storeyName: string } {
  const known =
    "id" in wanted ? stored.storeys.find(({ id }) => id === wanted.id) : sameName(stored, wanted.name);
  if ("id" in wanted && known === undefined)
    throw new DxfTargetError(
      `the building has no storey "${wanted.id}" any more: see GET /buildings/{id}/storeys`,
    );
  const name = known?.name ?? ("name" in wanted ? wanted.name : "");
  const elevation = known?.elevation ?? ("elevation" in wanted ? wanted.elevation : 0);
  const ifcGlobalId = known?.ifcGlobalId ?? derivedGlobalId(`kontrollrom storey ${stored.row.id} ${name}`);
  const floors = (known?.spaces ?? []).flatMap(({ floorZ }) => floorZ ?? []);
  const floorZ = floors.length > 0 ? Math.min(...floors) : elevation;
  const origin = stored.origin ?? originOf(read.bounds);
  const rooms = read.rooms.map((room, i) => ({
    ...room,
    // Of the file and not of the building: what lies where tells which room it is, never an id that means nothing.
    ifcGlobalId: derivedGlobalId(`kontrollrom dxf ${stored.row.id} ${ifcGlobalId} ${fileKey} ${i}`),
  }));
  const { height } = reading;
  const drawn: ImportedStorey = {
    ifcGlobalId,
    name,
    elevation,
    plan: {
      bounds: read.bounds,
      rooms: rooms.map(({ areaDeclared: _, ...room }) => room),
      walls: read.walls,
      doors: read.doors,
      windows: read.windows,
      stairs: read.stairs,
    },
    spaces: rooms.map(({ ifcGlobalId: id, number, name: roomName, area, areaDeclared, polygon }) => ({
      ifcGlobalId: id,
      number,
      name: roomName,
      area,
      ...(areaDeclared !== undefined && { areaDeclared }),
      height,
      volume: Math.round(area * height * 1000) / 1000,
      floorZ,
      zones: [],
      properties: {},
      mesh: meshOf(extrudeRoom(polygon, floorZ, height, origin)),
    })),
  };
  const others = stored.storeys.filter((storey) => storey !== known).map(({ id: _, ...storey }) => storey);
  const replaced = new Set((known?.spaces ?? []).map(({ ifcGlobalId: id }) => id));
  const elements = stored.elements.map((element) => {
    if (element.spaceGlobalId === undefined || !replaced.has(element.spaceGlobalId)) return element;
    const { spaceGlobalId, position, ...rest } = element;
    const number = known?.spaces.find(({ ifcGlobalId: id }) => id === spaceGlobalId)?.number;
    const room =
      position === undefined
        ? rooms.find((one) => number !== "" && one.number === number)
        : rooms.find((one) => inPolygon(one.polygon, position[0], position[1]));
    return {
      ...rest,
      ...(position !== undefined && { position }),
      ...(room !== undefined && { spaceGlobalId: room.ifcGlobalId }),
    };
  });
  return {
    storeyName: name,
    model: {
      schema: "DXF",
      sha256: fileKey,
      bytes: 0,
      buildings: [
        {
          ifcGlobalId: stored.ifcGlobalId,
          name: stored.row.name,
          storeys: [...others, drawn].sort((a, b) => a.elevation - b.elevation),
          elements,
        },
      ],
      zones: [],
      systems: [],
      ...(stored.georeference !== undefined && { georeference: stored.georeference }),
      origin,
      frag: undefined,
      warnings: read.warnings,
      timings: {},
    },
  };
}

function sameName(stored: StoredModel, name: string): StoredModel["storeys"][number] | undefined {
  const plain = (text: string): string => text.trim().toLocaleLowerCase("nb");
  return stored.storeys.find((storey) => plain(storey.name) === plain(name));
}

function originOf([minX, minY, maxX, maxY]: DxfPreview["bounds"]): [number, number, number] {
  if (Math.max(...[minX, minY, maxX, maxY].map(Math.abs)) < FAR) return [0, 0, 0];
  return [Math.round((minX + maxX) / 2), Math.round((minY + maxY) / 2), 0];
}

function meshOf({ positions, indices }: ReturnType<typeof extrudeRoom>): RoomMesh {
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}
