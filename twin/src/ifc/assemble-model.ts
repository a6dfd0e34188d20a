import { toMillimetre, unionBounds } from "../geometry/polygon.ts";
import { readAddress } from "./address.ts";
import { functionCode } from "./classification.ts";
import { type ElementNode, mayBePlant } from "./elements.ts";
import { georeferencedPosition, sitePosition } from "./georeference.ts";
import { type Group, groupNames, readSystems, readZones } from "./groups.ts";
import { text } from "./ifc-values.ts";
import type {
  Georeference,
  ImportedBuilding,
  ImportedElement,
  ImportedModel,
  ImportedSpace,
} from "./imported-model.ts";
import type { IfcFile } from "./open-file.ts";
import type { ElementPlace } from "./place-elements.ts";
import { createPlacements } from "./placements.ts";
import type { ObjectProperties } from "./properties.ts";
import type { Relations } from "./relations.ts";
import type { Room } from "./room.ts";
import { roomMesh } from "./room-shape.ts";
import type { BuildingNode, SpatialTree, StoreyNode } from "./spatial-tree.ts";
import { assemblePlan, type StoreyCut } from "./storey-plans.ts";
import { elementTag } from "./tfm-tag.ts";
import type { Units } from "./units.ts";
import type { Warnings } from "./warnings.ts";

/** All that was read and measured, keyed by express ids. */
export interface Findings {
  readonly file: IfcFile;
  readonly units: Units;
  readonly relations: Relations;
  readonly tree: SpatialTree;
  readonly rooms: readonly Room[];
  readonly elements: readonly ElementNode[];
  readonly places: ReadonlyMap<number, ElementPlace>;
  readonly cuts: ReadonlyMap<StoreyNode, StoreyCut>;
  readonly georeference: Georeference | undefined;
  readonly propertiesOf: (id: number) => ObjectProperties;
  /** Hands out a GlobalId; asked once for each entity. */
  readonly nameId: (id: number, written: unknown) => string;
  /** The GlobalId that was handed out. */
  readonly idOf: (id: number) => string;
  readonly warnings: Warnings;
}

/** Float32 keeps a tenth of a millimetre up to this far from zero, m. */
const FAR = 2000;

