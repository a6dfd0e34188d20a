import { describe, expect, it } from "vitest";
import { batteryOf } from "./battery.ts";

describe("the battery of a device", () => {
  it.each([
    ["nothing told", {}, undefined, undefined],
    ["a level", { "battery-level": 21 }, undefined, { level: 21, low: false }],
    ["a low level", { "battery-level": 20 }, undefined, { level: 20, low: true }],
    [
      "a voltage, with no word of what is low",
      { "battery-voltage": 2.1 },
      undefined,
      { voltage: 2.1, low: false },
    ],
    ["a voltage over what is low", { "battery-voltage": 3.1 }, 3, { voltage: 3.1, low: false }],
    ["a voltage that is low", { "battery-voltage": 3 }, 3, { voltage: 3, low: true }],
    ["that it is low", { "battery-low": 1 }, undefined, { low: true }],
    ["that it is not low", { "battery-low": 0 }, undefined, { low: false }],
    ["two cells", { "battery-level@1": 80, "battery-level@2": 5 }, undefined, { level: 5, low: true }],
    ["what it measures", { temperature: 3 }, 5, undefined],
  ])("told %s", (_name, told, lowBatteryV, expected) => {
    const values = Object.entries(told);
    const points = new Map(values.map(([key], id) => [key, id]));
    const present = (pointId: number) => ({
      pointId,
      time: 1000 + pointId,
      value: values[pointId]?.[1] ?? 0,
      quality: "good" as const,
    });
    const battery = batteryOf(points, lowBatteryV, present);
    if (expected === undefined) expect(battery).toBeUndefined();
    else expect(battery).toEqual({ ...expected, time: new Date(999 + values.length).toISOString() });
  });
});
