import { quantities } from "@kontrollrom/contracts/quantity.ts";
import { describe, expect, it } from "vitest";
import { conversion, divide, multiply, parseUnit, sameDimension, UnitError } from "./units.ts";

describe("units", () => {
  it("are understood for every quantity of the dictionary", () => {
    for (const { unit } of Object.values(quantities)) expect(() => parseUnit(unit), unit).not.toThrow();
  });

  it.each([
    ["kW.h", "J", 3.6e6],
    ["MW.h", "kW.h", 1000],
    ["m3/h", "L/s", 1 / 3.6],
    ["kW.h/m2", "W.h/m2", 1000],
    ["%", "1", 0.01],
    ["ug/m3", "mg/m3", 0.001],
    ["h", "min", 60],
    ["kPa", "bar", 0.01],
    ["d", "h", 24],
    ["m/s2", "cm/s2", 100],
  ])("1 %s is so many %s", (from, to, factor) => {
    const [a, b] = [parseUnit(from), parseUnit(to)];
    expect(sameDimension(a, b)).toBe(true);
    expect(conversion(a, b)).toBeCloseTo(factor, 9);
  });

  it.each([
    ["kW", "kW.h"],
    ["kvar", "kW"],
    ["[pH]", "1"],
    ["dBm", "dB"],
    ["m2", "m3"],
    ["Cel", "1"],
  ])("%s is not of the dimension of %s", (a, b) => {
    expect(sameDimension(parseUnit(a), parseUnit(b))).toBe(false);
  });

  it.each(["kr/m2", "furlong", "", "kW.h/", "m.", "constructor"])("%j is no unit", (code) => {
    expect(() => parseUnit(code)).toThrow(UnitError);
  });

  it("multiply and divide", () => {
    const energy = multiply(parseUnit("kW"), parseUnit("h"));
    expect(sameDimension(energy, parseUnit("kW.h"))).toBe(true);
    expect(divide(energy, parseUnit("kW.h")).factor).toBeCloseTo(1, 12);
  });
});
