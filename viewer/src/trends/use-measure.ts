import type { Point } from "@kontrollrom/contracts/point.ts";
import { missing, stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNorwegianFormats } from "./use-formats.ts";

/** A value of a point in words: with its unit, or the name of its state. */
export type Measure = (point: Pick<Point, "quantity" | "unit">, value: number | undefined) => string;

export function useMeasure(): Measure {
  const { t } = useTranslation();
  const formats = useNorwegianFormats();
  return ({ quantity, unit }, value) => {
    if (value === undefined) return missing;
    const word = Number.isInteger(value) ? stateWord(quantity, value) : undefined;
    return word === undefined ? formats.measure(value, unit, quantity) : t(`value.${word}`);
  };
}
