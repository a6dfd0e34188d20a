import { battery, decentlab, sensor, value, type Words } from "./protocol.ts";

const bridgeOhms = 2000;

function pt100Temperature(w: Words): number {
  const share = w.ratio(0) / 2;
  const ohms = (share * bridgeOhms) / (1 - share);
  return -244.83 + 2.3419 * ohms + 0.0010664 * ohms ** 2;
}

function pt1000Temperature(w: Words): number {
  const share = w.ratio(0);
  const ohms = (share * bridgeOhms) / (1 - share);
  return -245.18 + 0.23469 * ohms + 0.0000104876 * ohms ** 2;
}

export const decentlabDlr2002 = decentlab({
  id: "decentlab-dlr2-002",
  models: ["DL-DLR2-002"],
  sensors: [
    sensor(
      4,
      value("pulse-count-period", (w) => w.u(0)),
      value("pulse-count", (w) => w.long(2)),
    ),
    battery,
  ],
  example: {
    payload: "02199e000300000258000000000c9b",
    readings: [
      ["pulse-count-period", 0],

      ["pulse-count", 0],
      ["battery-voltage", 3.227],
    ],
  },
});

export const decentlabDlr2003 = decentlab({
  id: "decentlab-dlr2-003",
  models: ["DL-DLR2-003"],
  sensors: [
    sensor(
      1,
      value("digital-input", (w) => (w.u(0) === 0 ? 0 : 1)),
    ),
    battery,
  ],
  example: {
    payload: "02199b000300010c8d",
    readings: [
      ["digital-input", 1],
      ["battery-voltage", 3.213],
    ],
  },
});

