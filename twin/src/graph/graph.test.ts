import { GraphQuery } from "@kontrollrom/contracts/graph.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTfm } from "../tfm/tfm.ts";
import { brickClasses, lineage } from "./brick-classes.ts";
import { equipmentClass, systemClass } from "./brick-map.ts";
import { createGraph, type Edge } from "./graph.ts";
import { queryGraph } from "./query.ts";
import { type RegisterFacts, registerGraph } from "./register-graph.ts";

const component = (
  tag: string,
  spaceId: string,
  ifcClass = "IfcBuildingElementProxy",
  systems: string[] = [],
) => ({
  id: tag,
  globalId: `g${tag}`,
  name: tag,
  ifcClass,
  tag: `=${tag}`,
  systems,
  buildingId: "b",
  storeyId: undefined,
  spaceId,
  byHand: false,
});
const point = (id: number, spaceId: string, brickClass = "Zone_CO2_Level_Sensor", tag?: string) => ({
  id,
  name: `Punkt ${id}`,
  brickClass,
  buildingId: "b",
  storeyId: undefined,
  spaceId,
  componentGlobalId: undefined,
  tag,
});
const facts: RegisterFacts = {
  properties: [{ id: "p", name: "Tomta" }],
  buildings: [{ id: "b", name: "Skolen", propertyId: "p" }],
  storeys: [
    { id: "1", name: "1. etasje", buildingId: "b" },
    { id: "2", name: "2. etasje", buildingId: "b" },
  ],
  spaces: [
    { id: "101", name: "101 Klasserom", buildingId: "b", storeyId: "1", zones: [] },
    { id: "201", name: "201 Naturfag", buildingId: "b", storeyId: "2", zones: ["Undervisning"] },
    { id: "202", name: "202 Lager", buildingId: "b", storeyId: "2", zones: ["Lager"] },
  ],
  components: [
    component("360.001-JV401", "101", "IfcFan", ["360.001 Ventilasjon skole"]),
    component("360.001-SQ501", "101"),
    component("360.001-SQ502", "201"),
    component("360.001-OE401", "101"),
    component("360.002-SQ501", "202"),
    { ...component("", "101", "IfcFurniture"), id: "stol", tag: undefined as unknown as string },
  ],
  points: [
    point(1, "101"),
    point(2, "201"),
    point(3, "202"),
    point(4, "201", "Zone_Air_Temperature_Sensor", "=360.001-JV401"),
  ],
  relations: [],
};
const ask = (query: object, graph = registerGraph(facts)) => {
  const result = queryGraph(graph, GraphQuery.parse(query));
  return result.ok ? result.nodes.map(({ id }) => id) : result;
};

describe("the graph of a register", () => {
  const graph = registerGraph(facts);
  it.each([
    ["property:p", "Site"],
    ["building:b", "Building"],
    ["storey:2", "Floor"],
    ["space:201", "Room"],
    ["zone:b/Undervisning", "HVAC_Zone"],
    ["system:b/360.001", "Ventilation_Air_System"],
    ["component:360.001-JV401", "Fan"],
    ["component:360.001-SQ502", "Variable_Air_Volume_Box"],
    ["point:2", "Zone_CO2_Level_Sensor"],
  ])("has %s as %s", (id, name) => {
    expect(graph.nodes.get(id)?.class).toBe(name);
  });

  it("leaves furniture out, and counts a named system and its tag as one", () => {
    expect(graph.nodes.has("component:stol")).toBe(false);
    expect([...graph.nodes.keys()].filter((id) => id.startsWith("system:"))).toEqual([
      "system:b/360.001",
      "system:b/360.002",
    ]);
  });

  it("can be followed both ways", () => {
    expect(graph.to("system:b/360.001", "feeds")).toEqual(["space:101", "space:201"]);
    expect(graph.to("space:201", "isFedBy")).toContain("system:b/360.001");
    expect(graph.to("component:360.001-JV401", "hasPoint")).toEqual(["point:4"]);
    expect(graph.to("component:360.001-OE401", "meters")).toEqual(["system:b/360.001"]);
    for (const { from, relation, to } of graph.edges()) expect(graph.to(from, relation)).toContain(to);
  });

  it("uses no class that Brick does not have", () => {
    for (const node of graph.nodes.values()) expect(brickClasses.has(node.class), node.class).toBe(true);
    for (const [name, { brick }] of Object.entries(quantities))
      expect(lineage(brick).has("Point"), name).toBe(true);
    for (const [letters] of "IK IV JK JP JV LK LR LV LX MF NW OE OU QT SA SQ SR SS SZ UN UP XQ RT KA"
      .split(" ")
      .map((each) => [each])) {
      const parsed = parseTfm(`360.001-${letters}401`);
      const name = equipmentClass("", parsed.ok ? parsed.tag : undefined) ?? "";
      expect(lineage(name).has("Equipment"), `${letters} ${name}`).toBe(true);
    }
    for (let part = 20; part < 80; part++)
      expect(lineage(systemClass(`${part}0.001`)).has("System"), String(part)).toBe(true);
  });
});

