import type { Decoder, ExampleReading } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

interface DraginoDefinition {
  readonly id: string;
  readonly models: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly length: number;
  readonly ports?: readonly number[];
  readonly example: { readonly payload: string; readonly readings: readonly ExampleReading[] };
  read(frame: Frame, out: Output): void;
}

/** Reports come on one port with a fixed order of fields; other ports hold settings and logs. */
function dragino({ example, length, ports = [2], read, ...facts }: DraginoDefinition): Decoder {
  return defineDecoder({
    ...facts,
    vendor: "Dragino",
    source: `wiki.dragino.com, ${facts.models[0]} user manual`,
    examples: [
      { name: "a report", fPort: ports[0] ?? 2, ...example },
      {
        name: "cut short",
        payload: example.payload.replaceAll(" ", "").slice(0, 4),
        fPort: ports[0] ?? 2,
        error: `expected at least ${length} bytes for a report, got 2`,
      },
    ],
    read(frame, out) {
      if (!ports.includes(frame.fPort)) {
        out.warn(`fPort ${frame.fPort}: settings or a stored log of the device left out`);
        return;
      }
      frame.expectLength(length, "a report");
      read(frame, out);
    },
  });
}

function battery(frame: Frame, out: Output, mask = 0xffff): void {
  out.add("battery-voltage", (frame.u16be("battery") & mask) / 1000);
}

/** DS18B20 probe in tenths; 0x7fff and 0 stand for none. */
function probe(frame: Frame, out: Output): void {
  const raw = frame.i16be("probe temperature");
  if (raw !== 0x7fff && raw !== 0) out.add("temperature", raw / 10, "external");
}

/** Bits 14 and 15 of the battery word are the water and the door; the mode tells which of them counts. */
export const draginoLds02 = dragino({
  id: "dragino-lds02",
  models: ["LDS02", "LWL02", "LDS01", "LWL01"],
  quantities: ["battery-voltage", "door-open", "leak-detected", "pulse-count"],
  length: 10,
  ports: [10, 2, 7, 8],
  example: {
    payload: "8c96 01 000002 000012 00",
    readings: [
      ["battery-voltage", 3.222],
      ["door-open", 1],
      ["pulse-count", 2],
    ],
  },
  read(frame, out) {
    const word = frame.at(0, "battery");
    battery(frame, out, 0x3fff);
    const mode = frame.u8("mode");
    if (mode === 1 || mode === 3) out.flag("door-open", (word & 0x80) !== 0);
    if (mode === 2 || mode === 3) out.flag("leak-detected", (word & 0x40) !== 0);
    if (mode === 1 || mode === 2) out.add("pulse-count", frame.u24be("events"));
  },
});

/** Open/close or leak sensors of the third series: state, events, duration of the last, time. */
export const draginoLds03a = dragino({
  id: "dragino-lds03a",
  models: ["LDS03A", "LDS12-LB"],
  quantities: ["door-open", "pulse-count"],
  length: 11,
  example: {
    payload: "01 00000a 00000f 64b90908",
    readings: [
      ["door-open", 1],
      ["pulse-count", 10],
    ],
  },
  read(frame, out) {
    out.flag("door-open", (frame.u8("state") & 1) === 1);
    out.add("pulse-count", frame.u24be("openings"));
  },
});

export const draginoLwl03a = dragino({
  id: "dragino-lwl03a",
  models: ["LWL03A"],
  quantities: ["leak-detected", "pulse-count"],
  length: 11,
  example: {
    payload: "01 000002 00000f 64b90908",
    readings: [
      ["leak-detected", 1],
      ["pulse-count", 2],
    ],
  },
  read(frame, out) {
    out.flag("leak-detected", (frame.u8("state") & 1) === 1);
    out.add("pulse-count", frame.u24be("leaks"));
  },
});

/** 0 stands for no sensor, 20 for nothing in range. */
export const draginoDistance = dragino({
  id: "dragino-ldds75",
  models: ["LDDS75", "LDDS20", "LDDS45", "DDS75-LB", "DDS20-LB", "DDS45-LB"],
  quantities: ["battery-voltage", "distance", "temperature"],
  length: 8,
  example: {
    payload: "0b45 0b05 00 0105 01",
    readings: [
      ["battery-voltage", 2.885],
      ["distance", 2.821],
      ["temperature", 26.1, "external"],
    ],
  },
  read(frame, out) {
    battery(frame, out, 0x3fff);
    const distance = frame.u16be("distance");
    if (distance === 0) out.warn("the distance sensor is not connected");
    else if (distance === 20) out.warn("nothing in the range of the distance sensor");
    else out.add("distance", distance / 1000);
    frame.skip(1, "interrupt");
    probe(frame, out);
  },
});