/** 4–20 mA over a shunt of 10 Ω. */
export const decentlabDlr2004 = decentlab({
  id: "decentlab-dlr2-004",
  models: ["DL-DLR2-004"],
  sensors: [
    sensor(
      1,
      value("current", (w) => (3 * w.s(0)) / 32768 / 2 / 10),
    ),
    battery,
  ],
  example: {
    payload: "0208b200038bb80c60",
    readings: [
      ["current", 0.0137329102],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabDlr2005 = decentlab({
  id: "decentlab-dlr2-005",
  models: ["DL-DLR2-005"],
  sensors: [
    sensor(
      2,
      value("voltage", (w) => 3 * w.ratio(0)),
    ),
    battery,
  ],
  example: {
    payload: "02113a0003c55500d80c6d",
    readings: [
      ["voltage", 2.08056629],
      ["battery-voltage", 3.181],
    ],
  },
});

/** Where a potentiometer stands, 0…1. */
export const decentlabDlr2006 = decentlab({
  id: "decentlab-dlr2-006",
  models: ["DL-DLR2-006"],
  sensors: [
    sensor(
      2,
      value("analog-input", (w) => w.ratio(0)),
    ),
    battery,
  ],
  example: {
    payload: "0211110003409a00860c54",
    readings: [
      ["analog-input", 0.0488464832],
      ["battery-voltage", 3.156],
    ],
  },
});

/** Where a potentiometer stands, per cent. */
export const decentlabLpw = decentlab({
  id: "decentlab-lpw",
  models: ["DL-LPW"],
  sensors: [
    sensor(
      2,
      value("analog-input", (w) => 100 * w.ratio(0)),
    ),
    battery,
  ],
  example: {
    payload: "0211110003409a00860c54",
    readings: [
      ["analog-input", 4.88464832],
      ["battery-voltage", 3.156],
    ],
  },
});

/** Wetness of a leaf as a share of full scale. */
export const decentlabLws = decentlab({
  id: "decentlab-lws",
  models: ["DL-LWS"],
  sensors: [
    sensor(
      2,
      value("leaf-wetness", (w) => 100 * w.ratio(0)),
    ),
    battery,
  ],
  example: {
    payload: "0211110003409a00860c54",
    readings: [
      ["leaf-wetness", 4.88464832],
      ["battery-voltage", 3.156],
    ],
  },
});

/** A strain gauge of gauge factor 2.02 in a quarter bridge, amplified 64 times. */
export const decentlabDlr2012 = decentlab({
  id: "decentlab-dlr2-012",
  models: ["DL-DLR2-012"],
  sensors: [
    sensor(
      2,
      value("strain", (w) => (((w.ratio(0) / 64) * 4) / 2.02) * 1_000_000),
    ),
    battery,
  ],
  example: {
    payload: "0211110003409a00860c54",
    readings: [
      ["strain", 1511.33921],
      ["battery-voltage", 3.156],
    ],
  },
});

/** A dendrometer of 20 mm. */
export const decentlabZn1 = decentlab({
  id: "decentlab-zn1",
  models: ["DL-ZN1"],
  sensors: [
    sensor(
      2,
      value("displacement", (w) => w.ratio(0) * 20_000),
    ),
    battery,
  ],
  example: {
    payload: "0211110003409a00860c54",
    readings: [
      ["displacement", 976.929665],
      ["battery-voltage", 3.156],
    ],
  },
});

/** Pt100 in a bridge with 2 kΩ. */
export const decentlabDlr2008 = decentlab({
  id: "decentlab-dlr2-008",
  models: ["DL-DLR2-008"],
  sensors: [sensor(2, value("temperature", pt100Temperature)), battery],
  example: {
    payload: "0207df000317de008d0c60",
    readings: [
      ["temperature", 20.031065],
      ["battery-voltage", 3.168],
    ],
  },
});

/** Pt1000 in a bridge with 2 kΩ. */
export const decentlabDlr2009 = decentlab({
  id: "decentlab-dlr2-009",
  models: ["DL-DLR2-009"],
  sensors: [sensor(2, value("temperature", pt1000Temperature)), battery],
  example: {
    payload: "024c620003573400ad0ae1",
    readings: [
      ["temperature", 24.9081275],
      ["battery-voltage", 2.785],
    ],
  },
});

export const decentlabDlr2010 = decentlab({
  id: "decentlab-dlr2-010",
  models: ["DL-DLR2-010"],
  sensors: [
    sensor(
      4,
      value("pulse-count-period", (w) => w.u(0), "1"),
      value("pulse-count", (w) => w.long(2), "1"),
    ),
    sensor(
      4,
      value("pulse-count-period", (w) => w.u(0), "2"),
      value("pulse-count", (w) => w.long(2), "2"),
    ),
    battery,
  ],
  example: {
    payload: "02198f0007000402580bf0000100000258dece00000c33",
    readings: [
      ["pulse-count-period", 4, "1"],
      ["pulse-count-period", 0, "2"],

      ["pulse-count", 68592, "1"],
      ["pulse-count", 57038, "2"],
      ["battery-voltage", 3.123],
    ],
  },
});

export const decentlabDlr2011 = decentlab({
  id: "decentlab-dlr2-011",
  models: ["DL-DLR2-011"],
  sensors: [
    sensor(
      1,
      value("digital-input", (w) => (w.u(0) === 0 ? 0 : 1), "1"),
    ),
    sensor(
      1,
      value("digital-input", (w) => (w.u(0) === 0 ? 0 : 1), "2"),
    ),
    battery,
  ],
  example: {
    payload: "0243710007000100000af9",
    readings: [
      ["digital-input", 1, "1"],
      ["digital-input", 0, "2"],
      ["battery-voltage", 2.809],
    ],
  },
});

export const decentlabDs18 = decentlab({
  id: "decentlab-ds18",
  models: ["DL-DS18"],
  sensors: [
    sensor(
      1,
      value("temperature", (w) => w.s(0) / 16),
    ),
    battery,
  ],
  example: {
    payload: "02023d0003815e0c15",
    readings: [
      ["temperature", 21.875],
      ["battery-voltage", 3.093],
    ],
  },
});

export const decentlabDs182 = decentlab({
  id: "decentlab-ds182",
  models: ["DL-DS182"],
  sensors: [
    sensor(
      2,
      value("temperature", (w) => w.s(0) / 16, "1"),
    ),
    sensor(
      2,
      value("temperature", (w) => w.s(0) / 16, "2"),
    ),
    battery,
  ],
  example: {
    payload: "023ca4000781775166817359990c60",
    readings: [
      ["temperature", 23.4375, "1"],
      ["temperature", 23.1875, "2"],
      ["battery-voltage", 3.168],
    ],
  },
});

/** Two dendrometers of 20 mm; the second is measured against the third word pair. */
export const decentlabZn2 = decentlab({
  id: "decentlab-zn2",
  models: ["DL-ZN2"],
  sensors: [
    sensor(
      4,
      value("displacement", (w) => w.ratio(0) * 20_000, "a"),
      value("displacement", (w) => ((w.long(0) - w.long(2)) / 8388608) * 20_000, "b"),
    ),
    battery,
  ],
  example: {
    payload: "0211110003409a00863039003e0c54",
    readings: [
      ["displacement", 976.929665, "a"],
      ["displacement", 11259.9969, "b"],
      ["battery-voltage", 3.156],
    ],
  },
});

/** The size of a fruit. */
export const decentlabFruit = decentlab({
  id: "decentlab-fruit",
  models: ["DL-IFD"],
  sensors: [
    sensor(
      1,
      value("displacement", (w) => w.u(0) * 10),
    ),
    battery,
  ],
  example: {
    payload: "0256dc000302bc0c48",
    readings: [
      ["displacement", 7000],
      ["battery-voltage", 3.144],
    ],
  },
});

/** The size of a stem. */
export const decentlabStem = decentlab({
  id: "decentlab-stem",
  models: ["DL-ISD"],
  sensors: [
    sensor(
      1,
      value("displacement", (w) => w.u(0)),
    ),
    battery,
  ],
  example: {
    payload: "0256dc000302bc0c48",
    readings: [
      ["displacement", 700],
      ["battery-voltage", 3.144],
    ],
  },
});

/** Sap flow and the temperature of the stem. */
export const decentlabIsf = decentlab({
  id: "decentlab-isf",
  models: ["DL-ISF"],
  sensors: [
    sensor(
      16,
      // Litres an hour in thousandths.
      value("water-flow", (w) => (w.u(0) * 16 - 50000) / 1_000_000, "sap"),
      value("temperature", (w) => w.s(9) / 100),
    ),
    battery,
  ],
  example: {
    payload: "023d0100030c290bab0c3e79707a1d78437991490845997e4cacdeaa6e00000000457e415a0b59",
    readings: [
      ["water-flow", -0.000192, "sap"],

      ["temperature", -4.36],
      ["battery-voltage", 2.905],
    ],
  },
});

/** A vibrating wire. Weight and strain follow from the calibration sheet of each one, which the payload does not carry. */
export const decentlabDws = decentlab({
  id: "decentlab-dws",
  models: ["DL-DWS", "DL-KL66"],
  sensors: [
    sensor(
      3,
      value("frequency", (w) => (w.u(0) / w.u(1)) * 32768),
    ),
    battery,
  ],
  example: {
    payload: "0203d400033bf67fff3bf60c60",
    readings: [
      ["frequency", 15350.4685],
      ["battery-voltage", 3.168],
    ],
  },
});
