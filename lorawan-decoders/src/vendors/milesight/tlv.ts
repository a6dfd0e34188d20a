import type { Decoder, Example } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

/** Reads what follows a channel and a type byte. `time` is set inside a history record. */
export type Read = (frame: Frame, out: Output) => void;

/** Channel and type, as the two bytes in hexadecimal ("03 67"), → reader. */
export type Table = Readonly<Record<string, Read>>;

export function skip(length: number, what: string): Read {
  return (frame) => frame.skip(length, what);
}

/**
 * Channel 0xff: what every device says of itself after joining. Configuration answers on 0xfe, 0xff, 0xf8 and 0xf9
 * have lengths of their own for each command; they end the frame with a warning, for they hold no measurement.
 */
const attributes = byHex<Read>({
  "ff 01": skip(1, "protocol version"),
  "ff 08": skip(6, "serial number"),
  "ff 09": skip(2, "hardware version"),
  "ff 0a": skip(2, "firmware version"),
  "ff 0b": skip(1, "power on"),
  "ff 0f": skip(1, "LoRaWAN class"),
  "ff 16": skip(8, "serial number"),
  "ff 18": skip(2, "sensor status"),
  "ff 1f": skip(4, "firmware version"),
  "ff fe": skip(1, "reset event"),
  "ff ff": skip(2, "TSL version"),
});

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
  const readers = byHex(table);
  return defineDecoder({ ...facts, vendor: "Milesight", read: (frame, out) => walk(frame, out, readers) });
}

function walk(frame: Frame, out: Output, readers: ReadonlyMap<number, Read>): void {
  while (frame.left > 0) {
    const start = frame.offset;
    const channel = frame.u8("channel");
    const type = frame.u8("type");
    const key = (channel << 8) | type;
    const read = readers.get(key) ?? attributes.get(key);
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
    if (key === 0 && frame.bytes.subarray(start).every((byte) => byte === 0)) {
      out.warn(`byte ${start}: ${frame.length - start} zero bytes at the end left out`);
      frame.offset = frame.length;
      return;
    }
    frame.fail(`unknown channel ${hexByte(channel)} with type ${hexByte(type)}`, start);
  }
}
