import { IFCLOCALPLACEMENT } from "web-ifc";
import { type IfcLine, ref } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";
import type { Units } from "./units.ts";

export interface Placement {
  /** Model metres, z up. */
  readonly origin: readonly [number, number, number];
  /** Direction of the object's x axis in the model, radians counter-clockwise. */
  readonly rotation: number;
  /** False when it lies exactly where what it is placed in lies. */
  readonly moved: boolean;
}

const NOWHERE: Placement = { origin: [0, 0, 0], rotation: 0, moved: false };

/** Resolves IfcLocalPlacement of a product to where it is in the model. */
export function createPlacements(file: IfcFile, units: Units): (product: IfcLine) => Placement {
  const world = (id: number): readonly number[] => {
    try {
      return file.api.GetWorldTransformMatrix(file.model, id);
    } catch {
      // Placements on grids and alignments, and broken ones, are not followed.
      return [];
    }
  };
  return (product) => {
    const id = ref(product.ObjectPlacement);
    const line = id === undefined ? undefined : file.line(id);
    if (id === undefined || line === undefined || line.type !== IFCLOCALPLACEMENT) return NOWHERE;
    const [m0 = 1, m1 = 0, , , , , , , , , , , x = 0, y = 0, z = 0] = world(id);
    const within = ref(line.PlacementRelTo);
    const [, , , , , , , , , , , , x0 = 0, y0 = 0, z0 = 0] = within === undefined ? [] : world(within);
    return {
      origin: [x * units.length, y * units.length, z * units.length],
      rotation: Math.atan2(m1, m0),
      moved: Math.hypot(x - x0, y - y0, z - z0) * units.length > 1e-6,
    };
  };
}
