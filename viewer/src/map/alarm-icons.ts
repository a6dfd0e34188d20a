import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { rgb } from "d3";
import type { Rgb } from "../picture/layers.ts";

/** The shapes of `PriorityMark`, on a field of 24 × 24. */
const shapes: Readonly<Record<Priority, { readonly path: string; readonly textY: number }>> = {
  1: { path: "M3 3H21V21H3Z", textY: 12 },
  2: { path: "M12 1.8 23 21.5H1Z", textY: 15.2 },
  3: { path: "M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20Z", textY: 12 },
  4: { path: "M12 .8 23.2 12 12 23.2.8 12Z", textY: 12 },
};
const field = 28;
/** Pixels of the image for one of the field: sharp on screens of twice the density. */
export const iconRatio = 2;

/** A priority's mark as pixels: filled while somebody has to acknowledge, else an outline. */
export function alarmIcon(
  priority: Priority,
  look: "filled" | "outline",
  colours: { readonly fill: Rgb; readonly ground: Rgb; readonly ink: string; readonly outlineInk: string },
): ImageData {
  const side = field * iconRatio;
  const context = new OffscreenCanvas(side, side).getContext("2d");
  if (context === null) throw new Error("the browser draws nothing in two dimensions");
  const { path, textY } = shapes[priority];
  context.scale(iconRatio, iconRatio);
  context.translate(2, 2);
  const shape = new Path2D(path);
  context.lineJoin = "round";
  context.strokeStyle = rgb(...colours.ground).formatHex();
  context.lineWidth = 4;
  context.stroke(shape);
  context.fillStyle = rgb(...(look === "filled" ? colours.fill : colours.ground)).formatHex();
  context.fill(shape);
  context.strokeStyle = rgb(...colours.fill).formatHex();
  context.lineWidth = 2;
  context.stroke(shape);
  context.fillStyle = look === "filled" ? colours.ink : colours.outlineInk;
  context.font = "700 12px 'Inter Variable', system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(priority), 12, textY + 0.5);
  return context.getImageData(0, 0, side, side);
}
