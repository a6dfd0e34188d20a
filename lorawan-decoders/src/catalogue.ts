import type { Decoder } from "./decoder.ts";
import { elsys } from "./vendors/elsys.ts";
import { milesightAm102, milesightAm103, milesightAm107 } from "./vendors/milesight/am10x.ts";
import { milesightAm3xx, milesightAm319Ozone } from "./vendors/milesight/am30x.ts";

const decoders: readonly Decoder[] = [
  elsys,
  milesightAm102,
  milesightAm103,
  milesightAm107,
  milesightAm3xx,
  milesightAm319Ozone,
];

const byId: ReadonlyMap<string, Decoder> = new Map(decoders.map((decoder) => [decoder.id, decoder]));

/** The built-in decoder of that id, if there is one. */
export function findDecoder(id: string): Decoder | undefined {
  return byId.get(id);
}

/** Every built-in decoder, by vendor. */
export function listDecoders(): readonly Decoder[] {
  return decoders;
}

/** The quantities (names of the platform dictionary) that a decoder can give. */
export function quantitiesOf(decoder: Decoder): readonly string[] {
  return decoder.quantities;
}
