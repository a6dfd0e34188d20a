import type { DecoderInfo } from "@kontrollrom/contracts/point.ts";

/** One make and model that a device can be registered as. */
export interface DecoderOption {
  /** What is shown, searched in and chosen: "Elsys ERS CO2". No two options share it. */
  readonly label: string;
  readonly decoder: string;
  readonly model: string;
}

/** Every make and model, by name. Where two decoders read the same model, the decoder's name tells them apart. */
export function decoderOptions(
  decoders: readonly Pick<DecoderInfo, "id" | "vendor" | "models">[],
): readonly DecoderOption[] {
  const options = decoders.flatMap(({ id, vendor, models }) =>
    (models.length === 0 ? [id] : models).map((model) => ({
      label: `${vendor} ${model}`,
      decoder: id,
      model,
    })),
  );
  const times = new Map<string, number>();
  for (const { label } of options) times.set(fold(label), (times.get(fold(label)) ?? 0) + 1);
  const names = new Intl.Collator("nb", { numeric: true });
  return options
    .map((option) =>
      times.get(fold(option.label)) === 1
        ? option
        : { ...option, label: `${option.label} (${option.decoder})` },
    )
    .sort((a, b) => names.compare(a.label, b.label));
}

/** The option that was typed or chosen; capitals and spaces do not matter. */
export function findDecoder(options: readonly DecoderOption[], text: string): DecoderOption | undefined {
  const wanted = fold(text);
  return wanted === "" ? undefined : options.find(({ label }) => fold(label) === wanted);
}

const fold = (text: string) => text.trim().replaceAll(/\s+/g, " ").toLowerCase();
