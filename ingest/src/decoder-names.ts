import { listDecoders } from "@kontrollrom/lorawan-decoders/catalogue.ts";

/** The built-in decoders that a device can be registered with. */
export function decoderNames(): string[] {
  return listDecoders().map((decoder) => decoder.id);
}
