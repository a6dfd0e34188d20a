import { createHash } from "node:crypto";
import { IFCPROJECT, IFCSPACE } from "web-ifc";
import { toMillimetre, unionBounds } from "../geometry/polygon.ts";
import { readAddress } from "./address.ts";
import { streamBodies } from "./bodies.ts";
import { functionCode } from "./classification.ts";
import { type ElementNode, mayBePlant, readElements } from "./elements.ts";
import { georeferencedPosition, readGeoreference, sitePosition } from "./georeference.ts";
import { createGlobalIds } from "./global-ids.ts";
import { groupNames, readSystems, readZones } from "./groups.ts";
import { text } from "./ifc-values.ts";
import { asImportError, ImportError } from "./import-error.ts";
import type { ImportedBuilding, ImportedElement, ImportedModel, ImportedSpace } from "./imported-model.ts";
import { settleLooseSpaces } from "./loose-spaces.ts";
import { type IfcFile, openIfcFile } from "./open-file.ts";
import { type ElementPlace, placeElements } from "./place-elements.ts";
import { createPlacements } from "./placements.ts";
import { createPropertyReader, type ObjectProperties } from "./properties.ts";
import { readRelations } from "./relations.ts";
import { reportRooms } from "./report.ts";
import { type Room, roomBounds } from "./room.ts";
import { measureRoom, type RoomShape, roomMesh } from "./room-shape.ts";
import { declaredArea, declaredVolume } from "./space-quantities.ts";
import { readSpatialTree } from "./spatial-tree.ts";
import { assemblePlan, cutStoreys } from "./storey-plans.ts";
import { elementTag } from "./tfm-tag.ts";
import { readUnits } from "./units.ts";
import { validateIfc } from "./validate.ts";
import { createWarnings, type Warnings } from "./warnings.ts";

export interface ReadOptions {
  /** Names buildings that have no name of their own. */
  readonly name: string;
  /** @param fraction 0 to 1 of this reading */
  onProgress?(fraction: number, stage: string): void;
}

