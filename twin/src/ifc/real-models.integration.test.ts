import { beforeAll, describe, expect, it } from "vitest";
import { hasModels, modelFacts, modelPath } from "../../test/models.ts";
import { inPolygon, polygonArea, signedArea } from "../geometry/polygon.ts";
import { importModel } from "./import-model.ts";
import type { ImportedModel, ImportedSpace } from "./imported-model.ts";

// In continuous integration the drawings must be there; on a machine without them one skipped test says so.
if (!hasModels && process.env.CI === undefined) {
  describe("real drawings", () => {
    it.skip("needs ../shared/models: real IFC files that are too large for the repository", () => {});
  });
} else {
  describe("real drawings (needs ../shared/models)", () => {
    it("are there", () => expect(hasModels).toBe(true));

    describe.each([
      ["duplex-arch-georef-ifc2x3", 1, 4, 21, 218],
      ["office48-ifc4-mapconv", 1, 3, 48, 492],
      ["bimwhale-large-ifc2x3", 1, 2, 8, 115],
      ["pcert-building-architecture-ifc4", 1, 1, 2, 15],
      ["pcert-sensors-ifc4x3-derived", 1, 1, 2, 27],
      ["schependomlaan-frames-ifc2x3", 1, 4, 0, 164],
      ["duplex-electrical-ifc2x3", 1, 3, 1, 103],
    ] as const)("%s", (name, buildings, storeys, spaces, elements) => {
      let model: ImportedModel;
      beforeAll(async () => {
        model = await importModel({ path: modelPath(name), name }, { frag: false });
      });

      it("has all its buildings, storeys, rooms and elements", () => {
        const facts = modelFacts().find(({ file }) => file === `${name}.ifc`)!;
        expect(model).toMatchObject({ schema: facts.schema, bytes: facts.bytes, sha256: facts.sha256 });
        expect({
          buildings: model.buildings.length,
          storeys: model.buildings.flatMap((building) => building.storeys).length,
          spaces: spacesOf(model).length,
          elements: model.buildings.flatMap((building) => building.elements).length,
        }).toEqual({ buildings, storeys, spaces, elements });
      });

      it("has a tidy outline, a label inside and a mesh for each room", () => {
        for (const storey of model.buildings.flatMap((building) => building.storeys)) {
          expect(storey.plan.rooms).toHaveLength(storey.spaces.length);
          for (const room of storey.plan.rooms) {
            const space = storey.spaces.find(({ ifcGlobalId }) => ifcGlobalId === room.ifcGlobalId)!;
            expect(polygonArea(room.polygon)).toBeCloseTo(space.area!, 2);
            expect(room.polygon.map((ring, i) => signedArea(ring) > 0 === (i === 0))).not.toContain(false);
            expect(inPolygon(room.polygon, ...room.label)).toBe(true);
            expect(space.volume!).toBeLessThanOrEqual(space.area! * space.height! * 1.02);
            expect(space.mesh!.indices.length).toBeGreaterThanOrEqual(12);
            expect(Math.max(...space.mesh!.indices)).toBeLessThan(space.mesh!.positions.length / 3);
          }
        }
      });
    });

    it("areas agree with the extrusion profiles, in metres and in feet", async () => {
      const areas = async (name: string) =>
        new Map(
          spacesOf(await importModel({ path: modelPath(name), name }, { frag: false })).map((space) => [
            space.number,
            space.area,
          ]),
        );
      const duplex = await areas("duplex-arch-georef-ifc2x3");
      expect(duplex.get("A102")).toBeCloseTo(27.66, 2);
      expect(duplex.get("A203")).toBeCloseTo(22.043, 2);
      // The file says 1568.25 square feet.
      expect((await areas("duplex-electrical-ifc2x3")).get("R301")).toBeCloseTo(145.7, 1);
    });

    it("warnings say what is known to be wrong with them", async () => {
      const codes = async (name: string) =>
        (await importModel({ path: modelPath(name), name }, { frag: false })).warnings.map(
          ({ code }) => code,
        );
      expect(await codes("bimwhale-large-ifc2x3")).toContain("volume-differs");
      expect(await codes("office48-ifc4-mapconv")).toEqual(
        expect.arrayContaining(["georeference-scale", "default-position", "overlapping-rooms"]),
      );
    });

    it("sensors are in their rooms with their TFM marks and systems, æøå intact", async () => {
      const name = "pcert-sensors-ifc4x3-derived";
      const model = await importModel({ path: modelPath(name), name }, { frag: false });
      const sensors = model.buildings[0]!.elements.filter(({ ifcClass }) => ifcClass === "IfcSensor");
      expect(sensors).toHaveLength(8);
      for (const sensor of sensors) {
        expect(sensor.tag).toMatch(/^\+(living room|entry hall)=360\.001-[A-Z]{2}01$/);
        expect(sensor.systems).toEqual(["360.001 Ventilasjon"]);
        const room = spacesOf(model).find(({ ifcGlobalId }) => ifcGlobalId === sensor.spaceGlobalId);
        expect(sensor.tag).toContain(room!.number);
      }
      expect(model.zones.map((zone) => zone.name)).toContain("Branncelle 1 – Møterom Å");
    });

    it("a campus of 50 MB is imported whole, with its .frag", async () => {
      const name = "campus-duplex-x20-ifc2x3";
      const model = await importModel({ path: modelPath(name), name });
      expect(model.buildings).toHaveLength(20);
      expect(model.buildings.flatMap((building) => building.storeys)).toHaveLength(80);
      expect(spacesOf(model)).toHaveLength(420);
      expect(model.frag!.length).toBeGreaterThan(1_000_000);
      // Each wall is on the plans of its own building only.
      for (const building of model.buildings) {
        expect(building.storeys.map((storey) => storey.plan.walls.length)).toEqual([6, 31, 36, 0]);
      }
    });
  });
}

function spacesOf(model: ImportedModel): ImportedSpace[] {
  return model.buildings.flatMap((building) => building.storeys.flatMap((storey) => storey.spaces));
}
