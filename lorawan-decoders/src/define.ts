import type { Decoder, Example } from "./decoder.ts";
import { Frame, PayloadError, quote } from "./frame.ts";
import { Output } from "./output.ts";
import type { Quantity } from "./units.ts";

export interface DecoderDefinition {
  readonly id: string;
  readonly vendor: string;
  readonly models: readonly string[];
  readonly source: string;
  readonly quantities: readonly Quantity[];
  readonly examples: readonly Example[];
  /** Reads the frame into `out`; may throw `PayloadError` (as every read of `Frame` does past the end). */
  read(frame: Frame, out: Output): void;
}

/** Makes a total `decode` of a reader: nothing it throws gets out, and an empty frame is refused. */
export function defineDecoder(definition: DecoderDefinition): Decoder {
  const { read, ...facts } = definition;
  return {
    ...facts,
    decode({ bytes, fPort, recvTime }) {
      if (bytes.length === 0) return { ok: false, error: "the payload is empty" };
      const out = new Output();
      try {
        read(new Frame(bytes, fPort, recvTime), out);
      } catch (cause) {
        const detail =
          cause instanceof PayloadError
            ? cause.message
            : `cannot read payload ${quote(bytes)}: ${String(cause)}`;
        return { ok: false, error: `${definition.id}: ${detail}` };
      }
      return { ok: true, readings: out.readings, warnings: out.warnings };
    },
  };
}