/** Float32 keeps a tenth of a millimetre up to this far from zero, m. */
const FAR = 2000;
const byNumber = new Intl.Collator("nb", { numeric: true });

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
  const globalIds = createGlobalIds(warnings);
  const units = readUnits(file);
  const relations = await step("relations", 0.3, () => readRelations(file));
  const tree = await step("structure", 0.4, () => readSpatialTree(file, relations, units, options.name));
  const propertiesOf = createPropertyReader(file, relations, units);

  // GlobalIds are handed out in the order of the tree, so that buildings and rooms keep theirs before elements do.
  const idOf = new Map<number, string>();
  const nameId = (id: number, written: unknown): string => {
    const globalId = globalIds(text(written), id);
    idOf.set(id, globalId);
    return globalId;
  };

  const typeNames = new Map<number, string | undefined>();
  function typeNameOf(type: number): string | undefined {
    if (!typeNames.has(type)) typeNames.set(type, text(file.line(type)?.Name));
    return typeNames.get(type);
  }

  const shapes = new Map<number, RoomShape>();
  const failed = await step("rooms", 0.45, () =>
    streamBodies(file, file.idsOf(IFCSPACE), (id, bodies) => {
      const shape = measureRoom(bodies);
      if (shape !== undefined) shapes.set(id, shape);
    }),
  );
  for (const building of tree.buildings) settleLooseSpaces(building, ({ id }) => shapes.get(id));
  for (const building of tree.buildings) nameId(building.id, building.line.GlobalId);
  for (const { id, line } of tree.buildings.flatMap((building) => building.storeys)) {
    if (id !== undefined) nameId(id, line?.GlobalId);
  }
  const properties = new Map<number, ObjectProperties>();
  const rooms = await step("properties", 0.5, () =>
    tree.buildings.flatMap((building) =>
      building.storeys.flatMap((storey) =>
        storey.spaces
          .map((node): Room => {
            const own = propertiesOf(node.id);
            properties.set(node.id, own);
            const shape = shapes.get(node.id);
            const longName = text(node.line.LongName);
            return {
              node,
              globalId: nameId(node.id, node.line.GlobalId),
              number: text(node.line.Name) ?? longName ?? "",
              name: longName ?? "",
              building,
              storey,
              shape,
              bounds: roomBounds(shape),
              areaDeclared: declaredArea(own.quantities),
              volumeDeclared: declaredVolume(own.quantities),
            };
          })
          .sort((a, b) => byNumber.compare(a.number, b.number)),
      ),
    ),
  );

  const elements = await step("elements", 0.55, () => readElements(file));
  const { cuts, failed: uncut } = await step("plans", 0.6, () =>
    cutStoreys(file, relations, tree, elements, (part) => options.onProgress?.(0.6 + part * 0.25, "plans")),
  );
  const { places, failed: unplaced } = await step("places", 0.85, () =>
    placeElements(file, relations, units, tree, rooms, elements),
  );

  const zones = readZones(file, relations);
  const systems = readSystems(file, relations);
  const zoneNames = groupNames(zones);
  const systemNames = groupNames(systems);
  const georeference = readGeoreference(file, units, propertiesOf, warnings);
  const origin = modelOrigin(rooms);
  const placements = createPlacements(file, units);

  await step("report", 0.9, () => reportRooms(rooms, relations, warnings));
  const roomsOf = Map.groupBy(rooms, (room) => room.storey);
  const elementsOf = new Map<number, ImportedElement[]>();
  const nowhere: string[] = [];
  await step("assemble", 0.95, () => {
    for (const element of elements) {
      const place = places.get(element.id);
      const globalId = nameId(element.id, element.line.GlobalId);
      if (place?.room === undefined && place?.storey === undefined) nowhere.push(globalId);
      if (place?.building === undefined) continue;
      const imported = toElement(element, globalId, place, systemNames.get(element.id) ?? []);
      const list = elementsOf.get(place.building.id);
      if (list === undefined) elementsOf.set(place.building.id, [imported]);
      else list.push(imported);
    }
  });

  function toElement(
    node: ElementNode,
    globalId: string,
    place: ElementPlace,
    names: string[],
  ): ImportedElement {
    const name = text(node.line.Name) ?? "";
    // Only plant carries TFM marks in its properties; reading those of every wall would take longer than the rest.
    const sets = mayBePlant(node) ? propertiesOf(node.id).sets : {};
    const tag = elementTag(name, text(node.line.Tag), sets);
    const type = relations.typeOf.get(node.id);
    const typeName = type === undefined ? undefined : typeNameOf(type);
    const storeyId = place.storey?.id;
    return {
      ifcGlobalId: globalId,
      ifcClass: node.ifcClass,
      name,
      ...(tag !== undefined && { tag }),
      ...(typeName !== undefined && { typeName }),
      ...(place.room !== undefined && { spaceGlobalId: place.room.globalId }),
      ...(place.storey !== undefined && {
        storeyGlobalId: idOf.get(storeyId ?? place.building?.id ?? -1) ?? "",
      }),
      systems: names,
    };
  }

  function toSpace(room: Room): ImportedSpace {
    const { shape, areaDeclared, volumeDeclared } = room;
    const code = functionCode(file, relations, room.node.id);
    return {
      ifcGlobalId: room.globalId,
      number: room.number,
      name: room.name,
      ...(shape !== undefined && {
        area: toMillimetre(shape.area),
        height: toMillimetre(shape.height),
        volume: toMillimetre(shape.volume),
        mesh: roomMesh(shape.bodies, origin),
      }),
      ...(areaDeclared !== undefined && { areaDeclared: toMillimetre(areaDeclared) }),
      ...(volumeDeclared !== undefined && { volumeDeclared: toMillimetre(volumeDeclared) }),
      zones: zoneNames.get(room.node.id) ?? [],
      ...(code !== undefined && { functionCode: code }),
      properties: properties.get(room.node.id)?.sets ?? {},
    };
  }

  const buildings = await step("assemble", 0.97, () =>
    tree.buildings.map((building): ImportedBuilding => {
      const site = building.siteId === undefined ? undefined : file.line(building.siteId);
      const address = readAddress(file, building.line) ?? readAddress(file, site);
      const [x, y] = buildingMiddle(rooms, building.id) ?? building.placement;
      const position =
        (georeference === undefined ? undefined : georeferencedPosition(georeference, x, y)) ??
        (site === undefined ? undefined : sitePosition(file, site, placements(site), x, y, warnings));
      return {
        ifcGlobalId: idOf.get(building.id) ?? "",
        name: building.name,
        ...(address !== undefined && { address }),
        ...(position !== undefined && { position }),
        storeys: building.storeys.map((storey) => {
          const storeyRooms = roomsOf.get(storey) ?? [];
          return {
            ifcGlobalId: idOf.get(storey.id ?? building.id) ?? "",
            name: storey.name,
            elevation: toMillimetre(storey.elevation),
            plan: assemblePlan(storeyRooms, cuts.get(storey)),
            spaces: storeyRooms.map(toSpace),
          };
        }),
        elements: elementsOf.get(building.id) ?? [],
      };
    }),
  );

  warnAbout(warnings, {
    nowhere,
    homeless: tree.homeless.map(({ id, line }) => text(line.GlobalId) ?? `#${id}`),
    failed: [...new Set([...failed, ...uncut, ...unplaced])].map(
      (id) => text(file.line(id)?.GlobalId) ?? `#${id}`,
    ),
    missing: [...file.missing].map((id) => `#${id}`),
  });
  const globalIdsOf = (members: ReadonlySet<number>, kinds: ReadonlySet<number>): string[] =>
    [...members].filter((id) => kinds.has(id)).map((id) => idOf.get(id) ?? "");
  const spaceIds = new Set(rooms.map((room) => room.node.id));
  const elementIds = new Set(elements.map((element) => element.id));
  return {
    buildings,
    zones: zones.map((zone) => ({
      ifcGlobalId: globalIds(zone.globalId, zone.id),
      name: zone.name,
      spaceGlobalIds: globalIdsOf(zone.members, spaceIds),
    })),
    systems: systems.map((system) => ({
      ifcGlobalId: globalIds(system.globalId, system.id),
      name: system.name,
      elementGlobalIds: globalIdsOf(system.members, elementIds),
    })),
    ...(georeference !== undefined && { georeference }),
    origin,
    warnings: warnings.list(),
    warningsSink: warnings,
  };
}

/** Zero, unless the model lies so far from it that float32 would lose millimetres: then the nearest whole metre. */
function modelOrigin(rooms: readonly Room[]): [number, number, number] {
  const bounds = unionBounds(rooms.map((room) => room.bounds).filter((one) => one !== undefined));
  if (bounds === undefined || Math.max(...bounds.map(Math.abs)) < FAR) return [0, 0, 0];
  return [Math.round((bounds[0] + bounds[2]) / 2), Math.round((bounds[1] + bounds[3]) / 2), 0];
}

function buildingMiddle(rooms: readonly Room[], buildingId: number): readonly [number, number] | undefined {
  const bounds = unionBounds(
    rooms
      .filter((room) => room.building.id === buildingId)
      .map((room) => room.bounds)
      .filter((one) => one !== undefined),
  );
  return bounds === undefined ? undefined : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
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
