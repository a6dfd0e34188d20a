import { describe, expect, it } from "vitest";
import { createFormats, missing, stateWord, unitSign } from "./format.ts";

const nb = createFormats("nb", "Europe/Oslo");
const en = createFormats("en", "Europe/Oslo");
const nbsp = "\u00a0";
/** 2026-03-12 14:05 in Oslo. */
const march = Date.UTC(2026, 2, 12, 13, 5);

describe("measures", () => {
  it.each([
    [nb.measure(21.44, "Cel", "temperature"), `21,4${nbsp}°C`],
    [en.measure(21.44, "Cel", "temperature"), `21.4${nbsp}°C`],
    [nb.measure(1250.4, "[ppm]", "co2"), `1${nbsp}250${nbsp}ppm`],
    [en.measure(1250.4, "[ppm]", "co2"), `1,250${nbsp}ppm`],
    [nb.measure(41.6, "%", "humidity"), `42${nbsp}%`],
    [nb.measure(-0.04, "Cel", "temperature"), `0,0${nbsp}°C`],
    [nb.measure(3, "1", "people-count"), "3"],
    [nb.measure(182.25, "deg", "wind-direction"), "182,3°"],
  ])("%s", (text, expected) => expect(text).toBe(expected));

  it("shows what is missing as a dash, never as 0", () => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(nb.measure(value, "Cel", "temperature")).toBe(missing);
    }
    expect(nb.dateTime(undefined)).toBe(missing);
    expect(nb.dateTime("no time")).toBe(missing);
  });

  it("writes minus as Norwegian does", () => {
    expect(nb.measure(-7.25, "Cel", "outside-air-temperature")).toBe(`−7,3${nbsp}°C`);
  });
});

describe("times", () => {
  it.each([
    [nb.dateTime(march), "12.03.2026 kl. 14.05"],
    [en.dateTime(march), "2026-03-12 14:05"],
    [nb.dateTime("2026-07-01T22:30:00Z"), "02.07.2026 kl. 00.30"],
    [nb.date(march), "12.03.2026"],
    [nb.moment(march, march + 3_600_000), "kl. 14.05"],
    [nb.moment(march, march + 86_400_000), "12.03. kl. 14.05"],
    [en.moment(march, march + 86_400_000), "03-12 14:05"],
    [nb.moment(march, march + 400 * 86_400_000), "12.03.2026 kl. 14.05"],
  ])("%s", (text, expected) => expect(text).toBe(expected));

  it.each([
    [-5000, `0${nbsp}s`],
    [59_999, `59${nbsp}s`],
    [60_000, `1${nbsp}min`],
    [3_599_000, `59${nbsp}min`],
    [3_600_000, `1${nbsp}t`],
    [47 * 3_600_000, `47${nbsp}t`],
    [72 * 3_600_000, `3${nbsp}døgn`],
  ])("%i ms lasts %s", (ms, expected) => expect(nb.duration(ms)).toBe(expected));
});

describe("words and signs", () => {
  it("names the two states of a switch", () => {
    expect(stateWord("door-open", 0)).toBe("closed");
    expect(stateWord("door-open", 1)).toBe("open");
    expect(stateWord("temperature", 1)).toBeUndefined();
  });

  it("writes units for people", () => {
    expect(["Cel", "kW.h", "ug/m3", "1", "V"].map(unitSign)).toEqual(["°C", "kWh", "µg/m³", "", "V"]);
  });

  it.each([
    [999, `999${nbsp}B`],
    [2_400_000, `2,4${nbsp}MB`],
    [238_000, `238${nbsp}kB`],
  ])("%i bytes", (bytes, expected) => expect(nb.bytes(bytes)).toBe(expected));
});
