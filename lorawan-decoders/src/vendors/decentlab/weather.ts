import { battery, decentlab, type Sensor, sensor, value, type Words } from "./protocol.ts";
import { sht35 } from "./sensirion.ts";

/** Surface of a road by infrared, with the air beside it. */
const roadSensor: Sensor = sensor(
  6,
  value("surface-temperature", (w) => w.s(0) / 100),
  value("temperature", (w) => w.s(1) / 100),
  value("humidity", (w) => w.s(2) / 100),
  value("dew-point", (w) => w.s(3) / 100),
  value("tilt", (w) => w.s(4)),
  value("device-temperature", (w) => w.s(5) / 100),
);

function globeTemperature(w: Words): number {
  const resistance = 1000 / (w.ratio(0) / 2) - 41000;
  const ln = Math.log(resistance);
  return 1 / (0.0008271111 + 0.000208802 * ln + 0.000000080592 * ln ** 3) - 273.15;
}

export const decentlabAlb = decentlab({
  id: "decentlab-alb",
  models: ["DL-ALB"],
  sensors: [
    sensor(
      2,
      value("solar-irradiance", (w) => w.s(0) / 10, "incoming"),
      value("solar-irradiance", (w) => w.s(1) / 10, "reflected"),
    ),
    battery,
  ],
  example: {
    payload: "0252850003809980220bd3",
    readings: [
      ["solar-irradiance", 15.3, "incoming"],
      ["solar-irradiance", 3.4, "reflected"],
      ["battery-voltage", 3.027],
    ],
  },
});

