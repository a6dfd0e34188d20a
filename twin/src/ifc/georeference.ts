import type { Position } from "@kontrollrom/contracts/primitives.ts";
import {
  IFCBUILDING,
  IFCGEOMETRICREPRESENTATIONCONTEXT,
  IFCMAPCONVERSION,
  IFCPROJECT,
  IFCSITE,
} from "web-ifc";
import { toDegrees } from "../geometry/projection.ts";
import { type IfcLine, real, reals, ref, refs, text } from "./ifc-values.ts";
import type { Georeference, PropertyValue } from "./imported-model.ts";
import type { IfcFile } from "./open-file.ts";
import type { Placement } from "./placements.ts";
import type { ObjectProperties } from "./properties.ts";
import { type Units, unitFactor } from "./units.ts";
import type { Warnings } from "./warnings.ts";

/** No projected coordinate system in use reaches farther than this from its zero, m. */
const MAX_EASTING = 10_000_000;
const MAX_NORTHING = 10_010_000;
const EARTH_RADIUS = 6_371_000;

/**
 * Where the model lies: IfcMapConversion (in its MapUnit), else the property set ePset_MapConversion that IFC2x3 uses.
 * Coordinates of a wrong scale are reported and left out.
 */
export function readGeoreference(
  file: IfcFile,
  units: Units,
  propertiesOf: (id: number) => ObjectProperties,
  warnings: Warnings,
): Georeference | undefined {
  const found = fromMapConversion(file, units) ?? fromPropertySet(file, propertiesOf);
  if (found === undefined) return undefined;
  const { eastings, northings } = found;
  if (eastings === 0 && northings === 0) return undefined;
  if (Math.abs(eastings) > MAX_EASTING || Math.abs(northings) > MAX_NORTHING) {
    const fits = Math.abs(eastings) / 1000 <= MAX_EASTING && Math.abs(northings) / 1000 <= MAX_NORTHING;
    warnings.add(
      "georeference-scale",
      `The map conversion puts the model at E ${Math.round(eastings)} m, N ${Math.round(northings)} m in ${found.crs}, which is outside of it. ` +
        (fits
          ? "They look like millimetres: state the map unit, or divide by 1000. The position was left out."
          : "The position was left out."),
      file.idsOf(IFCPROJECT).flatMap((id) => text(file.line(id)?.GlobalId) ?? []),
    );
    return undefined;
  }
  return found;
}

function fromMapConversion(file: IfcFile, units: Units): Georeference | undefined {
  for (const id of file.idsOf(IFCMAPCONVERSION)) {
    const line = file.line(id);
    const target = ref(line?.TargetCRS);
    const crs = target === undefined ? undefined : file.line(target);
    const eastings = real(line?.Eastings);
    const northings = real(line?.Northings);
    if (line === undefined || eastings === undefined || northings === undefined) continue;
    // Without a MapUnit the numbers are in the project's length unit (IfcProjectedCRS.MapUnit).
    const mapUnit = ref(crs?.MapUnit);
    const unit = (mapUnit === undefined ? undefined : unitFactor(file, file.line(mapUnit))) ?? units.length;
    return {
      crs: text(crs?.Name) ?? "",
      eastings: eastings * unit,
      northings: northings * unit,
      height: (real(line.OrthogonalHeight) ?? 0) * unit,
      rotation: Math.atan2(real(line.XAxisOrdinate) ?? 0, real(line.XAxisAbscissa) ?? 1),
    };
  }
  return undefined;
}

