import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";

/** Reads the eight bytes behind the report type; `kind` is the report type. */
export type Report = (frame: Frame, out: Output, kind: number) => void;

/** Tenths of a volt; bit 7 tells that it is low. Devices on the mains report 0. */
export function battery(frame: Frame, out: Output): void {
  const raw = frame.u8("battery");
  const volts = (raw & 0x7f) / 10;
  if (volts > 0) out.add("battery-voltage", volts);
  if ((raw & 0x80) !== 0) out.flag("battery-low", true);
}