export const draginoFourDistances = dragino({
  id: "dragino-ldds04",
  models: ["LDDS04", "DDS04-LB"],
  quantities: ["battery-voltage", "distance"],
  length: 11,
  example: {
    payload: "0d4a 0316 0318 031a 0315 01",
    readings: [
      ["battery-voltage", 3.402],
      ["distance", 0.79, "1"],
      ["distance", 0.792, "2"],
      ["distance", 0.794, "3"],
      ["distance", 0.789, "4"],
    ],
  },
  read(frame, out) {
    battery(frame, out);
    for (let i = 1; i <= 4; i++) {
      const distance = frame.u16be("distance");
      if (distance !== 0 && distance !== 0xffff) out.add("distance", distance / 1000, String(i));
    }
  },
});

/** The same sensor over NB-IoT, which sends the identity of the device first. */
export const draginoNbDistance = dragino({
  id: "dragino-ndds75",
  models: ["NDDS75", "NDDS20"],
  quantities: ["battery-voltage", "distance"],
  length: 21,
  example: {
    payload: "f868787050213317 0084 0cf4 1e 01 00 0039 6315537b",
    readings: [
      ["battery-voltage", 3.316],
      ["distance", 0.057],
    ],
  },
  read(frame, out) {
    frame.skip(10, "identity and version");
    battery(frame, out);
    frame.skip(3, "signal, mode and interrupt");
    out.add("distance", frame.u16be("distance") / 1000);
  },
});

export const draginoLse01 = dragino({
  id: "dragino-lse01",
  models: ["LSE01", "SE01-LB"],
  quantities: ["battery-voltage", "temperature", "soil-moisture", "soil-temperature", "soil-conductivity"],
  length: 11,
  example: {
    payload: "0ccc 0105 05dc 010d 0029 10",
    readings: [
      ["battery-voltage", 3.276],
      ["temperature", 26.1, "external"],
      ["soil-moisture", 15],
      ["soil-temperature", 2.69],
      ["soil-conductivity", 41],
    ],
  },
  read(frame, out) {
    battery(frame, out, 0x3fff);
    probe(frame, out);
    out.add("soil-moisture", frame.u16be("soil moisture") / 100);
    out.add("soil-temperature", frame.i16be("soil temperature") / 100);
    out.add("soil-conductivity", frame.u16be("soil conductivity"));
  },
});

export const draginoLsph01 = dragino({
  id: "dragino-lsph01",
  models: ["LSPH01", "SPH01-LB"],
  quantities: ["battery-voltage", "temperature", "ph", "soil-temperature"],
  length: 8,
  example: {
    payload: "0ccc 0105 02a8 010d 0010",
    readings: [
      ["battery-voltage", 3.276],
      ["temperature", 26.1, "external"],
      ["ph", 6.8],
      ["soil-temperature", 26.9],
    ],
  },
  read(frame, out) {
    battery(frame, out, 0x3fff);
    probe(frame, out);
    out.add("ph", frame.u16be("pH") / 100);
    out.add("soil-temperature", frame.i16be("soil temperature") / 10);
  },
});

/** Flow sensor: the litres of a pulse depend on the size of the pipe, the pulses do not. */
export const draginoSw3l = dragino({
  id: "dragino-sw3l",
  models: ["SW3L", "SW3L-LB", "SW3LB"],
  quantities: ["pulse-count"],
  length: 11,
  example: { payload: "01 000000c3 0001 66ec3c7e", readings: [["pulse-count", 195]] },
  read(frame, out) {
    frame.skip(1, "flags");
    out.add("pulse-count", frame.u32be("pulses"));
  },
});

