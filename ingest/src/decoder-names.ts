import type { DecoderInfo } from "@kontrollrom/contracts/point.ts";
import { listDecoders } from "@kontrollrom/lorawan-decoders/catalogue.ts";

/** The built-in decoders that a device can be registered with. */
export function decoderInfos(): DecoderInfo[] {
  return listDecoders().map(({ id, vendor, models, quantities, source }) => ({
    id,
    vendor,
    models: [...models],
    quantities: [...quantities],
    source,
  }));
}

export function decoderNames(): string[] {
  return listDecoders().map((decoder) => decoder.id);
}
