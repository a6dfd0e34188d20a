import type { DrawingUnit, DxfInspection } from "@kontrollrom/contracts/exchange.ts";
import type { LayerPurposes } from "./dxf-layers.tsx";
import type { ReadingInput } from "./exchange-queries.ts";

/** What the fields of the wizard hold. */
export interface DxfChoices {
  readonly purposes: LayerPurposes;
  readonly unit: DrawingUnit;
  readonly origin: readonly [number, number];
  readonly offset: readonly [number, number];
  readonly rotation: number;
  readonly height: number;
  readonly smallestRoom: number;
}

/** Metres in a unit. */
export const metresOf: Readonly<Record<DrawingUnit, number>> = {
  millimetre: 0.001,
  centimetre: 0.01,
  decimetre: 0.1,
  metre: 1,
  inch: 0.0254,
  foot: 0.3048,
};

/** Further from its zero than this, m, a drawing is taken to be in map coordinates: its corner becomes the zero. */
const FAR = 2000;

/** What a drawing is begun with: as it lies, unless that is far from everything. */
export function firstChoices(inspection: DxfInspection, purposes: LayerPurposes): DxfChoices {
  const [minX, minY] = inspection.extent ?? [0, 0];
  const far = Math.max(Math.abs(minX), Math.abs(minY)) * metresOf[inspection.unit] > FAR;
  return {
    purposes,
    unit: inspection.unit,
    origin: far ? [minX, minY] : [0, 0],
    offset: [0, 0],
    rotation: 0,
    height: 2.7,
    smallestRoom: 0.5,
  };
}

/** The body that says it; undefined while no layer is rooms. */
export function readingOf({ purposes, origin, offset, ...rest }: DxfChoices): ReadingInput | undefined {
  const named = (purpose: string): string[] =>
    Object.entries(purposes).flatMap(([name, one]) => (one === purpose ? name : []));
  const rooms = named("rooms");
  if (rooms.length === 0) return undefined;
  return {
    ...rest,
    origin: [origin[0], origin[1]],
    offset: [offset[0], offset[1]],
    layers: {
      rooms,
      walls: named("walls"),
      doors: named("doors"),
      windows: named("windows"),
      stairs: named("stairs"),
      texts: named("texts"),
    },
  };
}
