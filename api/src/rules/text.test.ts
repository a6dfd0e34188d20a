import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { RuleText } from "@kontrollrom/contracts/rule.ts";
import { expect, test } from "vitest";
import { textOf } from "./text.ts";

const alarm = {
  value: 1250.4,
  unit: "[ppm]",
  ruleName: "Høy CO₂",
  raisedAt: "2026-03-12T10:05:00Z",
  quantity: "co2",
  deviceName: "Sensor 7",
  spaceLabel: "101 Klasserom",
  buildingName: "Furuset skole",
  condition: {
    kind: "threshold",
    direction: "above",
    setpoint: 1000,
    deadband: 50,
    onDelayMs: 0,
    offDelayMs: 0,
  },
} as Alarm;

test.each([
  ["the rule's name and the place, where it has no text", undefined, alarm, "Høy CO₂: 101 Klasserom"],
  [
    "values and places",
    "CO₂ {{value}} i {{space}}, {{ building }}",
    alarm,
    "CO₂ 1 250,4 ppm i 101 Klasserom, Furuset skole",
  ],
  ["the limit", "{{value}} over {{limit}}", alarm, "1 250,4 ppm over 1 000 ppm"],
  [
    "the device where there is no room",
    "{{rule}} {{space}}",
    { ...alarm, spaceLabel: undefined },
    "Høy CO₂ Sensor 7",
  ],
  [
    "nothing for what is not known",
    "{{building}} {{rule}}",
    { ...alarm, buildingName: undefined },
    "Høy CO₂",
  ],
  ["what is measured and when", "{{quantity}} {{time}}", alarm, "CO₂ 12.03.2026, 11:05"],
  [
    "hours of running",
    "{{value}} av {{limit}}",
    { ...alarm, value: 2000.5, unit: "1", condition: { kind: "running-hours", values: [1], hours: 2000 } },
    "2 000,5 h av 2 000 h",
  ],
] as const)("a text says %s", (_, text, of, said) => {
  const found = textOf({ ...(of as Alarm), ...(text !== undefined && { textTemplate: text }) }, "nb");
  expect(found.replaceAll(/\s/g, " ")).toBe(said);
});

test("a name that is not known is refused with those that are", () => {
  const { error } = RuleText.safeParse("CO₂ {{valeu}}");
  expect(error?.issues[0]?.message).toContain(
    '"{{valeu}}" is nothing that is known of an alarm: use {{value}}',
  );
});

test("numbers and times are written as the reader's language does", () => {
  const found = textOf({ ...alarm, textTemplate: "{{quantity}} {{value}}, {{time}}" }, "en");
  expect(found.replaceAll(/\s/g, " ")).toBe("CO₂ 1,250.4 ppm, 12 Mar 2026, 11:05");
});
