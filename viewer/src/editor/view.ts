import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { ZoomTransform } from "d3";
import type { Guide } from "./snap.ts";

export const toolNames = ["select", "wall", "draw", "split", "merge", "area", "sensor"] as const;
export type ToolName = (typeof toolNames)[number];
/** The letter of each tool: of its Norwegian name. */
export const toolKeys: Readonly<Record<ToolName, string>> = {
  select: "v",
  wall: "f",
  draw: "t",
  split: "d",
  merge: "s",
  area: "o",
  sensor: "p",
};

/** How the plan lies on the screen. */
export interface ViewPlace {
  readonly scale: number;
  readonly offset: Xy;
  readonly transform: ZoomTransform;
}

/** Metres of the plan to pixels of the drawing, and back. A screen counts downwards. */
export const toScreen = ({ scale, offset, transform }: ViewPlace, [x, y]: Xy): Xy =>
  transform.apply([offset[0] + x * scale, offset[1] - y * scale]);
export function toPlan({ scale, offset, transform }: ViewPlace, pixel: Xy): Xy {
  const [x, y] = transform.invert([pixel[0], pixel[1]]);
  return [(x - offset[0]) / scale, (offset[1] - y) / scale];
}

export interface Sketch {
  readonly corners: readonly Xy[];
  readonly closed: boolean;
  readonly guides: readonly Guide[];
  readonly cursor?: Xy | undefined;
  readonly refused: boolean;
}
