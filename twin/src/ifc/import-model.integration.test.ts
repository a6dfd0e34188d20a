import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { SingleThreadedFragmentsModel } from "@thatopen/fragments";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SmallFile, smallIfc, testGlobalId } from "../../test/small-ifc.ts";
import type { ImportError } from "./import-error.ts";
import { type ImportOptions, importModel } from "./import-model.ts";
import type { ImportedModel } from "./imported-model.ts";

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kr-import-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function importBytes(bytes: Uint8Array | string, options: ImportOptions = {}): Promise<ImportedModel> {
  const path = join(folder, `${files++}.bin`);
  await writeFile(path, bytes);
  return importModel({ path, name: "Rådhuset" }, { frag: false, ...options });
}
const importSmall = (file: SmallFile, options?: ImportOptions) => importBytes(smallIfc(file), options);

async function failure(promise: Promise<unknown>): Promise<Pick<ImportError, "code" | "detail">> {
  const result = await promise.then(
    () => "imported",
    (error: ImportError) => ({ code: error.code, detail: error.detail }),
  );
  if (typeof result === "string") throw new Error("expected the import to fail");
  return result;
}

/** A classroom of 4 by 3 by 2.7 m and one of 5 by 3 m, as numbers of the given unit. */
function twoRooms(metre: number): SmallFile {
  const m = (value: number): number => value * metre;
  return {
    buildings: [
      {
        name: "Skolen",
        storeys: [
          {
            name: "1. etasje",
            elevation: 0,
            spaces: [
              { number: "101", name: "Klasserom", x: 0, y: 0, width: m(4), depth: m(3), height: m(2.7) },
              { number: "102", name: "Grupperom", x: m(4.2), y: 0, width: m(5), depth: m(3), height: m(2.7) },
            ],
            elements: [
              {
                ifcClass: "IFCWALL",
                name: "Skillevegg",
                x: m(4),
                y: 0,
                width: m(0.2),
                depth: m(3),
                height: m(2.7),
              },
              {
                ifcClass: "IFCDOOR",
                name: "Dør",
                x: m(1),
                y: m(3),
                width: m(0.9),
                depth: m(0.05),
                height: m(2.1),
              },
            ],
          },
          {
            name: "2. etasje",
            elevation: m(3),
            spaces: [{ number: "201", x: 0, y: 0, width: m(9.2), depth: m(3), height: m(2.7) }],
          },
        ],
      },
    ],
  };
}

const onlyStorey = (model: ImportedModel) => model.buildings[0]!.storeys[0]!;
const codes = (model: ImportedModel): string[] => model.warnings.map((warning) => warning.code);

