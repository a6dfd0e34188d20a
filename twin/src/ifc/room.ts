import { type Bounds, ringBounds } from "../geometry/polygon.ts";
import { text } from "./ifc-values.ts";
import type { PropertyValue } from "./imported-model.ts";
import type { ObjectProperties } from "./properties.ts";
import type { RoomShape } from "./room-shape.ts";
import { declaredArea, declaredVolume } from "./space-quantities.ts";
import type { BuildingNode, SpaceNode, SpatialTree, StoreyNode } from "./spatial-tree.ts";

/** A space of the file with what the import has found out about it so far. */
export interface Room {
  readonly node: SpaceNode;
  readonly globalId: string;
  readonly number: string;
  readonly name: string;
  readonly building: BuildingNode;
  readonly storey: StoreyNode;
  readonly shape: RoomShape | undefined;
  readonly bounds: Bounds | undefined;
  readonly areaDeclared: number | undefined;
  readonly volumeDeclared: number | undefined;
  readonly properties: Record<string, Record<string, PropertyValue>>;
}

const byNumber = new Intl.Collator("nb", { numeric: true });

/** Every room of the tree, storey by storey and in the order of their numbers. */
export function readRooms(
  tree: SpatialTree,
  shapes: ReadonlyMap<number, RoomShape>,
  propertiesOf: (id: number) => ObjectProperties,
  nameId: (id: number, globalId: unknown) => string,
): Room[] {
  const toRoom = (building: BuildingNode, storey: StoreyNode, node: SpaceNode): Room => {
    const { sets, quantities } = propertiesOf(node.id);
    const shape = shapes.get(node.id);
    const outer = shape?.polygon[0];
    const longName = text(node.line.LongName);
    return {
      node,
      globalId: nameId(node.id, node.line.GlobalId),
      number: text(node.line.Name) ?? longName ?? "",
      name: longName ?? "",
      building,
      storey,
      shape,
      bounds: outer === undefined ? undefined : ringBounds(outer),
      areaDeclared: declaredArea(quantities),
      volumeDeclared: declaredVolume(quantities),
      properties: sets,
    };
  };
  return tree.buildings.flatMap((building) =>
    building.storeys.flatMap((storey) =>
      storey.spaces
        .map((node) => toRoom(building, storey, node))
        .sort((a, b) => byNumber.compare(a.number, b.number)),
    ),
  );
}
