/** A device behind a gateway, as it was last heard. */
export interface HeardDevice {
  readonly gatewayId: string;
  readonly heardAt: number;
  readonly expectedIntervalMs: number;
  readonly buildingId?: string | undefined;
  readonly pointId: number;
}

export interface SilentGateway {
  readonly gatewayId: string;
  /** When it last heard anything, ms. */
  readonly since: number;
  readonly devices: number;
  /** A point behind it, always the same one. */
  readonly pointId: number;
}

/** So many devices have to agree: one or two may have died by themselves. */
const needed = 3;
const missed = 2;

/**
 * Gateways that hear nobody: the three devices that report most often have each missed two messages, and no other was heard either. That
 * is before their own alarms for missing values come, three intervals after the last. `listeningSince`: silence while the
 * platform itself was away counts for nothing.
 */
export function silentGateways(
  devices: Iterable<HeardDevice>,
  now: number,
  listeningSince: number,
): SilentGateway[] {
  const silent: SilentGateway[] = [];
  for (const [gatewayId, behind] of Map.groupBy(devices, (device) => device.gatewayId)) {
    const third = behind.map((device) => device.expectedIntervalMs).toSorted((a, b) => a - b)[needed - 1];
    if (third === undefined) continue;
    const since = behind.reduce((newest, device) => Math.max(newest, device.heardAt), 0);
    if (now - Math.max(since, listeningSince) <= missed * third) continue;
    const pointId = behind.reduce(
      (least, device) => Math.min(least, device.pointId),
      Number.MAX_SAFE_INTEGER,
    );
    silent.push({ gatewayId, since, devices: behind.length, pointId });
  }
  return silent;
}
