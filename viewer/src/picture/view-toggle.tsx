import { ToggleGroup } from "@digdir/designsystemet-react";
import type { ViewName } from "../app/address.ts";
import { useControlRoom } from "../app/navigation.tsx";
import { useTranslation } from "../i18n/text.ts";

const viewNames = ["map", "3d", "plan", "list"] as const satisfies readonly ViewName[];

/** The city, or one building in three equal views. */
export function ViewToggle() {
  const { t } = useTranslation();
  const { here, change } = useControlRoom();
  return (
    <ToggleGroup
      data-size="sm"
      variant="secondary"
      aria-label={t("picture.view.label")}
      value={here.view}
      onChange={(value) => change({ view: value as ViewName }, { replace: true })}
    >
      {viewNames.map((name) => (
        <ToggleGroup.Item key={name} value={name}>
          {t(`picture.view.${name}`)}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup>
  );
}
