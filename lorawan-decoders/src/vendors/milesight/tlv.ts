import type { Decoder, Example } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

/** Reads what follows a channel and a type byte. `time` is set inside a history record. */
export type Read = (frame: Frame, out: Output) => void;

/** Channel and type, as `channel << 8 | type`, → reader. */
export type Table = Readonly<Record<number, Read>>;

export function skip(length: number, what: string): Read {
  return (frame) => frame.skip(length, what);
}

/**
 * Channel 0xff: what every device says of itself after joining. Configuration answers on 0xfe, 0xff, 0xf8 and 0xf9
 * have lengths of their own for each command; they end the frame with a warning, for they hold no measurement.
 */
const attributes: Table = {
  65281: skip(1, "protocol version"),
  65288: skip(6, "serial number"),
  65289: skip(2, "hardware version"),
  65290: skip(2, "firmware version"),
  65291: skip(1, "power on"),
  65295: skip(1, "LoRaWAN class"),
  65302: skip(8, "serial number"),
  65304: skip(2, "sensor status"),
  65534: skip(1, "reset event"),
  65535: skip(2, "TSL version"),
};

const configurationChannels: readonly number[] = [0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];

export interface MilesightDefinition {
  readonly id: string;
  readonly models: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly table: Table;
  readonly examples: readonly Example[];
  /** Folder of the README in github.com/Milesight-IoT/SensorDecoders, or the user guide. */
  readonly source: string;
}

/** A device whose uplinks are a row of channel, type, data. */
export function milesight(definition: MilesightDefinition): Decoder {
  const { table, ...facts } = definition;
  return defineDecoder({ ...facts, vendor: "Milesight", read: (frame, out) => walk(frame, out, table) });
}

export function walk(frame: Frame, out: Output, table: Table): void {
  while (frame.left > 0) {
    const start = frame.offset;
    const channel = frame.u8("channel");
    const type = frame.u8("type");
    const key = (channel << 8) | type;
    const read = table[key] ?? attributes[key];
    if (read !== undefined) {
      read(frame, out);
      continue;
    }
    if (configurationChannels.includes(channel)) {
      out.warn(
        `byte ${start}: configuration answer ${hexByte(channel)} ${hexByte(type)} and what follows left out`,
      );
      return;
    }
    frame.fail(`unknown channel ${hexByte(channel)} with type ${hexByte(type)}`, start);
  }
}
