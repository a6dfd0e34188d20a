import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";
import { type Attribute, numberOf, type Read, valueLength } from "./zcl.ts";

function scaled(quantity: Quantity, divisor: number): Read {
  return (frame, out, { endpoint, type }) =>
    out.add(quantity, numberOf(frame, type) / divisor, endpoint === 0 ? undefined : String(endpoint + 1));
}

function state(quantity: Quantity): Read {
  return (frame, out, { endpoint, type }) =>
    out.flag(quantity, numberOf(frame, type) !== 0, endpoint === 0 ? undefined : String(endpoint + 1));
}

/** Endpoint 0 is the first input, so channel "1"; each input counts for itself. */
const count: Read = (frame, out, { endpoint, type }) =>
  out.add("pulse-count", numberOf(frame, type), String(endpoint + 1));

/** Power mode, which supplies there are (one voltage in mV each), which is in use. Bits 0 mains, 1 and 2 batteries. */
const supplies: Read = (frame, out) => {
  frame.skip(1, "power mode");
  const sources = frame.u8("supplies");
  for (let bit = 0; bit < 5; bit++) {
    if (((sources >> bit) & 1) === 0) continue;
    const volts = frame.u16be("supply voltage") / 1000;
    if (bit === 1 || bit === 2) out.add("battery-voltage", volts, bit === 1 ? "rechargeable" : undefined);
  }
};

const phases = ["A", "B", "C", "ABC"] as const;

function phase(endpoint: number): string {
  return phases[endpoint] ?? String(endpoint + 1);
}

/** Energies in Wh and varh (drawn and given), then the powers in W and var, of one phase or all. */
const metering: Read = (frame, out, { endpoint, length }) => {
  if (length < 32) frame.fail(`expected 32 bytes of metering, got ${length}`);
  const channel = phase(endpoint);
  out.add("energy", frame.u32be("energy drawn") / 1000, channel);
  out.add("energy", frame.u32be("energy given") / 1000, `${channel}-export`);
  frame.skip(8, "reactive energies");
  out.add("power", frame.u32be("power drawn") / 1000, channel);
  out.add("power", frame.u32be("power given") / 1000, `${channel}-export`);
  out.add("reactive-power", frame.u32be("reactive power drawn") / 1000, channel);
  frame.skip(4, "reactive power given");
};

/** Active and reactive energy of three phases and their sum; below zero where more was given than drawn. */
const energies: Read = (frame, out, { length }) => {
  if (length < 32) frame.fail(`expected 32 bytes of energies, got ${length}`);
  for (const channel of phases) {
    const energy = frame.i32be("energy") / 1000;
    out.add("energy", Math.abs(energy), energy < 0 ? `${channel}-export` : channel);
    frame.skip(4, "reactive energy");
  }
};

/** The same for powers. */
const powers: Read = (frame, out, { length }) => {
  if (length < 32) frame.fail(`expected 32 bytes of powers, got ${length}`);
  for (const channel of phases) {
    out.add("power", frame.i32be("power") / 1000, channel);
    out.add("reactive-power", frame.i32be("reactive power") / 1000, channel);
  }
};

/** Tenths of a volt and of an ampere, then the angle between them. */
const mains: Read = (frame, out, { endpoint, length }) => {
  if (length < 6) frame.fail(`expected 6 bytes of voltage and current, got ${length}`);
  out.add("voltage", frame.u16be("voltage") / 10, phase(endpoint));
  out.add("current", frame.u16be("current") / 10, phase(endpoint));
  frame.skip(2, "angle");
};

/** The same of three phases, one behind the other. */
const threeMains: Read = (frame, out, { length }) => {
  if (length < 18) frame.fail(`expected 18 bytes of voltages and currents, got ${length}`);
  for (const channel of ["A", "B", "C"]) {
    out.add("voltage", frame.u16be("voltage") / 10, channel);
    out.add("current", frame.u16be("current") / 10, channel);
    frame.skip(2, "angle");
  }
};

/** Ten inputs, the lowest bit first. */
const tenInputs: Read = (frame, out, { type }) => {
  const bits = numberOf(frame, type);
  for (let i = 0; i < 10; i++) out.flag("digital-input", ((bits >> i) & 1) === 1, String(i + 1));
};

/** Wh and varh as 24 bits, number of samples, then W and var. */
const plugMetering: Read = (frame, out, { length }) => {
  if (length < 12) frame.fail(`expected 12 bytes of metering, got ${length}`);
  out.add("energy", Math.max(0, frame.i24be("energy")) / 1000);
  frame.skip(5, "reactive energy and number of samples");
  out.add("power", frame.i16be("power") / 1000);
  out.add("reactive-power", frame.i16be("reactive power") / 1000);
};

