import { describe, expect, it } from "vitest";
import { CliError } from "./cli-error.ts";
import { alignRows, parseLocalTime, parseMap } from "./replay-map.ts";

describe("the map of a replay", () => {
  it("names quantities and channels", () => {
    expect(parseMap("Temperature=temperature, CO2=co2@east")).toEqual([
      { column: "Temperature", quantity: "temperature", channel: undefined },
      { column: "CO2", quantity: "co2", channel: "east" },
    ]);
  });

  it.each([[undefined], [""], ["CO2"], ["CO2=carbon"], ["=co2"]])("refuses %j", (text) => {
    expect(() => parseMap(text)).toThrow(CliError);
  });
});

describe("rows of a table", () => {
  it("are taken as they are when the header names every column", () => {
    expect(
      alignRows([
        ["a", "b"],
        ["1", "2"],
      ]),
    ).toEqual({ header: ["a", "b"], rows: [["1", "2"]] });
  });

  it("lose the row name that the header leaves out", () => {
    expect(
      alignRows([
        ["a", "b"],
        ["7", "1", "2"],
        ["8", "3", "4"],
      ]).rows,
    ).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
  });
});

describe("a written time", () => {
  it.each([
    ["2015-02-02 14:19:00", "UTC", "2015-02-02T14:19:00Z"],
    ["2015-02-02T14:19:00+01:00", "UTC", "2015-02-02T13:19:00Z"],
    ["2015-02-02 14:19:00", "Europe/Oslo", "2015-02-02T13:19:00Z"],
    ["2015-07-02 14:19:00", "Europe/Oslo", "2015-07-02T12:19:00Z"],
    ["2015-03-29 03:00:00", "Europe/Oslo", "2015-03-29T01:00:00Z"],
  ])("%s in %s is %s", (text, zone, expected) => {
    expect(parseLocalTime(text, zone)).toBe(Date.parse(expected));
  });

  it("that is none is NaN", () => {
    expect(parseLocalTime("yesterday", "UTC")).toBeNaN();
  });
});
