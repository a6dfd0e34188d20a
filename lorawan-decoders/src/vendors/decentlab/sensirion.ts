import { type Value, value } from "./protocol.ts";

/** Climate by a Sensirion SHT21: temperature and humidity in two words, by the formulas of its datasheet. */
export const sht21: readonly Value[] = [
  value("temperature", (w) => (175.72 * w.u(0)) / 65536 - 46.85),
  value("humidity", (w) => (125 * w.u(1)) / 65536 - 6),
];

/** The same by a Sensirion SHT35. */
export function sht35(channel?: string): readonly Value[] {
  return [
    value("temperature", (w) => (175 * w.u(0)) / 65535 - 45, channel),
    value("humidity", (w) => (100 * w.u(1)) / 65535, channel),
  ];
}