describe("rooms", () => {
  it.each([
    ["metre", 1],
    ["millimetre", 1000],
    ["foot", 1 / 0.3048],
  ] as const)("are measured in metres from a file in %s", async (unit, metre) => {
    const model = await importSmall({ ...twoRooms(metre), unit });
    const storeys = model.buildings[0]!.storeys;
    expect(storeys.map(({ name, elevation }) => [name, elevation])).toEqual([
      ["1. etasje", 0],
      ["2. etasje", 3],
    ]);
    const [room] = storeys[0]!.spaces;
    expect(room).toMatchObject({ number: "101", name: "Klasserom", height: 2.7 });
    expect(room!.area).toBeCloseTo(12, 3);
    expect(room!.volume).toBeCloseTo(32.4, 2);
    expect(storeys[0]!.plan.rooms[0]!.polygon).toEqual([
      expect.arrayContaining([
        [0, 0],
        [4, 0],
        [4, 3],
        [0, 3],
      ]),
    ]);
    expect(storeys[0]!.plan.bounds).toEqual([0, 0, 9.2, 3.05]);
    expect(storeys[0]!.plan.walls).toHaveLength(1);
    expect(storeys[0]!.plan.doors).toHaveLength(1);
    expect(storeys[1]!.plan.walls).toHaveLength(0);
    expect(codes(model)).toEqual([]);
  });

  it("come as meshes in metres with Y up", async () => {
    const model = await importSmall({ ...twoRooms(1000), unit: "millimetre" });
    const mesh = model.buildings[0]!.storeys[1]!.spaces[0]!.mesh!;
    expect(model.origin).toEqual([0, 0, 0]);
    expect(mesh.positions).toHaveLength(8 * 3);
    expect(mesh.indices).toHaveLength(12 * 3);
    const axis = (k: number) => Array.from(mesh.positions).filter((_, i) => i % 3 === k);
    expect(Math.max(...axis(0))).toBeCloseTo(9.2, 4);
    expect([Math.min(...axis(1)), Math.max(...axis(1))]).toEqual([3, expect.closeTo(5.7, 4)]);
    expect(Math.min(...axis(2))).toBeCloseTo(-3, 4);
  });

  it("keep their millimetres far from the model's zero", async () => {
    const far: SmallFile = {
      unit: "millimetre",
      buildings: [
        {
          storeys: [
            {
              name: "1",
              elevation: 0,
              spaces: [
                {
                  number: "101",
                  x: 0,
                  y: 0,
                  width: 0,
                  depth: 0,
                  height: 2700,
                  // Corners themselves in national coordinates, as some exporters write them.
                  corners: [
                    [435_847_125, 6_998_535_250],
                    [435_851_125, 6_998_535_250],
                    [435_851_125, 6_998_538_250],
                    [435_847_125, 6_998_538_250],
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    const model = await importSmall(far);
    const room = onlyStorey(model).spaces[0]!;
    expect(room.area).toBeCloseTo(12, 2);
    expect(onlyStorey(model).plan.rooms[0]!.polygon[0]).toContainEqual([435_847.125, 6_998_535.25]);
    expect(model.origin).toEqual([435_849, 6_998_537, 0]);
    expect(Array.from(room.mesh!.positions)).toContain(2.125);
  });

  it("are cut with the storey at its Elevation when the storey is not placed", async () => {
    const wall = { ifcClass: "IFCWALL", name: "Vegg", x: 0, y: 0, z: 3, width: 0.2, depth: 3, height: 2.7 };
    const model = await importSmall({
      buildings: [
        {
          storeys: [
            { name: "1", elevation: 0, unplaced: true },
            {
              name: "2",
              elevation: 3,
              unplaced: true,
              elements: [wall],
              spaces: [{ number: "201", x: 1, y: 0, z: 3, width: 2, depth: 3, height: 2.7 }],
            },
          ],
        },
      ],
    });
    expect(
      model.buildings[0]!.storeys.map(({ name, elevation, plan }) => [name, elevation, plan.walls.length]),
    ).toEqual([
      ["1", 0, 0],
      ["2", 3, 1],
    ]);
  });

  it("directly under a building lie on the storey whose floor they stand on", async () => {
    const model = await importSmall({
      buildings: [
        {
          storeys: [
            { name: "Kjeller", elevation: -3 },
            { name: "1", elevation: 0 },
          ],
          spaces: [{ number: "001", x: 0, y: 0, width: 2, depth: 2, height: 2.4 }],
        },
        { name: "Garasje", spaces: [{ number: "G1", x: 20, y: 0, width: 6, depth: 6, height: 3 }] },
      ],
    });
    expect(
      model.buildings.map((building) => [
        building.name,
        building.storeys.map((storey) => [storey.name, storey.spaces.map((space) => space.number)]),
      ]),
    ).toEqual([
      [
        "Rådhuset",
        [
          ["Kjeller", []],
          ["1", ["001"]],
        ],
      ],
      ["Garasje", [["Garasje", ["G1"]]]],
    ]);
    expect(model.buildings[1]!.storeys[0]!.ifcGlobalId).toBe(model.buildings[1]!.ifcGlobalId);
  });

  it.each(["IFC2X3", "IFC4", "IFC4X3_ADD2"])("have zones and function codes in %s", async (schema) => {
    const model = await importSmall({
      schema,
      buildings: [
        {
          storeys: [
            {
              name: "1",
              elevation: 0,
              spaces: [
                {
                  number: "101",
                  x: 0,
                  y: 0,
                  width: 4,
                  depth: 3,
                  height: 2.7,
                  netFloorArea: 12,
                  classification: { code: "211", source: "NS 3457-4" },
                },
              ],
            },
          ],
        },
      ],
      zones: [{ name: "Branncelle \\X2\\00D8\\X0\\st", spaces: ["101"] }],
    });
    expect(model.schema).toBe(schema);
    const space = onlyStorey(model).spaces[0]!;
    expect(space).toMatchObject({ functionCode: "211", zones: ["Branncelle Øst"], areaDeclared: 12 });
    expect(model.zones).toMatchObject([{ name: "Branncelle Øst", spaceGlobalIds: [space.ifcGlobalId] }]);
  });
});

describe("elements", () => {
  it("are in the space that contains them, else in the room around them; the shell is in none", async () => {
    const file = twoRooms(1);
    const storey = file.buildings![0]!.storeys![0]!;
    storey.elements!.push(
      { ifcClass: "IFCSENSOR", name: "CO2", tag: "+LOK=360.001-RY501", inSpace: "102" },
      {
        ifcClass: "IFCSENSOR",
        name: "Temp =360.001-RT601",
        x: 1,
        y: 1,
        z: 2,
        width: 0.1,
        depth: 0.1,
        height: 0.1,
      },
      {
        ifcClass: "IFCUNITARYEQUIPMENT",
        name: "Aggregat",
        tag: "883712",
        refString: "=360.001-IV401",
        x: 6,
        y: 1,
      },
      { ifcClass: "IFCSENSOR", name: "Ute", x: 100, y: 100, z: 1 },
      { ifcClass: "IFCSENSOR", name: "Ingensteds", loose: true },
    );
    file.systems = [{ name: "360.001 Ventilasjon", elements: ["CO2", "Aggregat"] }];
    const model = await importSmall(file);
    const rooms = new Map(onlyStorey(model).spaces.map((space) => [space.ifcGlobalId, space.number]));
    expect(
      model.buildings[0]!.elements.map(({ name, ifcClass, tag, spaceGlobalId, systems }) => [
        name,
        ifcClass,
        tag,
        rooms.get(spaceGlobalId ?? ""),
        systems,
      ]),
    ).toEqual([
      ["Skillevegg", "IfcWall", undefined, undefined, []],
      ["Dør", "IfcDoor", undefined, undefined, []],
      ["CO2", "IfcSensor", "+LOK=360.001-RY501", "102", ["360.001 Ventilasjon"]],
      ["Temp =360.001-RT601", "IfcSensor", "=360.001-RT601", "101", []],
      ["Aggregat", "IfcUnitaryEquipment", "=360.001-IV401", "102", ["360.001 Ventilasjon"]],
      ["Ute", "IfcSensor", undefined, undefined, []],
      ["Ingensteds", "IfcSensor", undefined, undefined, []],
    ]);
    expect(model.warnings).toMatchObject([{ code: "element-without-place", count: 1 }]);
  });
});

describe("the place on earth", () => {
  const place = async (file: SmallFile) => {
    const model = await importSmall({ ...twoRooms(1), ...file });
    return { position: model.buildings[0]!.position, georeference: model.georeference, codes: codes(model) };
  };

  it("comes from the map conversion in its own unit", async () => {
    const expected = { lat: expect.closeTo(63.1105, 4), lon: expect.closeTo(7.7287, 4) };
    const metres = { crs: "EPSG:25832", eastings: 435_846.992, northings: 6_998_535.759 };
    expect((await place({ mapConversion: metres })).position).toEqual(expected);
    const millimetres = { crs: "EPSG:25832", eastings: 435_846_992, northings: 6_998_535_759 };
    expect((await place({ mapConversion: { ...millimetres, unit: "millimetre" } })).position).toEqual(
      expected,
    );
  });

  it("is left out with a warning when the conversion is a thousand times too large", async () => {
    const found = await place({
      mapConversion: { crs: "EPSG:25832", eastings: 435_846_992, northings: 6_998_535_759, unit: "metre" },
    });
    expect(found).toEqual({ position: undefined, georeference: undefined, codes: ["georeference-scale"] });
  });

  it("comes from the site otherwise, unless it is the drawing program's own", async () => {
    expect((await place({ latitude: [63, 6, 37, 800000], longitude: [7, 43, 42, 960000] })).position).toEqual(
      {
        lat: expect.closeTo(63.1105, 3),
        lon: expect.closeTo(7.7286, 3),
      },
    );
    expect(await place({ latitude: [42, 21, 31, 181945], longitude: [-71, -3, -24, -263305] })).toMatchObject(
      {
        position: undefined,
        codes: ["default-position"],
      },
    );
  });
});

describe("the report", () => {
  it("names what is odd in the rooms", async () => {
    const room = { y: 0, depth: 3, height: 3 };
    const model = await importSmall({
      buildings: [
        {
          storeys: [
            {
              name: "1",
              elevation: 0,
              spaces: [
                { ...room, number: "101", x: 0, width: 4, netFloorArea: 12.1, netVolume: 36 },
                { ...room, number: "102", x: 3, width: 4, netFloorArea: 14, netVolume: 36_000 },
                { ...room, number: "103", x: 10, width: 4, noBody: true },
                { ...room, number: "104", x: 20, width: 4 },
                { ...room, number: "104", x: 24, width: 4, globalId: "x" },
                { ...room, number: "105", x: 30, width: 4, globalId: testGlobalId(1) },
              ],
            },
          ],
        },
      ],
    });
    const ids = new Map(onlyStorey(model).spaces.map((space) => [space.ifcGlobalId, space.number]));
    const found = model.warnings.map(({ code, count, globalIds }) => [
      code,
      count,
      globalIds.map((id) => ids.get(id) ?? id),
    ]);
    expect(found).toEqual([
      ["invalid-global-id", 1, ["x"]],
      ["space-without-geometry", 1, ["103"]],
      ["duplicate-room-number", 2, ["104", "104"]],
      ["area-differs", 1, ["102"]],
      ["volume-differs", 1, ["102"]],
      ["overlapping-rooms", 2, ["101", "102"]],
    ]);
    // The project's GlobalId is used by no building or room, so it may be used here.
    expect(new Set(ids.keys()).size).toBe(6);
  });

  it("says when there is nothing to import", async () => {
    const model = await importSmall({ buildings: [] });
    expect(model.buildings).toEqual([]);
    expect(codes(model)).toEqual(["no-building"]);
  });

  it("gives repeated GlobalIds derived ones, the same every time", async () => {
    const file = twoRooms(1);
    const [a, b] = file.buildings![0]!.storeys![0]!.spaces!;
    a!.globalId = testGlobalId(9000);
    b!.globalId = testGlobalId(9000);
    const [first, second] = await Promise.all([importSmall(file), importSmall(file)]);
    const ids = (model: ImportedModel) => onlyStorey(model).spaces.map((space) => space.ifcGlobalId);
    expect(ids(first)[0]).toBe(testGlobalId(9000));
    expect(ids(first)[1]).toMatch(/^[0-3][\w$]{21}$/);
    expect(ids(first)[1]).not.toBe(ids(first)[0]);
    expect(ids(second)).toEqual(ids(first));
    expect(codes(first)).toEqual(["duplicate-global-id"]);
  });
});

describe("packing", () => {
  const text = smallIfc(twoRooms(1));

  it.each([
    ["an .ifc file", () => strToU8(text)],
    ["gzip", () => gzipSync(text)],
    [
      "an .ifczip",
      () => zipSync({ "tegning/Skolen.IFC": strToU8(text), "__MACOSX/._Skolen.ifc": strToU8("x") }),
    ],
    ["a stored zip", () => zipSync({ "a.ifc": [strToU8(text), { level: 0 }] })],
  ])("is opened: %s", async (_, pack) => {
    const model = await importBytes(pack());
    expect(model.bytes).toBe(Buffer.byteLength(text));
    expect(onlyStorey(model).spaces).toHaveLength(2);
  });
});

describe("a drawing that cannot be imported gives its own clear error", () => {
  const text = smallIfc(twoRooms(1));
  const random = new Uint8Array(5000).map((_, i) => (i * 7919 + 13) % 251);
  const cases: [name: string, bytes: Uint8Array | string, code: string, says: RegExp][] = [
    ["an empty file", "", "empty-file", /empty/],
    ["random bytes", random, "not-ifc", /ISO-10303-21/],
    ["a web page", "<!DOCTYPE html><html><body>Logg inn</body></html>", "not-ifc", /web page/],
    ["a PDF", "%PDF-1.7 …", "not-ifc", /PDF/],
    ["half a file", text.slice(0, text.length / 2), "truncated-file", /missing/],
    ["an unknown schema", text.replace("'IFC4'", "'IFC9'"), "unknown-schema", /"IFC9"/],
    ["gzip of garbage", gzipSync(random), "not-ifc", /not an IFC/],
    ["half a gzip", gzipSync(text).subarray(0, 300), "bad-archive", /gzip archive is damaged/],
    [
      "half a zip",
      zipSync({ "a.ifc": strToU8(text) }).subarray(0, 600),
      "bad-archive",
      /zip archive is damaged/,
    ],
    ["a zip without a drawing", zipSync({ "les.txt": strToU8("hei") }), "no-ifc-in-archive", /no \.ifc/],
    [
      "a zip with two drawings",
      zipSync({ "a.ifc": strToU8(text), "b.ifc": strToU8(text) }),
      "several-ifc-in-archive",
      /a\.ifc, b\.ifc/,
    ],
    [
      "a building that is not there",
      text.replace(/(IFCRELAGGREGATES\([^;]*),#\d+,(\(#\d+,#\d+\)\);)/, "$1,#99999,$2"),
      "dangling-reference",
      /#99999/,
    ],
    ["no data at all", text.replace(/DATA;[\s\S]*?ENDSEC;/, ""), "unreadable", /no IfcProject/],
  ];

  it.each(cases)("%s", async (_, bytes, code, says) => {
    const failed = await failure(importBytes(bytes));
    expect(failed.code).toBe(code);
    expect(failed.detail).toMatch(says);
  });

  it("a zip bomb, whatever its header claims", async () => {
    const bomb = zipSync({ "a.ifc": new Uint8Array(64 * 1024 * 1024) }, { level: 9 });
    // The uncompressed size in the local header and in the central directory: 1 byte.
    const view = new DataView(bomb.buffer);
    view.setUint32(22, 1, true);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failure(importBytes(bomb))).toMatchObject({ code: "too-large", detail: /250 times/ });
    expect(await failure(importBytes(bomb, { limits: { unpackedBytes: 1024 * 1024 } }))).toMatchObject({
      code: "too-large",
      detail: /larger than 1 MiB/,
    });
    expect(await failure(importBytes(gzipSync(new Uint8Array(64 * 1024 * 1024))))).toMatchObject({
      code: "too-large",
    });
  });

  it("a reference to nothing outside of the structure is a warning, and the rest is imported", async () => {
    const model = await importBytes(text.replace(/(IFCDOOR\([^;]*?),#\d+,#\d+,/, "$1,#88888,#88889,"));
    expect(onlyStorey(model).spaces).toHaveLength(2);
    expect(codes(model)).toContain("dangling-reference");
  });
});

describe("limits", () => {
  const text = smallIfc(twoRooms(1));

  it("an import can be cancelled before and while it runs", async () => {
    const early = AbortSignal.abort();
    expect(await failure(importBytes(text, { signal: early }))).toMatchObject({ code: "cancelled" });
    const controller = new AbortController();
    const running = importBytes(text, {
      signal: controller.signal,
      frag: true,
      onProgress: () => controller.abort(),
    });
    expect(await failure(running)).toMatchObject({ code: "cancelled" });
  });

  it("an import that takes too long is ended", async () => {
    const failed = await failure(importBytes(text, { limits: { timeMs: 1 } }));
    expect(failed).toMatchObject({ code: "timeout", detail: /raise the limit/ });
  });

  it("an import that needs too much memory is ended, in JavaScript and in web-ifc", async () => {
    const failed = await failure(importBytes(text, { limits: { memoryMb: 8 } }));
    expect(failed).toMatchObject({ code: "out-of-memory", detail: /memory limit/ });
    // Points enough that web-ifc needs more than it starts with.
    const points = Array.from(
      { length: 300_000 },
      (_, i) => `#${i + 100_000}=IFCCARTESIANPOINT((${i}.,1.,2.));`,
    );
    const big = text.replace("DATA;", `DATA;\n${points.join("\n")}`);
    expect(await failure(importBytes(big, { limits: { memoryMb: 48 } }))).toMatchObject({
      code: "out-of-memory",
    });
  });
});

describe("the .frag", () => {
  it("is made in the same import, and is the same for the same file", async () => {
    const seen: number[] = [];
    const [first, second] = await Promise.all([
      importSmall(twoRooms(1), { frag: true, onProgress: (fraction) => seen.push(fraction) }),
      importSmall(twoRooms(1), { frag: true }),
    ]);
    expect(first.frag!.length).toBeGreaterThan(1000);
    expect(Buffer.compare(first.frag!, second.frag!)).toBe(0);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it("holds rooms, zones, systems and classification with what they gather", async () => {
    const file = twoRooms(1);
    const storey = file.buildings![0]!.storeys![0]!;
    storey.spaces![0]!.classification = { code: "211", source: "NS 3457-4" };
    file.zones = [{ name: "Branncelle", spaces: ["101", "102"] }];
    file.systems = [{ name: "Dører", elements: ["Dør"] }];
    const { frag } = await importSmall(file, { frag: true });
    const reader = new SingleThreadedFragmentsModel("test", frag!);
    try {
      const items = reader.getItemsOfCategories([/^IFC(SPACE|ZONE|SYSTEM|CLASSIFICATIONREFERENCE)$/]);
      expect(Object.fromEntries(Object.entries(items).map(([name, ids]) => [name, ids.length]))).toEqual({
        IFCSPACE: 3,
        IFCZONE: 1,
        IFCSYSTEM: 1,
        IFCCLASSIFICATIONREFERENCE: 1,
      });
      const [zone] = reader.getItemsData(items.IFCZONE!, {
        attributesDefault: true,
        relations: { IsGroupedBy: { attributes: true, relations: false } },
      });
      expect(zone!.IsGroupedBy).toHaveLength(2);
    } finally {
      reader.dispose();
    }
  });
});
