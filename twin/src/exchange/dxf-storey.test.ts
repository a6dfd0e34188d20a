import { DxfReading } from "@kontrollrom/contracts/exchange.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Groups,
  insert,
  line,
  mtext,
  polyline,
  rectangle,
  smallDxf,
  text,
} from "../../test/small-dxf.ts";
import { extrudeRoom } from "../drawing/extrude.ts";
import { polygonArea, ringBounds } from "../geometry/polygon.ts";
import { DxfError } from "./dxf-error.ts";
import { inspectDxf } from "./dxf-inspect.ts";
import { readDxfShapes } from "./dxf-shapes.ts";
import { readDxfStorey } from "./dxf-storey.ts";
import { decodeDxf, plainLines } from "./dxf-text.ts";
import { readRoomTexts } from "./room-texts.ts";

type Reading = Parameters<typeof DxfReading.parse>[0];
function read(
  options: Parameters<typeof smallDxf>[0],
  reading: Partial<DxfReading> | { layers: object } = {},
) {
  const shapes = readDxfShapes(decodeDxf(Buffer.from(smallDxf({ insUnits: 4, ...options }))));
  const how = DxfReading.parse({ layers: { rooms: ["ROM"] }, ...reading } as Reading);
  return readDxfStorey(shapes, how, how.unit ?? inspectDxf(shapes).unit);
}
const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DxfError) return error.code;
    throw error;
  }
  throw new Error("was not refused");
};

