import type { MapSensor } from "@kontrollrom/contracts/map.ts";
import { useCallback } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useValueStore } from "../data/live-context.tsx";
import { missing, stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";

/** The present value of a sensor in words, as the value store has it now. */
export function useValueText(): (sensor: MapSensor) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const values = useValueStore();
  return useCallback(
    ({ pointId, quantity, unit }) => {
      const present = pointId === undefined ? undefined : values.get(pointId);
      if (present === undefined || quantity === undefined || unit === undefined) return missing;
      const word = stateWord(quantity, present.value);
      return word === undefined ? formats.measure(present.value, unit, quantity) : t(`value.${word}`);
    },
    [t, formats, values],
  );
}