/** Puts what was found together as the twin keeps it, keyed by GlobalIds. */
export function assembleModel(
  findings: Findings,
): Pick<ImportedModel, "buildings" | "zones" | "systems" | "origin"> {
  const { file, relations, tree, rooms, elements, places, idOf, nameId } = findings;
  const zones = readZones(file, relations);
  const systems = readSystems(file, relations);
  const zoneNames = groupNames(zones);
  const systemNames = groupNames(systems);
  const origin = modelOrigin(rooms);
  const roomsOf = Map.groupBy(rooms, (room) => room.storey);
  const elementsOf = Map.groupBy(elements, ({ id }) => places.get(id)?.building);
  const typeNameOf = createTypeNames(file, relations);
  const positionOf = createPositions(findings);

  const toElement = (node: ElementNode, building: BuildingNode): ImportedElement => {
    const { room, storey, position } = places.get(node.id) ?? {};
    const name = text(node.line.Name) ?? "";
    // Only plant carries TFM marks in its properties; reading those of every wall would take longer than the rest.
    const sets = mayBePlant(node) ? findings.propertiesOf(node.id).sets : {};
    const tag = elementTag(name, text(node.line.Tag), sets);
    const typeName = typeNameOf(node.id);
    return {
      ifcGlobalId: idOf(node.id),
      ifcClass: node.ifcClass,
      name,
      ...(tag !== undefined && { tag }),
      ...(typeName !== undefined && { typeName }),
      ...(room !== undefined && { spaceGlobalId: room.globalId }),
      ...(storey !== undefined && { storeyGlobalId: idOf(storey.id ?? building.id) }),
      ...(position !== undefined && {
        position: position.map(toMillimetre) as [number, number, number],
      }),
      systems: systemNames.get(node.id) ?? [],
    };
  };

  const toSpace = (room: Room): ImportedSpace => {
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
        floorZ: toMillimetre(shape.floorZ),
        mesh: roomMesh(shape.bodies, origin),
      }),
      ...(areaDeclared !== undefined && { areaDeclared: toMillimetre(areaDeclared) }),
      ...(volumeDeclared !== undefined && { volumeDeclared: toMillimetre(volumeDeclared) }),
      zones: zoneNames.get(room.node.id) ?? [],
      ...(code !== undefined && { functionCode: code }),
      properties: room.properties,
    };
  };

  const toBuilding = (building: BuildingNode): ImportedBuilding => {
    const site = building.siteId === undefined ? undefined : file.line(building.siteId);
    const address = readAddress(file, building.line) ?? readAddress(file, site);
    const position = positionOf(building);
    return {
      ifcGlobalId: idOf(building.id),
      name: building.name,
      ...(address !== undefined && { address }),
      ...(position !== undefined && { position }),
      storeys: building.storeys.map((storey) => {
        const storeyRooms = roomsOf.get(storey) ?? [];
        return {
          ifcGlobalId: idOf(storey.id ?? building.id),
          name: storey.name,
          elevation: toMillimetre(storey.elevation),
          plan: assemblePlan(storeyRooms, findings.cuts.get(storey)),
          spaces: storeyRooms.map(toSpace),
        };
      }),
      elements: (elementsOf.get(building) ?? []).map((node) => toElement(node, building)),
    };
  };

  const spaceIds = new Set(rooms.map((room) => room.node.id));
  const elementIds = new Set(elements.map((element) => element.id));
  const membersAmong = (group: Group, kind: ReadonlySet<number>): string[] =>
    [...group.members].filter((id) => kind.has(id)).map(idOf);
  return {
    buildings: tree.buildings.map(toBuilding),
    zones: zones.map((zone) => ({
      ifcGlobalId: nameId(zone.id, zone.globalId),
      name: zone.name,
      spaceGlobalIds: membersAmong(zone, spaceIds),
    })),
    systems: systems.map((system) => ({
      ifcGlobalId: nameId(system.id, system.globalId),
      name: system.name,
      elementGlobalIds: membersAmong(system, elementIds),
    })),
    origin,
  };
}

/** Names of type objects, each read once. */
function createTypeNames(file: IfcFile, relations: Relations): (id: number) => string | undefined {
  const names = new Map<number, string | undefined>();
  return (id) => {
    const type = relations.typeOf.get(id);
    if (type === undefined) return undefined;
    if (!names.has(type)) names.set(type, text(file.line(type)?.Name));
    return names.get(type);
  };
}

/** Where buildings are on earth: the middle of their rooms, by the map conversion or else by their site. */
function createPositions({ file, units, rooms, georeference, warnings }: Findings) {
  const placements = createPlacements(file, units);
  const roomsOf = Map.groupBy(rooms, (room) => room.building);
  return (building: BuildingNode) => {
    const [x, y] = middleOf(roomsOf.get(building) ?? []) ?? building.placement;
    const site = building.siteId === undefined ? undefined : file.line(building.siteId);
    return (
      (georeference === undefined ? undefined : georeferencedPosition(georeference, x, y)) ??
      (site === undefined ? undefined : sitePosition(file, site, placements(site), x, y, warnings))
    );
  };
}

function boundsOf(rooms: readonly Room[]) {
  return unionBounds(rooms.map((room) => room.bounds).filter((bounds) => bounds !== undefined));
}

function middleOf(rooms: readonly Room[]): readonly [number, number] | undefined {
  const bounds = boundsOf(rooms);
  return bounds === undefined ? undefined : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
}

/** Zero, unless the model lies so far from it that float32 would lose millimetres: then the nearest whole metre. */
function modelOrigin(rooms: readonly Room[]): [number, number, number] {
  const bounds = boundsOf(rooms);
  if (bounds === undefined || Math.max(...bounds.map(Math.abs)) < FAR) return [0, 0, 0];
  return [Math.round((bounds[0] + bounds[2]) / 2), Math.round((bounds[1] + bounds[3]) / 2), 0];
}
