import type { RegistryDatabase } from "../registry/database.ts";

/** What the radio and the clock tell of a device, apart from what it measures. */
export interface DeviceSeen {
  readonly deviceId: string;
  readonly time: number;
  readonly rssi?: number | undefined;
  readonly snr?: number | undefined;
}

/**
 * When each device was last heard, and how well. Held in memory and written now and then: it may be some seconds old after a
 * crash, and the next uplink mends it.
 */
export interface DeviceHealth {
  seen(devices: readonly DeviceSeen[]): void;
  of(deviceId: string): DeviceSeen | undefined;
  flush(): Promise<void>;
}

export function createDeviceHealth(db: RegistryDatabase): DeviceHealth {
  const newest = new Map<string, DeviceSeen>();
  const dirty = new Set<string>();
  return {
    seen(devices) {
      for (const device of devices) {
        const before = newest.get(device.deviceId);
        if (before && before.time > device.time) continue;
        newest.set(device.deviceId, device);
        dirty.add(device.deviceId);
      }
    },
    of: (deviceId) => newest.get(deviceId),
    async flush() {
      const ids = [...dirty];
      dirty.clear();
      for (let at = 0; at < ids.length; at += 200) {
        await db.transaction().execute(async (tx) => {
          for (const id of ids.slice(at, at + 200)) {
            const device = newest.get(id);
            if (!device) continue;
            await tx
              .updateTable("device")
              .set({
                last_seen_at: device.time,
                ...(device.rssi !== undefined && { rssi: device.rssi }),
                ...(device.snr !== undefined && { snr: device.snr }),
              })
              .where("id", "=", id)
              .execute();
          }
        });
        await new Promise(setImmediate);
      }
    },
  };
}
