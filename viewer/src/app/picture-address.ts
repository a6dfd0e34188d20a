import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import type { PictureCamera, PictureSection } from "@kontrollrom/contracts/saved-view.ts";

export const disciplines = [
  "architecture",
  "structure",
  "mechanical",
  "electrical",
  "other",
] as const satisfies readonly Discipline[];

/** `12.5,-3,1.5,-36,53,40` and `,p` where lines stay parallel: x, y, z, bearing, tilt, span. */
export function formatPlace({ x, y, z, bearing, tilt, span, parallel }: PictureCamera): string {
  return [x, y, z, bearing, tilt, span, ...(parallel ? ["p"] : [])].join(",");
}

export function readPlace(text: string | null): PictureCamera | undefined {
  const [x, y, z, bearing, tilt, span, ...more] = (text ?? "").split(",");
  const numbers = [x, y, z, bearing, tilt, span].map((part) => (part === "" ? Number.NaN : Number(part)));
  if (!numbers.every((value) => Math.abs(value) <= 100_000)) return undefined;
  const [px = 0, py = 0, pz = 0, pb = 0, pt = 0, ps = 0] = numbers;
  if (Math.abs(pb) > 360 || pt < 0 || pt > 180 || ps <= 0 || !["", "p"].includes(more.join()))
    return undefined;
  return { x: px, y: py, z: pz, bearing: pb, tilt: pt, span: ps, parallel: more[0] === "p" };
}

/** As fine as one sees, and a short address. */
export function roundPlace(place: PictureCamera): PictureCamera {
  const at = (value: number, digits: number) => Number(value.toFixed(digits)) + 0;
  return {
    x: at(place.x, 2),
    y: at(place.y, 2),
    z: at(place.z, 2),
    bearing: at(place.bearing, 1),
    tilt: at(place.tilt, 1),
    span: Math.max(0.1, at(place.span, 2)),
    parallel: place.parallel,
  };
}

export const samePlace = (a: PictureCamera | undefined, b: PictureCamera | undefined) =>
  a === b || (a !== undefined && b !== undefined && formatPlace(a) === formatPlace(b));

/** `z2.8`: what is above 2.8 m is away; `-z2.8`: what is below. */
export const formatSection = ({ axis, at, flipped }: PictureSection) => `${flipped ? "-" : ""}${axis}${at}`;

export function readSection(text: string | null): PictureSection | undefined {
  const parts = /^(-?)([xyz])(-?\d{1,5}(?:\.\d+)?)$/.exec(text ?? "");
  if (parts === null) return undefined;
  return { axis: parts[2] as PictureSection["axis"], at: Number(parts[3]), flipped: parts[1] === "-" };
}
