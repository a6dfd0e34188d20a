import { IFCBUILDING, IFCBUILDINGSTOREY, IFCPROJECT, IFCSITE, IFCSPACE } from "web-ifc";
import { type IfcLine, ref, text } from "./ifc-values.ts";
import { ImportError } from "./import-error.ts";
import type { IfcFile } from "./open-file.ts";
import { createPlacements } from "./placements.ts";
import type { Relations } from "./relations.ts";
import type { Units } from "./units.ts";
import { siValue } from "./units.ts";

export interface SpaceNode {
  readonly id: number;
  readonly line: IfcLine;
}

export interface StoreyNode {
  /** Undefined when the building has no storeys of its own and its rooms were gathered here. */
  readonly id: number | undefined;
  readonly line: IfcLine | undefined;
  readonly name: string;
  /** Metres above the building's zero. */
  readonly elevation: number;
  /** Height of the floor in the model, metres. */
  readonly z: number;
  readonly spaces: SpaceNode[];
}

export interface BuildingNode {
  readonly id: number;
  readonly line: IfcLine;
  readonly name: string;
  readonly siteId: number | undefined;
  /** Model metres. */
  readonly placement: readonly [number, number, number];
  readonly storeys: StoreyNode[];
  /** Rooms directly under the building, until geometry tells on which storey they lie. */
  readonly loose: SpaceNode[];
}

export interface SpatialTree {
  readonly buildings: BuildingNode[];
  /** Express ids of spaces that hang under no building while the file has several. */
  readonly homeless: SpaceNode[];
  readonly buildingOf: (id: number) => BuildingNode | undefined;
  readonly storeyOf: (id: number) => StoreyNode | undefined;
}

/**
 * Builds buildings, storeys and spaces from aggregation and containment.
 * @param modelName names buildings that have no name of their own
 * @throws ImportError `dangling-reference` when a part of the tree is not in the file
 */
export function readSpatialTree(
  file: IfcFile,
  relations: Relations,
  units: Units,
  modelName: string,
): SpatialTree {
  const { wholeOf, containerOf } = relations;
  const placements = createPlacements(file, units);
  const buildings = new Map<number, BuildingNode>();
  const storeys = new Map<number, StoreyNode>();

  const parentOf = (id: number): number | undefined => wholeOf.get(id) ?? containerOf.get(id);
  const ancestor = <T>(id: number, known: (id: number) => T | undefined): T | undefined => {
    let here: number | undefined = id;
    // A file may hold a circle: no real tree is this deep.
    for (let depth = 0; here !== undefined && depth < 64; depth++) {
      const found = known(here);
      if (found !== undefined) return found;
      here = parentOf(here);
    }
    return undefined;
  };

  const addBuilding = (id: number, line: IfcLine): BuildingNode => {
    const node: BuildingNode = {
      id,
      line,
      name: text(line.Name) ?? text(line.LongName) ?? modelName,
      siteId: ancestor(id, (up) => (file.api.GetLineType(file.model, up) === IFCSITE ? up : undefined)),
      placement: placements(line).origin,
      storeys: [],
      loose: [],
    };
    buildings.set(id, node);
    return node;
  };
  for (const id of file.idsOf(IFCBUILDING)) {
    const line = file.line(id);
    if (line !== undefined) addBuilding(id, line);
  }
  checkTree(file, relations);

  const only = buildings.size === 1 ? [...buildings.values()][0] : undefined;
  const buildingOf = (id: number): BuildingNode | undefined =>
    ancestor(id, (up) => buildings.get(up)) ?? only;
  const buildingFor = (id: number): BuildingNode | undefined => {
    const found = buildingOf(id);
    if (found !== undefined || buildings.size > 0) return found;
    // A file without any building: its site or project stands for one.
    const stand = file.idsOf(IFCSITE)[0] ?? file.idsOf(IFCPROJECT)[0];
    const line = stand === undefined ? undefined : file.line(stand);
    return stand === undefined || line === undefined ? undefined : addBuilding(stand, line);
  };

  for (const id of file.idsOf(IFCBUILDINGSTOREY)) {
    const line = file.line(id);
    const building = line === undefined ? undefined : buildingFor(id);
    if (line === undefined || building === undefined) continue;
    const written = siValue(file, units, line.Elevation, undefined);
    const placed = placements(line);
    // Some programs place every storey at zero and tell the height in Elevation alone.
    const z = placed.moved || written === undefined ? placed.origin[2] : building.placement[2] + written;
    const node: StoreyNode = {
      id,
      line,
      name: text(line.Name) ?? text(line.LongName) ?? "",
      elevation: z - building.placement[2],
      z,
      spaces: [],
    };
    storeys.set(id, node);
    building.storeys.push(node);
  }
  for (const building of buildings.values()) building.storeys.sort((a, b) => a.z - b.z);

  const homeless: SpaceNode[] = [];
  const storeyOf = (id: number): StoreyNode | undefined => ancestor(id, (up) => storeys.get(up));
  for (const id of file.idsOf(IFCSPACE)) {
    const line = file.line(id);
    if (line === undefined) continue;
    const space: SpaceNode = { id, line };
    const storey = storeyOf(id);
    if (storey !== undefined) storey.spaces.push(space);
    else (buildingFor(id)?.loose ?? homeless).push(space);
  }

  // A complex of buildings is itself an IfcBuilding, with nothing of its own.
  const wholes = new Set([...buildings.keys()].map((id) => wholeOf.get(id)));
  const kept = [...buildings.values()].filter(
    (node) => node.storeys.length > 0 || node.loose.length > 0 || !wholes.has(node.id),
  );
  return { buildings: kept, homeless, buildingOf, storeyOf };
}

/** A tree with a hole in it would silently lose rooms: that is an error, not a warning. */
function checkTree(file: IfcFile, relations: Relations): void {
  const spatial = new Set([IFCSITE, IFCBUILDING, IFCBUILDINGSTOREY, IFCSPACE].flatMap(file.idsOf));
  const absent = (id: number): boolean => file.api.GetLineType(file.model, id) === 0;
  for (const [part, whole] of relations.wholeOf) {
    if (absent(whole)) throw dangling(`#${part} is a part of #${whole}`);
    if (absent(part) && (spatial.has(whole) || file.api.GetLineType(file.model, whole) === IFCPROJECT)) {
      throw dangling(`#${whole} is made of #${part}`);
    }
  }
  for (const id of spatial) {
    const placement = ref(file.line(id)?.ObjectPlacement);
    if (placement !== undefined && absent(placement)) throw dangling(`#${id} is placed by #${placement}`);
  }
}

function dangling(what: string): ImportError {
  return new ImportError(
    "dangling-reference",
    `The building's structure is broken: ${what}, which is not in the file. Export the drawing again.`,
  );
}
