import { describe, expect, it } from "vitest";
import type { Quantity } from "./properties.ts";
import { declaredArea, declaredVolume } from "./space-quantities.ts";

const quantity = (name: string, value: number, kind: Quantity["kind"] = "area"): Quantity => ({
  set: "Qto",
  name,
  kind,
  value,
});

describe("declaredArea", () => {
  it.each<[string, Quantity[], number | undefined]>([
    ["net before gross", [quantity("GrossFloorArea", 12), quantity("NetFloorArea", 11)], 11],
    ["what Revit calls it", [quantity("GSA BIM Area", 17.9)], 17.9],
    ["a Norwegian name", [quantity("Nettoareal", 9)], 9],
    ["the only floor there is", [quantity("Raumfläche", 8), quantity("NetWallArea", 40)], 8],
    ["none when it cannot tell", [quantity("A", 8), quantity("B", 9)], undefined],
    ["no walls and ceilings", [quantity("NetWallArea", 40), quantity("NetCeilingArea", 8)], undefined],
    ["no zero", [quantity("NetFloorArea", 0)], undefined],
    ["no lengths", [quantity("Area", 3, "length")], undefined],
  ])("takes %s", (_, quantities, expected) => {
    expect(declaredArea(quantities)).toBe(expected);
  });
});

describe("declaredVolume", () => {
  it("takes net before gross", () => {
    const both = [quantity("GrossVolume", 40, "volume"), quantity("NetVolume", 36, "volume")];
    expect(declaredVolume(both)).toBe(36);
    expect(declaredVolume([])).toBeUndefined();
  });
});
