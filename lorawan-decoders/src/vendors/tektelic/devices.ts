import { acceleration, common, flag, humidity, i16, skip, tektelic, u16 } from "./tektelic.ts";

/** Smart Room, Home, Comfort and Vivid share one table; Breeze adds carbon dioxide and pressure. */
export const tektelicRoom = tektelic({
  id: "tektelic-room",
  models: [
    "Smart Room Sensor",
    "Smart Room Base",
    "Comfort",
    "Vivid",
    "Vivid+",
    "Home Sensor",
    "Breeze",
    "Breeze-D",
    "Breeze-V",
    "Smart Room Sensor CO2",
    "Smart Room PIR",
    "Home Sensor Gen4",
    "Stork",
  ],
  source: "Tektelic, Smart Room Sensor and Breeze/Vivid technical reference manuals",
  quantities: [
    ...(["battery-voltage", "battery-level", "door-open", "light-level", "temperature", "humidity"] as const),
    ...(["acceleration", "leak-detected", "motion", "device-temperature", "digital-input"] as const),
    ...(["voltage", "pulse-count", "co2", "atmospheric-pressure"] as const),
  ],
  fields: {
    ...common,
    "01 00": flag("door-open"),
    "02 00": flag("light-level"),
    "03 67": i16("temperature", 10),
    "04 68": humidity,
    "05 02": i16("acceleration", 1000 / 9.80665, "magnitude"),
    "06 00": skip(1, "motion alarm"),
    "07 71": acceleration,
    "08 04": u16("pulse-count", 1, "door"),
    "09 00": flag("leak-detected"),
    "0a 00": flag("motion"),
    "0b 67": i16("device-temperature", 10),
    "0b e4": u16("co2"),
    "0c 00": skip(1, "impact alarm"),
    "0c 73": u16("atmospheric-pressure", 0.1),
    "0d 04": u16("motion", 1, "count"),
    "0e 00": flag("digital-input"),
    "0e e4": skip(2, "raw carbon dioxide"),
    "0f 04": u16("pulse-count", 1, "external"),
    "10 02": skip(1, "light intensity"),
    "11 02": i16("voltage", 1000),
  },
  examples: [
    {
      name: "climate and battery",
      payload: "0367fffb 046836 00ff013f",
      fPort: 10,
      readings: [
        ["temperature", -0.5],
        ["humidity", 27],
        ["battery-voltage", 3.19],
      ],
    },
    {
      name: "opened",
      payload: "0100ff 08040001",
      fPort: 10,
      readings: [
        ["door-open", 1],
        ["pulse-count", 1, "door"],
      ],
    },
    {
      name: "cut short",
      payload: "0367e1",
      fPort: 10,
      error: "byte 2: expected 2 bytes for temperature, 1 left",
    },
    { name: "unknown channel", payload: "77aa00", fPort: 10, error: "unknown channel 0x77 with type 0xaa" },
  ],
});

/** Soil probes answer as frequency (moisture) and voltage (temperature); the soil makes numbers of them. */
export const tektelicAgriculture = tektelic({
  id: "tektelic-agriculture",
  models: ["Kiwi", "Clover", "Agriculture Sensor"],
  source: "Tektelic, Agriculture Sensor technical reference manual",
  quantities: [
    ...(["battery-voltage", "battery-level", "frequency", "voltage", "illuminance", "acceleration"] as const),
    ...(["temperature", "humidity", "device-temperature"] as const),
  ],
  fields: {
    ...common,
    "01 04": u16("frequency", 1, "1"),
    "02 02": i16("voltage", 1000, "2"),
    "03 02": i16("voltage", 1000, "3"),
    "04 02": i16("voltage", 1000, "4"),
    "05 04": u16("frequency", 1, "5"),
    "06 04": u16("frequency", 1, "6"),
    "09 65": u16("illuminance"),
    "09 00": skip(1, "light alarm"),
    "0a 71": acceleration,
    "0a 00": skip(1, "orientation alarm"),
    "0b 67": i16("temperature", 10),
    "0b 68": humidity,
    "0c 67": i16("device-temperature", 10),
  },
  examples: [
    {
      name: "soil inputs",
      payload: "01040579 020202d5 00d35a 00bd0a0a",
      fPort: 10,
      readings: [
        ["frequency", 1401, "1"],
        ["voltage", 0.725, "2"],
        ["battery-level", 90],
      ],
    },
    {
      name: "cut short",
      payload: "010405",
      fPort: 10,
      error: "byte 2: expected 2 bytes for frequency, 1 left",
    },
  ],
});
