import { describe, expect, it } from "vitest";
import { toDegrees } from "./projection.ts";

describe("toDegrees", () => {
  // Reference values from PROJ 9 (pyproj), ETRS89 or WGS 84.
  it.each<[crs: string, easting: number, northing: number, lat: number, lon: number]>([
    ["EPSG:25832", 435_846.992, 6_998_535.7591, 63.1105, 7.7286],
    ["EPSG:25832", 597_979.9029, 6_643_118.9914, 59.9139, 10.7522],
    ["EPSG:25833", 262_560.4822, 6_649_443.584, 59.9139, 10.7522],
    ["EPSG:25835", 452_717.9194, 7_875_673.3134, 70.98, 25.7],
    ["EPSG:5975", 452_717.9194, 7_875_673.3134, 70.98, 25.7],
    ["EPSG:5110", 114_109.2886, 1_213_224.4816, 59.9139, 10.7522],
    ["EPSG:5107", 111_539.983, 1_569_439.0393, 63.1105, 7.7286],
    ["EPSG:5955", 87_075.5113, 2_036_559.5677, 67.3, 15.2],
    ["EPSG:32633", 435_550.4988, 8_760_469.3545, 78.9, 12],
    ["EUREF89 UTM sone 32N", 435_846.992, 6_998_535.7591, 63.1105, 7.7286],
    ["ETRS89 / NTM zone 10", 114_109.2886, 1_213_224.4816, 59.9139, 10.7522],
  ])("%s", (crs, easting, northing, lat, lon) => {
    const position = toDegrees(crs, easting, northing);
    // 1e-7 degrees is a centimetre.
    expect(position?.lat).toBeCloseTo(lat, 7);
    expect(position?.lon).toBeCloseTo(lon, 7);
  });

  it.each([
    ["another system", "EPSG:28992", 150_000, 400_000],
    ["no system", "", 435_846, 6_998_535],
    ["a place far outside of the zone", "EPSG:25832", 9_000_000, 6_998_535],
  ])("knows nothing of %s", (_, crs, easting, northing) => {
    expect(toDegrees(crs, easting, northing)).toBeUndefined();
  });
});
