import type { DeadLetterReason } from "@kontrollrom/contracts/dead-letter.ts";

/** Why something was refused; `detail` names the value and says what to do. */
export interface Refusal {
  readonly reason: DeadLetterReason;
  readonly detail: string;
}

/** How well a frame was heard. */
export interface Radio {
  readonly rssi?: number;
  readonly snr?: number;
  readonly fCnt?: number;
  readonly gatewayId?: string;
}

/** What one device said at one moment: a frame to decode, or values. */
export interface Message {
  /** External id of the device. */
  readonly device: string;
  /** Event time, ms. */
  readonly time: number;
  /** A LoRaWAN payload; absent where the device sends values, or sent a frame without a payload. */
  readonly uplink: { readonly bytes: Uint8Array; readonly fPort: number } | undefined;
  /** Each is to be `{quantity, value, unit?, channel?}`; whether it is one is not known yet. */
  readonly values: readonly unknown[];
  readonly radio: Radio | undefined;
  /** Makes what is kept of it when something in it is refused. */
  readonly payload: () => Uint8Array;
}

/** A message, or the part of one, that was not understood. */
export interface RefusedMessage extends Refusal {
  readonly device: string | undefined;
  readonly payload: Uint8Array;
}

export interface Parsed {
  readonly messages: readonly Message[];
  readonly refused: readonly RefusedMessage[];
}

/** A value quoted in a detail: short, on one line, and never the whole of something long. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
