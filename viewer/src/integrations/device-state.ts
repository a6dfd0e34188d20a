import type { Device } from "@kontrollrom/contracts/point.ts";
import { staleAfterMs } from "../data/age.ts";

export type DeviceState = "alive" | "silent" | "never";

/** Whether a device has reported lately, by the same measure as its values are called old. */
export function deviceState(device: Device, now: number): DeviceState {
  if (device.lastSeenAt === undefined) return "never";
  return now - Date.parse(device.lastSeenAt) > staleAfterMs(device.expectedIntervalS) ? "silent" : "alive";
}

const order: Record<DeviceState, number> = { silent: 0, never: 1, alive: 2 };

/** Those that need a visit first; then by name. */
export function byNeed(now: number) {
  const names = new Intl.Collator("nb", { numeric: true });
  return (a: Device, b: Device) =>
    order[deviceState(a, now)] - order[deviceState(b, now)] || names.compare(a.name, b.name);
}
