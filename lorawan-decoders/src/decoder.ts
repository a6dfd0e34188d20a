/** One uplink as a network server hands it over, after its LoRaWAN layer is decrypted. */
export interface Uplink {
  readonly bytes: Uint8Array;
  readonly fPort: number;
  /** When the network received it, epoch ms. */
  readonly recvTime: number;
}

/** One measured value, in the unit of the dictionary (see `units.ts`). */
export interface Reading {
  readonly quantity: string;
  readonly value: number;
  /** UCUM code. */
  readonly unit: string;
  /** Tells several readings of one quantity on one device apart: "1", "2", "external". */
  readonly channel?: string;
  /** Epoch ms, when the device says that it measured at another time than `recvTime`. */
  readonly time?: number;
}

/** Warnings tell of fields that the vendor's format lets a reader skip; an error quotes the bytes that stopped it. */
export type DecodeResult =
  | { readonly ok: true; readonly readings: readonly Reading[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** `[quantity, value, channel, time]`, the unit being the quantity's own. */
export type ExampleReading = readonly [
  quantity: string,
  value: number,
  channel?: string | undefined,
  time?: number,
];

/** A worked frame: what it decodes to, or what the error says. */
export interface Example {
  readonly name: string;
  /** Payload in hexadecimal; spaces between groups are allowed. */
  readonly payload: string;
  readonly fPort: number;
  /** Exactly these readings, in any order. */
  readonly readings?: readonly ExampleReading[];
  /** A part of the error text, for a bad frame. */
  readonly error?: string;
}

/** When example frames are taken to be received, epoch ms (2026-01-01T00:00:00Z). */
export const exampleTime = 1_767_225_600_000;

/** Turns the uplinks of some device models into readings. `decode` is pure, synchronous and never throws. */
export interface Decoder {
  /** Stable name kept in a device's registration: "elsys", "milesight-am3xx". */
  readonly id: string;
  readonly vendor: string;
  readonly models: readonly string[];
  /** The document that the payload tables come from. */
  readonly source: string;
  /** Every quantity that `decode` can give. */
  readonly quantities: readonly string[];
  readonly examples: readonly Example[];
  decode(uplink: Uplink): DecodeResult;
}
