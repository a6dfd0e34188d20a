import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";
import { round } from "../../output.ts";
import { batteryNibble, humidity, mclimate, temperature } from "./mclimate.ts";

export const mclimateVicki = mclimate({
  id: "mclimate-vicki",
  models: ["Vicki"],
  quantities: [
    ...(["temperature-setpoint", "temperature", "humidity", "valve-position"] as const),
    ...(["battery-voltage", "window-open"] as const),
  ],
  keepAlives: { 1: 9, 129: 9 },
  examples: [
    {
      name: "half open",
      payload: "81 14 97 62 64 c8 00 30 80",
      fPort: 2,
      readings: [
        ["temperature-setpoint", 20],
        ["temperature", 21.65],
        ["humidity", 38.28125],
        ["valve-position", 50],
        ["battery-voltage", 2.3],
        ["window-open", 0],
      ],
    },
    {
      name: "cut short",
      payload: "81 14 97",
      fPort: 2,
      error: "byte 1: expected 8 bytes for keep-alive, 2 left",
    },
  ],
  readKeepAlive(frame, out, command) {
    out.add("temperature-setpoint", frame.u8("setpoint"));
    const raw = frame.u8("temperature");
    out.add("temperature", round(command === 0x01 ? (raw * 165) / 256 - 40 : (raw - 28.33333) / 5.66666, 2));
    humidity(frame, out);
    // Position and range are 12 bits each; their high halves share the third byte.
    const positionLow = frame.u8("motor position");
    const rangeLow = frame.u8("motor range");
    const high = frame.u8("motor position and range");
    const position = ((high >> 4) << 8) | positionLow;
    const range = ((high & 0x0f) << 8) | rangeLow;
    if (range > 0) out.add("valve-position", Math.max(0, Math.round((1 - position / range) * 100)));
    const flags = frame.u8("battery and flags");
    out.add("battery-voltage", batteryNibble(flags));
    out.flag("window-open", (flags & 0x08) !== 0);
    frame.skip(1, "flags");
  },
});

