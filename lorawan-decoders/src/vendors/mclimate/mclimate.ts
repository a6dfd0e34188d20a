import type { Decoder, Example } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

export interface MclimateDefinition {
  readonly id: string;
  readonly models: readonly string[];
  readonly quantities: readonly Quantity[];
  /** Commands that a keep-alive starts with, each with the whole length of the keep-alive. */
  readonly keepAlives: Readonly<Record<number, number>>;
  readonly examples: readonly Example[];
  readKeepAlive(frame: Frame, out: Output, command: number): void;
}

/**
 * Devices of MClimate report with a keep-alive. Answers to downlinks come first in a frame of their own and the
 * keep-alive, without its command, closes it; the answers hold settings and are left out.
 */
export function mclimate({ keepAlives, readKeepAlive, ...facts }: MclimateDefinition): Decoder {
  const [usual] = Object.entries(keepAlives).map(([command, length]) => ({
    command: Number(command),
    length,
  }));
  return defineDecoder({
    ...facts,
    vendor: "MClimate",
    source: "docs.mclimate.eu, uplink decoders and keep-alive tables",
    read(frame, out) {
      const command = frame.u8("command");
      const length = keepAlives[command];
      if (length !== undefined) {
        frame.need(length - 1, "keep-alive");
        readKeepAlive(frame, out, command);
        return;
      }
      if (usual === undefined || frame.length < usual.length) {
        return frame.fail(`expected a keep-alive of command ${Object.keys(keepAlives).join(" or ")}`, 0);
      }
      out.warn(`answers to commands left out, ${frame.length - usual.length + 1} bytes`);
      frame.offset = frame.length - usual.length + 1;
      readKeepAlive(frame, out, usual.command);
    },
  });
}

/** 16 bits, tenths above −40 °C. */
export function temperature(frame: Frame, out: Output): void {
  out.add("temperature", (frame.u16be("temperature") - 400) / 10);
}

/** 256ths of 100 %. */
export function humidity(frame: Frame, out: Output): void {
  out.add("humidity", (frame.u8("humidity") * 100) / 256);
}

/** High half of a byte, tenths of a volt above 2 V. */
export function batteryNibble(byte: number): number {
  return (20 + (byte >> 4)) / 10;
}
