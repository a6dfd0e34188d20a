/** A point at the site, as the source that reads it describes it. One object per point for the life of the process. */
export interface SitePoint {
  /** External id of the device in the platform's register. */
  readonly device: string;
  readonly quantity: string;
  readonly unit: string | undefined;
  readonly channel: string | undefined;
  /** A value is news when it differs by more than this, in `unit`, from the one sent before. */
  readonly resolution: number;
  /** It is sent at least this often, changed or not. */
  readonly heartbeatMs: number;
}

/** One measured value. */
export interface Reading {
  readonly point: SitePoint;
  /** When it was measured, ms. */
  readonly time: number;
  readonly value: number | boolean;
}

export interface SourceHealth {
  readonly name: string;
  /** `degraded`: it answers, but not for every point. */
  readonly state: "starting" | "ok" | "degraded" | "down";
  readonly detail: string | undefined;
  readonly lastReadAt: number | undefined;
  /** Since the start of the process. */
  readonly readings: number;
  readonly failures: number;
}

/**
 * What reads one bus or device: Modbus TCP now; BACnet/IP, KNX/IP and OPC UA join by the same interface. A value that could not
 * be read is counted in `failures` and not emitted: nothing is ever made up.
 */
export interface Source {
  /** `emit` takes readings and never throws; what it was given is durable when it returns, or was counted as lost. */
  start(emit: (readings: readonly Reading[]) => void): void;
  stop(): Promise<void>;
  health(): SourceHealth;
}
