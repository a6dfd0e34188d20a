import { Button, Field, Label, Select, Textfield, ToggleGroup } from "@digdir/designsystemet-react";
import type { AreaLayer, AreaLayerHead, AreaLayerKind } from "@kontrollrom/contracts/area-layer.ts";
import { areaColours, areaLayerDefaults } from "@kontrollrom/contracts/area-layer-kinds.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { type FormEvent, useId, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { routeUrl } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { AreaFields } from "./area-fields.tsx";
import { AreaSwatch } from "./area-look.tsx";
import { polygonArea } from "./geometry.ts";
import { type AreaDraft, type LayerDraft, withArea } from "./work.ts";

const kinds = [
  "fire-compartment",
  "cleaning",
  "lease",
  "escape-route",
  "risk",
  "own",
] as const satisfies readonly AreaLayerKind[];

/** The layers of the building: choose one, its areas, and what each of them is. */
export function AreaPanel({
  heads,
  drafts,
  layer,
  saved,
  drawing,
  areaId,
  outlining,
  onLayer,
  onArea,
  onOutlining,
  onChange,
}: {
  heads: readonly AreaLayerHead[];
  /** Layers that are new and not saved. */
  drafts: readonly LayerDraft[];
  layer: LayerDraft | undefined;
  /** The layer as it is saved, with its figures. */
  saved: AreaLayer | undefined;
  drawing: Drawing;
  areaId: string | undefined;
  outlining: boolean;
  onLayer: (id: string | undefined) => void;
  onArea: (id: string | undefined) => void;
  onOutlining: (outlining: boolean) => void;
  onChange: (layer: LayerDraft) => void;
}) {
  const { t, i18n } = useTranslation();
  const field = useId();
  const fresh = drafts.filter(({ id }) => !heads.some((head) => head.id === id));
  const area = layer?.areas.find(({ id }) => id === areaId);
  return (
    <section className="editor-section" aria-label={t("editor.area.title")}>
      <h2>{t("editor.area.title")}</h2>
      <Field data-size="sm">
        <Label htmlFor={field}>{t("editor.area.layer")}</Label>
        <Select
          id={field}
          value={layer?.id ?? ""}
          onChange={(event) => onLayer(event.target.value || undefined)}
        >
          <Select.Option value="">{t("editor.area.noLayer")}</Select.Option>
          {[...heads, ...fresh].map(({ id, name, kind }) => (
            <Select.Option key={id} value={id}>
              {name} ({t(`areaLayer.kind.${kind}`)})
            </Select.Option>
          ))}
        </Select>
      </Field>
      <NewLayer
        onMake={(draft) => {
          onChange(draft);
          onLayer(draft.id);
        }}
      />
      {layer !== undefined && (
        <>
          <ul className="editor-areas">
            {layer.areas.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-pressed={one.id === areaId}
                  onClick={() => onArea(one.id === areaId ? undefined : one.id)}
                >
                  <AreaSwatch colour={one.colour} />
                  <span>
                    <b>{one.code}</b> {one.name}
                  </span>
                  <AreaFigure area={one} drawing={drawing} />
                </button>
              </li>
            ))}
          </ul>
          <Button
            data-size="sm"
            variant="secondary"
            onClick={() => {
              const next = newArea(layer);
              onChange({ ...layer, areas: [...layer.areas, next] });
              onArea(next.id);
            }}
          >
            {t("editor.area.add")}
          </Button>
          {area !== undefined && (
            <>
              <ToggleGroup
                data-size="sm"
                variant="secondary"
                aria-label={t("editor.area.how")}
                value={outlining ? "outline" : "rooms"}
                onChange={(value) => onOutlining(value === "outline")}
              >
                <ToggleGroup.Item value="rooms">{t("editor.area.rooms")}</ToggleGroup.Item>
                <ToggleGroup.Item value="outline">{t("editor.area.outline")}</ToggleGroup.Item>
              </ToggleGroup>
              <AreaFields
                key={area.id}
                kind={layer.kind}
                area={area}
                drawing={drawing}
                onChange={(change) => onChange(withArea(layer, area.id, change))}
                onRemove={() => {
                  onChange({ ...layer, areas: layer.areas.filter(({ id }) => id !== area.id) });
                  onArea(undefined);
                }}
              />
            </>
          )}
          {saved !== undefined && <Findings layer={saved} drawing={drawing} />}
          {saved !== undefined && (
            <a
              className="ds-link"
              href={routeUrl("GET /area-layers/{id}/figures", { id: saved.id }, { language: i18n.language })}
              download
            >
              {t("editor.area.csv")}
            </a>
          )}
        </>
      )}
    </section>
  );
}

