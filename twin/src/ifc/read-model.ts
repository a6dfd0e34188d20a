import { createHash } from "node:crypto";
import { IFCPROJECT, IFCSPACE } from "web-ifc";
import { assembleModel } from "./assemble-model.ts";
import { streamBodies } from "./bodies.ts";
import { readElements } from "./elements.ts";
import { readGeoreference } from "./georeference.ts";
import { createGlobalIds } from "./global-ids.ts";
import { text } from "./ifc-values.ts";
import { asImportError, ImportError } from "./import-error.ts";
import type { ImportedModel } from "./imported-model.ts";
import { settleLooseSpaces } from "./loose-spaces.ts";
import { type IfcFile, openIfcFile } from "./open-file.ts";
import { placeElements } from "./place-elements.ts";
import { createPropertyReader } from "./properties.ts";
import { readRelations } from "./relations.ts";
import { reportRooms } from "./report.ts";
import { readRooms } from "./room.ts";
import { measureRoom, type RoomShape } from "./room-shape.ts";
import { readSpatialTree } from "./spatial-tree.ts";
import { cutStoreys } from "./storey-plans.ts";
import { readUnits } from "./units.ts";
import { validateIfc } from "./validate.ts";
import { createWarnings, type Warnings } from "./warnings.ts";

export interface ReadOptions {
  /** Names buildings that have no name of their own. */
  readonly name: string;
  /** @param fraction 0 to 1 of this reading */
  onProgress?(fraction: number, stage: string): void;
}

/**
 * Reads the twin's data from the bytes of an unpacked IFC file: tree, rooms, plans, elements and what is odd.
 * Everything but the `.frag`.
 * @throws ImportError
 */
export async function readModel(
  bytes: Uint8Array,
  options: ReadOptions,
): Promise<Omit<ImportedModel, "frag"> & { warningsSink: Warnings }> {
  const timings: Record<string, number> = {};
  const step = createSteps(timings, options.onProgress ?? (() => {}));
  const { schema } = validateIfc(bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = await step("open", 0, () => openIfcFile(bytes));
  try {
    return { schema, sha256, bytes: bytes.length, ...(await readOpened(file, options, step)), timings };
  } catch (cause) {
    throw asImportError(cause, "The drawing could not be read");
  } finally {
    file.close();
  }
}

type Step = <T>(stage: string, fraction: number, work: () => T | Promise<T>) => Promise<T>;

function createSteps(
  timings: Record<string, number>,
  onProgress: (fraction: number, stage: string) => void,
): Step {
  return async (stage, fraction, work) => {
    onProgress(fraction, stage);
    const start = performance.now();
    const result = await work();
    timings[stage] = (timings[stage] ?? 0) + performance.now() - start;
    return result;
  };
}

async function readOpened(file: IfcFile, options: ReadOptions, step: Step) {
  if (file.idsOf(IFCPROJECT).length === 0) {
    throw new ImportError(
      "unreadable",
      "The file holds no IfcProject, so there is no drawing in it. Export it again.",
    );
  }
  const warnings = createWarnings();
  const units = readUnits(file);
  const relations = await step("relations", 0.3, () => readRelations(file));
  const tree = await step("structure", 0.4, () => readSpatialTree(file, relations, units, options.name));
  const propertiesOf = createPropertyReader(file, relations, units);

  const shapes = new Map<number, RoomShape>();
  const failed = await step("rooms", 0.45, () =>
    streamBodies(file, file.idsOf(IFCSPACE), (id, bodies) => {
      const shape = measureRoom(bodies);
      if (shape !== undefined) shapes.set(id, shape);
    }),
  );
  for (const building of tree.buildings) settleLooseSpaces(building, ({ id }) => shapes.get(id));

  // GlobalIds are handed out in the order of the tree, so that buildings and rooms keep theirs before elements do.
  const globalIds = createGlobalIds(warnings);
  const idOf = new Map<number, string>();
  const nameId = (id: number, written: unknown): string => {
    const globalId = globalIds(text(written), id);
    idOf.set(id, globalId);
    return globalId;
  };
  for (const building of tree.buildings) nameId(building.id, building.line.GlobalId);
  for (const { id, line } of tree.buildings.flatMap((building) => building.storeys)) {
    if (id !== undefined) nameId(id, line?.GlobalId);
  }
  const rooms = await step("properties", 0.5, () => readRooms(tree, shapes, propertiesOf, nameId));
  const elements = await step("elements", 0.55, () => readElements(file));
  for (const { id, line } of elements) nameId(id, line.GlobalId);
  const {
    cuts,
    middles,
    failed: uncut,
  } = await step("plans", 0.6, () =>
    cutStoreys(file, relations, tree, elements, (part) => options.onProgress?.(0.6 + part * 0.25, "plans")),
  );
  const { places, failed: unplaced } = await step("places", 0.85, () =>
    placeElements(file, relations, units, tree, rooms, elements, middles),
  );
  const georeference = readGeoreference(file, units, propertiesOf, warnings);
  await step("report", 0.9, () => reportRooms(rooms, relations, warnings));
  const assembled = await step("assemble", 0.95, () =>
    assembleModel({
      file,
      units,
      relations,
      tree,
      rooms,
      elements,
      places,
      cuts,
      georeference,
      propertiesOf,
      nameId,
      idOf: (id) => idOf.get(id) ?? "",
      warnings,
    }),
  );

  const nowhere = elements.filter(({ id }) => {
    const place = places.get(id);
    return place?.room === undefined && place?.storey === undefined;
  });
  const written = (id: number): string => text(file.line(id)?.GlobalId) ?? `#${id}`;
  warnAbout(warnings, {
    nowhere: nowhere.map(({ id }) => idOf.get(id) ?? ""),
    homeless: tree.homeless.map(({ id }) => written(id)),
    failed: [...new Set([...failed, ...uncut, ...unplaced])].map(written),
    missing: [...file.missing].map((id) => `#${id}`),
  });
  if (assembled.buildings.length === 0) {
    warnings.add(
      "no-building",
      "The drawing has no building, storey or room: nothing was added to the register.",
    );
  }
  return {
    ...assembled,
    ...(georeference !== undefined && { georeference }),
    warnings: warnings.list(),
    warningsSink: warnings,
  };
}

function warnAbout(
  warnings: Warnings,
  found: Record<"nowhere" | "homeless" | "failed" | "missing", readonly string[]>,
): void {
  const warn = (code: string, message: string, ids: readonly string[]): void => {
    if (ids.length > 0) warnings.add(code, message, ids);
  };
  warn(
    "element-without-place",
    "Some elements are on no storey and in no room, and nothing tells where they are. They are in the 3D model only.",
    found.nowhere,
  );
  warn(
    "space-without-building",
    "Some rooms belong to no building. They were left out. Put them on a storey and export again.",
    found.homeless,
  );
  warn(
    "geometry-failed",
    "The geometry of some things could not be made. They are missing on plans and in 3D.",
    found.failed,
  );
  warn(
    "dangling-reference",
    "The file refers to entities that it does not have. What hangs on them is missing. Export the drawing again.",
    found.missing,
  );
}
