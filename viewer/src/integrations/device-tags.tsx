import { Tag } from "@digdir/designsystemet-react";
import type { Battery, DeviceState } from "@kontrollrom/contracts/point.ts";
import type { useFormats } from "../app/preferences.tsx";
import { missing } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";

export function StateTag({ state }: { state: DeviceState }) {
  const { t } = useTranslation();
  return (
    <Tag
      data-size="sm"
      data-color={state === "silent" ? "warning" : "neutral"}
      variant={state === "ok" ? "default" : "outline"}
    >
      {t(`integrations.devices.${state}`)}
    </Tag>
  );
}

export function BatteryTag({ battery }: { battery: Battery | undefined }) {
  const { t } = useTranslation();
  if (battery?.low !== true) return null;
  return (
    <Tag data-size="sm" data-color="warning" variant="default">
      {t("integrations.devices.low")}
    </Tag>
  );
}

/** "86 %", "3,6 V", or both; "–" where it has told neither. */
export function batteryText(battery: Battery | undefined, formats: ReturnType<typeof useFormats>): string {
  const told = [
    battery?.level === undefined ? undefined : formats.measure(battery.level, "%", "battery-level"),
    battery?.voltage === undefined ? undefined : formats.measure(battery.voltage, "V", "battery-voltage"),
  ].filter((text) => text !== undefined);
  return told.length === 0 ? missing : told.join(" · ");
}
