import { Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useMemo } from "react";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";

/** A building, and a room of it; "" where none is chosen. */
export function RoomFields({
  buildingId,
  spaceId,
  onChange,
}: {
  buildingId: string;
  spaceId: string;
  onChange: (buildingId: string, spaceId: string) => void;
}) {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const spaces = useQuery({ ...queries.spaces(buildingId), enabled: buildingId !== "" }).data;
  const rooms = useMemo(() => {
    const names = new Intl.Collator("nb", { numeric: true });
    return (spaces ?? []).toSorted((a, b) => names.compare(a.number, b.number));
  }, [spaces]);
  return (
    <>
      <Field>
        <Label>{t("integrations.waiting.building")}</Label>
        <Select value={buildingId} onChange={(event) => onChange(event.target.value, "")}>
          <Select.Option value="">{t("integrations.waiting.noPlace")}</Select.Option>
          {buildings.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {rooms.length > 0 && (
        <Field>
          <Label>{t("integrations.waiting.room")}</Label>
          <Select value={spaceId} onChange={(event) => onChange(buildingId, event.target.value)}>
            <Select.Option value="">{t("integrations.waiting.noPlace")}</Select.Option>
            {rooms.map(({ id, number, name }) => (
              <Select.Option key={id} value={id}>
                {t("room.title", { number, name })}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
    </>
  );
}

/** A TFM tag, with those that the drawings have offered as one types. */
export function TagField({
  tag,
  error,
  onChange,
}: {
  tag: string;
  error?: string | undefined;
  onChange: (tag: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const listId = useId();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const found = useQuery(queries.elements(useDeferredValue(tag))).data?.items ?? [];
  const names = new Map(buildings.map(({ id, name }) => [id, name]));
  return (
    <>
      <Textfield
        label={t("integrations.device.tag")}
        description={t("integrations.device.tagHint")}
        value={tag}
        list={listId}
        maxLength={80}
        autoComplete="off"
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={listId}>
        {found.map(({ ifcGlobalId, tag: text, name, meaning, buildingId }) => (
          <option
            key={`${buildingId} ${ifcGlobalId}`}
            value={text}
            label={[meaning?.[i18n.language === "en" ? "en" : "nb"] ?? name, names.get(buildingId)]
              .filter(Boolean)
              .join(", ")}
          />
        ))}
      </datalist>
    </>
  );
}

export type PlaceBy = "keep" | "room" | "tag" | "none";

/** What a choice of place becomes in the body of a change; nothing where the place is kept. */
export function placeChange(choice: { by: PlaceBy; buildingId: string; spaceId: string; tag: string }): {
  spaceId?: string | null;
  buildingId?: string;
  tfmTag?: string;
} {
  if (choice.by === "none") return { spaceId: null };
  if (choice.by === "tag") return choice.tag.trim() === "" ? {} : { tfmTag: choice.tag.trim() };
  if (choice.by === "keep" || choice.buildingId === "") return {};
  return choice.spaceId === "" ? { buildingId: choice.buildingId } : { spaceId: choice.spaceId };
}
