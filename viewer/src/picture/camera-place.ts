import type { PictureCamera } from "@kontrollrom/contracts/saved-view.ts";

/** Zero of the rooms in IFC coordinates. */
export type Origin = readonly [number, number, number];

/** A place of the camera as three.js has it: Y up, angles of a `Spherical` in radians, from the target to the camera. */
export interface LocalPlace {
  readonly target: readonly [number, number, number];
  readonly theta: number;
  readonly phi: number;
  /** Height of the picture at the target, m. */
  readonly span: number;
  readonly parallel: boolean;
}

const degrees = 180 / Math.PI;

/** IFC (x, y, z) is (x, z, −y) in three.js; a bearing turns the other way than theta. */
export function toLocal(place: PictureCamera, [ox, oy, oz]: Origin): LocalPlace {
  return {
    target: [place.x - ox, place.z - oz, oy - place.y],
    theta: -place.bearing / degrees,
    phi: place.tilt / degrees,
    span: place.span,
    parallel: place.parallel,
  };
}

export function fromLocal(place: LocalPlace, [ox, oy, oz]: Origin): PictureCamera {
  const [x, y, z] = place.target;
  return {
    x: x + ox,
    y: oy - z,
    z: y + oz,
    bearing: -place.theta * degrees,
    tilt: place.phi * degrees,
    span: place.span,
    parallel: place.parallel,
  };
}
