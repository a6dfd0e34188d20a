import { describe, expect, it } from "vitest";
import { suggestField } from "./suggest-field.ts";

describe("a field by its name", () => {
  it.each([
    ["temperature", 21.5, { quantity: "temperature" }, true],
    ["data.Temperature", 21.5, { quantity: "temperature" }, true],
    ["TempC_SHT", 21.5, undefined, undefined],
    ["temp_c", 21.5, { quantity: "temperature" }, true],
    ["tempF", 70, { quantity: "temperature", unit: "[degF]" }, true],
    ["soil_temperature", 4, { quantity: "soil-temperature" }, true],
    ["soil.temperature", 4, { quantity: "soil-temperature" }, true],
    ["humidity_pct", 40, { quantity: "humidity" }, true],
    ["co2", 600, { quantity: "co2" }, true],
    ["co2_ppm", 600, { quantity: "co2" }, true],
    ["pressure", 1013, { quantity: "atmospheric-pressure", unit: "hPa" }, false],
    ["pressure_hpa", 1013, { quantity: "atmospheric-pressure", unit: "hPa" }, true],
    ["BatV", 3.6, { quantity: "battery-voltage" }, true],
    ["battery_mv", 3600, { quantity: "battery-voltage", unit: "mV" }, true],
    ["battery_voltage", 3.6, { quantity: "battery-voltage" }, true],
    ["battery.voltage", 3.6, { quantity: "battery-voltage" }, true],
    ["battery", 87, { quantity: "battery-level" }, false],
    ["battery", 3.6, { quantity: "battery-voltage" }, false],
    ["temperature2", 5, { quantity: "temperature", channel: "2" }, true],
    ["channels.0.temperature", 5, { quantity: "temperature", channel: "1" }, false],
    ["pm2_5", 7, { quantity: "pm2.5" }, true],
    ["power_w", 300, { quantity: "power", unit: "W" }, true],
    ["power", 300, { quantity: "power", unit: "W" }, false],
    ["door", "open", { quantity: "door-open" }, true],
    ["door", "ajar", undefined, undefined],
    ["motion", true, { quantity: "motion" }, true],
    ["temperature", true, undefined, undefined],
    ["alarm_level_of_the_thing", 3, undefined, undefined],
    ["constructor", 3, undefined, undefined],
    ["0", 3, undefined, undefined],
  ] as const)("%s = %j is taken for %j (certain: %s)", (path, value, field, certain) => {
    const found = suggestField({ path, value });
    if (field === undefined) expect(found).toBeUndefined();
    else {
      const { values: _words, ...rest } = found?.field ?? {};
      expect({ field: rest, certain: found?.certain }).toEqual({ field: { path, ...field }, certain });
    }
  });
});
