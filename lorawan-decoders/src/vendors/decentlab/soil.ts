import { battery, decentlab, type Sensor, sensor, value } from "./protocol.ts";

/** Third-degree polynomial of the raw voltage in mV, m³/m³. */
function tenHsWaterContent(mv: number): number {
  return 2.97e-9 * mv ** 3 - 7.37e-6 * mv ** 2 + 6.69e-3 * mv - 1.92;
}

/** Topp equation: water content of mineral soil from its dielectric permittivity, m³/m³. */
function toppWaterContent(permittivity: number): number {
  return 4.3e-6 * permittivity ** 3 - 5.5e-4 * permittivity ** 2 + 2.92e-2 * permittivity - 5.3e-2;
}

/** Soilless substrate and mineral soil, METER GS3. */
function gs3WaterContent(permittivity: number): number {
  return 5.89e-6 * permittivity ** 3 - 7.62e-4 * permittivity ** 2 + 3.67e-2 * permittivity - 7.53e-2;
}

/** Mineral soil, METER TEROS 11 and 12. */
function teros12WaterContent(raw: number): number {
  return raw * 3.879e-4 - 0.6956;
}

function levels(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function depths(first: number): Sensor {
  return sensor(
    18,
    ...levels(6).map((i) => value("soil-moisture", (w) => w.s(i) / 100, `level-${first + i}`)),
    ...levels(6).map((i) => value("soil-temperature", (w) => w.s(6 + i) / 100, `level-${first + i}`)),
    ...levels(6).map((i) => value("analog-input", (w) => w.u(12 + i) - 100, `salinity-level-${first + i}`)),
  );
}

/** Volumetric water content by the calibration of the METER 10HS for mineral soil. */
export const decentlab10hs = decentlab({
  id: "decentlab-10hs",
  models: ["DL-10HS"],
  sensors: [
    sensor(
      1,
      value("soil-moisture", (w) => 100 * tenHsWaterContent((3000 * w.s(0)) / 32768)),
    ),
    battery,
  ],
  example: {
    payload: "0202df000393710c60",
    readings: [
      ["soil-moisture", -12.0859772],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlab5te = decentlab({
  id: "decentlab-5te",
  models: ["DL-5TE"],
  sensors: [
    sensor(
      3,
      value("soil-moisture", (w) => 100 * toppWaterContent(w.u(0) / 50)),
      value("soil-temperature", (w) => (w.u(1) - 400) / 10),
      value("soil-conductivity", (w) => w.u(2) * 10),
    ),
    battery,
  ],
  example: {
    payload: "02031c00030037027100000c60",
    readings: [
      ["soil-moisture", -2.15397767],
      ["soil-temperature", 22.5],
      ["soil-conductivity", 0],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlab5tm = decentlab({
  id: "decentlab-5tm",
  models: ["DL-5TM"],
  sensors: [
    sensor(
      2,
      value("soil-moisture", (w) => 100 * toppWaterContent(w.u(0) / 50)),
      value("soil-temperature", (w) => (w.u(1) - 400) / 10),
    ),
    battery,
  ],
  example: {
    payload: "02023b0003003702710c60",
    readings: [
      ["soil-moisture", -2.15397767],
      ["soil-temperature", 22.5],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabGs3 = decentlab({
  id: "decentlab-gs3",
  models: ["DL-GS3"],
  sensors: [
    sensor(
      3,
      value("soil-moisture", (w) => 100 * gs3WaterContent(w.u(0) / 100)),
      value("soil-temperature", (w) => w.s(1) / 10),
      value("soil-conductivity", (w) => w.u(2)),
    ),
    battery,
  ],
  example: {
    payload: "0203630003009980e100010c60",
    readings: [
      ["soil-moisture", -2.09116703],
      ["soil-temperature", 22.5],
      ["soil-conductivity", 1],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabTrs11 = decentlab({
  id: "decentlab-trs11",
  models: ["DL-TRS11"],
  sensors: [
    sensor(
      2,
      value("soil-moisture", (w) => 100 * teros12WaterContent(w.u(0) / 10)),
      value("soil-temperature", (w) => w.s(1) / 10),
    ),
    battery,
  ],
  example: {
    payload: "0210d50003463f810b0c79",
    readings: [
      ["soil-moisture", 0.196057],
      ["soil-temperature", 26.7],
      ["battery-voltage", 3.193],
    ],
  },
});

export const decentlabTrs12 = decentlab({
  id: "decentlab-trs12",
  models: ["DL-TRS12"],
  sensors: [
    sensor(
      3,
      value("soil-moisture", (w) => 100 * teros12WaterContent(w.u(0) / 10)),
      value("soil-temperature", (w) => w.s(1) / 10),
      value("soil-conductivity", (w) => w.u(2)),
    ),
    battery,
  ],
  example: {
    payload: "0210d3000346be813d00000c80",
    readings: [
      ["soil-moisture", 0.68869],
      ["soil-temperature", 31.7],
      ["soil-conductivity", 0],
      ["battery-voltage", 3.2],
    ],
  },
});

export const decentlabTrs21 = decentlab({
  id: "decentlab-trs21",
  models: ["DL-TRS21"],
  sensors: [
    sensor(
      2,
      value("soil-water-potential", (w) => -w.u(0) / 10),
      value("soil-temperature", (w) => w.s(1) / 10),
    ),
    battery,
  ],
  example: {
    payload: "0201920003007580a10c25",
    readings: [
      ["soil-water-potential", -11.7],

      ["soil-temperature", 16.1],
      ["battery-voltage", 3.109],
    ],
  },
});

/** Six depths a sensor; moisture as raw per cent, salinity as the index of the maker. */
export const decentlabSdd = decentlab({
  id: "decentlab-sdd",
  models: ["DL-SDD"],
  sensors: [depths(0), depths(6), battery],
  example: {
    payload: "0243e300058000800080008000800080008741877b8749876c876c876600000000000000000000014a09e3",
    readings: [
      ["analog-input", -100, "salinity-level-0"],
      ["analog-input", -100, "salinity-level-1"],
      ["analog-input", -100, "salinity-level-2"],
      ["analog-input", -100, "salinity-level-3"],
      ["analog-input", -100, "salinity-level-4"],
      ["analog-input", 230, "salinity-level-5"],

      ["soil-moisture", 0, "level-0"],
      ["soil-moisture", 0, "level-1"],
      ["soil-moisture", 0, "level-2"],
      ["soil-moisture", 0, "level-3"],
      ["soil-moisture", 0, "level-4"],
      ["soil-moisture", 0, "level-5"],
      ["soil-temperature", 18.57, "level-0"],
      ["soil-temperature", 19.15, "level-1"],
      ["soil-temperature", 18.65, "level-2"],
      ["soil-temperature", 19, "level-3"],
      ["soil-temperature", 19, "level-4"],
      ["soil-temperature", 18.94, "level-5"],
      ["battery-voltage", 2.531],
    ],
  },
});

/** Eight depths; moisture is an index of the maker. */
export const decentlabSmtp = decentlab({
  id: "decentlab-smtp",
  models: ["DL-SMTP"],
  sensors: [
    sensor(
      16,
      ...levels(8).map((i) => value("soil-temperature", (w) => w.s(2 * i + 1) / 100, `depth-${i}`)),
      ...levels(8).map((i) => value("analog-input", (w) => (w.u(2 * i) - 2500) / 500, `moisture-depth-${i}`)),
    ),
    battery,
  ],
  example: {
    payload: "020b50000309018a8c09438a9809278a920b3c8aa50c9c8a8c11e08aa500000000000000000b3b",
    readings: [
      ["analog-input", -0.39, "moisture-depth-0"],
      ["analog-input", -0.258, "moisture-depth-1"],
      ["analog-input", -0.314, "moisture-depth-2"],
      ["analog-input", 0.752, "moisture-depth-3"],
      ["analog-input", 1.456, "moisture-depth-4"],
      ["analog-input", 4.152, "moisture-depth-5"],
      ["analog-input", -5, "moisture-depth-6"],
      ["analog-input", -5, "moisture-depth-7"],

      ["soil-temperature", 27, "depth-0"],
      ["soil-temperature", 27.12, "depth-1"],
      ["soil-temperature", 27.06, "depth-2"],
      ["soil-temperature", 27.25, "depth-3"],
      ["soil-temperature", 27, "depth-4"],
      ["soil-temperature", 27.25, "depth-5"],
      ["soil-temperature", -327.68, "depth-6"],
      ["soil-temperature", -327.68, "depth-7"],
      ["battery-voltage", 2.875],
    ],
  },
});

export const decentlabTp = decentlab({
  id: "decentlab-tp",
  models: ["DL-TP"],
  sensors: [
    sensor(16, ...levels(16).map((i) => value("temperature", (w) => w.s(i) / 100, `level-${i}`))),
    battery,
  ],
  example: {
    payload: "023e3e00038abc8a928aa08a848ab38a898ac38aad8ab78a928aa1000000000000000000000afc",
    readings: [
      ["temperature", 27.48, "level-0"],
      ["temperature", 27.06, "level-1"],
      ["temperature", 27.2, "level-2"],
      ["temperature", 26.92, "level-3"],
      ["temperature", 27.39, "level-4"],
      ["temperature", 26.97, "level-5"],
      ["temperature", 27.55, "level-6"],
      ["temperature", 27.33, "level-7"],
      ["temperature", 27.43, "level-8"],
      ["temperature", 27.06, "level-9"],
      ["temperature", 27.21, "level-10"],
      ["temperature", -327.68, "level-11"],
      ["temperature", -327.68, "level-12"],
      ["temperature", -327.68, "level-13"],
      ["temperature", -327.68, "level-14"],
      ["temperature", -327.68, "level-15"],
      ["battery-voltage", 2.812],
    ],
  },
});
