import { describe, expect, it } from "vitest";
import { guessedRules, wordsOf } from "./guess.ts";

describe("wordsOf", () => {
  it.each([
    ["batteryVoltage_mV", "battery voltage mv"],
    ["co2Concentration", "co 2 concentration"],
    ["PM2_5", "pm 2 5"],
    ["data.air-temperature", "data air temperature"],
  ])("%s", (key, words) => {
    expect(wordsOf(key)).toBe(words);
  });
});

describe("guessedRules", () => {
  it.each([
    ["CO2", "co2"],
    ["co2_concentration", "co2"],
    ["airTemperature", "temperature"],
    ["relative_humidity", "humidity"],
    ["soil_temp_1", "soil-temperature"],
    ["massConcPm2_5", "pm2.5"],
    ["maximumWindSpeed", "wind-gust"],
    ["oxygenSaturation", "oxygen-saturation"],
    ["water_leak", "leak-detected"],
    ["reactive_energy", "reactive-energy"],
    ["lng", "longitude"],
  ] as const)("takes %s for %s", (key, quantity) => {
    expect(guessedRules(key)[0]?.quantity).toBe(quantity);
  });

  it.each(["firmwareVersion", "temperatureAlarmThreshold", "rssi", "deviceId", "whatever"])(
    "makes nothing of %s",
    (key) => {
      expect(guessedRules(key)).toEqual([]);
    },
  );

  it("takes the unit of the key where it has one", () => {
    expect(guessedRules("distance_mm").map(({ factor }) => factor)).toEqual([0.001]);
    expect(guessedRules("distance").map(({ factor }) => factor)).toEqual([1, 0.001, 0.01]);
  });
});
