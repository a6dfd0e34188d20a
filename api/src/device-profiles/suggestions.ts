import type { DecoderInfo } from "@kontrollrom/contracts/point.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";

export interface Suggestion {
  readonly name: string;
  readonly vendor: string;
  readonly model: string;
  readonly decoder: string;
  readonly points: string[];
}

/** Of a decoder of many models, what all of them measure cannot be told: more than these are left to the first message. */
const mostPoints = 12;

/**
 * One profile for each make and model that a built-in decoder reads. Points are suggested where the decoder reads so few quantities that
 * the model has them all; else the first message makes those it has.
 */
export function suggestProfiles(decoders: readonly Omit<DecoderInfo, "source">[]): Suggestion[] {
  const names = new Map<string, number>();
  const all = decoders.flatMap((decoder) =>
    (decoder.models.length === 0 ? [decoder.id] : decoder.models).map((model) => ({
      name: `${decoder.vendor} ${model}`.slice(0, 100),
      vendor: decoder.vendor,
      model: model.slice(0, 100),
      decoder: decoder.id,
      points:
        decoder.models.length === 1 && decoder.quantities.length <= mostPoints
          ? known(decoder.quantities)
          : [],
    })),
  );
  for (const { name } of all) names.set(name, (names.get(name) ?? 0) + 1);
  const collator = new Intl.Collator("nb", { numeric: true });
  return all
    .map((each) =>
      names.get(each.name) === 1 ? each : { ...each, name: `${each.name} (${each.decoder})`.slice(0, 100) },
    )
    .sort((a, b) => collator.compare(a.name, b.name));
}

const known = (names: readonly string[]) => names.filter((name) => Object.hasOwn(quantities, name));
