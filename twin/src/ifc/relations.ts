import {
  IFCRELAGGREGATES,
  IFCRELASSIGNSTOGROUP,
  IFCRELASSIGNSTOGROUPBYFACTOR,
  IFCRELASSOCIATESCLASSIFICATION,
  IFCRELCONTAINEDINSPATIALSTRUCTURE,
  IFCRELDEFINESBYPROPERTIES,
  IFCRELDEFINESBYTYPE,
  IFCRELFILLSELEMENT,
  IFCRELNESTS,
  IFCRELREFERENCEDINSPATIALSTRUCTURE,
  IFCRELSPACEBOUNDARY,
  IFCRELSPACEBOUNDARY1STLEVEL,
  IFCRELSPACEBOUNDARY2NDLEVEL,
  IFCRELVOIDSELEMENT,
} from "web-ifc";
import { type IfcLine, ref, refs } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";

/** Every relation of the file that the import needs, read once; ids are express ids. */
export interface Relations {
  /** part → whole (IfcRelAggregates, IfcRelNests). */
  wholeOf: Map<number, number>;
  /** element → spatial structure that contains it. */
  containerOf: Map<number, number>;
  /** object → property sets and quantities. */
  propertySetsOf: Map<number, number[]>;
  /** object → its type object. */
  typeOf: Map<number, number>;
  /** object → classification references. */
  classificationsOf: Map<number, number[]>;
  /** group (zone, system) → members. */
  membersOf: Map<number, number[]>;
  /** element → spaces that it bounds. */
  boundedSpacesOf: Map<number, Set<number>>;
  /** door or window → the wall whose opening it fills. */
  wallOf: Map<number, number>;
}

/** Reads the relations in one pass over each relation type. */
export function readRelations(file: IfcFile): Relations {
  const relations: Relations = {
    wholeOf: new Map(),
    containerOf: new Map(),
    propertySetsOf: new Map(),
    typeOf: new Map(),
    classificationsOf: new Map(),
    membersOf: new Map(),
    boundedSpacesOf: new Map(),
    wallOf: new Map(),
  };
  const each = (types: number[], visit: (line: IfcLine) => void): void => {
    for (const type of types) {
      for (const id of file.idsOf(type)) {
        const line = file.line(id);
        if (line !== undefined) visit(line);
      }
    }
  };

  each([IFCRELAGGREGATES, IFCRELNESTS], (line) => {
    const whole = ref(line.RelatingObject);
    if (whole === undefined) return;
    for (const part of refs(line.RelatedObjects)) relations.wholeOf.set(part, whole);
  });
  each([IFCRELCONTAINEDINSPATIALSTRUCTURE], (line) => {
    const structure = ref(line.RelatingStructure);
    if (structure === undefined) return;
    for (const element of refs(line.RelatedElements)) relations.containerOf.set(element, structure);
  });
  each([IFCRELDEFINESBYPROPERTIES], (line) => {
    const sets = refs(line.RelatingPropertyDefinition);
    for (const object of refs(line.RelatedObjects)) append(relations.propertySetsOf, object, sets);
  });
  each([IFCRELDEFINESBYTYPE], (line) => {
    const type = ref(line.RelatingType);
    if (type === undefined) return;
    for (const object of refs(line.RelatedObjects)) relations.typeOf.set(object, type);
  });
  each([IFCRELASSOCIATESCLASSIFICATION], (line) => {
    const classification = refs(line.RelatingClassification);
    for (const object of refs(line.RelatedObjects)) {
      append(relations.classificationsOf, object, classification);
    }
  });
  each([IFCRELASSIGNSTOGROUP, IFCRELASSIGNSTOGROUPBYFACTOR], (line) => {
    const group = ref(line.RelatingGroup);
    if (group !== undefined) append(relations.membersOf, group, refs(line.RelatedObjects));
  });
  // A spatial zone gathers its spaces by reference, not as a group.
  each([IFCRELREFERENCEDINSPATIALSTRUCTURE], (line) => {
    const structure = ref(line.RelatingStructure);
    if (structure !== undefined) append(relations.membersOf, structure, refs(line.RelatedElements));
  });
  each([IFCRELSPACEBOUNDARY, IFCRELSPACEBOUNDARY1STLEVEL, IFCRELSPACEBOUNDARY2NDLEVEL], (line) => {
    const space = ref(line.RelatingSpace);
    const element = ref(line.RelatedBuildingElement);
    if (space === undefined || element === undefined) return;
    const spaces = relations.boundedSpacesOf.get(element);
    if (spaces === undefined) relations.boundedSpacesOf.set(element, new Set([space]));
    else spaces.add(space);
  });
  const wallOfOpening = new Map<number, number>();
  each([IFCRELVOIDSELEMENT], (line) => {
    const wall = ref(line.RelatingBuildingElement);
    const opening = ref(line.RelatedOpeningElement);
    if (wall !== undefined && opening !== undefined) wallOfOpening.set(opening, wall);
  });
  each([IFCRELFILLSELEMENT], (line) => {
    const opening = ref(line.RelatingOpeningElement);
    const wall = opening === undefined ? undefined : wallOfOpening.get(opening);
    const filling = ref(line.RelatedBuildingElement);
    if (filling !== undefined && wall !== undefined) relations.wallOf.set(filling, wall);
  });
  return relations;
}

function append(map: Map<number, number[]>, key: number, values: readonly number[]): void {
  if (values.length === 0) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [...values]);
  else list.push(...values);
}