export const mclimateHt = mclimate({
  id: "mclimate-ht",
  models: ["HT Sensor", "HT"],
  quantities: ["temperature", "humidity", "battery-voltage"],
  keepAlives: { 1: 5 },
  examples: [
    {
      name: "a report",
      payload: "01 02a1 6a f6 0400",
      fPort: 2,
      readings: [
        ["temperature", 27.3],
        ["humidity", 41.40625],
        ["battery-voltage", 3.568],
      ],
    },
    { name: "cut short", payload: "01 02a1", fPort: 2, error: "expected 4 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out) {
    temperature(frame, out);
    humidity(frame, out);
    out.add("battery-voltage", (frame.u8("battery") * 8 + 1600) / 1000);
  },
});

export const mclimateCo2 = mclimate({
  id: "mclimate-co2",
  models: ["CO2 Sensor"],
  quantities: ["co2", "temperature", "humidity", "battery-voltage"],
  keepAlives: { 1: 7 },
  examples: [
    {
      name: "a report",
      payload: "01 0364 0275 5e fa",
      fPort: 2,
      readings: [
        ["co2", 868],
        ["temperature", 22.9],
        ["humidity", 36.71875],
        ["battery-voltage", 3.6],
      ],
    },
    { name: "cut short", payload: "01 0364", fPort: 2, error: "expected 6 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out) {
    out.add("co2", frame.u16be("CO2"));
    temperature(frame, out);
    humidity(frame, out);
    out.add("battery-voltage", (frame.u8("battery") * 8 + 1600) / 1000);
  },
});

/** Low byte, then five high bits above the source of power. */
function carbonDioxide(frame: Frame, out: Output): void {
  const low = frame.u8("CO2");
  out.add("co2", ((frame.u8("CO2 and power source") & 0xf8) << 5) | low);
}

/** Bit 7 is the sign. */
function internalTemperature(frame: Frame, out: Output): void {
  const raw = frame.u8("internal temperature");
  out.add("device-temperature", (raw & 0x80) === 0 ? raw : -(raw & 0x7f));
}

export const mclimateCo2Display = mclimate({
  id: "mclimate-co2-display",
  models: ["CO2 Display"],
  quantities: ["temperature", "humidity", "battery-voltage", "co2", "illuminance", "motion"],
  keepAlives: { 1: 11 },
  examples: [
    {
      name: "a report",
      payload: "01 0275 5e 0e10 64 18 012c 01",
      fPort: 2,
      readings: [
        ["temperature", 22.9],
        ["humidity", 36.71875],
        ["battery-voltage", 3.6],
        ["co2", 868],
        ["illuminance", 300],
        ["motion", 1],
      ],
    },
    { name: "cut short", payload: "01 0275", fPort: 2, error: "expected 10 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out) {
    temperature(frame, out);
    humidity(frame, out);
    out.add("battery-voltage", frame.u16be("battery") / 1000);
    carbonDioxide(frame, out);
    out.add("illuminance", frame.u16be("illuminance"));
    out.flag("motion", frame.u8("motion") !== 0);
  },
});

export const mclimateCo2DisplayLite = mclimate({
  id: "mclimate-co2-display-lite",
  models: ["CO2 Display Lite"],
  quantities: ["temperature", "humidity", "battery-voltage", "co2", "illuminance"],
  keepAlives: { 1: 10 },
  examples: [
    {
      name: "a report",
      payload: "01 0258 80 0ce4 90 20 012c",
      fPort: 2,
      readings: [
        ["temperature", 20],
        ["humidity", 50],
        ["battery-voltage", 3.3],
        ["co2", 1168],
        ["illuminance", 300],
      ],
    },
    { name: "cut short", payload: "01 0275", fPort: 2, error: "expected 9 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out) {
    temperature(frame, out);
    humidity(frame, out);
    out.add("battery-voltage", frame.u16be("battery") / 1000);
    carbonDioxide(frame, out);
    out.add("illuminance", frame.u16be("illuminance"));
  },
});

export const mclimateCo2Pir = mclimate({
  id: "mclimate-co2-pir",
  models: ["CO2 PIR Lite"],
  quantities: ["temperature", "humidity", "battery-voltage", "occupancy", "motion", "co2"],
  keepAlives: { 81: 8, 1: 8 },
  examples: [
    {
      name: "occupied",
      payload: "51 05f4 80 a0 90 20 07",
      fPort: 2,
      readings: [
        ["occupancy", 1],
        ["temperature", 10],
        ["humidity", 50],
        ["battery-voltage", 2.98],
        ["co2", 1168],
        ["motion", 7],
      ],
    },
    { name: "cut short", payload: "51 06", fPort: 2, error: "expected 7 bytes for keep-alive, 1 left" },
  ],
  readKeepAlive(frame, out) {
    const word = frame.u16be("occupancy and temperature");
    out.flag("occupancy", (word & 0x400) !== 0);
    out.add("temperature", ((word & 0x3ff) - 400) / 10);
    humidity(frame, out);
    out.add("battery-voltage", round((frame.u8("battery") * 2.2) / 255 + 1.6, 3));
    carbonDioxide(frame, out);
    out.add("motion", frame.u8("triggers"));
  },
});

export const mclimateDrySwitch = mclimate({
  id: "mclimate-dry-switch",
  models: ["16A Dry Switch", "16A Switch"],
  quantities: ["device-temperature", "digital-output"],
  keepAlives: { 1: 3 },
  examples: [
    {
      name: "on, in the cold",
      payload: "01 85 01",
      fPort: 2,
      readings: [
        ["device-temperature", -5],
        ["digital-output", 1],
      ],
    },
    { name: "cut short", payload: "01 85", fPort: 2, error: "expected 2 bytes for keep-alive, 1 left" },
  ],
  readKeepAlive(frame, out) {
    internalTemperature(frame, out);
    out.flag("digital-output", frame.u8("relay") === 1);
  },
});

export const mclimateHtPir = mclimate({
  id: "mclimate-ht-pir",
  models: ["HT PIR Lite"],
  quantities: ["temperature", "humidity", "battery-voltage", "occupancy", "motion"],
  keepAlives: { 81: 6, 1: 6 },
  examples: [
    {
      name: "occupied",
      payload: "51 06 75 5e e8 03",
      fPort: 2,
      readings: [
        ["occupancy", 1],
        ["temperature", 22.9],
        ["humidity", 36.71875],
        ["battery-voltage", 3.602],
        ["motion", 3],
      ],
    },
    { name: "cut short", payload: "51 06", fPort: 2, error: "expected 5 bytes for keep-alive, 1 left" },
  ],
  readKeepAlive(frame, out) {
    const word = frame.u16be("occupancy and temperature");
    out.flag("occupancy", (word & 0x400) !== 0);
    out.add("temperature", ((word & 0x3ff) - 400) / 10);
    humidity(frame, out);
    out.add("battery-voltage", round((frame.u8("battery") * 2.2) / 255 + 1.6, 3));
    out.add("motion", frame.u8("triggers"));
  },
});

export const mclimateAqi = mclimate({
  id: "mclimate-aqi",
  models: ["AQI Sensor"],
  quantities: ["co2", "tvoc-index", "humidity", "atmospheric-pressure", "temperature", "battery-voltage"],
  keepAlives: { 1: 10 },
  examples: [
    {
      name: "a report",
      payload: "01 03 06 1b 20 64 dde9d4 fa",
      fPort: 2,
      readings: [
        ["co2", 17_248],
        ["tvoc-index", 16],
        ["humidity", 40],
        ["atmospheric-pressure", 101_000],
        ["temperature", 22.9],
        ["battery-voltage", 3.6],
      ],
    },
    { name: "cut short", payload: "01 03 06", fPort: 2, error: "expected 9 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out) {
    // Fields of 9, 5 and 10 bits: static index, index, CO2 equivalent.
    const indexes = frame.u24be("air quality and CO2");
    out.add("tvoc-index", ((indexes >> 10) & 0x1f) * 16);
    out.add("co2", (indexes & 0x3ff) * 32);
    frame.skip(1, "VOC");
    out.add("humidity", (frame.u8("humidity") * 4) / 10);
    // Fields of 11, 1 unused, 10 and 2 bits: pressure, temperature, accuracy.
    const climate = frame.u24be("pressure and temperature");
    out.add("atmospheric-pressure", (climate >> 13) * 40 + 30_000);
    out.add("temperature", (((climate >> 2) & 0x3ff) - 400) / 10);
    out.add("battery-voltage", (frame.u8("battery") * 8 + 1600) / 1000);
  },
});

export const mclimateOpenClose = mclimate({
  id: "mclimate-open-close",
  models: ["Open/Close Sensor"],
  quantities: ["battery-voltage", "temperature", "pulse-count", "door-open"],
  keepAlives: { 1: 8, 32: 8, 33: 8 },
  examples: [
    {
      name: "opened",
      payload: "20 e8 02 75 00000a 01",
      fPort: 2,
      readings: [
        ["battery-voltage", 3.602],
        ["temperature", 22.9],
        ["pulse-count", 10],
        ["door-open", 1],
      ],
    },
    { name: "cut short", payload: "20 e8", fPort: 2, error: "expected 7 bytes for keep-alive, 1 left" },
  ],
  readKeepAlive(frame, out) {
    out.add("battery-voltage", round((frame.u8("battery") * 2.2) / 255 + 1.6, 3));
    const word = frame.u16be("thermistor and temperature");
    if ((word & 0x400) === 0) out.add("temperature", ((word & 0x3ff) - 400) / 10);
    else out.warn("the thermistor is not connected");
    out.add("pulse-count", frame.u24be("openings"));
    out.flag("door-open", frame.u8("door") !== 0);
  },
});

export const mclimatePowerSwitch = mclimate({
  id: "mclimate-16a-switch",
  models: ["16A Switch & Power Meter", "16aspm"],
  quantities: ["device-temperature", "energy", "power", "voltage", "current", "digital-output"],
  keepAlives: { 1: 12 },
  examples: [
    {
      name: "on",
      payload: "01 1e 000004d2 0064 e6 01b3 01",
      fPort: 2,
      readings: [
        ["device-temperature", 30],
        ["energy", 1.234],
        ["power", 0.1],
        ["voltage", 230],
        ["current", 0.435],
        ["digital-output", 1],
      ],
    },
    { name: "cut short", payload: "01 1e", fPort: 2, error: "expected 11 bytes for keep-alive, 1 left" },
  ],
  readKeepAlive(frame, out) {
    internalTemperature(frame, out);
    out.add("energy", frame.u32be("energy") / 1000);
    out.add("power", frame.u16be("power") / 1000);
    out.add("voltage", frame.u8("voltage"));
    out.add("current", frame.u16be("current") / 1000);
    out.flag("digital-output", frame.u8("relay") === 1);
  },
});

export const mclimateThermostat = mclimate({
  id: "mclimate-thermostat",
  models: ["Wireless Thermostat"],
  quantities: ["temperature", "humidity", "battery-voltage", "temperature-setpoint", "illuminance", "motion"],
  keepAlives: { 1: 11, 129: 12 },
  examples: [
    {
      name: "setpoint in tenths",
      payload: "81 0275 5e 0e10 00d7 02 012c 00",
      fPort: 2,
      readings: [
        ["temperature", 22.9],
        ["humidity", 36.71875],
        ["battery-voltage", 3.6],
        ["temperature-setpoint", 21.5],
        ["illuminance", 300],
        ["motion", 0],
      ],
    },
    { name: "cut short", payload: "81 0275", fPort: 2, error: "expected 11 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out, command) {
    temperature(frame, out);
    humidity(frame, out);
    out.add("battery-voltage", frame.u16be("battery") / 1000);
    out.add("temperature-setpoint", command === 0x01 ? frame.u8("setpoint") : frame.u16be("setpoint") / 10);
    frame.skip(1, "power source");
    out.add("illuminance", frame.u16be("illuminance"));
    out.flag("motion", frame.u8("motion") !== 0);
  },
});

export const mclimateFanCoil = mclimate({
  id: "mclimate-fan-coil",
  models: ["Fan Coil Thermostat"],
  quantities: ["temperature", "humidity", "temperature-setpoint", "plant-mode", "fan-running"],
  keepAlives: { 1: 11 },
  examples: [
    {
      name: "running",
      payload: "01 0275 5e 00d7 01 02 02 01 01",
      fPort: 2,
      readings: [
        ["temperature", 22.9],
        ["humidity", 36.71875],
        ["temperature-setpoint", 21.5],
        ["plant-mode", 1],
        ["fan-running", 1],
      ],
    },
    { name: "cut short", payload: "01 0275", fPort: 2, error: "expected 10 bytes for keep-alive, 2 left" },
  ],
  readKeepAlive(frame, out) {
    temperature(frame, out);
    humidity(frame, out);
    out.add("temperature-setpoint", frame.u16be("setpoint") / 10);
    out.add("plant-mode", frame.u8("mode"));
    frame.skip(1, "displayed fan speed");
    out.flag("fan-running", frame.u8("fan speed") !== 0);
    frame.skip(2, "valve and device state");
  },
});
