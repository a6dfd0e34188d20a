import { Field, Label, Select, Switch } from "@digdir/designsystemet-react";
import { useId } from "react";
import { useTranslation } from "../i18n/text.ts";
import type { Shown } from "./canvas.tsx";
import type { AreaLayers } from "./use-area-layers.ts";

const names = ["names", "walls", "sensors"] as const;

/** What the drawing shows. */
export function ShownLayers({
  shown,
  onShown,
  hasUnderlay,
  areas,
}: {
  shown: Shown;
  onShown: (shown: Shown) => void;
  hasUnderlay: boolean;
  areas: Pick<AreaLayers, "heads" | "layer" | "onLayer">;
}) {
  const { t } = useTranslation();
  const field = useId();
  const offered = hasUnderlay ? ([...names, "underlay"] as const) : names;
  return (
    <section className="editor-section" aria-label={t("editor.shown.title")}>
      <h2>{t("editor.shown.title")}</h2>
      <div className="editor-switches">
        {offered.map((name) => (
          <Switch
            key={name}
            data-size="sm"
            label={t(`editor.shown.${name}`)}
            checked={shown[name]}
            onChange={(event) => onShown({ ...shown, [name]: event.target.checked })}
          />
        ))}
      </div>
      {areas.heads.length > 0 && (
        <Field data-size="sm">
          <Label htmlFor={field}>{t("editor.shown.areas")}</Label>
          <Select
            id={field}
            value={areas.layer?.id ?? ""}
            onChange={(event) => areas.onLayer(event.target.value || undefined)}
          >
            <Select.Option value="">{t("editor.area.noLayer")}</Select.Option>
            {areas.heads.map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
    </section>
  );
}
