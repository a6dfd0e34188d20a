import { battery, decentlab, type Sensor, sensor, type Value, value } from "./protocol.ts";

const lidarDistances: readonly Value[] = [
  value("distance", (w) => w.u(0) / 1000),
  value("distance", (w) => w.u(1) / 1000, "minimum"),
  value("distance", (w) => w.u(2) / 1000, "maximum"),
  value("distance", (w) => w.u(3) / 1000, "median"),
];

/** Keller pressure transmitters: 16384…49152 over the range of the one that was bought, bar. */
function keller(minimum: number, maximum: number): Sensor {
  return sensor(
    2,
    value("pressure", (w) => (((w.u(0) - 16384) / 32768) * (maximum - minimum) + minimum) * 100_000),
    value("temperature", (w) => (w.u(1) - 384) * 0.003125 - 50),
  );
}

export const decentlabCtd10 = decentlab({
  id: "decentlab-ctd10",
  models: ["DL-CTD10"],
  sensors: [
    sensor(
      4,
      value("level", (w) => w.s(0) / 1000),
      value("temperature", (w) => w.s(1) / 10),
      value("water-conductivity", (w) => w.u(2)),
    ),
    battery,
  ],
  example: {
    payload: "0207d9000390888081006400000c60",
    readings: [
      ["level", 4.232],
      ["temperature", 12.9],
      ["water-conductivity", 100],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabCtd10b = decentlab({
  id: "decentlab-ctd10b",
  models: ["DL-CTD10B"],
  sensors: [
    sensor(
      4,
      value("level", (w) => w.s(0) / 1000),
      value("temperature", (w) => w.s(1) / 10),
      value("water-conductivity", (w) => w.u(2) * 2),
    ),
    battery,
  ],
  example: {
    payload: "0207d9000390888081006400000c60",
    readings: [
      ["level", 4.232],
      ["temperature", 12.9],
      ["water-conductivity", 200],
      ["battery-voltage", 3.168],
    ],
  },
});

export const decentlabLid = decentlab({
  id: "decentlab-lid",
  models: ["DL-LID"],
  sensors: [sensor(11, ...lidarDistances), battery],
  example: {
    payload: "0211c90003119b117611bc119e118a119411a811a81194006401990abd",
    readings: [
      ["distance", 4.507],
      ["distance", 4.47, "minimum"],
      ["distance", 4.54, "maximum"],
      ["distance", 4.51, "median"],
      ["battery-voltage", 2.749],
    ],
  },
});

export const decentlabLid2 = decentlab({
  id: "decentlab-lid2",
  models: ["DL-LID2"],
  sensors: [sensor(12, ...lidarDistances), battery],
  example: {
    payload: "023ec50003067a06360686067c0636067c068606860686000a0053000a0be6",
    readings: [
      ["distance", 1.658],
      ["distance", 1.59, "minimum"],
      ["distance", 1.67, "maximum"],
      ["distance", 1.66, "median"],
      ["battery-voltage", 3.046],
    ],
  },
});

export const decentlabMbx = decentlab({
  id: "decentlab-mbx",
  models: ["DL-MBX"],
  sensors: [
    sensor(
      2,
      value("distance", (w) => w.u(0) / 1000),
    ),
    battery,
  ],
  example: {
    payload: "02012f000304d200010bb1",
    readings: [
      ["distance", 1.234],
      ["battery-voltage", 2.993],
    ],
  },
});

export const decentlabRad = decentlab({
  id: "decentlab-rad",
  models: ["DL-RAD"],
  sensors: [
    sensor(
      4,
      value("distance", (w) => w.u(0) / 1000),
      value("temperature", (w) => w.s(1) / 100),
    ),
    battery,
  ],
  example: {
    payload: "02586b0003074c88b68a8c00000b93",
    readings: [
      ["distance", 1.868],
      ["temperature", 22.3],
      ["battery-voltage", 2.963],
    ],
  },
});

export const decentlabPr21 = decentlab({
  id: "decentlab-pr21",
  models: ["DL-PR21 (−1…10 bar)"],
  sensors: [keller(-1, 10), battery],
  example: {
    payload: "02016700034e8060170c7f",
    readings: [
      ["pressure", 24609.375],
      ["temperature", 25.671875],
      ["battery-voltage", 3.199],
    ],
  },
});

export const decentlabPr21010 = decentlab({
  id: "decentlab-pr21-0-10",
  models: ["DL-PR21 (0…10 bar)"],
  sensors: [keller(0, 10), battery],
  example: {
    payload: "02016700034e8060170c7f",
    readings: [
      ["pressure", 113281.25],
      ["temperature", 25.671875],
      ["battery-voltage", 3.199],
    ],
  },
});

export const decentlabPr26 = decentlab({
  id: "decentlab-pr26",
  models: ["DL-PR26 (0…1 bar)"],
  sensors: [keller(0, 1), battery],
  example: {
    payload: "02016700033e8060170c7f",
    readings: [
      ["pressure", -1171.875],
      ["temperature", 25.671875],
      ["battery-voltage", 3.199],
    ],
  },
});

export const decentlabPr2603 = decentlab({
  id: "decentlab-pr26-0-3",
  models: ["DL-PR26 (0…3 bar)"],
  sensors: [keller(0, 3), battery],
  example: {
    payload: "02016700033e8060170c7f",
    readings: [
      ["pressure", -3515.625],
      ["temperature", 25.671875],
      ["battery-voltage", 3.199],
    ],
  },
});

export const decentlabPr36 = decentlab({
  id: "decentlab-pr36",
  models: ["DL-PR36 (8192 counts a bar)"],
  sensors: [
    sensor(
      2,
      value("pressure", (w) => (w.s(0) / 8192) * 100_000),
      value("temperature", (w) => w.s(1) / 256),
    ),
    battery,
  ],
  example: {
    payload: "02032b0003806797810c2b",
    readings: [
      ["pressure", 1257.32422],
      ["temperature", 23.5039063],
      ["battery-voltage", 3.115],
    ],
  },
});

export const decentlabPr36ctd = decentlab({
  id: "decentlab-pr36ctd",
  models: ["DL-PR36CTD (8192 counts a bar, 1024 counts a mS/cm)"],
  sensors: [
    sensor(
      4,
      value("pressure", (w) => (w.s(0) / 8192) * 100_000),
      value("device-temperature", (w) => w.s(1) / 256),
      value("temperature", (w) => w.s(2) / 256),
      value("water-conductivity", (w) => (w.s(3) / 1024) * 1000),
    ),
    battery,
  ],
  example: {
    payload: "020a17000380079786978180060c2b",
    readings: [
      ["pressure", 85.4492188],
      ["device-temperature", 23.5234375],
      ["temperature", 23.5039063],
      ["water-conductivity", 5.859375],
      ["battery-voltage", 3.115],
    ],
  },
});

export const decentlabNtu = decentlab({
  id: "decentlab-ntu",
  models: ["DL-NTU"],
  sensors: [
    sensor(
      5,
      value("temperature", (w) => w.s(1) / 100),
      value("turbidity", (w) => w.u(2) / 10),
      value("turbidity", (w) => w.u(3) / 10, "FNU"),
      value("suspended-solids", (w) => w.u(4) / 10),
    ),
    battery,
  ],
  example: {
    payload: "024e030003000088e6210800f223650af5",
    readings: [
      ["temperature", 22.78],
      ["turbidity", 845.6],
      ["turbidity", 24.2, "FNU"],
      ["suspended-solids", 906.1],
      ["battery-voltage", 2.805],
    ],
  },
});

export const decentlabOptod = decentlab({
  id: "decentlab-optod",
  models: ["DL-OPTOD"],
  sensors: [
    sensor(
      5,
      value("temperature", (w) => w.s(1) / 100),
      value("oxygen-saturation", (w) => w.s(2) / 100),
      value("dissolved-oxygen", (w) => w.s(3) / 100),
    ),
    battery,
  ],
  example: {
    payload: "024e030003000088e6a10882f2836f0af5",
    readings: [
      ["temperature", 22.78],
      ["oxygen-saturation", 84.56],
      ["dissolved-oxygen", 7.54],
      ["battery-voltage", 2.805],
    ],
  },
});

/** Sludge blanket as per cent, solids as g/L, turbidity in formazine units. */
export const decentlabMes5 = decentlab({
  id: "decentlab-mes5",
  models: ["DL-MES5"],
  sensors: [
    sensor(
      5,
      value("temperature", (w) => w.s(1) / 100),
      value("fill-level", (w) => w.u(2) / 100, "sludge"),
      value("suspended-solids", (w) => w.u(3) * 10),
      value("turbidity", (w) => w.u(4) / 10),
    ),
    battery,
  ],
  example: {
    payload: "024e030003000088e6210800f223650af5",
    readings: [
      ["fill-level", 84.56, "sludge"],
      ["suspended-solids", 2420],
      ["turbidity", 906.1],

      ["temperature", 22.78],
      ["battery-voltage", 2.805],
    ],
  },
});

export const decentlabPheht = decentlab({
  id: "decentlab-pheht",
  models: ["DL-PHEHT"],
  sensors: [
    sensor(
      5,
      value("temperature", (w) => w.s(1) / 100),
      value("ph", (w) => w.s(2) / 100),
      value("orp", (w) => w.s(3) / 10),
    ),
    battery,
  ],
  example: {
    payload: "0252b800030000884282c77f637ff60c5c",
    readings: [
      ["orp", -15.7],

      ["temperature", 21.14],
      ["ph", 7.11],
      ["battery-voltage", 3.164],
    ],
  },
});
