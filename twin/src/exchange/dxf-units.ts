import type { DrawingUnit } from "@kontrollrom/contracts/exchange.ts";
import type { DxfShapes } from "./dxf-shapes.ts";

/** What one unit is, m. */
export const metresOf: Readonly<Record<DrawingUnit, number>> = {
  millimetre: 0.001,
  centimetre: 0.01,
  decimetre: 0.1,
  metre: 1,
  inch: 0.0254,
  foot: 0.3048,
};

/** `$INSUNITS` of the DXF reference. */
const INSUNITS: Record<number, DrawingUnit> = {
  1: "inch",
  2: "foot",
  4: "millimetre",
  5: "centimetre",
  6: "metre",
  14: "decimetre",
};

/**
 * The unit that the header names. Where it names none, or one by which the drawing would be no building, the unit by
 * which its extent is that of a building: Norwegian drawings are in millimetres or metres.
 * @param size the longer side, in drawing units
 */
export function drawingUnit(
  { insUnits, measurement }: Pick<DxfShapes, "insUnits" | "measurement">,
  size: number,
): { unit: DrawingUnit; unitFrom: "file" | "guess" } {
  const written = INSUNITS[insUnits ?? 0];
  if (written !== undefined && isBuilding(size * metresOf[written]))
    return { unit: written, unitFrom: "file" };
  const likely: DrawingUnit[] =
    measurement === 0 ? ["inch", "foot", "millimetre", "metre"] : ["metre", "millimetre", "centimetre"];
  const unit = likely.find((one) => isBuilding(size * metresOf[one])) ?? written ?? "millimetre";
  return { unit, unitFrom: "guess" };
}

function isBuilding(metres: number): boolean {
  return metres >= 1 && metres <= 1500;
}
