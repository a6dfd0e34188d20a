import type { UnmappedField } from "@kontrollrom/contracts/codec.ts";
import type { ActiveCodec } from "./codec-index.ts";

const maxCodecs = 500;
const maxFieldsOfCodec = 100;

/** Fields that came and that nothing takes, by codec: the last value of each. */
export function createUnmappedFields() {
  const byCodec = new Map<
    string,
    { readonly version: number; readonly fields: Map<string, UnmappedField> }
  >();

  return {
    note({ decoder, version }: ActiveCodec, fields: readonly UnmappedField[]): void {
      if (fields.length === 0) return;
      let known = byCodec.get(decoder);
      if (known?.version !== version) {
        known = { version, fields: new Map() };
        if (byCodec.size >= maxCodecs) byCodec.delete(byCodec.keys().next().value as string);
        byCodec.set(decoder, known);
      }
      for (const field of fields)
        if (known.fields.has(field.path) || known.fields.size < maxFieldsOfCodec)
          known.fields.set(field.path, field);
    },
    of({ decoder, version }: Pick<ActiveCodec, "decoder" | "version">): readonly UnmappedField[] {
      const known = byCodec.get(decoder);
      return known?.version === version ? [...known.fields.values()] : [];
    },
  };
}