/** Net area on this storey as the hand leaves it: rooms that are in it, and the outlines. */
function AreaFigure({ area, drawing }: { area: AreaDraft; drawing: Drawing }) {
  const formats = useFormats();
  const rooms = new Set(area.roomIds);
  const net = drawing.rooms.reduce((sum, room) => sum + (rooms.has(room.spaceId) ? room.area : 0), 0);
  const drawn = area.outlines
    .filter(({ storeyId }) => storeyId === drawing.storeyId)
    .reduce((sum, { polygon }) => sum + polygonArea(polygon), 0);
  return <span className="figures quiet">{formats.number(net + drawn, 1)} m²</span>;
}

function newArea({ areas }: LayerDraft): AreaDraft {
  const codes = new Set(areas.map(({ code }) => code));
  let number = areas.length + 1;
  while (codes.has(String(number))) number++;
  const used = areas.map(({ colour }) => colour);
  const free = Array.from({ length: areaColours }, (_, i) => i).find((colour) => !used.includes(colour));
  return {
    id: crypto.randomUUID(),
    code: String(number),
    name: "",
    colour: free ?? areas.length % areaColours,
    properties: {},
    roomIds: [],
    outlines: [],
  };
}

function NewLayer({ onMake }: { onMake: (layer: LayerDraft) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<AreaLayerKind>("fire-compartment");
  const [name, setName] = useState("");
  const field = useId();
  if (!open)
    return (
      <Button data-size="sm" variant="tertiary" onClick={() => setOpen(true)}>
        {t("editor.area.newLayer")}
      </Button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const draft: LayerDraft = {
      id: crypto.randomUUID(),
      kind,
      name: name.trim() || t(`areaLayer.kind.${kind}`),
      ...areaLayerDefaults[kind],
      areas: [],
    };
    onMake({ ...draft, areas: [newArea(draft)] });
    setOpen(false);
    setName("");
  };
  return (
    <form onSubmit={submit} className="editor-form">
      <Field data-size="sm">
        <Label htmlFor={field}>{t("editor.area.kind")}</Label>
        <Select id={field} value={kind} onChange={(event) => setKind(event.target.value as AreaLayerKind)}>
          {kinds.map((one) => (
            <Select.Option key={one} value={one}>
              {t(`areaLayer.kind.${one}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Textfield
        data-size="sm"
        label={t("editor.area.layerName")}
        value={name}
        maxLength={200}
        placeholder={t(`areaLayer.kind.${kind}`)}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="editor-buttons">
        <Button type="submit" data-size="sm">
          {t("editor.area.make")}
        </Button>
        <Button type="button" data-size="sm" variant="tertiary" onClick={() => setOpen(false)}>
          {t("state.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** What does not add up in the layer as it is saved, here on this storey and in the building. */
function Findings({ layer, drawing }: { layer: AreaLayer; drawing: Drawing }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const numbers = new Map(drawing.rooms.map(({ spaceId, number }) => [spaceId, number]));
  const codes = new Map(layer.areas.map(({ id, code }) => [id, code]));
  const here = layer.findings.filter(
    ({ storeyId }) => storeyId === undefined || storeyId === drawing.storeyId,
  );
  if (here.length === 0) return <p className="quiet">{t("editor.area.fine")}</p>;
  return (
    <ul className="editor-findings" aria-label={t("editor.area.findings")}>
      {here.map(({ code, areaIds, spaceIds, area }) => (
        <li key={`${code} ${areaIds.join()} ${spaceIds.join()}`}>
          {t(`editor.area.finding.${code}`, {
            areas: areaIds.map((id) => codes.get(id) ?? "").join(", "),
            rooms:
              spaceIds
                .slice(0, 12)
                .flatMap((id) => numbers.get(id) ?? [])
                .join(", ") || String(spaceIds.length),
            area: formats.number(area ?? 0, 1),
          })}
        </li>
      ))}
    </ul>
  );
}