/** buildingSMART's "User Guide for Geo-referencing in IFC": the attributes as properties, in metres. */
function fromPropertySet(
  file: IfcFile,
  propertiesOf: (id: number) => ObjectProperties,
): Georeference | undefined {
  for (const id of [IFCPROJECT, IFCSITE, IFCBUILDING].flatMap(file.idsOf)) {
    const { sets } = propertiesOf(id);
    const set = (name: string): Record<string, PropertyValue> | undefined =>
      Object.entries(sets).find(([key]) => key.toLowerCase() === name)?.[1];
    const conversion = set("epset_mapconversion");
    const number = (value: PropertyValue | undefined): number | undefined => {
      const parsed = typeof value === "string" ? Number(value.replace(",", ".")) : value;
      return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : undefined;
    };
    const eastings = number(conversion?.Eastings);
    const northings = number(conversion?.Northings);
    if (eastings === undefined || northings === undefined) continue;
    const crs = set("epset_projectedcrs")?.Name ?? conversion?.TargetCRS;
    return {
      crs: typeof crs === "string" ? crs : "",
      eastings,
      northings,
      height: number(conversion?.OrthogonalHeight) ?? 0,
      rotation: Math.atan2(number(conversion?.XAxisOrdinate) ?? 0, number(conversion?.XAxisAbscissa) ?? 1),
    };
  }
  return undefined;
}

/** Degrees of a point of the model, when the coordinate system is one that we can turn into degrees. */
export function georeferencedPosition(
  georeference: Georeference,
  x: number,
  y: number,
): Position | undefined {
  const cos = Math.cos(georeference.rotation);
  const sin = Math.sin(georeference.rotation);
  return toDegrees(
    georeference.crs,
    georeference.eastings + x * cos - y * sin,
    georeference.northings + x * sin + y * cos,
  );
}

/** The place that Revit gives every new project: Boston. It says nothing about where the building is. */
function isDefaultPlace(position: Position): boolean {
  return Math.abs(position.lat - 42.35866) < 0.0001 && Math.abs(position.lon + 71.05674) < 0.0001;
}

/**
 * Degrees of a point of the model from RefLatitude and RefLongitude of its site, which hold at the site's placement;
 * the model is turned by the context's TrueNorth.
 */
export function sitePosition(
  file: IfcFile,
  site: IfcLine,
  placement: Placement,
  x: number,
  y: number,
  warnings: Warnings,
): Position | undefined {
  const lat = compoundAngle(site.RefLatitude);
  const lon = compoundAngle(site.RefLongitude);
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  if (lat === 0 && lon === 0) return undefined;
  if (isDefaultPlace({ lat, lon })) {
    warnings.add(
      "default-position",
      "The site lies where the drawing program puts every new project (Boston). The position was left out; set the project's location.",
      [text(site.GlobalId) ?? ""],
    );
    return undefined;
  }
  const dx = x - placement.origin[0];
  const dy = y - placement.origin[1];
  const [nx, ny] = trueNorth(file);
  // North is (nx, ny) in the model, so east is (ny, −nx).
  const north = dx * nx + dy * ny;
  const east = dx * ny - dy * nx;
  return {
    lat: lat + ((north / EARTH_RADIUS) * 180) / Math.PI,
    lon: lon + ((east / EARTH_RADIUS) * 180) / Math.PI / Math.cos((lat * Math.PI) / 180),
  };
}

function trueNorth(file: IfcFile): [number, number] {
  for (const id of file.idsOf(IFCGEOMETRICREPRESENTATIONCONTEXT)) {
    const direction = refs(file.line(id)?.TrueNorth)[0];
    const [x = 0, y = 0] = direction === undefined ? [] : reals(file.line(direction)?.DirectionRatios);
    const length = Math.hypot(x, y);
    if (length > 0) return [x / length, y / length];
  }
  return [0, 1];
}

/** IfcCompoundPlaneAngleMeasure: degrees, minutes, seconds and millionths of a second, all of one sign. */
export function compoundAngle(attribute: unknown): number | undefined {
  const [degrees, minutes = 0, seconds = 0, millionths = 0] = reals(attribute);
  if (degrees === undefined) return undefined;
  return degrees + minutes / 60 + seconds / 3600 + millionths / 3.6e9;
}
