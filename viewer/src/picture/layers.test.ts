import { describe, expect, it } from "vitest";
import { anAlarm, aPoint } from "../data/samples.fixture.ts";
import {
  alarmsByRoom,
  colourTable,
  inkOn,
  layerOf,
  layersOf,
  type Palette,
  partOf,
  roomColour,
  roomValue,
} from "./layers.ts";

const palette: Palette = {
  neutral: [196, 200, 204],
  empty: [220, 223, 226],
  middle: [207, 209, 211],
  low: [47, 111, 181],
  high: [217, 115, 13],
  priority: [
    [208, 31, 31],
    [232, 117, 10],
    [240, 196, 25],
    [102, 87, 200],
  ],
};
const temperature = layerOf({ quantity: "temperature", unit: "Cel", kind: "gauge" });
const co2 = layerOf({ quantity: "co2", unit: "[ppm]", kind: "gauge" });
const at = (value: number, time = 1000, quality: "good" | "bad" | "uncertain" = "good") => ({
  pointId: value,
  time,
  value,
  quality,
});

describe("scales", () => {
  it("puts 21 °C in the grey middle and the ends in blue and orange", () => {
    const colour = colourTable(temperature, palette);
    expect(colour(21)).toEqual(palette.middle.map((part) => expect.closeTo(part, -0.5)));
    expect(colour(15)).toEqual(palette.low);
    expect(colour(27)).toEqual(palette.high);
  });

  it("stays at its ends outside the domain: the scale does not jump", () => {
    const colour = colourTable(co2, palette);
    expect(colour(20)).toEqual(colour(400));
    expect(colour(9000)).toEqual(colour(1600));
    expect(partOf(co2, 1000)).toBeCloseTo(0.5);
  });

  it("grows lighter with CO₂, so that it can be told without hue", () => {
    const colour = colourTable(co2, palette);
    const light = [400, 700, 1000, 1300, 1600].map((value) => {
      const [r, g, b] = colour(value);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect(light).toEqual([...light].sort((a, b) => a - b));
  });
});

describe("a room's value", () => {
  const stale = ({ time }: { time: number }) => time < 500;

  it.each([
    ["no sensor", [], { kind: "none" }],
    ["no value yet", [undefined], { kind: "none" }],
    ["only bad values", [at(99, 1000, "bad")], { kind: "none" }],
    ["the mean of two", [at(20), at(22)], { kind: "value", value: 21, stale: false }],
    ["the fresh one before the old", [at(20), at(30, 100)], { kind: "value", value: 20, stale: false }],
    ["old when all are old", [at(20, 100), at(30, 100)], { kind: "value", value: 25, stale: true }],
    ["bad ones left out", [at(20), at(99, 1000, "bad")], { kind: "value", value: 20, stale: false }],
  ])("%s", (_, values, expected) => expect(roomValue(values, stale)).toEqual(expected));
});

it.each([
  ["mean", 2],
  ["most", 3],
  ["sum", 4],
] as const)("puts several sensors together by their %s", (combine, value) =>
  expect(roomValue([at(1), at(3)], () => false, combine)).toEqual({ kind: "value", value, stale: false }),
);

describe("layers of a building", () => {
  const points = [
    aPoint({ quantity: "wind-speed", unit: "m/s", spaceId: "a", present: at(7) }),
    aPoint({ quantity: "co2", unit: "[ppm]", spaceId: "a" }),
    aPoint({ quantity: "leak-detected", kind: "state", unit: "1", spaceId: "a" }),
    aPoint({ quantity: "temperature", unit: "Cel", spaceId: "a" }),
    aPoint({ quantity: "battery-level", diagnostic: true, spaceId: "a" }),
    aPoint({ quantity: "humidity", spaceId: undefined }),
  ];

  it("are those that its rooms have, the common ones first, and none of the devices' own health", () => {
    expect(layersOf(points).map(({ name }) => name)).toEqual([
      "temperature",
      "co2",
      "leak-detected",
      "wind-speed",
    ]);
  });

  it("get round limits of what is measured where the quantity has no scale of its own", () => {
    expect(layersOf(points).find(({ name }) => name === "wind-speed")?.domain).toEqual([0, 10]);
  });

  it("show a state in two colours", () => {
    const leak = layersOf(points).find(({ name }) => name === "leak-detected")!;
    const colour = colourTable(leak, palette);
    expect([colour(0), colour(1)]).toEqual([palette.neutral, palette.high]);
  });
});

it("colours a room by its most urgent alarm, and not by one that is over", () => {
  const worst = alarmsByRoom([
    anAlarm({ spaceId: "a", priority: 3 }),
    anAlarm({ spaceId: "a", priority: 1 }),
    anAlarm({ spaceId: "b", priority: 1, state: "normal" }),
    anAlarm({ spaceId: undefined }),
  ]);
  expect([...worst]).toEqual([["a", 1]]);
});

it("gives each status its colour", () => {
  expect(roomColour({ kind: "none" }, palette)).toBe(palette.empty);
  expect(roomColour({ kind: "calm" }, palette)).toBe(palette.neutral);
  expect(roomColour({ kind: "alarm", priority: 4 }, palette)).toBe(palette.priority[3]);
});

it.each([
  [[255, 255, 255], "#000000"],
  [[68, 1, 84], "#ffffff"],
  [[253, 231, 37], "#000000"],
  [[47, 111, 181], "#ffffff"],
] as const)("writes on %j in %s", (colour, ink) => expect(inkOn(colour)).toBe(ink));
