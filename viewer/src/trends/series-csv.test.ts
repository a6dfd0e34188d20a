import { describe, expect, it } from "vitest";
import { seriesCsv } from "./series-csv.ts";

const line = {
  pointId: 7,
  label: '=1+1; "rom"',
  device: "Føler",
  quantity: "co2",
  unit: "ppm",
  entries: [{ time: 0, avg: 400.5, min: 399, max: 402, quality: "substituted" as const }],
};

describe("what is shown, as CSV", () => {
  it("opens in a Norwegian spreadsheet", () => {
    expect(seriesCsv([line], "nb", () => "1970-01-01 01:00:00")).toBe(
      '\uFEFFpoint;label;device;quantity;unit;time;avg;min;max;quality\r\n7;"\'=1+1; ""rom""";Føler;co2;ppm;1970-01-01 01:00:00;400,5;399;402;substituted\r\n',
    );
  });
  it("opens in an English one", () => {
    expect(seriesCsv([line], "en", String)).toContain(
      ",1970-01-01T00:00:00.000Z,400.5,399,402,substituted\r\n",
    );
  });
});
