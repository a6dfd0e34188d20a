import type { Decoder, Example } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

export type Field = (frame: Frame, out: Output) => void;

export interface TektelicDefinition {
  readonly id: string;
  readonly models: readonly string[];
  readonly source: string;
  readonly quantities: readonly Quantity[];
  readonly examples: readonly Example[];
  /** Channel and type in hexadecimal → field, for fPort 10. Numbers are big-endian. */
  readonly fields: Readonly<Record<string, Field>>;
}

/** Statistics of durations and counts, on any channel: total, least, most, deviation, count. */
const statisticTypes = { first: 0x10, last: 0x17 };

const dataPort = 10;

/** Devices of Tektelic report on fPort 10 as a row of channel, type and value; other ports hold settings. */
export function tektelic({ fields, ...facts }: TektelicDefinition): Decoder {
  const readers = byHex(fields);
  return defineDecoder({
    ...facts,
    vendor: "Tektelic",
    read(frame, out) {
      if (frame.fPort !== dataPort) {
        out.warn(`fPort ${frame.fPort}: settings or a log of the device left out`);
        return;
      }
      while (frame.left > 0) {
        const start = frame.offset;
        const channel = frame.u8("channel");
        const type = frame.u8("type");
        const field = readers.get(channel * 256 + type);
        if (field !== undefined) field(frame, out);
        else if (type >= statisticTypes.first && type <= statisticTypes.last) frame.skip(2, "statistic");
        else frame.fail(`unknown channel ${hexByte(channel)} with type ${hexByte(type)}`, start);
      }
    },
  });
}

export function skip(length: number, what: string): Field {
  return (frame) => frame.skip(length, what);
}

/** 0xff stands for yes, 0x00 for no. */
export function flag(quantity: Quantity, channel?: string): Field {
  return (frame, out) => out.flag(quantity, frame.u8(quantity) !== 0, channel);
}

export function u16(quantity: Quantity, divisor = 1, channel?: string): Field {
  return (frame, out) => out.add(quantity, frame.u16be(quantity) / divisor, channel);
}

export function i16(quantity: Quantity, divisor = 1, channel?: string): Field {
  return (frame, out) => out.add(quantity, frame.i16be(quantity) / divisor, channel);
}

const standardGravity = 9.80665;

/** Thousandths of g. */
export const acceleration: Field = (frame, out) => {
  frame.need(6, "acceleration");
  for (const axis of ["x", "y", "z"])
    out.add("acceleration", (frame.i16be(axis) / 1000) * standardGravity, axis);
};

/** What all of them tell: battery in hundredths of a volt, in millivolts or in per cent, and how long it lasts. */
export const common: Readonly<Record<string, Field>> = {
  "00 ff": i16("battery-voltage", 100),
  "00 ba": u16("battery-voltage", 1000),
  "00 d3": (frame, out) => out.add("battery-level", frame.u8("battery level")),
  "00 bd": skip(2, "days of battery life"),
};

export const humidity: Field = (frame, out) => out.add("humidity", frame.u8("humidity") / 2);
