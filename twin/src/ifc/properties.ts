import { IFCELEMENTQUANTITY, IFCPROPERTYSET } from "web-ifc";
import { type IfcLine, ref, refs, scalar, text } from "./ifc-values.ts";
import type { PropertyValue } from "./imported-model.ts";
import type { IfcFile } from "./open-file.ts";
import type { Relations } from "./relations.ts";
import { siValue, type Units, unitFactor } from "./units.ts";

export type QuantityKind = "length" | "area" | "volume";

export interface Quantity {
  readonly set: string;
  readonly name: string;
  readonly kind: QuantityKind;
  /** m, m², m³ */
  readonly value: number;
}

export interface ObjectProperties {
  /** Property set → property → value; numbers in SI units. Bounded, see `MAX_PROPERTIES`. */
  readonly sets: Record<string, Record<string, PropertyValue>>;
  readonly quantities: readonly Quantity[];
}

/** More properties than this on one object are not a person's any more. */
const MAX_PROPERTIES = 500;
const MAX_LISTED = 20;

const QUANTITY_VALUES: readonly [attribute: string, kind: QuantityKind][] = [
  ["LengthValue", "length"],
  ["AreaValue", "area"],
  ["VolumeValue", "volume"],
];

/** Reads property sets and quantities of single objects, own ones before those of the type. */
export function createPropertyReader(file: IfcFile, relations: Relations, units: Units) {
  function readQuantities(id: number, set: string, out: Quantity[], depth = 0): void {
    const line = file.line(id);
    if (line === undefined) return;
    const name = text(line.Name);
    // An IfcPhysicalComplexQuantity holds others.
    if (Array.isArray(line.HasQuantities) && depth < 3) {
      for (const part of refs(line.HasQuantities)) readQuantities(part, set, out, depth + 1);
      return;
    }
    for (const [attribute, kind] of QUANTITY_VALUES) {
      if (line[attribute] === undefined || name === undefined) continue;
      const value = quantityValue(file, units, line, attribute, kind);
      if (value !== undefined) out.push({ set, name, kind, value });
    }
  }

  return (objectId: number): ObjectProperties => {
    const sets: Record<string, Record<string, PropertyValue>> = {};
    const quantities: Quantity[] = [];
    let left = MAX_PROPERTIES;
    const type = relations.typeOf.get(objectId);
    const own = relations.propertySetsOf.get(objectId) ?? [];
    const inherited = type === undefined ? [] : refs(file.line(type)?.HasPropertySets);
    for (const id of [...own, ...inherited]) {
      const line = file.line(id);
      if (line === undefined) continue;
      const setName = text(line.Name) ?? "";
      if (line.type === IFCELEMENTQUANTITY) {
        for (const quantity of refs(line.Quantities)) readQuantities(quantity, setName, quantities);
      } else if (line.type === IFCPROPERTYSET) {
        for (const propertyId of refs(line.HasProperties)) {
          const property = file.line(propertyId);
          const name = text(property?.Name);
          const value = property === undefined ? undefined : propertyValue(file, units, property);
          if (name === undefined || value === undefined || left-- <= 0) continue;
          // Object.hasOwn and a null prototype: names come from outside.
          let set = sets[setName];
          if (!Object.hasOwn(sets, setName) || set === undefined) {
            set = Object.create(null) as Record<string, PropertyValue>;
            Object.defineProperty(sets, setName, { value: set, enumerable: true, configurable: true });
          }
          if (!Object.hasOwn(set, name)) set[name] = value;
        }
      }
    }
    return { sets, quantities };
  };
}

function quantityValue(
  file: IfcFile,
  units: Units,
  line: IfcLine,
  attribute: string,
  kind: QuantityKind,
): number | undefined {
  const own = ref(line.Unit);
  const factor = own === undefined ? undefined : unitFactor(file, file.line(own));
  const value = scalar(line[attribute]);
  return typeof value === "number" ? value * (factor ?? units[kind]) : undefined;
}

function propertyValue(file: IfcFile, units: Units, property: IfcLine): PropertyValue | undefined {
  if (property.NominalValue !== undefined) {
    const value = scalar(property.NominalValue);
    if (typeof value === "number") return siValue(file, units, property.NominalValue, property.Unit);
    return value;
  }
  const listed = property.EnumerationValues ?? property.ListValues;
  if (Array.isArray(listed)) {
    const values = listed.map(scalar).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.slice(0, MAX_LISTED).join(", ");
  }
  return undefined;
}
