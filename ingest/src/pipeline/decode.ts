import { findDecoder } from "@kontrollrom/lorawan-decoders/catalogue.ts";
import type { DecodeResult, Decoder, Uplink } from "@kontrollrom/lorawan-decoders/decoder.ts";
import type { ActiveCodec, CodecIndex } from "../codecs/codec-index.ts";
import type { DeviceEntry } from "../point-index.ts";
import { type Message, quote, type Refusal } from "./message.ts";

/** A decoder promises not to throw; a broken promise must not stop the messages behind it. */
function safely(decoder: Decoder, uplink: Uplink): DecodeResult {
  try {
    return decoder.decode(uplink);
  } catch (cause) {
    return { ok: false, error: `${decoder.id} failed: ${String(cause)}` };
  }
}

/**
 * The values of a message: those it carries, or what the device's decoder reads in its frame. A codec that is not built in has to be asked
 * elsewhere: then it is the answer.
 */
export function valuesOf(
  message: Message,
  entry: DeviceEntry,
  codecs: CodecIndex,
): readonly unknown[] | Refusal | ActiveCodec {
  const { uplink } = message;
  if (uplink === undefined) return message.values;
  if (entry.decoder === undefined)
    return {
      reason: "unknown-decoder",
      detail: `device ${quote(message.device)} sends frames and has no decoder: choose one in the register, then replay`,
    };
  const decoder = findDecoder(entry.decoder);
  if (decoder === undefined)
    return (
      codecs.codec(entry.decoder) ?? {
        reason: "unknown-decoder",
        detail: `decoder ${quote(entry.decoder)} of device ${quote(message.device)} is not known: choose another in the register, then replay`,
      }
    );
  const result = safely(decoder, { bytes: uplink.bytes, fPort: uplink.fPort, recvTime: message.time });
  if (!result.ok)
    return {
      reason: "decode-failed",
      detail: `${result.error.slice(0, 300)}: check that the decoder fits the device`,
    };
  return result.readings;
}