/** Contact that counts how often it opened. */
export const draginoCpl01 = dragino({
  id: "dragino-cpl01",
  models: ["CPL01"],
  quantities: ["pulse-count", "digital-input"],
  length: 11,
  example: {
    payload: "01 000012 000005 66ec3c7e",
    readings: [
      ["pulse-count", 18],
      ["digital-input", 1],
    ],
  },
  read(frame, out) {
    const flags = frame.u8("flags");
    out.add("pulse-count", frame.u24be("pulses"));
    out.flag("digital-input", (flags & 1) !== 0);
  },
});

/** Hundredths of a degree from −70 °C: from 0xe4a8 on below zero, under that above it. */
function platinum(frame: Frame, out: Output, channel: string): void {
  const raw = frame.u16be("temperature");
  if (raw === 0x8001) out.warn(`temperature ${channel}: there is no probe`);
  else out.add("temperature", (raw >= 0xe4a8 ? raw - 0x10000 : raw) / 100, channel);
}

export const draginoLtc2 = dragino({
  id: "dragino-ltc2",
  models: ["LTC2", "LTC2-LB"],
  quantities: ["battery-voltage", "temperature"],
  length: 11,
  example: {
    payload: "0ccc 01 0a5a f830 66ec3c7e",
    readings: [
      ["battery-voltage", 3.276],
      ["temperature", 26.5, "1"],
      ["temperature", -20, "2"],
    ],
  },
  read(frame, out) {
    battery(frame, out, 0x3fff);
    const kind = frame.u8("kind of report") & 0x0f;
    for (const channel of ["1", "2"]) {
      if (kind === 1) platinum(frame, out, channel);
      else if (kind === 2) out.add("temperature", frame.i16be("temperature") / 10, channel);
    }
    if (kind === 3) out.warn("resistances left out");
    else if (kind !== 1 && kind !== 2) frame.fail(`unknown kind of report ${kind}, expected 1–3`, 2);
  },
});

function workMode(frame: Frame): number {
  return (frame.at(6, "mode") & 0x7c) >> 2;
}

/** Probes in tenths; 0xffff and 0x7fff stand for none. */
function numberedProbe(frame: Frame, out: Output, channel: string): void {
  const raw = frame.i16be("probe temperature");
  if (raw !== -1 && raw !== 0x7fff) out.add("temperature", raw / 10, channel);
}

export const draginoD2x = dragino({
  id: "dragino-d2x",
  models: ["D20-LB", "D22-LB", "D23-LB"],
  quantities: ["battery-voltage", "temperature"],
  length: 11,
  example: {
    payload: "0ccc 0105 0000 0c ffce ffff",
    readings: [
      ["battery-voltage", 3.276],
      ["temperature", 26.1, "1"],
      ["temperature", -5, "2"],
    ],
  },
  read(frame, out) {
    if (workMode(frame) !== 3) return out.warn("limits of the alarms left out");
    battery(frame, out);
    numberedProbe(frame, out, "1");
    frame.skip(3, "alarms and mode");
    numberedProbe(frame, out, "2");
    numberedProbe(frame, out, "3");
  },
});

export const draginoS31 = dragino({
  id: "dragino-s31",
  models: ["S31-LB", "S31B-LB"],
  quantities: ["battery-voltage", "temperature", "humidity"],
  length: 11,
  example: {
    payload: "0ccc 7fff 0000 00 00f7 0214",
    readings: [
      ["battery-voltage", 3.276],
      ["temperature", 24.7],
      ["humidity", 53.2],
    ],
  },
  read(frame, out) {
    if (workMode(frame) !== 0) return out.warn("limits of the alarms left out");
    battery(frame, out);
    frame.skip(5, "unused inputs and mode");
    out.add("temperature", frame.i16be("temperature") / 10);
    out.add("humidity", frame.u16be("humidity") / 10);
  },
});

/** 4–20 mA and 0–30 V as they are; what they stand for follows from the probe that was bought. */
export const draginoPs = dragino({
  id: "dragino-ps",
  models: ["PS-LB", "PS-LB-NA", "PS-LS"],
  quantities: ["battery-voltage", "current", "voltage", "digital-input"],
  length: 8,
  example: {
    payload: "0cf8 0101 0fa0 0032 00",
    readings: [
      ["battery-voltage", 3.32],
      ["current", 0.004],
      ["voltage", 0.05],
    ],
  },
  read(frame, out) {
    battery(frame, out);
    frame.skip(2, "probe");
    out.add("current", frame.u16be("current") / 1_000_000);
    out.add("voltage", frame.u16be("voltage") / 1000);
  },
});

