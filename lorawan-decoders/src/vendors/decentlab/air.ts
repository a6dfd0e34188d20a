import { battery, decentlab, sensor, value, type Words } from "./protocol.ts";
import { sht21, sht35 } from "./sensirion.ts";

/** Visible and infrared photodiode to lux, by the formula of the IAM datasheet. */
function illuminance(w: Words): number {
  const visible = w.u(0);
  const infrared = w.u(1);
  return Math.max(visible - 1.64 * infrared, 0.59 * visible - 0.86 * infrared, 0) * 1.5504;
}

/** Rooms: climate, light, CO₂, movement and volatile compounds. */
export const decentlabIam = decentlab({
  id: "decentlab-iam",
  models: ["DL-IAM"],
  sensors: [
    battery,
    sensor(2, ...sht35()),
    sensor(
      1,
      value("atmospheric-pressure", (w) => w.u(0) * 2),
    ),
    sensor(2, value("illuminance", illuminance)),
    sensor(
      3,
      value("co2", (w) => w.s(0)),
    ),
    sensor(
      1,
      value("motion", (w) => w.u(0)),
    ),
    sensor(
      1,
      value("tvoc", (w) => w.u(0)),
    ),
  ],
  example: {
    payload: "020bbd007f0b926a515d48bc4e0262006981c7000093d4000b0111",
    readings: [
      ["battery-voltage", 2.962],
      ["temperature", 27.6783398],
      ["humidity", 36.4385443],
      ["atmospheric-pressure", 96412],
      ["illuminance", 678.76512],
      ["co2", 455],
      ["motion", 11],
      ["tvoc", 273],
    ],
  },
});

export const decentlabLp8p = decentlab({
  id: "decentlab-lp8p",
  models: ["DL-LP8P"],
  sensors: [
    sensor(2, ...sht21),
    sensor(
      2,
      value("device-temperature", (w) => (w.u(0) - 5000) / 100, "barometer"),
      value("atmospheric-pressure", (w) => w.u(1) * 2),
    ),
    sensor(
      8,
      value("co2", (w) => w.s(0)),
      value("co2", (w) => w.s(1), "filtered"),
      value("device-temperature", (w) => w.s(2) / 100, "co2"),
    ),
    battery,
  ],
  example: {
    payload: "020578000f67bd618d1cedbd1081d981f4895b0bd80bb50000959895390c25",
    readings: [
      ["temperature", 24.3566046],
      ["humidity", 41.6322174],
      ["device-temperature", 24.05, "barometer"],
      ["atmospheric-pressure", 96800],
      ["co2", 473],
      ["co2", 500, "filtered"],
      ["device-temperature", 23.95, "co2"],
      ["battery-voltage", 3.109],
    ],
  },
});

export const decentlabGmm = decentlab({
  id: "decentlab-gmm",
  models: ["DL-GMM"],
  sensors: [
    sensor(
      7,
      value("temperature", (w) => w.s(1) / 100),
      value("humidity", (w) => w.s(2) / 10),
      value("co2", (w) => w.s(3)),
      value("photosynthetic-radiation", (w) => w.s(0) / 10),
      value("vapour-pressure-deficit", (w) => w.s(5) / 100),
      value("dew-point", (w) => w.s(6) / 100),
      value("atmospheric-pressure", (w) => w.s(4) * 10),
    ),
    battery,
  ],
  example: {
    payload: "02532b00038726892081148297a57380cf81700bbc",
    readings: [
      ["photosynthetic-radiation", 183],
      ["vapour-pressure-deficit", 2.07],
      ["dew-point", 3.68],

      ["temperature", 23.36],
      ["humidity", 27.6],
      ["co2", 663],
      ["atmospheric-pressure", 95870],
      ["battery-voltage", 3.004],
    ],
  },
});

export const decentlabPm = decentlab({
  id: "decentlab-pm",
  models: ["DL-PM"],
  sensors: [
    battery,
    sensor(
      10,
      value("pm1", (w) => w.u(0) / 10),
      value("pm2.5", (w) => w.u(1) / 10),
      value("pm4", (w) => w.u(2) / 10),
      value("pm10", (w) => w.u(3) / 10),
    ),
    sensor(2, ...sht21),
    sensor(
      1,
      value("atmospheric-pressure", (w) => w.u(0) * 2),
    ),
  ],
  example: {
    payload: "021b50000f0c25002500270027002701f50107012c012d012d012d67bd618dbd10",
    readings: [
      ["pm4", 3.9],

      ["battery-voltage", 3.109],
      ["pm1", 3.7],
      ["pm2.5", 3.9],
      ["pm10", 3.9],
      ["temperature", 24.3566046],
      ["humidity", 41.6322174],
      ["atmospheric-pressure", 96800],
    ],
  },
});

export const decentlabRhc = decentlab({
  id: "decentlab-rhc",
  models: ["DL-RHC"],
  sensors: [
    sensor(
      4,
      value("humidity", (w) => w.u(2) / 100),
      value("temperature", (w) => w.s(3) / 100),
    ),
    battery,
  ],
  example: {
    payload: "0202e00003a9fd01341ca285f30c60",
    readings: [
      ["humidity", 73.3],
      ["temperature", 15.23],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabSht21 = decentlab({
  id: "decentlab-sht21",
  models: ["DL-SHT21"],
  sensors: [sensor(2, ...sht21), battery],
  example: {
    payload: "02030e000364a079b10c60",
    readings: [
      ["temperature", 22.2196289],
      ["humidity", 53.419632],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabSht35 = decentlab({
  id: "decentlab-sht35",
  models: ["DL-SHT35"],
  sensors: [sensor(2, ...sht35()), battery],
  example: {
    payload: "02030e000364a079b10c60",
    readings: [
      ["temperature", 23.7876707],
      ["humidity", 47.5364309],
      ["battery-voltage", 3.168],
    ],
  },
});

/** Its gas channels need the calibration sheet of each cell; only the climate is read. */
export const decentlabAc = decentlab({
  id: "decentlab-ac",
  models: ["DL-AC"],
  sensors: [sensor(2, ...sht21), sensor(2), sensor(2), sensor(2), sensor(2), battery],
  example: {
    payload: "020fa0003f66b49b8c8966803c8cf580238a68804c903783f4158a",
    readings: [
      ["temperature", 23.6460669],
      ["humidity", 69.9506226],
      ["battery-voltage", 5.514],
    ],
  },
});
