import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { DrawingRefusal } from "@kontrollrom/contracts/drawing.ts";

/** A storey's drawing as it is edited. Corners are whole millimetres; outer rings counter-clockwise, holes clockwise. */
export interface EditDrawing {
  readonly rooms: readonly EditRoom[];
  readonly walls: readonly Polygon[];
  readonly doors: readonly Polygon[];
  readonly windows: readonly Polygon[];
}

export interface EditRoom {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly functionCode?: string | undefined;
  readonly polygon: Polygon;
}

export interface DrawingLimits {
  /** m² */
  readonly leastArea: number;
  /** A room must somewhere be this wide, and nowhere be joined by less, m. */
  readonly leastWidth: number;
  /** Rooms this far from each other have a wall between them and are neighbours, m. */
  readonly wall: number;
}

export const usualLimits: DrawingLimits = { leastArea: 0.5, leastWidth: 0.3, wall: 0.6 };

export type Applied =
  | { readonly ok: true; readonly drawing: EditDrawing }
  | { readonly ok: false; readonly reason: DrawingRefusal; readonly roomIds: readonly string[] };

export function refuse(reason: DrawingRefusal, ...roomIds: string[]): Applied {
  return { ok: false, reason, roomIds };
}

/** A corner of a ring, counted around. */
export function cornerAt(ring: readonly Xy[], index: number): Xy {
  return ring[((index % ring.length) + ring.length) % ring.length] ?? [0, 0];
}