describe("a DXF drawing becomes a storey", () => {
  it("makes rooms of closed polylines, with number and name from the texts inside, in metres", () => {
    const { rooms, bounds } = read({
      entities: [
        rectangle("ROM", 0, 0, 5000, 4000),
        rectangle("ROM", 5100, 0, 3000, 4000),
        text("TXT", 1000, 2500, "101"),
        text("TXT", 1000, 2000, "Kontor"),
        text("TXT", 1000, 1500, "20,0 m²"),
        mtext("TXT", 6000, 2000, "{\\fArial|b0;102}\\PMøterom"),
      ],
    });
    expect(
      rooms.map(({ number, name, area, areaDeclared }) => ({ number, name, area, areaDeclared })),
    ).toEqual([
      { number: "101", name: "Kontor", area: 20, areaDeclared: 20 },
      { number: "102", name: "Møterom", area: 12, areaDeclared: undefined },
    ]);
    expect(bounds).toEqual([0, 0, 8.1, 4]);
  });

  it("follows bulges: a square with a half circle on one side", () => {
    const { rooms } = read({
      entities: [
        polyline("ROM", [
          [0, 0],
          [4000, 0, 1],
          [4000, 4000],
          [0, 4000],
        ]),
      ],
    });
    expect(rooms[0]?.area).toBeCloseTo(16 + (Math.PI * 4) / 2, 1);
    // A positive bulge lies to the right of the direction, which is outside.
    expect(ringBounds(rooms[0]?.polygon[0] ?? [])[2]).toBeCloseTo(6, 2);
  });

  it("unfolds blocks: moved, turned, scaled, mirrored, one in another, each around its base point", () => {
    const blocks = [
      {
        name: "ROM-A",
        base: [1000, 1000] as const,
        entities: [rectangle("0", 1000, 1000, 2000, 1000), text("0", 1500, 1500, "7")],
      },
      { name: "FLØY", entities: [insert("0", "ROM-A", 0, 0, { rotation: 90 })] },
    ];
    const at = (more: Groups) => ringBounds(read({ blocks, entities: [more] }).rooms[0]?.polygon[0] ?? []);
    expect(at(insert("ROM", "ROM-A", 0, 0))).toEqual([0, 0, 2, 1]);
    expect(at(insert("ROM", "ROM-A", 10_000, 0, { rotation: 90 }))).toEqual([9, 0, 10, 2]);
    expect(at(insert("ROM", "ROM-A", 0, 0, { scaleX: 2, scaleY: 3 }))).toEqual([0, 0, 4, 3]);
    expect(at(insert("ROM", "ROM-A", 0, 0, { scaleX: -1 }))).toEqual([-2, 0, 0, 1]);
    expect(at(insert("ROM", "ROM-A", 0, 0, { extrusionZ: -1 }))).toEqual([-2, 0, 0, 1]);
    expect(at(insert("ROM", "FLØY", 0, 0, { rotation: 90 }))).toEqual([-2, -1, 0, 0]);
    expect(read({ blocks, entities: [insert("ROM", "FLØY", 0, 0)] }).rooms[0]?.number).toBe("7");
  });

  it("joins single lines that meet into outlines, and tells of those that do not", () => {
    const { rooms, warnings } = read({
      entities: [
        line("ROM", 0, 0, 5000, 0),
        line("ROM", 5000, 4000, 5000, 0),
        line("ROM", 0, 4000, 5000, 4000),
        line("ROM", 0, 4000, 0, 0),
        line("ROM", 9000, 0, 9000, 4000),
      ],
    });
    expect(rooms.map(({ area }) => area)).toEqual([20]);
    expect(warnings.map(({ code }) => code)).toContain("open-outline");
  });

  it("cuts holes, and takes an outline inside another for a room where a text stands in it", () => {
    const entities = [
      rectangle("ROM", 0, 0, 10_000, 10_000),
      rectangle("ROM", 2000, 2000, 2000, 2000),
      text("T", 100, 100, "1"),
    ];
    expect(read({ entities }).rooms.map(({ number, area }) => [number, area])).toEqual([["1", 96]]);
    const withText = [...entities, text("T", 3000, 3000, "2")];
    expect(read({ entities: withText }).rooms.map(({ number, area }) => [number, area])).toEqual([
      ["1", 96],
      ["2", 4],
    ]);
  });

  it("lays the drawing where it belongs", () => {
    const { rooms } = read(
      { entities: [rectangle("ROM", 1000, 1000, 2000, 1000)] },
      { origin: [1000, 1000], offset: [10, 20], rotation: 90 },
    );
    expect(ringBounds(rooms[0]?.polygon[0] ?? [])).toEqual([9, 20, 10, 22]);
  });

  it("draws walls of polygons and of single lines", () => {
    const { walls, doors } = read(
      {
        entities: [
          rectangle("ROM", 0, 0, 5000, 4000),
          rectangle("V", -200, -200, 5400, 200),
          line("V", 0, 4000, 5000, 4000),
          line("D", 0, 0, 900, 0),
        ],
      },
      { layers: { rooms: ["ROM"], walls: ["V"], doors: ["D"] } },
    );
    expect(walls.map((wall) => polygonArea(wall).toFixed(2))).toEqual(["1.08", "0.15"]);
    expect(doors).toHaveLength(1);
  });

  it("reads hatches as outlines, and the same outline twice as one room", () => {
    const hatch: Groups = [
      [0, "HATCH"],
      [8, "ROM"],
      [100, "AcDbHatch"],
      [10, 0],
      [20, 0],
      [30, 0],
      [2, "SOLID"],
      [70, 1],
      [71, 0],
      [91, 1],
      [92, 2],
      [72, 0],
      [73, 1],
      [93, 4],
      [10, 0],
      [20, 0],
      [10, 5000],
      [20, 0],
      [10, 5000],
      [20, 4000],
      [10, 0],
      [20, 4000],
      [97, 0],
      [75, 0],
      [76, 1],
      [98, 0],
    ];
    expect(read({ entities: [hatch] }).rooms.map(({ area }) => area)).toEqual([20]);
    expect(read({ entities: [hatch, rectangle("ROM", 0, 0, 5000, 4000)] }).rooms).toHaveLength(1);
  });

  it.each([
    ["unknown-layer", { layers: { rooms: ["NIX"] } }, [rectangle("ROM", 0, 0, 5000, 4000)]],
    ["no-rooms", {}, [line("ROM", 0, 0, 5000, 0), rectangle("ANNET", 0, 0, 5000, 4000)]],
    ["no-rooms", { unit: "millimetre" as const }, [rectangle("ROM", 0, 0, 5, 4)]],
    ["out-of-scale", { unit: "metre" as const }, [rectangle("ROM", 0, 0, 50_000, 40_000)]],
  ])("refuses with %s what makes no storey", (code, reading, entities) => {
    expect(refused(() => read({ entities }, reading))).toBe(code);
  });

  it.each([
    ["empty-file", ""],
    ["dwg-file", "AC1032\0\0\0\0"],
    ["binary-dxf", "AutoCAD Binary DXF\r\n\x1a\0"],
    ["not-dxf", "<html>not found</html>"],
    ["truncated-file", smallDxf({ entities: [rectangle("ROM", 0, 0, 1, 1)] }).slice(0, -12)],
    [
      "too-many-entities",
      smallDxf({
        entities: [[...insert("ROM", "A", 0, 0), [70, 30000], [71, 30000]]],
        blocks: [{ name: "A", entities: [line("0", 0, 0, 1, 1)] }],
      }),
    ],
    [
      "too-many-entities",
      smallDxf({
        entities: [insert("ROM", "B0", 0, 0)],
        blocks: Array.from({ length: 12 }, (_, i) => ({
          name: `B${i}`,
          entities: Array.from({ length: 20 }, () => insert("0", `B${i + 1}`, 1, 1)),
        })),
      }),
    ],
  ])("refuses with %s a file that is no drawing or too large a one", (code, file) => {
    expect(refused(() => readDxfShapes(decodeDxf(Buffer.from(file, "latin1"))))).toBe(code);
  });

  it("reads or refuses whatever it is given, and never fails otherwise", () => {
    const whole = smallDxf({
      entities: [rectangle("ROM", 0, 0, 5000, 4000), text("T", 1, 1, "101")],
      blocks: [{ name: "A", entities: [line("0", 0, 0, 1, 1)] }],
    }).split("\r\n");
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(whole.length - 1),
            fc.oneof(
              fc.string(),
              fc.constantFrom("0", "LWPOLYLINE", "ENDSEC", "INSERT", "HATCH", "1e308", "-1", "NaN"),
            ),
          ),
        ),
        (changes) => {
          const lines = [...whole];
          for (const [at, value] of changes) lines[at] = value;
          try {
            const shapes = readDxfShapes(decodeDxf(Buffer.from(lines.join("\r\n"))));
            inspectDxf(shapes);
            readDxfStorey(shapes, DxfReading.parse({ layers: { rooms: ["ROM"] } }), "millimetre");
          } catch (error) {
            if (!(error instanceof DxfError)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("inspecting a DXF", () => {
  it("lists layers with counts, extents and what they could be, and finds the unit", () => {
    const shapes = readDxfShapes(
      smallDxf({
        entities: [
          rectangle("A-ROM", 0, 0, 5000, 4000),
          line("A-VEGG", 0, 0, 5000, 0),
          text("A-ROMTEKST", 1, 1, "101 Kontor"),
        ],
      }),
    );
    const found = inspectDxf(shapes);
    expect(found).toMatchObject({ unit: "millimetre", unitFrom: "guess", extent: [0, 0, 5000, 4000] });
    expect(
      found.layers.map(({ name, closed, open, texts, suggested }) => [name, closed, open, texts, suggested]),
    ).toEqual([
      ["A-ROM", 1, 0, 0, "rooms"],
      ["A-ROMTEKST", 0, 0, 1, "texts"],
      ["A-VEGG", 0, 1, 0, "walls"],
    ]);
  });
  it("believes the unit of the file only where the drawing is then a building", () => {
    const unitOf = (insUnits: number, size: number) => {
      const { unit, unitFrom } = inspectDxf(
        readDxfShapes(smallDxf({ insUnits, entities: [rectangle("A", 0, 0, size, size)] })),
      );
      return `${unit} ${unitFrom}`;
    };
    expect(unitOf(6, 40)).toBe("metre file");
    expect(unitOf(1, 40_000)).toBe("inch file");
    expect(unitOf(6, 40_000)).toBe("millimetre guess");
    expect(unitOf(0, 40)).toBe("metre guess");
  });
});

describe("texts", () => {
  it.each([
    ["{\\fArial|b0|i0;101}\\PKontor", ["101", "Kontor"]],
    ["M\\U+00F8terom", ["Møterom"]],
    ["20 m\\S2^ ;", ["20 m2"]],
    ["%%uUnder%%u 45%%d", ["Under 45°"]],
    ["\\A1;\\H2.5x;{\\C1;102}", ["102"]],
    ["a\\\\b \\{c\\}", ["a\\b {c}"]],
  ])("reads %s", (coded, lines) => {
    expect(plainLines(coded)).toEqual(lines);
  });

  it.each([
    [["101", "Kontor", "20,5 m2"], { number: "101", name: "Kontor", areaDeclared: 20.5 }],
    [["A-1.104b Møterom 2"], { number: "A-1.104b", name: "Møterom 2", areaDeclared: undefined }],
    [["Korridor", "U012"], { number: "U012", name: "Korridor", areaDeclared: undefined }],
    [["NTA: 12.0 m²"], { number: "", name: "", areaDeclared: 12 }],
  ])("takes number, name and area from %j", (lines, expected) => {
    expect(readRoomTexts([{ lines }])).toEqual(expected);
  });

  it("takes them from the tags of attributes first", () => {
    const texts = [
      { tag: "ROMNAVN", lines: ["Lager 3"] },
      { tag: "ROMNR", lines: ["K-03"] },
      { tag: "AREAL", lines: ["14,2"] },
    ];
    expect(readRoomTexts(texts)).toEqual({ number: "K-03", name: "Lager 3", areaDeclared: 14.2 });
  });

  it("reads older files in their code page", () => {
    const old = smallDxf({ entities: [text("T", 0, 0, "Bøttekott")] }).replace("AC1027", "AC1015");
    const [shape] = readDxfShapes(decodeDxf(Buffer.from(old, "latin1"))).shapes;
    expect(shape).toMatchObject({ lines: ["Bøttekott"] });
  });
});

describe("room bodies", () => {
  it("are closed, face outwards and hold floor area times height, holes cut", () => {
    const polygon = [
      [
        [100, 100],
        [110, 100],
        [110, 108],
        [100, 108],
      ] as [number, number][],
      [
        [102, 102],
        [102, 104],
        [104, 104],
        [104, 102],
      ] as [number, number][],
    ];
    const { positions, indices } = extrudeRoom(polygon, 3, 2.5, [100, 100, 0]);
    let volume = 0;
    const at = (i: number) =>
      [positions[i * 3] ?? 0, positions[i * 3 + 1] ?? 0, positions[i * 3 + 2] ?? 0] as const;
    for (let i = 0; i < indices.length; i += 3) {
      const [a, b, c] = [at(indices[i] ?? 0), at(indices[i + 1] ?? 0), at(indices[i + 2] ?? 0)];
      volume +=
        (a[0] * (b[1] * c[2] - b[2] * c[1]) -
          a[1] * (b[0] * c[2] - b[2] * c[0]) +
          a[2] * (b[0] * c[1] - b[1] * c[0])) /
        6;
    }
    expect(volume).toBeCloseTo((80 - 4) * 2.5, 3);
  });
});
