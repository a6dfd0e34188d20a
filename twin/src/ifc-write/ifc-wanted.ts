import type { Polygon } from "@kontrollrom/contracts/building.ts";

/** What the register says of the buildings of a drawing. Metres, x east and y north of the model. */
export interface IfcWanted {
  /** GlobalIds of the buildings that are meant: others in the file stay as they are. */
  readonly buildings: readonly string[];
  readonly rooms: readonly WantedRoom[];
  /** GlobalIds of rooms that the register has ended since the drawing came. */
  readonly gone: readonly string[];
  /** What gathers rooms. Zones that the file has and that are not named here stay. */
  readonly zones: readonly WantedZone[];
  readonly sensors: readonly WantedSensor[];
}

export interface WantedRoom {
  /** As in the drawing; of a room that was drawn here, one that stays the same. */
  readonly ifcGlobalId: string;
  readonly storeyGlobalId: string;
  readonly number: string;
  readonly name: string;
  /** NS 3457-4 */
  readonly functionCode?: string | undefined;
  /** Absent where nobody has drawn it. */
  readonly polygon?: Polygon | undefined;
  /** Height of its floor in the model, m. */
  readonly floorZ?: number | undefined;
  /** From floor to ceiling, m. */
  readonly height?: number | undefined;
}

export interface WantedZone {
  /** Stays the same from one export to the next, within the building. */
  readonly key: string;
  /** Known in the file by it. */
  readonly name: string;
  /** What kind of zone it is, for one that the file does not have. */
  readonly objectType?: string | undefined;
  readonly roomGlobalIds: readonly string[];
}

export interface WantedSensor {
  /** Stays the same from one export to the next. */
  readonly id: string;
  readonly name: string;
  /** Number of the device on its network. */
  readonly externalId: string;
  readonly model?: string | undefined;
  /** TFM */
  readonly tag?: string | undefined;
  readonly roomGlobalId: string;
  /** The component of the drawing that it is: its facts are hung there, and nothing is added. */
  readonly elementGlobalId?: string | undefined;
  readonly points: readonly { readonly id: number; readonly quantity: string; readonly channel?: string }[];
}

/** What an export changed, and what it could not. */
export interface IfcWriteReport {
  readonly schema: string;
  /** Rooms whose number, name or function was written. */
  readonly renamedRooms: number;
  readonly redrawnRooms: number;
  readonly newRooms: number;
  readonly removedRooms: number;
  readonly zones: number;
  readonly sensors: number;
  /** Instances of the STEP file. */
  readonly instances: { readonly changed: number; readonly added: number; readonly removed: number };
  readonly bytes: number;
  readonly warnings: readonly IfcWriteWarning[];
}

export interface IfcWriteWarning {
  readonly code:
    | "room-not-in-drawing"
    | "room-not-in-register"
    | "storey-not-in-drawing"
    | "shape-not-written"
    | "function-of-type"
    | "component-not-in-drawing";
  /** For a person. */
  readonly message: string;
  /** The first hundred; `count` tells all. */
  readonly globalIds: readonly string[];
  readonly count: number;
}
