import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";

type Field = (frame: Frame, out: Output) => void;

const temperature: Field = (frame, out) => out.add("temperature", frame.i16be("temperature") / 10);
const humidity: Field = (frame, out) => out.add("humidity", frame.u16be("humidity") / 10);
const tvoc: Field = (frame, out) => out.add("tvoc", frame.u16be("VOC"));
const co2: Field = (frame, out) => out.add("co2", frame.u16be("CO2"));
const gap: Field = (frame) => frame.skip(2, "reserve");

/** Alarms, then a state word whose bits 2 and 3 grade the battery: 100, 75, 50 or 25 %. */
const states: Field = (frame, out) => {
  frame.skip(2, "alarms");
  out.add("battery-level", 100 - 25 * ((frame.u16be("state") >> 2) & 3));
};

function probe(channel: string): Field {
  return (frame, out) => out.add("temperature", frame.i16be("temperature") / 10, channel);
}

const current: Field = (frame, out) => out.add("current", frame.i16be("current") / 1000);

const pulses: Field = (frame, out) => {
  frame.need(12, "pulses");
  for (const channel of ["1", "2", "open-collector"]) out.add("pulse-count", frame.u32be("pulses"), channel);
};

/** The second generation closes every frame with alarms and the state word, whatever lies between. */
const closingStates: Field = (frame, out) => {
  frame.need(4, "alarms and state");
  frame.offset = frame.length - 4;
  states(frame, out);
};

const ambientV2: readonly Field[] = [temperature, gap, humidity, closingStates];

function counted(quantity: "motion" | "pulse-count"): readonly Field[] {
  return [gap, gap, (frame, out) => out.add(quantity, frame.u16be("count"))];
}

/** Type of transmitter → its fields, "Enless Wireless TX payload". */
const types = byHex<readonly Field[]>({
  "04": [temperature, humidity, gap, gap, states],
  "05": [temperature, humidity, tvoc, gap, states],
  "06": [temperature, humidity, tvoc, co2, states],
  "07": [temperature, gap, states],
  "08": [pulses, states],
  "09": [pulses, states],
  "0a": [pulses, states],
  "0b": [pulses, states],
  "0c": [probe("1"), probe("2"), states],
  "0d": [current, states],
  "0e": [temperature, humidity, states],
  "0f": [temperature, gap, states],
  "10": [temperature, gap, states],
  "11": [probe("1"), probe("2"), states],
  "1f": ambientV2,
  "20": ambientV2,
  "22": [temperature, gap, humidity, ...counted("motion"), closingStates],
  "26": [gap, gap, gap, ...counted("pulse-count"), closingStates],
  "27": ambientV2,
  // A log of earlier values without times of their own.
  "29": [closingStates],
});

/** Types of which no table is at hand. */
const leftOut: readonly number[] = [0x28, 0x2a];

export const enless = defineDecoder({
  id: "enless",
  vendor: "Enless",
  models: [
    ...["600-021", "600-022", "600-023", "600-031", "600-032", "600-033", "600-034", "600-035", "600-036"],
    ...[
      "600-037",
      "600-038",
      "600-039",
      "600-050",
      "600-051",
      "600-052",
      "600-062",
      "600-065",
      "600-232",
      "600-233",
    ],
  ],
  source: "Enless Wireless, TX LoRaWAN payload formats",
  quantities: ["temperature", "humidity", "tvoc", "co2", "current", "pulse-count", "motion", "battery-level"],
  examples: [
    {
      name: "600-022",
      payload: "000077 05 11 12 00e3 011f 0014 0000 0000 0000",
      fPort: 1,
      readings: [
        ["temperature", 22.7],
        ["humidity", 28.7],
        ["tvoc", 20],
        ["battery-level", 100],
      ],
    },
    {
      name: "600-050 below zero",
      payload: "0000ea 27 36 12 ff70 0000 0032 0000 0000 0000 0000 0000 0000 0000 0000 0004",
      fPort: 1,
      readings: [
        ["temperature", -14.4],
        ["humidity", 5],
        ["battery-level", 75],
      ],
    },
    {
      name: "cut short",
      payload: "000077 05 11 12 00",
      fPort: 1,
      error: "byte 6: expected 2 bytes for temperature",
    },
    {
      name: "unknown type",
      payload: "000077 99 11 12 0000",
      fPort: 1,
      error: "byte 3: unknown type of transmitter 0x99",
    },
  ],
  read(frame, out) {
    frame.skip(3, "id");
    const type = frame.u8("type");
    frame.skip(2, "sequence and firmware");
    const fields = types.get(type);
    if (fields === undefined) {
      if (!leftOut.includes(type)) frame.fail(`unknown type of transmitter ${hexByte(type)}`, 3);
      out.warn(`frame of type ${hexByte(type)} left out`);
      return;
    }
    for (const field of fields) field(frame, out);
  },
});
