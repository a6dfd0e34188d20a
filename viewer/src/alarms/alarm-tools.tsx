import { Field, Label, Select, Switch } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import type { AlarmsAddress } from "../app/address.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useSoundOn } from "./alarm-sound.ts";

const groupings = ["cause", "building", "rule", "system", "gateway"] as const;
const sorts = ["newest", "oldest", "place"] as const;
const priorities = ["1", "2", "3", "4"] as const;

/** How the list is sorted, gathered and filtered, all of it in the address; and whether new alarms are heard. */
export function AlarmTools({
  here,
  change,
}: {
  here: AlarmsAddress;
  change: (part: Partial<AlarmsAddress>) => void;
}) {
  const { t } = useTranslation();
  const [sound, setSound] = useSoundOn();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const pick = <T extends string>(value: string, options: readonly T[]) =>
    options.find((option) => option === value);
  return (
    <div className="alarm-tools">
      <Choice
        label={t("alarm.group.label")}
        value={here.group}
        onChange={(value) => change({ group: pick(value, groupings) })}
        options={[
          ["", t("alarm.group.none")],
          ...groupings.map((one) => [one, t(`alarm.group.${one}`)] as const),
        ]}
      />
      <Choice
        label={t("alarm.sort.label")}
        value={here.sort}
        onChange={(value) => change({ sort: pick(value, sorts) })}
        options={[
          ["", t("alarm.sort.urgency")],
          ...sorts.map((one) => [one, t(`alarm.sort.${one}`)] as const),
        ]}
      />
      <Choice
        label={t("alarm.filter.priority")}
        value={here.priority}
        onChange={(value) => change({ priority: pick(value, priorities) })}
        options={[
          ["", t("alarm.filter.anyPriority")],
          ...priorities.map((one) => [one, `${one} ${t(`alarm.priority.${one}`)}`] as const),
        ]}
      />
      <Choice
        label={t("alarm.filter.building")}
        value={here.buildingId}
        onChange={(value) => change({ buildingId: value === "" ? undefined : value })}
        options={[
          ["", t("alarm.filter.anyBuilding")],
          ...buildings.map(({ id, name }) => [id, name] as const),
        ]}
      />
      <Switch
        data-size="sm"
        label={t("alarm.sound.label")}
        checked={sound}
        onChange={(event) => setSound(event.target.checked)}
      />
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}) {
  return (
    <Field data-size="sm">
      <Label>{label}</Label>
      <Select value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, text]) => (
          <Select.Option key={key} value={key}>
            {text}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}
