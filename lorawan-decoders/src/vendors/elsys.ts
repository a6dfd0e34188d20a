import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import { type Output, round } from "../output.ts";

type Field = (frame: Frame, out: Output) => void;

/** Full scale of the accelerometer byte: 63 counts are 1 g. */
const accelerationPerCount = 9.80665 / 63;

const acceleration: Field = (frame, out) => {
  frame.need(3, "acceleration");
  for (const axis of ["x", "y", "z"]) {
    out.add("acceleration", round(frame.i8("acceleration") * accelerationPerCount, 4), axis);
  }
};

const position: Field = (frame, out) => {
  frame.need(6, "position");
  out.add("latitude", frame.i24le("latitude") / 10_000);
  out.add("longitude", frame.i24le("longitude") / 10_000);
};

const infraredTemperature: Field = (frame, out) => {
  frame.need(4, "infrared temperature");
  out.add("device-temperature", frame.i16be("internal temperature") / 10, "infrared");
  out.add("surface-temperature", frame.i16be("external temperature") / 10, "infrared");
};

/** Several probes on the second input come one after the other with the same type byte. */
const externalTemperature2: Field = (frame, out) => {
  let probe = 2;
  while (out.readings.some((r) => r.channel === `external-${probe}`)) probe += 1;
  out.add("temperature", frame.i16be("external temperature 2") / 10, `external-${probe}`);
};

function skipped(length: number, what: string): Field {
  return (frame) => frame.skip(length, what);
}

/** Pulses since the last report. */
function newPulses(channel: string): Field {
  return (frame, out) => out.add("pulse-count-period", frame.u16be("relative pulse count"), channel);
}

function pulses(channel: string): Field {
  return (frame, out) => out.add("pulse-count", frame.u32be("absolute pulse count"), channel);
}

/** Type byte → field, the "Sensor payload" table of Elsys. Numbers are big-endian but for the position. */
const fields = byHex<Field>({
  "01": (frame, out) => out.add("temperature", frame.i16be("temperature") / 10),
  "02": (frame, out) => out.add("humidity", frame.u8("humidity")),
  "03": acceleration,
  "04": (frame, out) => out.add("illuminance", frame.u16be("light")),
  "05": (frame, out) => out.add("motion", frame.u8("motion")),
  "06": (frame, out) => out.add("co2", frame.u16be("CO2")),
  "07": (frame, out) => out.add("battery-voltage", frame.u16be("battery voltage") / 1000),
  "08": (frame, out) => out.add("voltage", frame.u16be("analog input 1") / 1000, "1"),
  "09": position,
  "0a": newPulses("1"),
  "0b": pulses("1"),
  "0c": (frame, out) => out.add("temperature", frame.i16be("external temperature 1") / 10, "external"),
  "0d": (frame, out) => out.flag("digital-input", frame.u8("digital input 1") !== 0, "1"),
  "0e": (frame, out) => out.add("distance", frame.u16be("distance") / 1000),
  "0f": (frame, out) => out.add("motion", frame.u8("acceleration events"), "acceleration"),
  "10": infraredTemperature,
  // 0 unoccupied, 1 entering or leaving, 2 occupied
  "11": (frame, out) => out.flag("occupancy", frame.u8("occupancy") !== 0),
  "12": (frame, out) => out.flag("leak-detected", frame.u8("water leak") !== 0),
  "13": skipped(65, "Grid-EYE pixels"),
  "14": (frame, out) => out.add("atmospheric-pressure", frame.u32be("pressure") / 10),
  "15": (frame, out) => {
    frame.need(2, "sound");
    out.add("sound-peak", frame.u8("sound peak"));
    out.add("sound-level", frame.u8("sound average"));
  },
  "16": newPulses("2"),
  "17": pulses("2"),
  "18": (frame, out) => out.add("voltage", frame.u16be("analog input 2") / 1000, "2"),
  "19": externalTemperature2,
  "1a": (frame, out) => out.flag("digital-input", frame.u8("digital input 2") !== 0, "2"),
  "1b": (frame, out) => out.add("voltage", frame.i32be("analog input") / 1_000_000, "external"),
  "1c": (frame, out) => out.add("tvoc", frame.u16be("TVOC")),
  "1d": (frame, out) => out.add("air-quality-index", frame.u8("air quality index")),
  "1e": skipped(1, "generic boolean"),
  "1f": (frame, out) => out.add("analog-input", frame.u8("generic 8-bit number"), "8-bit"),
  "20": (frame, out) => out.add("analog-input", frame.u16be("generic 16-bit number"), "16-bit"),
  "21": skipped(1, "display view"),
  "22": (frame, out) => out.add("temperature-setpoint", frame.i16be("setpoint") / 10),
  "23": skipped(1, "fan step"),
  "24": (frame, out) => out.add("humidity", frame.u8("external humidity"), "external"),
  "3b": (frame) => frame.skip(frame.u8("length of byte array"), "byte array"),
  "3c": skipped(4, "checksum"),
  "3d": skipped(4, "debug word"),
});

