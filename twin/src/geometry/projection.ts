import type { Position } from "@kontrollrom/contracts/primitives.ts";

interface TransverseMercator {
  /** Central meridian and latitude of origin, degrees. */
  readonly lon0: number;
  readonly lat0: number;
  readonly scale: number;
  readonly falseEasting: number;
  readonly falseNorthing: number;
}

/** GRS 80, which EUREF 89 uses; WGS 84 differs by a tenth of a millimetre. */
const SEMI_MAJOR = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const N = FLATTENING / (2 - FLATTENING);
/** Radius of the sphere whose meridian is as long as the ellipsoid's. */
const RECTIFYING = (SEMI_MAJOR / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const RADIANS = Math.PI / 180;

/**
 * Degrees of a place in a projected coordinate system: UTM (EUREF 89 and WGS 84, also with NN2000 heights) and NTM,
 * by EPSG code or by name.
 * @returns undefined for other systems and for places outside of them
 */
export function toDegrees(crs: string, easting: number, northing: number): Position | undefined {
  const projection = projectionOf(crs);
  if (projection === undefined) return undefined;
  const position = inverse(projection, easting, northing);
  const inside =
    Math.abs(position.lat) <= 84 &&
    Math.abs(position.lon - projection.lon0) <= 15 &&
    Number.isFinite(position.lat + position.lon);
  return inside ? position : undefined;
}

function projectionOf(crs: string): TransverseMercator | undefined {
  const code = Number(/(?:EPSG\D*)?\b(\d{4,5})\b/i.exec(crs)?.[1]);
  if (code >= 25828 && code <= 25838) return utm(code - 25800, false);
  if (code >= 32601 && code <= 32660) return utm(code - 32600, false);
  if (code >= 32701 && code <= 32760) return utm(code - 32700, true);
  // With NN2000 heights: 5971–5976 are UTM 31–36, 5945–5970 are NTM 5–30.
  if (code >= 5971 && code <= 5976) return utm(code - 5940, false);
  if (code >= 5945 && code <= 5970) return ntm(code - 5940);
  if (code >= 5105 && code <= 5130) return ntm(code - 5100);
  const named = /\b(UTM|NTM)\D{0,8}(\d{1,2})([NS]?)\b/i.exec(crs);
  const zone = Number(named?.[2]);
  if (named?.[1]?.toUpperCase() === "UTM" && zone >= 1 && zone <= 60)
    return utm(zone, named[3]?.toUpperCase() === "S");
  if (named?.[1]?.toUpperCase() === "NTM" && zone >= 5 && zone <= 30) return ntm(zone);
  return undefined;
}

function utm(zone: number, south: boolean): TransverseMercator {
  return {
    lon0: zone * 6 - 183,
    lat0: 0,
    scale: 0.9996,
    falseEasting: 500_000,
    falseNorthing: south ? 10_000_000 : 0,
  };
}

/** Norsk transversal Mercator: zones of one degree, named after their western edge. */
function ntm(zone: number): TransverseMercator {
  return { lon0: zone + 0.5, lat0: 58, scale: 1, falseEasting: 100_000, falseNorthing: 1_000_000 };
}

/** Krüger's series to n³ (Karney 2011, eq. 36 and 7), good to a millimetre within the zone. */
function inverse(projection: TransverseMercator, easting: number, northing: number): Position {
  const beta = [
    0,
    N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3,
    N ** 2 / 48 + N ** 3 / 15,
    (17 / 480) * N ** 3,
  ];
  const delta = [
    0,
    2 * N - (2 / 3) * N ** 2 - 2 * N ** 3,
    (7 / 3) * N ** 2 - (8 / 5) * N ** 3,
    (56 / 15) * N ** 3,
  ];
  const xi =
    (northing - projection.falseNorthing) / (projection.scale * RECTIFYING) +
    meridianArc(projection.lat0 * RADIANS) / RECTIFYING;
  const eta = (easting - projection.falseEasting) / (projection.scale * RECTIFYING);
  let xiPrime = xi;
  let etaPrime = eta;
  for (let j = 1; j <= 3; j++) {
    xiPrime -= (beta[j] ?? 0) * Math.sin(2 * j * xi) * Math.cosh(2 * j * eta);
    etaPrime -= (beta[j] ?? 0) * Math.cos(2 * j * xi) * Math.sinh(2 * j * eta);
  }
  const conformal = Math.asin(Math.sin(xiPrime) / Math.cosh(etaPrime));
  let lat = conformal;
  for (let j = 1; j <= 3; j++) lat += (delta[j] ?? 0) * Math.sin(2 * j * conformal);
  const lon = Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime));
  return { lat: lat / RADIANS, lon: projection.lon0 + lon / RADIANS };
}

/** Length of the meridian from the equator, by the series that goes with the inverse. */
function meridianArc(lat: number): number {
  const alpha = [
    N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
    (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
    (61 / 240) * N ** 3,
  ];
  const e = Math.sqrt(FLATTENING * (2 - FLATTENING));
  const sin = Math.sin(lat);
  const conformal = Math.atan(Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin)));
  return RECTIFYING * alpha.reduce((sum, a, j) => sum + a * Math.sin(2 * (j + 1) * conformal), conformal);
}
