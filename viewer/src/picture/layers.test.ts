import { describe, expect, it } from "vitest";
import { anAlarm } from "../data/samples.fixture.ts";
import {
  alarmsByRoom,
  colourTable,
  inkOn,
  type Palette,
  partOf,
  roomColour,
  roomValue,
  valueLayers,
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
const temperature = valueLayers.temperature!;
const co2 = valueLayers.co2!;
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
