import { type DeviceEntry, type MissingPoint, type PointIndex, pointKey } from "../point-index.ts";

interface Device {
  readonly id: string;
  readonly decoder: string | undefined;
  readonly points: Map<string, number>;
}

/** A register in memory: the part that ingest reads, and a way to fill it. */
export function createMemoryPointIndex() {
  const devices = new Map<string, Device>();
  const ensured: MissingPoint[] = [];
  let points = 0;

  const index: PointIndex = {
    device: (externalId): DeviceEntry | undefined => devices.get(externalId),
    async ensurePoints(missing) {
      for (const point of missing) {
        const device = [...devices.values()].find(({ id }) => id === point.deviceId);
        const key = pointKey(point.quantity, point.channel);
        ensured.push(point);
        if (device !== undefined && !device.points.has(key)) device.points.set(key, ++points);
      }
    },
  };

  return {
    ...index,
    /** Points asked for by `ensurePoints`. */
    ensured,
    register(externalId: string, decoder?: string, keys: readonly string[] = []): Device {
      const device: Device = {
        id: `device-${externalId}`,
        decoder,
        points: new Map(keys.map((key) => [key, ++points])),
      };
      devices.set(externalId, device);
      return device;
    },
    remove: (externalId: string) => devices.delete(externalId),
    pointOf(externalId: string, key: string): number {
      const point = devices.get(externalId)?.points.get(key);
      if (point === undefined) throw new Error(`${externalId} has no point ${key}`);
      return point;
    },
  };
}
export type MemoryPointIndex = ReturnType<typeof createMemoryPointIndex>;
