import { DxfReading } from "@kontrollrom/contracts/exchange.ts";
import { describe, expect, it } from "vitest";
import { suggestedPurposes } from "./dxf-layers.tsx";
import { firstChoices, readingOf } from "./dxf-reading.ts";

const layer = { closed: 1, open: 0, hatches: 0, texts: 0, closedArea: 1, samples: [] };
const inspection = (extent: [number, number, number, number]) => ({
  fileKey: "0".repeat(64),
  unit: "millimetre" as const,
  unitFrom: "file" as const,
  extent,
  layers: [
    { ...layer, name: "A-ROM", suggested: "rooms" as const },
    { ...layer, name: "A-VEGG", suggested: "walls" as const },
    { ...layer, name: "A-MØBEL" },
  ],
  unread: {},
});

describe("what the wizard asks for", () => {
  it("is what the layers suggest, in the unit of the file, as the drawing lies", () => {
    const found = inspection([0, 0, 20_000, 10_000]);
    const reading = readingOf(firstChoices(found, suggestedPurposes(found.layers)));
    expect(DxfReading.parse(reading)).toMatchObject({
      layers: { rooms: ["A-ROM"], walls: ["A-VEGG"], doors: [] },
      unit: "millimetre",
      origin: [0, 0],
    });
  });

  it("is nothing before a layer is rooms", () => {
    expect(readingOf(firstChoices(inspection([0, 0, 1, 1]), {}))).toBeUndefined();
  });

  it("begins at the corner of a drawing in map coordinates", () => {
    const far = inspection([569_000_000, 7_034_000_000, 569_020_000, 7_034_010_000]);
    expect(firstChoices(far, {}).origin).toEqual([569_000_000, 7_034_000_000]);
  });
});