describe("a query", () => {
  it("finds all CO₂ sensors in rooms that a system feeds on a storey", () => {
    expect(
      ask({
        find: "sensor",
        things: {
          sensor: { class: "CO2_Sensor" },
          room: { class: "Room" },
          system: { class: "System", tag: "360.001" },
          floor: { class: "Floor", name: "2. etasje" },
        },
        relations: [
          ["sensor", "hasLocation", "room"],
          ["system", "feeds", "room"],
          ["room", "isPartOf+", "floor"],
        ],
      }),
    ).toEqual(["point:2"]);
  });

  it.each([
    [{ find: "a", things: { a: { class: "Room" } } }, ["space:101", "space:201", "space:202"]],
    [
      { find: "a", things: { a: { tag: "360.002" } } },
      ["component:360.002-SQ501", "system:b/360.002"].sort(),
    ],
    [
      {
        find: "a",
        things: { a: { class: "Point" }, b: { class: "Site" }, room: {} },
        relations: [
          ["a", "hasLocation", "room"],
          ["room", "isPartOf+", "b"],
        ],
      },
      ["point:1", "point:2", "point:3", "point:4"],
    ],
    [
      {
        find: "a",
        things: { a: { class: "Room" }, b: { name: "finnes ikke" } },
        relations: [["a", "isFedBy", "b"]],
      },
      [],
    ],
  ])("%j", (query, ids) => {
    expect(ask(query)).toEqual(expect.arrayContaining(ids));
    expect(ask(query)).toHaveLength(ids.length);
  });

  it("refuses a class that Brick does not have", () => {
    expect(ask({ find: "a", things: { a: { class: "Storey" } } })).toMatchObject({ reason: "class-unknown" });
  });

  it("gives what trying every combination gives, rings included", () => {
    const relations = ["hasPart", "feeds", "isPartOf", "isFedBy"] as const;
    const node = fc.integer({ min: 0, max: 5 });
    const variable = fc.constantFrom("a", "b", "c");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(node, fc.constantFrom(...relations), node), { maxLength: 12 }),
        fc.array(fc.tuple(variable, fc.constantFrom(...relations), variable), { maxLength: 4 }),
        (edges, wanted) => {
          const graph = createGraph(
            Array.from({ length: 6 }, (_, id) => ({
              id: `component:${id}`,
              class: "Equipment",
              name: `${id}`,
            })),
            edges.map(
              ([from, relation, to]): Edge => ({
                from: `component:${from}`,
                relation,
                to: `component:${to}`,
                source: "hand",
              }),
            ),
          );
          const ids = [...graph.nodes.keys()];
          const expected = new Set<string>();
          for (const a of ids)
            for (const b of ids)
              for (const c of ids) {
                const at = { a, b, c } as Record<string, string>;
                if (
                  wanted.every(([from, relation, to]) =>
                    graph.to(at[from] ?? "", relation).includes(at[to] ?? ""),
                  )
                )
                  expected.add(a);
              }
          expect(ask({ find: "a", things: { a: {}, b: {}, c: {} }, relations: wanted }, graph)).toEqual(
            [...expected].sort(),
          );
        },
      ),
    );
  });
});