/** Leaf moisture and temperature. */
export const draginoLlms01 = dragino({
  id: "dragino-llms01",
  models: ["LLMS01", "LMS01-LB"],
  quantities: ["battery-voltage", "temperature", "leaf-wetness", "surface-temperature"],
  length: 8,
  example: {
    payload: "0d49 0000 0130 010f",
    readings: [
      ["battery-voltage", 3.401],
      ["leaf-wetness", 30.4],
      ["surface-temperature", 27.1],
    ],
  },
  read(frame, out) {
    battery(frame, out);
    probe(frame, out);
    out.add("leaf-wetness", frame.u16be("leaf moisture") / 10);
    out.add("surface-temperature", frame.i16be("leaf temperature") / 10);
  },
});

/** Sockets for probes; in its usual mode a DS18B20, an analog input, a switch and an SHT climate sensor. */
export const draginoLsn50 = dragino({
  id: "dragino-lsn50",
  models: ["LSN50", "LSN50V2", "SN50V3-LB"],
  quantities: ["battery-voltage", "temperature", "voltage", "digital-input", "humidity", "illuminance"],
  length: 11,
  example: {
    payload: "0cf1 0101 0b68 02 0102 01f5",
    readings: [
      ["battery-voltage", 3.313],
      ["temperature", 25.7, "external"],
      ["voltage", 2.92],
      ["digital-input", 1],
      ["temperature", 25.8],
      ["humidity", 50.1],
    ],
  },
  read(frame, out) {
    battery(frame, out);
    probe(frame, out);
    out.add("voltage", frame.u16be("analog input") / 1000);
    const states = frame.u8("switches and mode");
    const mode = (states >> 2) & 0x1f;
    if (mode !== 0) return out.warn(`values of mode ${mode + 1} left out`);
    out.flag("digital-input", (states & 2) !== 0);
    const first = frame.i16be("temperature or light");
    const humidity = frame.u16be("humidity");
    // Without a climate sensor the same place holds the light of a BH1750 and no humidity.
    if (humidity === 0) {
      if (first > 0) out.add("illuminance", first);
      return;
    }
    if (first !== 0x7fff) out.add("temperature", first / 10);
    if (humidity !== 0xffff) out.add("humidity", humidity / 10);
  },
});

/** Inputs and outputs for plants: mode 1 is two volts and two milliamperes, other modes count pulses. */
export const draginoLt22222 = dragino({
  id: "dragino-lt22222",
  models: ["LT22222-L", "LT-22222-L", "LT33222-L", "LT-33222-L"],
  quantities: ["voltage", "current", "digital-input", "digital-output", "pulse-count"],
  length: 11,
  example: {
    payload: "04ab 04ac 1310 1300 aa ff 01",
    readings: [
      ["voltage", 1.195, "1"],
      ["voltage", 1.196, "2"],
      ["current", 0.00488, "1"],
      ["current", 0.004864, "2"],
      ["digital-output", 1, "relay-1"],
      ["digital-output", 0, "relay-2"],
      ["digital-input", 1, "3"],
      ["digital-input", 0, "2"],
      ["digital-input", 1, "1"],
      ["digital-output", 1, "3"],
      ["digital-output", 0, "2"],
      ["digital-output", 1, "1"],
    ],
  },
  read(frame, out) {
    const mode = frame.at(10, "mode") & 0x3f;
    if (mode === 1) {
      for (const channel of ["1", "2"]) out.add("voltage", frame.u16be("voltage") / 1000, channel);
      for (const channel of ["1", "2"]) out.add("current", frame.u16be("current") / 1_000_000, channel);
    } else if (mode === 2) {
      for (const channel of ["1", "2"]) out.add("pulse-count", frame.u32be("pulses"), channel);
    } else return out.warn(`values of mode ${mode} left out`);
    const states = frame.u8("inputs and outputs");
    const bit = (i: number) => ((states >> i) & 1) === 1;
    out.flag("digital-output", bit(7), "relay-1");
    out.flag("digital-output", bit(6), "relay-2");
    for (const i of [3, 2, 1]) out.flag("digital-input", bit(2 + i), String(i));
    // An output is open-drain: 0 is high.
    for (const i of [3, 2, 1]) out.flag("digital-output", !bit(i - 1), String(i));
  },
});
