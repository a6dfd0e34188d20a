import { GraphQuery } from "@kontrollrom/contracts/graph.ts";
import { describe, expect, it } from "vitest";
import { graphQuestion, type Question } from "./graph-question.ts";

const anything: Question = { class: "CO2_Sensor", buildingId: "", floor: "", room: "", system: "" };

describe("a question to the register", () => {
  it.each<[string, Partial<Question>, Pick<GraphQuery, "things" | "relations">]>([
    ["of a class alone", {}, { things: { thing: { class: "CO2_Sensor" } }, relations: [] }],
    [
      "of a storey that a system feeds",
      { floor: "2", system: "360.001" },
      {
        things: {
          thing: { class: "CO2_Sensor" },
          room: { class: "Room" },
          floor: { class: "Floor", name: "2" },
          system: { class: "System", tag: "360.001" },
        },
        relations: [
          ["thing", "hasLocation", "room"],
          ["room", "isPartOf+", "floor"],
          ["room", "isFedBy", "system"],
        ],
      },
    ],
    [
      "of rooms by name and storey",
      { class: "Room", room: "Klasserom", floor: "1" },
      {
        things: { thing: { class: "Room", name: "Klasserom" }, floor: { class: "Floor", name: "1" } },
        relations: [["thing", "isPartOf+", "floor"]],
      },
    ],
    [
      "of systems by tag that feed a room",
      { class: "System", system: "36", room: "101" },
      {
        things: { thing: { class: "System", tag: "36" }, room: { class: "Room", name: "101" } },
        relations: [["thing", "feeds", "room"]],
      },
    ],
  ])("%s", (_, question, expected) => {
    const query = graphQuestion({ ...anything, ...question });
    expect(query).toMatchObject(expected);
    expect(Object.keys(query.things)).toEqual(Object.keys(expected.things));
    expect(GraphQuery.safeParse(query).success).toBe(true);
  });
});
