import { type IfcLine, ref, text } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";
import type { Relations } from "./relations.ts";

/**
 * What an element is to the twin: `shell` is the building itself and stands in no room, `opening` is a door or window
 * between rooms, `fitting` is what stands or hangs in a room.
 */
export type ElementRole = "shell" | "opening" | "fitting";

export interface ElementNode {
  readonly id: number;
  readonly line: IfcLine;
  readonly ifcClass: string;
  readonly role: ElementRole;
}

/**
 * What web-ifc counts as an element and is no thing: the spatial structure, holes and bumps in other elements, ports,
 * virtual borders, drawings.
 */
const NO_THING =
  /^Ifc(Project|Site|Building|BuildingStorey|Space|Spatial\w*|ExternalSpatial\w*|Facility\w*|Opening\w*|VoidingFeature|ProjectionElement|SurfaceFeature|EdgeFeature|Chamfer\w*|RoundedEdgeFeature|FeatureElement\w*|VirtualElement|Port|DistributionPort|Annotation|Grid\w*|Alignment\w*|Referent|Structural\w*|Proxy)$/;
const SHELL =
  /^Ifc(Wall|Slab|Roof|Column|Beam|Member|Plate|CurtainWall|Footing|Pile|Ramp|Stair|Railing|Covering|BuildingElementPart|DeepFoundation|CaissonFoundation|Reinforc\w*|Tendon|Grid|CivilElement|Geographic|Earthworks|Course|Kerb|Pavement|Rail|TrackElement|Bearing|ElementAssembly|Fastener|MechanicalFastener|DiscreteAccessory)/;
const OPENING = /^Ifc(Door|Window)/;

/** Role by class name; what is not known to be shell is taken for something in a room. */
export function elementRole(ifcClass: string): ElementRole {
  return OPENING.test(ifcClass) ? "opening" : SHELL.test(ifcClass) ? "shell" : "fitting";
}

/** Every IfcElement of the file but holes and ports. */
export function readElements(file: IfcFile): ElementNode[] {
  const elements: ElementNode[] = [];
  for (const [type, ifcClass] of file.types) {
    if (!file.api.IsIfcElement(type) || NO_THING.test(ifcClass)) continue;
    const role = elementRole(ifcClass);
    for (const id of file.idsOf(type)) {
      const line = file.line(id);
      if (line === undefined || text(line.GlobalId) === undefined) continue;
      for (const part of [ref(line.ObjectPlacement), ref(line.Representation)]) {
        if (part !== undefined) file.has(part);
      }
      elements.push({ id, line, ifcClass, role });
    }
  }
  return elements.sort((a, b) => a.id - b.id);
}

/**
 * The spatial structure that holds an element: by containment of itself, of what it is a part of, or of the wall that
 * it fills.
 */
export function structureOf(relations: Relations, elementId: number): number | undefined {
  let here: number | undefined = elementId;
  for (let depth = 0; here !== undefined && depth < 32; depth++) {
    const container = relations.containerOf.get(here);
    if (container !== undefined) return container;
    here = relations.wholeOf.get(here) ?? relations.wallOf.get(here);
  }
  return undefined;
}

/** Plant and what may be plant: these carry marks in their properties; furniture does not. */
export function mayBePlant(element: ElementNode): boolean {
  return element.role === "fitting" && !/^Ifc(Furni|SystemFurniture)/.test(element.ifcClass);
}
