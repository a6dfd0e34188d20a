import { listDecoders } from "@kontrollrom/lorawan-decoders/catalogue.ts";

/** Ids of the decoders that a device can be registered with. */
export function decoderNames(): string[] {
  return listDecoders().map(({ id }) => id);
}