/** A device that was configured answers with its settings: type, length, settings. No measurement follows. */
const settingsType = 0x3e;

export const elsys = defineDecoder({
  id: "elsys",
  vendor: "Elsys",
  models: [
    ...[
      "ERS",
      "ERS Lite",
      "ERS CO2",
      "ERS CO2 Lite",
      "ERS Eye",
      "ERS Sound",
      "ERS VOC",
      "ERS Desk",
      "ERS Eco",
    ],
    ...["ERS2", "ERS2 Lite", "ERS2 CO2", "ERS2 CO2 Lite", "ERS2 Eye", "ERS2 Sound", "ERS2 VOC"],
    ...["ERSD", "ETHD10", "EIAQD10", "ERS Interact", "ERS Interact Lite", "EMS", "EMS Lite", "EMS Door"],
    ...["EMS Desk", "EMS2", "ELT-2", "ELT-2 HP", "ELT Lite", "ELT Ultrasonic", "ESM5K"],
  ],
  source: "Elsys, Sensor payload (elsys.se/public/documents/Sensor_payload.pdf)",
  quantities: [
    "pulse-count-period",
    "air-quality-index",
    "analog-input",
    "temperature",
    "humidity",
    "acceleration",
    "illuminance",
    "motion",
    "co2",
    "battery-voltage",
    "voltage",
    "latitude",
    "longitude",
    "pulse-count",
    "digital-input",
    "distance",
    "device-temperature",
    "surface-temperature",
    "occupancy",
    "leak-detected",
    "atmospheric-pressure",
    "sound-peak",
    "sound-level",
    "tvoc",
    "temperature-setpoint",
  ],
  examples: [
    {
      name: "ERS CO2",
      payload: "0100e2 0229 040027 0506 060308 070d62",
      fPort: 5,
      readings: [
        ["temperature", 22.6],
        ["humidity", 41],
        ["illuminance", 39],
        ["motion", 6],
        ["co2", 776],
        ["battery-voltage", 3.426],
      ],
    },
    {
      name: "below zero, with two probes on the second input",
      payload: "01ff38 0cfff6 1900c8 1900d2",
      fPort: 5,
      readings: [
        ["temperature", -20],
        ["temperature", -1, "external"],
        ["temperature", 20, "external-2"],
        ["temperature", 21, "external-3"],
      ],
    },
    {
      name: "pulses, pressure and sound",
      payload: "0b80000001 0a0003 14000f70b1 153c2a",
      fPort: 5,
      readings: [
        ["pulse-count-period", 3, "1"],
        ["pulse-count", 2_147_483_649, "1"],
        ["atmospheric-pressure", 101_188.9],
        ["sound-peak", 60],
        ["sound-level", 42],
      ],
    },
    {
      name: "position, acceleration and a leak",
      payload: "096020090ff4ff 033f00c1 1201",
      fPort: 5,
      readings: [
        ["latitude", 59.8112],
        ["longitude", -0.3057],
        ["acceleration", 9.8067, "x"],
        ["acceleration", 0, "y"],
        ["acceleration", -9.8067, "z"],
        ["leak-detected", 1],
      ],
    },
    {
      name: "cut short",
      payload: "0100e2 02",
      fPort: 5,
      error: "byte 4: expected 1 byte for humidity, 0 left",
    },
    { name: "unknown type", payload: "0100e2 7f00", fPort: 5, error: "byte 3: unknown type 0x7f" },
  ],
  read(frame, out) {
    while (frame.left > 0) {
      const type = frame.u8("type");
      if (type === settingsType) {
        out.warn(`byte ${frame.offset - 1}: settings of the device left out`);
        return;
      }
      const field = fields.get(type);
      if (field === undefined) {
        return frame.fail(
          `unknown type ${hexByte(type)}, expected one of the Elsys table (0x01–0x24, 0x3b–0x3e)`,
          frame.offset - 1,
        );
      }
      field(frame, out);
    }
  },
});
