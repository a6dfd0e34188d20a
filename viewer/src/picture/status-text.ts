import { useFormats } from "../app/preferences.tsx";
import { missing, stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import type { RoomStatus, ValueLayer } from "./layers.ts";

/** A room's status in words: "21,4 °C", "Prioritet 2, Høy", "–". */
export function useStatusText(layer: ValueLayer | undefined): (status: RoomStatus) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (status) => {
    switch (status.kind) {
      case "none":
        return missing;
      case "calm":
        return t("legend.normal");
      case "area":
        return status.text;
      case "alarm":
        return t("alarm.priorityLabel", {
          priority: status.priority,
          word: t(`alarm.priority.${status.priority}`),
        });
      case "value": {
        const word = layer?.kind === "state" ? stateWord(layer.quantity, status.value) : undefined;
        if (word !== undefined) return t(`value.${word}`);
        if (layer?.kind === "state" && layer.ticks.length === 0)
          return t(status.value === 0 ? "value.no" : "value.yes");
        return formats.measure(status.value, layer?.unit ?? "1", layer?.quantity);
      }
    }
  };
}
