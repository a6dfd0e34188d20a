import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { MapSensor } from "@kontrollrom/contracts/map.ts";
import { describe, expect, it } from "vitest";
import {
  alarmMarks,
  boundsOf,
  buildingAreas,
  placeOf,
  sensorPlaces,
  sensorValues,
  troubles,
} from "./map-features.ts";

const alarm = (part: Partial<Alarm>) =>
  ({ priority: 3, state: "acknowledged", pointId: 1, ...part }) as Alarm;
const sensor = (deviceId: string, part: Partial<MapSensor> = {}): MapSensor => ({
  deviceId,
  name: deviceId,
  lat: 63,
  lon: 7,
  layer: "bin",
  pointIds: [],
  ...part,
});
const building = (part: Partial<Building>): Building => ({
  id: "b",
  name: "B",
  storeys: 1,
  spaces: 1,
  ...part,
});

describe("what is wrong, and where", () => {
  it.each<[string, Partial<Alarm>[], unknown]>([
    ["nothing", [], undefined],
    ["one that is over", [{ state: "normal" }], undefined],
    ["one that is set aside", [{ state: "shelved" }], undefined],
    [
      "the worst of several",
      [{ priority: 3 }, { priority: 1 }, { priority: 2 }],
      { priority: 1, open: false, count: 3 },
    ],
    [
      "a lesser one that nobody has seen",
      [{ priority: 4, state: "unacknowledged" }, { priority: 2 }],
      { priority: 2, open: false, count: 2 },
    ],
    [
      "two of the same, one of them unseen",
      [{ priority: 2 }, { priority: 2, state: "returnedUnacknowledged" }],
      { priority: 2, open: true, count: 2 },
    ],
  ])("of a building: %s", (_, alarms, expected) => {
    const found = troubles(
      alarms.map((part) => alarm({ buildingId: "b", ...part })),
      [],
    );
    expect(found.get("b")).toEqual(expected);
  });

  it("an alarm of any point outdoors is its device's", () => {
    const found = troubles(
      [alarm({ pointId: 12 }), alarm({ pointId: 99 })],
      [sensor("p", { pointIds: [11, 12] })],
    );
    expect([...found.keys()]).toEqual(["p"]);
  });

  it("what has no place gets no mark", () => {
    const found = troubles(
      [alarm({ buildingId: "a" }), alarm({ buildingId: "b", state: "unacknowledged" })],
      [],
    );
    const { features } = alarmMarks(found, new Map([["b", [7, 63]]]));
    expect(features.map(({ properties }) => properties)).toEqual([
      { id: "b", priority: 3, icon: "priority-3-filled" },
    ]);
  });
});

describe("places", () => {
  it.each<[string, Partial<Building>, unknown]>([
    ["its position", { position: { lat: 63, lon: 7 }, footprint: [[0, 0]] }, [7, 63]],
    [
      "the middle of its footprint",
      {
        footprint: [
          [0, 0],
          [2, 0],
          [2, 2],
          [0, 2],
        ],
      },
      [1, 1],
    ],
    ["nowhere", {}, undefined],
  ])("a building is marked at %s", (_, part, expected) => {
    expect(placeOf(building(part))).toEqual(expected);
  });

  it("a footprint is closed, and keeps the number of its building", () => {
    const { features } = buildingAreas([
      building({}),
      building({
        footprint: [
          [0, 0],
          [2, 0],
          [2, 2],
        ],
      }),
    ]);
    expect(features.map(({ id, geometry }) => [id, geometry.coordinates[0]?.length])).toEqual([[2, 4]]);
  });

  it("sensors keep their numbers when a layer is hidden", () => {
    const sensors = [sensor("a", { layer: "light" }), sensor("b"), sensor("c", { layer: "snow" })];
    const { features } = sensorPlaces(sensors, ["light"], () => "#000");
    expect(features.map(({ id, properties }) => [id, properties?.id])).toEqual([
      [2, "b"],
      [3, "c"],
    ]);
  });

  it("writes what is said of each sensor at its place", () => {
    const said = sensorValues([sensor("a", { lat: 63.2, lon: 7.8 })], ({ name }) => `${name}: 7 %`);
    expect(said.features).toMatchObject([
      { geometry: { coordinates: [7.8, 63.2] }, properties: { label: "a: 7 %" } },
    ]);
  });

  it("bounds hold all of them", () => {
    expect(boundsOf([])).toBeUndefined();
    expect(
      boundsOf([
        [7, 63],
        [8, 62],
        [6, 64],
      ]),
    ).toEqual([6, 62, 8, 64]);
  });
});
