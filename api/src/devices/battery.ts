import type { Battery } from "@kontrollrom/contracts/point.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";

/** % */
const lowLevel = 20;

/**
 * What a device tells of its battery. Devices tell it in three ways: a level, a voltage, or only whether it is low.
 * @param points its points by `pointKey`
 * @param lowBatteryV volts at or under which its profile calls it low: what is low depends on the cell
 */
export function batteryOf(
  points: ReadonlyMap<string, number>,
  lowBatteryV: number | null | undefined,
  present: (pointId: number) => PresentValue | undefined,
): Battery | undefined {
  let level: PresentValue | undefined;
  let voltage: PresentValue | undefined;
  let said: PresentValue | undefined;
  for (const [key, id] of points) {
    if (!key.startsWith("battery-")) continue;
    const value = present(id);
    if (value === undefined) continue;
    // Of several cells the weakest decides.
    if (isOf("battery-level", key)) level = lower(level, value);
    else if (isOf("battery-voltage", key)) voltage = lower(voltage, value);
    else if (isOf("battery-low", key) && (said === undefined || value.value > said.value)) said = value;
  }
  if (level === undefined && voltage === undefined && said === undefined) return undefined;
  const told = [level, voltage, said].filter((value) => value !== undefined);
  return {
    ...(level === undefined ? {} : { level: level.value }),
    ...(voltage === undefined ? {} : { voltage: voltage.value }),
    low:
      (said !== undefined && said.value > 0) ||
      (level !== undefined && level.value <= lowLevel) ||
      (voltage !== undefined && lowBatteryV != null && voltage.value <= lowBatteryV),
    time: new Date(Math.max(...told.map(({ time }) => time))).toISOString(),
  };
}

const isOf = (quantity: string, key: string) => key === quantity || key.startsWith(`${quantity}@`);

const lower = (a: PresentValue | undefined, b: PresentValue) =>
  a === undefined || b.value < a.value ? b : a;
