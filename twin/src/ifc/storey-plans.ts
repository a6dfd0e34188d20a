import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { labelPoint } from "../geometry/label.ts";
import {
  nestRings,
  polygonArea,
  ringBounds,
  tidyRing,
  toMillimetre,
  unionBounds,
} from "../geometry/polygon.ts";
import { sliceMesh } from "../geometry/slice.ts";
import { middleOf, streamBodies } from "./bodies.ts";
import { type ElementNode, structureOf } from "./elements.ts";
import { ref } from "./ifc-values.ts";
import type { StoreyPlan } from "./imported-model.ts";
import type { IfcFile } from "./open-file.ts";
import type { Relations } from "./relations.ts";
import type { Room } from "./room.ts";
import type { BuildingNode, SpatialTree, StoreyNode } from "./spatial-tree.ts";

/** Where a plan is cut above the storey: over window sills, under door heads. */
export const CUT_ABOVE_STOREY = 1.2;
/** Pieces smaller than this cannot be seen on a plan, m². */
const SLIVER = 0.0002;

export type PlanLayer = "walls" | "doors" | "windows" | "stairs";
export type StoreyCut = Record<PlanLayer, Polygon[]>;

const LAYERS: readonly [RegExp, PlanLayer][] = [
  [/^Ifc(Wall|Column|Member|CurtainWall|BuildingElementPart)/, "walls"],
  [/^Ifc(Window|Plate)/, "windows"],
  [/^IfcDoor/, "doors"],
  [/^Ifc(Stair|Ramp)/, "stairs"],
];

function layerOf(ifcClass: string): PlanLayer | undefined {
  return LAYERS.find(([pattern]) => pattern.test(ifcClass))?.[1];
}

/**
 * Cuts what stands on the floors at 1.2 m above each storey of its own building, in one pass over the meshes: a wall
 * through three storeys is on three plans.
 * @returns the cut of each storey, the middles of what was cut, and the ids whose geometry could not be made
 */
export function cutStoreys(
  file: IfcFile,
  relations: Relations,
  tree: SpatialTree,
  elements: readonly ElementNode[],
  onProgress?: (fraction: number) => void,
): { cuts: Map<StoreyNode, StoreyCut>; middles: Map<number, [number, number, number]>; failed: number[] } {
  const middles = new Map<number, [number, number, number]>();
  const cuts = new Map<StoreyNode, StoreyCut>();
  for (const storey of tree.buildings.flatMap((building) => building.storeys)) {
    cuts.set(storey, { walls: [], doors: [], windows: [], stairs: [] });
  }
  const drawn = new Map<number, { layer: PlanLayer; building: BuildingNode }>();
  for (const { id, ifcClass } of elements) {
    const layer = layerOf(ifcClass);
    const building = layer === undefined ? undefined : tree.buildingOf(structureOf(relations, id) ?? id);
    if (layer !== undefined && building !== undefined) drawn.set(id, { layer, building });
  }

  // What has a representation and gives no body is missing on the plan, and nobody would know.
  const silent = new Set(
    elements.filter(({ id, line }) => drawn.has(id) && ref(line.Representation)).map(({ id }) => id),
  );
  const failed = streamBodies(
    file,
    [...drawn.keys()],
    (id, bodies) => {
      silent.delete(id);
      middles.set(id, middleOf(bodies));
      const { layer, building } = drawn.get(id) ?? {};
      if (layer === undefined || building === undefined) return;
      for (const storey of building.storeys) {
        const z = storey.z + CUT_ABOVE_STOREY;
        const cut = cuts.get(storey)?.[layer];
        for (const body of bodies) {
          if (body.minZ >= z || body.maxZ <= z) continue;
          const rings = sliceMesh(body, z)
            .map(tidyRing)
            .filter((ring) => ring !== undefined);
          cut?.push(...nestRings(rings).filter((polygon) => polygonArea(polygon) >= SLIVER));
        }
      }
    },
    (done) => onProgress?.(done / drawn.size),
  );
  return { cuts, middles, failed: [...new Set([...failed, ...silent])] };
}

/** Joins a storey's rooms and its cut to the plan that is stored and drawn. */
export function assemblePlan(rooms: readonly Room[], cut: StoreyCut | undefined): StoreyPlan {
  const { walls = [], doors = [], windows = [], stairs = [] } = cut ?? {};
  const planRooms = rooms.flatMap(({ shape, globalId, number, name }) =>
    shape === undefined
      ? []
      : {
          ifcGlobalId: globalId,
          number,
          name,
          area: toMillimetre(shape.area),
          polygon: shape.polygon,
          label: labelPoint(shape.polygon),
        },
  );
  const polygons = [...planRooms.map((room) => room.polygon), ...walls, ...doors, ...windows, ...stairs];
  const bounds = unionBounds(polygons.map(([outer = []]) => ringBounds(outer)));
  return { bounds: bounds ?? [0, 0, 0, 0], rooms: planRooms, walls, doors, windows, stairs };
}
