import type { RegistryDatabase } from "../registry/database.ts";

/** What the radio and the clock tell of a device, apart from what it measures. */
export interface DeviceSeen {
  readonly deviceId: string;
  /** Event time, ms. */
  readonly time: number;
  readonly rssi?: number | undefined;
  readonly snr?: number | undefined;
  readonly gatewayId?: string | undefined;
  readonly fCnt?: number | undefined;
}

export interface DeviceHealthRecord extends DeviceSeen {
  readonly lostFrames: number;
  /** Uplinks with a frame counter that came. */
  readonly heardFrames: number;
}

/**
 * When each device was last heard, how well, and what its frame counter says was lost. Held in memory and written now and then: it may be
 * some seconds old after a crash, and the next uplink mends it.
 */
export interface DeviceHealth {
  load(): Promise<void>;
  seen(devices: readonly DeviceSeen[]): void;
  of(deviceId: string): DeviceHealthRecord | undefined;
  flush(): Promise<void>;
}

/** A larger jump is a new session or another device under the same name, not loss. */
const plausibleGap = 1000;

/** Frames that never came between two counters of the same session. */
export function framesLost(before: number | undefined, now: number | undefined): number {
  if (before === undefined || now === undefined) return 0;
  const gap = now - before - 1;
  return gap > 0 && gap <= plausibleGap ? gap : 0;
}

/** `silent` after three expected intervals without a sign of life. */
export function deviceState(
  lastSeenAt: number | undefined,
  expectedIntervalS: number | undefined,
  now: number,
): "never-heard" | "ok" | "silent" {
  if (lastSeenAt === undefined) return "never-heard";
  return expectedIntervalS !== undefined && now - lastSeenAt > 3 * expectedIntervalS * 1000 ? "silent" : "ok";
}

export function createDeviceHealth(db: RegistryDatabase): DeviceHealth {
  const newest = new Map<string, DeviceHealthRecord>();
  const dirty = new Set<string>();
  return {
    async load() {
      const rows = await db.selectFrom("device").selectAll().where("last_seen_at", "is not", null).execute();
      for (const row of rows)
        newest.set(row.id, {
          deviceId: row.id,
          time: row.last_seen_at ?? 0,
          rssi: row.rssi ?? undefined,
          snr: row.snr ?? undefined,
          gatewayId: row.gateway_id ?? undefined,
          fCnt: row.f_cnt ?? undefined,
          lostFrames: row.lost_frames,
          heardFrames: row.heard_frames,
        });
    },
    seen(devices) {
      for (const device of devices) {
        const before = newest.get(device.deviceId);
        if (before && before.time > device.time) continue;
        const lostFrames = (before?.lostFrames ?? 0) + framesLost(before?.fCnt, device.fCnt);
        const again = before !== undefined && before.fCnt === device.fCnt;
        const heardFrames = (before?.heardFrames ?? 0) + (device.fCnt === undefined || again ? 0 : 1);
        newest.set(device.deviceId, { ...device, lostFrames, heardFrames });
        dirty.add(device.deviceId);
      }
    },
    of: (deviceId) => newest.get(deviceId),
    async flush() {
      const ids = [...dirty];
      for (let at = 0; at < ids.length; at += 200) {
        const before = new Map(ids.slice(at, at + 200).map((id) => [id, newest.get(id)]));
        await db.transaction().execute(async (tx) => {
          for (const id of ids.slice(at, at + 200)) {
            const device = newest.get(id);
            if (!device) continue;
            await tx
              .updateTable("device")
              .set({
                last_seen_at: device.time,
                rssi: device.rssi ?? null,
                snr: device.snr ?? null,
                gateway_id: device.gatewayId ?? null,
                f_cnt: device.fCnt ?? null,
                lost_frames: device.lostFrames,
                heard_frames: device.heardFrames,
              })
              .where("id", "=", id)
              .execute();
          }
        });
        for (const [id, device] of before) if (newest.get(id) === device) dirty.delete(id);
        await new Promise(setImmediate);
      }
    },
  };
}
