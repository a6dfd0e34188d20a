import type { Quantity } from "@kontrollrom/contracts/quantity.ts";

/** What ingest needs to know of a registered device to turn its frames into samples. */
export interface DeviceEntry {
  readonly id: string;
  /** Built-in decoder; absent for devices that send values, not frames. */
  readonly decoder: string | undefined;
  /** Point by `pointKey(quantity, channel)`. */
  readonly points: ReadonlyMap<string, number>;
}

/** A point that a registered device has begun to report and that is not in the register yet. */
export interface MissingPoint {
  readonly deviceId: string;
  readonly quantity: Quantity;
  readonly channel: string | undefined;
}

/**
 * The part of the register that ingest reads. `device` is on the hot path and must answer from memory. `ensurePoints` makes
 * points durable before it resolves; afterwards `device` answers with them.
 */
export interface PointIndex {
  device(externalId: string): DeviceEntry | undefined;
  ensurePoints(missing: readonly MissingPoint[]): Promise<void>;
}

/** Key of a point within its device. */
export function pointKey(quantity: string, channel: string | undefined): string {
  return channel === undefined ? quantity : `${quantity}@${channel}`;
}
