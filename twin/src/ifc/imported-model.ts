import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { ImportWarning } from "@kontrollrom/contracts/job.ts";
import type { Position } from "@kontrollrom/contracts/primitives.ts";

/**
 * What an IFC file says, in metres and with x east and y north of the model. GlobalIds are unique within one list
 * (buildings, storeys, spaces, elements) and always have the 22 characters of an IFC GlobalId: where the file breaks
 * that, a stable one is derived and a warning tells.
 */
export interface ImportedModel {
  /** As written in FILE_SCHEMA, e.g. `IFC4X3_ADD2`. */
  schema: string;
  /** Of the unpacked IFC bytes, hex: the same drawing packed in another way is the same drawing. */
  sha256: string;
  /** Size of the unpacked IFC. */
  bytes: number;
  buildings: ImportedBuilding[];
  zones: ImportedZone[];
  systems: ImportedSystem[];
  georeference?: Georeference;
  /** IFC x, y, z of the zero of every room mesh. */
  origin: [number, number, number];
  /** The whole drawing as a fragments file for the viewer; absent when it was not asked for or failed (then a warning tells). */
  frag: Uint8Array | undefined;
  warnings: ImportWarning[];
  /** How long each step took, ms. */
  timings: Record<string, number>;
}

export interface ImportedBuilding {
  ifcGlobalId: string;
  name: string;
  address?: string;
  position?: Position;
  /** From the lowest to the highest. */
  storeys: ImportedStorey[];
  elements: ImportedElement[];
}

export interface ImportedStorey {
  /** Rooms that hang directly under a building without storeys lie on a storey with the building's own GlobalId. */
  ifcGlobalId: string;
  name: string;
  /** Metres above the building's zero. */
  elevation: number;
  plan: StoreyPlan;
  /** In the order of their numbers. */
  spaces: ImportedSpace[];
}

/** A storey cut at 1.2 m above its elevation; rooms are cut just above their own floors. Corners are whole millimetres. */
export interface StoreyPlan {
  /** minX, minY, maxX, maxY; all zero when nothing was cut. */
  bounds: [number, number, number, number];
  rooms: PlanRoom[];
  walls: Polygon[];
  doors: Polygon[];
  windows: Polygon[];
  stairs: Polygon[];
}

export interface PlanRoom {
  ifcGlobalId: string;
  number: string;
  name: string;
  /** Measured, m². */
  area: number;
  polygon: Polygon;
  /** A place for the label, inside the polygon. */
  label: Xy;
}

export interface ImportedSpace {
  ifcGlobalId: string;
  number: string;
  name: string;
  /** Measured from the geometry, m². */
  area?: number;
  /** As written in the file, m². */
  areaDeclared?: number;
  /** From the floor to the highest point, m. */
  height?: number;
  /** Measured from the geometry, m³. */
  volume?: number;
  volumeDeclared?: number;
  /** Height of its floor in the model, m. */
  floorZ?: number;
  /** Names of the zones that it belongs to. */
  zones: string[];
  functionCode?: string;
  /** Property sets as written, numbers in SI units. */
  properties: Record<string, Record<string, PropertyValue>>;
  mesh?: RoomMesh;
}

export type PropertyValue = string | number | boolean;

/** Triangles in metres, Y up (x, z, −y of IFC), relative to the model's `origin`. */
export interface RoomMesh {
  positions: Float32Array;
  indices: Uint32Array;
}

export interface ImportedElement {
  ifcGlobalId: string;
  /** e.g. `IfcSensor` */
  ifcClass: string;
  name: string;
  /** TFM tag or other mark of the plant; a bare number of the drawing program is not one. */
  tag?: string;
  /** Name of its type object. */
  typeName?: string;
  spaceGlobalId?: string;
  storeyGlobalId?: string;
  /** Middle of its body, or else where it is placed; IFC x, y, z of the model, m. */
  position?: [number, number, number];
  /** Names of the systems that it belongs to. */
  systems: string[];
}

export interface ImportedZone {
  ifcGlobalId: string;
  name: string;
  spaceGlobalIds: string[];
}

export interface ImportedSystem {
  ifcGlobalId: string;
  name: string;
  elementGlobalIds: string[];
}

/** Where the model's zero lies in a projected coordinate system. */
export interface Georeference {
  /** e.g. `EPSG:25832` */
  crs: string;
  /** Metres in the coordinate system. */
  eastings: number;
  northings: number;
  height: number;
  /** Angle from the coordinate system's east to the model's x, radians counter-clockwise. */
  rotation: number;
}
