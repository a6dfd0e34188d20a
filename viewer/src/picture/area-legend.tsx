import { Chip } from "@digdir/designsystemet-react";
import type { AreaLayer } from "@kontrollrom/contracts/area-layer.ts";
import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../app/preferences.tsx";
import { AreaSwatch } from "../editor/area-look.tsx";
import { editorQueries } from "../editor/editor-queries.ts";
import { useTranslation } from "../i18n/text.ts";
import "./legend.css";
import "./area-legend.css";

/** The building's layers of areas as chips, beside those of what is measured. */
export function AreaLayerChips({
  buildingId,
  chosen,
  onChoose,
}: {
  buildingId: string;
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const heads = useQuery(editorQueries.layers(buildingId)).data ?? [];
  if (heads.length === 0) return null;
  return (
    <fieldset className="picture-layers">
      <legend className="visually-hidden">{t("editor.shown.areas")}</legend>
      {heads.map(({ id, name }) => (
        <Chip.Checkbox
          key={id}
          data-size="sm"
          checked={id === chosen}
          onChange={() => onChoose(id === chosen ? undefined : id)}
        >
          {name}
        </Chip.Checkbox>
      ))}
    </fieldset>
  );
}

/** What the colours are: each with its pattern, code, name and size, so that no colour stands alone. */
export function AreaLegend({ layer }: { layer: AreaLayer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="legend area-legend" aria-label={t("legend.label")}>
      <p className="legend-title">
        {layer.name} <span className="quiet">{t(`areaLayer.kind.${layer.kind}`)}</span>
      </p>
      <ul>
        {layer.areas.map(({ id, code, name, colour, net }) => (
          <li key={id}>
            <AreaSwatch colour={colour} />
            <span>
              <b>{code}</b> {name}
            </span>
            <span className="figures quiet">{formats.number(net, 0)} m²</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