export const decentlabPyr = decentlab({
  id: "decentlab-pyr",
  models: ["DL-PYR"],
  sensors: [
    sensor(
      1,
      value("solar-irradiance", (w) => 3 * (w.u(0) / 32768 - 1) * 1000 * 5),
    ),
    battery,
  ],
  example: {
    payload: "020291000380690c60",
    readings: [
      ["solar-irradiance", 48.0651855],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabPar = decentlab({
  id: "decentlab-par",
  models: ["DL-PAR"],
  sensors: [
    sensor(
      1,
      value("photosynthetic-radiation", (w) => 3 * (w.u(0) / 32768 - 1) * 1000 * 5),
    ),
    battery,
  ],
  example: {
    payload: "020291000380690c60",
    readings: [
      ["photosynthetic-radiation", 48.0651855],
      ["battery-voltage", 3.168],
    ],
  },
});

/** With an amplifier of 64 in front. */
export const decentlabEpar = decentlab({
  id: "decentlab-epar",
  models: ["DL-EPAR", "DL-FSPAR"],
  sensors: [
    sensor(
      1,
      value("photosynthetic-radiation", (w) => (3 * (w.u(0) / 32768 - 1) * 1000 * 100) / 64),
    ),
    battery,
  ],
  example: {
    payload: "020291000380690c60",
    readings: [
      ["photosynthetic-radiation", 15.0203705],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabAtm22 = decentlab({
  id: "decentlab-atm22",
  models: ["DL-ATM22"],
  sensors: [
    sensor(
      8,
      value("wind-speed", (w) => w.s(0) / 100),
      value("wind-direction", (w) => w.s(1) / 10),
      value("wind-gust", (w) => w.s(2) / 100),
      value("temperature", (w) => w.s(3) / 10),
      value("tilt", (w) => w.s(4) / 10, "x"),
      value("tilt", (w) => w.s(5) / 10, "y"),
    ),
    battery,
  ],
  example: {
    payload: "0208c900038009812b8014810880027fe8800880040bf5",
    readings: [
      ["wind-speed", 0.09],
      ["wind-direction", 29.9],
      ["wind-gust", 0.2],
      ["temperature", 26.4],
      ["tilt", 0.2, "x"],
      ["tilt", -2.4, "y"],
      ["battery-voltage", 3.061],
    ],
  },
});

/** Its rain is that of the interval alone, not a counter. */
export const decentlabAtm41 = decentlab({
  id: "decentlab-atm41",
  models: ["DL-ATM41"],
  sensors: [
    sensor(
      17,
      value("solar-irradiance", (w) => w.s(0)),
      value("rainfall-period", (w) => w.s(1) / 1000),
      value("lightning-count", (w) => w.s(2)),
      value("lightning-distance", (w) => w.s(3)),
      value("vapour-pressure", (w) => w.s(8) / 100),
      value("heading", (w) => w.s(14)),
      value("wind-speed", (w) => w.s(4) / 100),
      value("wind-direction", (w) => w.s(5) / 10),
      value("wind-gust", (w) => w.s(6) / 100),
      value("temperature", (w) => w.s(7) / 10),
      value("atmospheric-pressure", (w) => w.s(9) * 10),
      value("humidity", (w) => w.s(10) / 10),
      value("device-temperature", (w) => w.s(11) / 10),
      value("tilt", (w) => w.s(12) / 10, "x"),
      value("tilt", (w) => w.s(13) / 10, "y"),
    ),
    battery,
  ],
  example: {
    payload: "02035a0003800a8000800080008009812b8014810880b4a57c820c810980027fe88056800880040bf5",
    readings: [
      ["rainfall-period", 0],
      ["lightning-count", 0],
      ["lightning-distance", 0],
      ["vapour-pressure", 1.8],
      ["heading", 86],

      ["solar-irradiance", 10],
      ["wind-speed", 0.09],
      ["wind-direction", 29.9],
      ["wind-gust", 0.2],
      ["temperature", 26.4],
      ["atmospheric-pressure", 95960],
      ["humidity", 52.4],
      ["device-temperature", 26.5],
      ["tilt", 0.2, "x"],
      ["tilt", -2.4, "y"],
      ["battery-voltage", 3.061],
    ],
  },
});

export const decentlabAtm41g2 = decentlab({
  id: "decentlab-atm41g2",
  models: ["DL-ATM41G2"],
  sensors: [
    sensor(
      17,
      value("solar-irradiance", (w) => w.s(0) / 10),
      value("rainfall-period", (w) => w.u(1) / 1000),
      value("lightning-count", (w) => w.s(2)),
      value("lightning-distance", (w) => w.s(3)),
      value("vapour-pressure", (w) => w.s(8) / 100),
      value("water-conductivity", (w) => w.s(14), "rain"),
      value("wind-speed", (w) => w.s(4) / 100),
      value("wind-direction", (w) => w.s(5) / 10),
      value("wind-gust", (w) => w.s(6) / 100),
      value("temperature", (w) => w.s(7) / 10),
      value("atmospheric-pressure", (w) => w.s(9) * 10),
      value("humidity", (w) => w.s(10) / 10),
      value("device-temperature", (w) => w.s(11) / 10),
      value("tilt", (w) => w.s(12) / 10, "x"),
      value("tilt", (w) => w.s(13) / 10, "y"),
      value("rainfall", (w) => w.long(15) / 1000),
    ),
    battery,
  ],
  example: {
    payload: "025ef80003805c000080008000803484b3803680e78086a60181d680ed81c9809f8000117000010adc",
    readings: [
      ["rainfall-period", 0],
      ["lightning-count", 0],
      ["lightning-distance", 0],
      ["vapour-pressure", 1.34],
      ["water-conductivity", 0, "rain"],

      ["solar-irradiance", 9.2],
      ["wind-speed", 0.52],
      ["wind-direction", 120.3],
      ["wind-gust", 0.54],
      ["temperature", 23.1],
      ["atmospheric-pressure", 97290],
      ["humidity", 47],
      ["device-temperature", 23.7],
      ["tilt", 45.7, "x"],
      ["tilt", 15.9, "y"],
      ["rainfall", 70],
      ["battery-voltage", 2.78],
    ],
  },
});

/** A tip of the bucket is 0.1 mm of rain. */
export const decentlabTbrg = decentlab({
  id: "decentlab-tbrg",
  models: ["DL-TBRG (0.1 mm)"],
  sensors: [
    sensor(
      4,
      value("rainfall-period", (w) => w.u(0) / 10),
      value("rainfall", (w) => w.long(2) / 10),
    ),
    battery,
  ],
  example: {
    payload: "0202f8000300040258409a00000c54",
    readings: [
      ["rainfall-period", 0.4],

      ["rainfall", 1653.8],
      ["battery-voltage", 3.156],
    ],
  },
});

/** A tip of the bucket is 0.2 mm of rain. */
export const decentlabTbrg02 = decentlab({
  id: "decentlab-tbrg-02",
  models: ["DL-TBRG (0.2 mm)"],
  sensors: [
    sensor(
      4,
      value("rainfall-period", (w) => w.u(0) / 5),
      value("rainfall", (w) => w.long(2) / 5),
    ),
    battery,
  ],
  example: {
    payload: "0202f8000300040258409a00000c54",
    readings: [
      ["rainfall-period", 0.8],

      ["rainfall", 3307.6],
      ["battery-voltage", 3.156],
    ],
  },
});

export const decentlabCws = decentlab({
  id: "decentlab-cws",
  models: ["DL-CWS"],
  sensors: [roadSensor, battery],
  example: {
    payload: "02463900038a778a95977a874c80478a5e0b74",
    readings: [
      ["dew-point", 18.68],
      ["tilt", 71],

      ["surface-temperature", 26.79],
      ["temperature", 27.09],
      ["humidity", 60.1],
      ["device-temperature", 26.54],
      ["battery-voltage", 2.932],
    ],
  },
});

export const decentlabCws2 = decentlab({
  id: "decentlab-cws2",
  models: ["DL-CWS2"],
  sensors: [sensor(2, ...sht35("radiation-shield")), roadSensor, battery],
  example: {
    payload: "0258c000074676fa0a81c9813fa6d88137802581300b91",
    readings: [
      ["dew-point", 3.11],
      ["tilt", 37],

      ["temperature", 3.16739147, "radiation-shield"],
      ["humidity", 97.6729992, "radiation-shield"],
      ["surface-temperature", 4.57],
      ["temperature", 3.19],
      ["humidity", 99.44],
      ["device-temperature", 3.04],
      ["battery-voltage", 2.961],
    ],
  },
});

export const decentlabWrm = decentlab({
  id: "decentlab-wrm",
  models: ["DL-WRM"],
  sensors: [
    sensor(2, ...sht35()),
    sensor(
      2,
      value("surface-temperature", (w) => (w.u(0) - 1000) / 10),
      value("device-temperature", (w) => (w.u(1) - 1000) / 10),
    ),
    battery,
  ],
  example: {
    payload: "021a10000764a079b104f904c40c60",
    readings: [
      ["temperature", 23.7876707],
      ["humidity", 47.5364309],
      ["surface-temperature", 27.3],
      ["device-temperature", 22],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabItst = decentlab({
  id: "decentlab-itst",
  models: ["DL-ITST"],
  sensors: [
    sensor(
      2,
      value("surface-temperature", (w) => (w.u(0) - 1000) / 10),
      value("device-temperature", (w) => (w.u(1) - 1000) / 10),
    ),
    battery,
  ],
  example: {
    payload: "0202d9000304f904c40c54",
    readings: [
      ["surface-temperature", 27.3],
      ["device-temperature", 22],
      ["battery-voltage", 3.156],
    ],
  },
});

export const decentlabIlt = decentlab({
  id: "decentlab-ilt",
  models: ["DL-ILT"],
  sensors: [
    sensor(
      1,
      value("surface-temperature", (w) => w.s(0) / 100),
    ),
    battery,
  ],
  example: {
    payload: "0256d200038a8c0c9d",
    readings: [
      ["surface-temperature", 27],
      ["battery-voltage", 3.229],
    ],
  },
});

/** Black globe: a thermistor in a bridge, by the Steinhart–Hart equation. */
export const decentlabBlg = decentlab({
  id: "decentlab-blg",
  models: ["DL-BLG"],
  sensors: [sensor(2, value("temperature", globeTemperature, "globe")), battery],
  example: {
    payload: "0230c50003a40c00810c60",
    readings: [
      ["temperature", 22.0288484, "globe"],
      ["battery-voltage", 3.168],
    ],
  },
});
