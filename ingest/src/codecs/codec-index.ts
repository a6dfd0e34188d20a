import type { CodecMapping } from "@kontrollrom/contracts/codec.ts";

/** A foreign codec as devices are read with it now. */
export interface ActiveCodec {
  /** What a device's `decoder` says. */
  readonly decoder: string;
  readonly version: number;
  readonly source: string;
  readonly mapping: CodecMapping;
}

/** Which source belongs to a decoder that is not built in. Asked for every message: it answers from memory. */
export interface CodecIndex {
  codec(decoder: string): ActiveCodec | undefined;
}

export const noCodecs: CodecIndex = { codec: () => undefined };