/** Cluster and attribute → reader, "Watteco ZCL-like protocol". */
const attributes = byHex<Read>({
  "0402 0000": scaled("temperature", 100),
  "0405 0000": scaled("humidity", 100),
  // Pressure in hPa; hundredths of a kPa are the same.
  "0403 0000": scaled("atmospheric-pressure", 0.01),
  "0400 0000": scaled("illuminance", 1),
  "0406 0000": state("occupancy"),
  "0006 0000": state("digital-output"),
  "000f 0055": state("digital-input"),
  "000f 0402": count,
  "800c 0000": scaled("co2", 1),
  "8008 0000": scaled("differential-pressure", 1),
  "0050 0006": supplies,
  "800a 0000": metering,
  "800b 0000": mains,
  "800d 0000": threeMains,
  "8005 0000": tenInputs,
  "0052 0000": plugMetering,
  "000c 0055": scaled("analog-input", 1),
  "8010 0000": energies,
  "8010 0001": powers,
});

const reportCommand = 0x0a;
const alarmCommand = 0x8a;
const readResponse = 0x01;

function attribute(frame: Frame, out: Output): void {
  const control = frame.u8("frame control");
  if ((control & 1) === 0) {
    // Many measurements packed by entropy coding; which ones depends on the configuration of the device.
    out.warn("batch report left out");
    return;
  }
  const endpoint = ((control & 0xe0) >> 5) | ((control & 0x06) << 2);
  const command = frame.u8("command");
  if (command !== reportCommand && command !== alarmCommand && command !== readResponse) {
    out.warn(`command ${hexByte(command)}: answer to a request left out`);
    return;
  }
  const cluster = frame.u16be("cluster");
  const id = frame.u16be("attribute");
  if (command === readResponse) {
    const status = frame.u8("status");
    if (status !== 0) {
      out.warn(`the device answers with status ${hexByte(status)}`);
      return;
    }
  }
  const type = frame.u8("type");
  const length = valueLength(frame, type);
  frame.need(length, "value");
  const end = frame.offset + length;
  const about: Attribute = { endpoint, type, length };
  const read = attributes.get(cluster * 65536 + id);
  if (read === undefined)
    out.warn(`cluster 0x${cluster.toString(16)}, attribute 0x${id.toString(16)} left out`);
  else read(frame, out, about);
  if (frame.offset > end) frame.fail(`the value runs past its ${length} bytes`, end);
}

export const watteco = defineDecoder({
  id: "watteco",
  vendor: "Watteco",
  models: [
    ...[
      "Flash'O",
      "Triphas'O",
      "TH",
      "Celso",
      "Vaqa'O",
      "Ventil'O",
      "Press'O",
      "In'O",
      "Monit'O",
      "Puls'Senso",
    ],
    ...["Smart Plug", "Temp'O", "Remote Temperature", "Closo", "Atm'O"],
  ],
  source: "Watteco, ZCL-like protocol reference (support.nke-watteco.com)",
  quantities: [
    ...([
      "analog-input",
      "temperature",
      "humidity",
      "atmospheric-pressure",
      "illuminance",
      "occupancy",
      "digital-output",
    ] as const),
    ...([
      "digital-input",
      "pulse-count",
      "co2",
      "differential-pressure",
      "battery-voltage",
      "energy",
    ] as const),
    ...(["power", "reactive-power", "voltage", "current"] as const),
  ],
  examples: [
    { name: "temperature", payload: "110a 0402 0000 29 ff9c", fPort: 125, readings: [["temperature", -1]] },
    {
      name: "pulses",
      payload: "110a 000f 0402 23 00001226",
      fPort: 125,
      readings: [["pulse-count", 4646, "1"]],
    },
    {
      name: "battery",
      payload: "110a 0050 0006 41 05 01 04 0e54 04",
      fPort: 125,
      readings: [["battery-voltage", 3.668]],
    },
    {
      name: "voltage and current of phase B",
      payload: "310a 800b 0000 41 06 0905 0001 0118",
      fPort: 125,
      readings: [
        ["voltage", 230.9, "B"],
        ["current", 0.1, "B"],
      ],
    },
    {
      name: "three phases at once",
      payload: "110a 800d 0000 41 12 08a100520003 08a200420040 08a300320030",
      fPort: 125,
      readings: [
        ["voltage", 220.9, "A"],
        ["current", 8.2, "A"],
        ["voltage", 221, "B"],
        ["current", 6.6, "B"],
        ["voltage", 221.1, "C"],
        ["current", 5, "C"],
      ],
    },
    {
      name: "a smart plug",
      payload: "310a 0052 0000 41 0c 000047 ffffbe 0063 002f ffd6",
      fPort: 125,
      readings: [
        ["energy", 0.071],
        ["power", 0.047],
        ["reactive-power", -0.042],
      ],
    },
    {
      name: "a relay with the type of a switch",
      payload: "110a 0006 0000 16 01",
      fPort: 125,
      readings: [["digital-output", 1]],
    },
    {
      name: "cut short",
      payload: "110a 0402 0000 29 ff",
      fPort: 125,
      error: "expected 2 bytes for value, 1 left",
    },
    { name: "unknown type", payload: "110a 0402 0000 77 ff", fPort: 125, error: "unknown ZCL type 0x77" },
  ],
  read(frame, out) {
    attribute(frame, out);
  },
});
