import { type Bounds, ringBounds } from "../geometry/polygon.ts";
import type { RoomShape } from "./room-shape.ts";
import type { BuildingNode, SpaceNode, StoreyNode } from "./spatial-tree.ts";

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
}

export function roomBounds(shape: RoomShape | undefined): Bounds | undefined {
  const outer = shape?.polygon[0];
  return outer === undefined ? undefined : ringBounds(outer);
}
