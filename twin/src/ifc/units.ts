import { IFCPROJECT, IFCUNITASSIGNMENT } from "web-ifc";
import { type IfcLine, measureName, real, ref, refs, text } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";

/** What one of the file's units is in SI: m, m², m³, rad. */
export interface Units {
  length: number;
  area: number;
  volume: number;
  angle: number;
}

const PREFIX: Record<string, number> = {
  EXA: 1e18,
  PETA: 1e15,
  TERA: 1e12,
  GIGA: 1e9,
  MEGA: 1e6,
  KILO: 1e3,
  HECTO: 1e2,
  DECA: 10,
  DECI: 0.1,
  CENTI: 1e-2,
  MILLI: 1e-3,
  MICRO: 1e-6,
  NANO: 1e-9,
  PICO: 1e-12,
};

/** Units that are used when the file declares none. */
export const SI: Units = { length: 1, area: 1, volume: 1, angle: 1 };

/** The units of the project (IfcUnitAssignment), conversion-based ones such as FOOT resolved. */
export function readUnits(file: IfcFile): Units {
  const units = { ...SI };
  const project = file.idsOf(IFCPROJECT)[0];
  const assignment =
    ref(project === undefined ? undefined : file.line(project)?.UnitsInContext) ??
    file.idsOf(IFCUNITASSIGNMENT)[0];
  if (assignment === undefined) return units;
  for (const id of refs(file.line(assignment)?.Units)) {
    const line = file.line(id);
    const factor = unitFactor(file, line);
    if (factor === undefined) continue;
    const kind = text(line?.UnitType);
    if (kind === "LENGTHUNIT") units.length = factor;
    else if (kind === "AREAUNIT") units.area = factor;
    else if (kind === "VOLUMEUNIT") units.volume = factor;
    else if (kind === "PLANEANGLEUNIT") units.angle = factor;
  }
  return units;
}

/**
 * What one of a unit is in SI. A prefix stands before the metre, so that a CENTI SQUARE_METRE is 10⁻⁴ m²
 * (ISO 10303-41). Undefined for units that are neither SI nor conversion-based, or broken.
 */
export function unitFactor(file: IfcFile, unit: IfcLine | undefined): number | undefined {
  if (unit === undefined) return undefined;
  if (unit.Prefix !== undefined) {
    const prefix = PREFIX[text(unit.Prefix) ?? ""] ?? 1;
    const name = text(unit.Name);
    if (name === "SQUARE_METRE") return prefix ** 2;
    if (name === "CUBIC_METRE") return prefix ** 3;
    // SI counts mass in kilograms.
    return name === "GRAM" ? prefix / 1000 : prefix;
  }
  const conversion = ref(unit.ConversionFactor);
  if (conversion === undefined) return undefined;
  const measure = file.line(conversion);
  const value = real(measure?.ValueComponent);
  const base = ref(measure?.UnitComponent);
  if (value === undefined || value <= 0) return undefined;
  return value * (base === undefined ? 1 : (unitFactor(file, file.line(base)) ?? 1));
}

/** Factor to SI for a measure type such as `IFCAREAMEASURE`; 1 for what has no length in it. */
export function measureFactor(units: Units, measure: string | undefined): number {
  switch (measure) {
    case "IFCLENGTHMEASURE":
    case "IFCPOSITIVELENGTHMEASURE":
    case "IFCNONNEGATIVELENGTHMEASURE":
      return units.length;
    case "IFCAREAMEASURE":
      return units.area;
    case "IFCVOLUMEMEASURE":
      return units.volume;
    case "IFCPLANEANGLEMEASURE":
    case "IFCPOSITIVEPLANEANGLEMEASURE":
      return units.angle;
    default:
      return 1;
  }
}

/** A number in SI: its own unit where it names one, else the project's unit for its measure type. */
export function siValue(file: IfcFile, units: Units, attribute: unknown, unit: unknown): number | undefined {
  const value = real(attribute);
  if (value === undefined) return undefined;
  const own = ref(unit);
  const factor = own === undefined ? undefined : unitFactor(file, file.line(own));
  return value * (factor ?? measureFactor(units, measureName(attribute)));
}
