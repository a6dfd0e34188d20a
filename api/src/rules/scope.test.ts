import { describe, expect, it } from "vitest";
import type { PointRecord } from "../register/catalogue.ts";
import { pointsInScope } from "./scope.ts";

const spaces = new Map(
  (
    [
      ["s1", "Klasserom 1A", "1121", ["Brannsone 1", "Varme nord"]],
      ["s2", "Lærerværelse", "1302", []],
    ] as const
  ).map(([id, name, functionCode, zones]) => [
    id,
    { id, name, number: id, storeyId: "f1", buildingId: "b1", functionCode, zones, area: 60 },
  ]),
);
const buildingTypes = new Map([
  ["b1", "613 Barneskole"],
  ["b2", "721 Sykehjem"],
]);

function point(
  id: number,
  quantity: PointRecord["quantity"],
  place: {
    spaceId?: string;
    storeyId?: string;
    buildingId?: string;
    removed?: boolean;
    channel?: string;
    tag?: string;
    name?: string;
  },
): [number, PointRecord] {
  return [
    id,
    {
      id,
      quantity,
      channel: place.channel,
      device: {
        id: `d${id}`,
        externalId: `x${id}`,
        name: place.name ?? `Device ${id}`,
        decoder: undefined,
        buildingId: place.buildingId,
        storeyId: place.storeyId,
        spaceId: place.spaceId,
        expectedIntervalS: undefined,
        removed: place.removed ?? false,
        points: new Map(),
      },
      ...(place.tag !== undefined && {
        own: { bound_by: "tag", tfm_tag: place.tag, element_global_id: null },
      }),
    },
  ];
}

const points = new Map([
  point(4, "co2", { spaceId: "s1", storeyId: "f1", buildingId: "b1", tag: "+A=360.001-RY501" }),
  point(2, "co2", { spaceId: "s2", storeyId: "f1", buildingId: "b1", name: "Måler i gang", channel: "2" }),
  point(3, "temperature", { spaceId: "s1", buildingId: "b1" }),
  point(1, "co2", { buildingId: "b2" }),
  point(5, "co2", { spaceId: "s1", buildingId: "b1", removed: true }),
]);

describe("the points of a rule", () => {
  it.each([
    ["all of a quantity, in order", { quantity: "co2" as const }, [1, 2, 4]],
    ["of one room", { quantity: "co2" as const, spaceIds: ["s1"] }, [4]],
    [
      "of rooms by name, without regard to case",
      { quantity: "co2" as const, spaceNameContains: "KLASSEROM" },
      [4],
    ],
    [
      "of rooms by name with Norwegian letters",
      { quantity: "co2" as const, spaceNameContains: "lærer" },
      [2],
    ],
    ["of a building", { quantity: "co2" as const, buildingIds: ["b2"] }, [1]],
    ["by id, but only of the quantity", { quantity: "co2" as const, pointIds: [3, 4] }, [4]],
    ["of a storey", { quantity: "co2" as const, storeyIds: ["f1"] }, [2, 4]],
    ["of a zone, by name", { quantity: "co2" as const, zones: ["varme nord", "annen"] }, [4]],
    [
      "of rooms by the beginning of their function code",
      { quantity: "co2" as const, functionCodes: ["11"] },
      [4],
    ],
    [
      "of buildings by the beginning of their type",
      { quantity: "co2" as const, buildingTypes: ["61"] },
      [2, 4],
    ],
    ["by the device's name", { quantity: "co2" as const, deviceNameContains: "MÅLER" }, [2]],
    ["by tag, whole", { quantity: "co2" as const, tagPrefix: "+A = 360.001" }, [4]],
    ["by tag, without its location", { quantity: "co2" as const, tagPrefix: "=360.001-ry" }, [4]],
    ["not by a tag's end", { quantity: "co2" as const, tagPrefix: "RY501" }, []],
    ["of a channel", { quantity: "co2" as const, channel: "2" }, [2]],
    ["without those taken out", { quantity: "co2" as const, excludePointIds: [1, 4] }, [2]],
    [
      "none, where every condition must hold",
      { quantity: "co2" as const, spaceIds: ["s1"], buildingIds: ["b2"] },
      [],
    ],
  ])("%s", (_name, scope, expected) => {
    expect(pointsInScope(scope, { points, spaces, buildingTypes, registered: new Map() })).toEqual(expected);
  });
});
