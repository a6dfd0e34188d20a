import type { PictureCamera } from "@kontrollrom/contracts/saved-view.ts";
import { type ZoomTransform, zoomIdentity } from "d3";

/** How the whole plan is laid in its window: pixels a metre, where its zero is, and the window, px. */
export interface PlanFit {
  readonly scale: number;
  readonly offset: readonly [number, number];
  readonly size: { readonly width: number; readonly height: number };
}

/** Looks as the 3D picture does at first, where nothing else has been said. */
const southWest = { bearing: -36, tilt: 52.9, parallel: false };

/** The plan's zoom that has a place's middle in the middle, at the same size. */
export function transformOf(place: PictureCamera, { scale, offset, size }: PlanFit): ZoomTransform {
  const k = size.height / (place.span * scale);
  const x = offset[0] + place.x * scale;
  const y = offset[1] - place.y * scale;
  return zoomIdentity.translate(size.width / 2 - k * x, size.height / 2 - k * y).scale(k);
}

/** The place that a zoom of the plan shows; how one looks in 3D stays as it was. */
export function placeOf(
  transform: ZoomTransform,
  { scale, offset, size }: PlanFit,
  before: PictureCamera | undefined,
  elevation: number,
): PictureCamera {
  const [x, y] = transform.invert([size.width / 2, size.height / 2]);
  return {
    ...southWest,
    z: elevation,
    ...before,
    x: (x - offset[0]) / scale,
    y: (offset[1] - y) / scale,
    span: size.height / (scale * transform.k),
  };
}
