import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { AreaLayerKind, AreaProperties } from "@kontrollrom/contracts/area-layer.ts";
import { areaColours, areaPropertiesOf } from "@kontrollrom/contracts/area-layer-kinds.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { useId, useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { AreaSwatch } from "./area-look.tsx";
import type { AreaDraft } from "./work.ts";

/** What an area is called, looks like, and what is known of it. Each field is written when it is left. */
export function AreaFields({
  kind,
  area,
  drawing,
  onChange,
  onRemove,
}: {
  kind: AreaLayerKind;
  area: AreaDraft;
  drawing: Drawing;
  onChange: (change: Partial<AreaDraft>) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const set = (properties: AreaProperties) =>
    onChange({ properties: withoutEmpty({ ...area.properties, ...properties }) });
  const outlined = area.outlines.some(({ storeyId }) => storeyId === drawing.storeyId);
  return (
    <div className="editor-form">
      <div className="editor-pair">
        <Written
          label={t("editor.area.code")}
          value={area.code}
          onWritten={(code) => code !== "" && onChange({ code })}
        />
        <Written label={t("editor.area.name")} value={area.name} onWritten={(name) => onChange({ name })} />
      </div>
      <fieldset className="editor-colours">
        <legend>{t("editor.area.colour")}</legend>
        {Array.from({ length: areaColours }, (_, colour) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a colour is known by its number
            key={colour}
            type="button"
            aria-pressed={area.colour === colour}
            aria-label={t("editor.area.colourOf", { number: colour + 1 })}
            onClick={() => onChange({ colour })}
          >
            <AreaSwatch colour={colour} />
          </button>
        ))}
      </fieldset>
      {areaPropertiesOf[kind].map((name) => (
        <Property key={name} name={name} properties={area.properties} onSet={set} />
      ))}
      {outlined && (
        <Button
          data-size="sm"
          variant="tertiary"
          onClick={() =>
            onChange({ outlines: area.outlines.filter(({ storeyId }) => storeyId !== drawing.storeyId) })
          }
        >
          {t("editor.area.noOutlines")}
        </Button>
      )}
      <Button data-size="sm" variant="tertiary" data-color="danger" onClick={onRemove}>
        {t("editor.area.remove")}
      </Button>
    </div>
  );
}

function Property({
  name,
  properties,
  onSet,
}: {
  name: keyof AreaProperties;
  properties: AreaProperties;
  onSet: (change: AreaProperties) => void;
}) {
  const { t } = useTranslation();
  const label = t(`areaLayer.property.${name}`);
  const field = useId();
  switch (name) {
    case "frequency":
      return (
        <Frequency label={label} value={properties.frequency} onSet={(frequency) => onSet({ frequency })} />
      );
    case "qualityLevel":
    case "riskClass": {
      const levels = name === "qualityLevel" ? [0, 1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 6];
      return (
        <Field data-size="sm">
          <Label htmlFor={field}>{label}</Label>
          <Select
            id={field}
            value={properties[name] === undefined ? "" : String(properties[name])}
            onChange={(event) =>
              onSet({ [name]: event.target.value === "" ? undefined : Number(event.target.value) })
            }
          >
            <Select.Option value="">–</Select.Option>
            {levels.map((level) => (
              <Select.Option key={level} value={String(level)}>
                {level}
              </Select.Option>
            ))}
          </Select>
        </Field>
      );
    }
    case "capacity":
      return (
        <Written
          label={label}
          numeric
          value={properties.capacity === undefined ? "" : String(properties.capacity)}
          onWritten={(text) => {
            const capacity = Number(text);
            onSet({
              capacity: text === "" || !Number.isInteger(capacity) || capacity < 0 ? undefined : capacity,
            });
          }}
        />
      );
    default:
      return (
        <Written
          label={label}
          {...((name === "leaseFrom" || name === "leaseTo") && { type: "date" as const })}
          value={properties[name] ?? ""}
          onWritten={(text) => onSet({ [name]: text === "" ? undefined : text })}
        />
      );
  }
}

const periods = ["day", "week", "month", "year"] as const;

function Frequency({
  label,
  value,
  onSet,
}: {
  label: string;
  value: AreaProperties["frequency"];
  onSet: (value: AreaProperties["frequency"]) => void;
}) {
  const { t } = useTranslation();
  const field = useId();
  const per = value?.per ?? "week";
  return (
    <div className="editor-pair">
      <Written
        label={label}
        numeric
        value={value === undefined ? "" : String(value.times)}
        onWritten={(text) => {
          const times = Number(text);
          onSet(Number.isInteger(times) && times >= 1 && times <= 50 ? { times, per } : undefined);
        }}
      />
      <Field data-size="sm">
        <Label htmlFor={field}>{t("editor.area.per")}</Label>
        <Select
          id={field}
          value={per}
          disabled={value === undefined}
          onChange={(event) =>
            value !== undefined &&
            onSet({ times: value.times, per: event.target.value as (typeof periods)[number] })
          }
        >
          {periods.map((one) => (
            <Select.Option key={one} value={one}>
              {t(`areaLayer.per.${one}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

/** A text that counts when the field is left or Enter is pressed: each letter would be a step to take back. */
function Written({
  label,
  value,
  numeric = false,
  type = "text",
  onWritten,
}: {
  label: string;
  value: string;
  numeric?: boolean;
  type?: "text" | "date";
  onWritten: (text: string) => void;
}) {
  const [text, setText] = useState<string>();
  const write = () => {
    if (text !== undefined && text.trim() !== value) onWritten(text.trim());
    setText(undefined);
  };
  return (
    <Textfield
      data-size="sm"
      label={label}
      type={type}
      {...(numeric && { inputMode: "numeric" as const })}
      value={text ?? value}
      onChange={(event) => setText(event.target.value)}
      onBlur={write}
      onKeyDown={(event) => {
        if (event.key === "Enter") write();
      }}
    />
  );
}

function withoutEmpty(properties: AreaProperties): AreaProperties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
