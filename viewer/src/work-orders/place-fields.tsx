import { Field, Label, Select } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useOrderTexts } from "./order-texts.ts";

export interface Place {
  readonly buildingId: string;
  readonly spaceId: string;
}

/** Building, storey, then room; "" where none is chosen. The storey only narrows the rooms. */
export function PlaceFields({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const { buildingId, spaceId } = place;
  const buildings = useQuery(queries.buildings()).data ?? [];
  const storeys = useQuery({ ...queries.storeys(buildingId), enabled: buildingId !== "" }).data ?? [];
  const spaces = useQuery({ ...queries.spaces(buildingId), enabled: buildingId !== "" }).data;
  const [storeyId, setStoreyId] = useState("");
  const rooms = useMemo(() => {
    const names = new Intl.Collator("nb", { numeric: true });
    return (spaces ?? [])
      .filter((room) => storeyId === "" || room.storeyId === storeyId || room.id === spaceId)
      .toSorted((a, b) => names.compare(a.number, b.number));
  }, [spaces, storeyId, spaceId]);
  return (
    <div className="fields-row">
      <Field>
        <Label>{t("field.building")}</Label>
        <Select
          value={buildingId}
          onChange={(event) => {
            setStoreyId("");
            onChange({ buildingId: event.target.value, spaceId: "" });
          }}
        >
          <Select.Option value="">{t("noPlace")}</Select.Option>
          {buildings.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {storeys.length > 1 && (
        <Field>
          <Label>{t("field.storey")}</Label>
          <Select value={storeyId} onChange={(event) => setStoreyId(event.target.value)}>
            <Select.Option value="">{t("allStoreys")}</Select.Option>
            {storeys.map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      {buildingId !== "" && (
        <Field>
          <Label>{t("field.room")}</Label>
          <Select value={spaceId} onChange={(event) => onChange({ buildingId, spaceId: event.target.value })}>
            <Select.Option value="">{t("whole")}</Select.Option>
            {rooms.map(({ id, number, name }) => (
              <Select.Option key={id} value={id}>
                {common("room.title", { number, name })}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  );
}
