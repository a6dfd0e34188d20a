import { Checkbox, Fieldset, Textfield } from "@digdir/designsystemet-react";
import type { Schedule } from "@kontrollrom/contracts/condition.ts";
import { useTranslation } from "../i18n/text.ts";
import { ChoiceField } from "./fields.tsx";

const workdays: Schedule = {
  days: [1, 2, 3, 4, 5],
  from: "07:00",
  to: "16:00",
  holidays: "never",
  outside: false,
};
/** Monday is 1. */
const dayNames = ["d1", "d2", "d3", "d4", "d5", "d6", "d7"] as const;
const days = dayNames.map((_, index) => index + 1);

/** When the rule judges, by Norwegian clocks and holidays. */
export function ScheduleFields({
  schedule,
  asked,
  onChange,
}: {
  schedule: Schedule | undefined;
  asked: boolean;
  onChange: (schedule: Schedule | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <ChoiceField
        label={t("rules.schedule.label")}
        value={schedule === undefined ? "always" : schedule.outside ? "outside" : "inside"}
        options={(["always", "inside", "outside"] as const).map((when) => [
          when,
          t(`rules.schedule.${when}`),
        ])}
        onChange={(when) =>
          onChange(when === "always" ? undefined : { ...(schedule ?? workdays), outside: when === "outside" })
        }
      />
      {schedule !== undefined && (
        <>
          <Fieldset className="rule-days">
            <Fieldset.Legend>{t("rules.schedule.days")}</Fieldset.Legend>
            {dayNames.map((name, index) => (
              <Checkbox
                key={name}
                data-size="sm"
                label={t(`rules.day.${name}`)}
                checked={schedule.days.includes(index + 1)}
                onChange={(event) =>
                  onChange({
                    ...schedule,
                    days: days.filter((one) =>
                      one === index + 1 ? event.target.checked : schedule.days.includes(one),
                    ),
                  })
                }
              />
            ))}
          </Fieldset>
          {asked && schedule.days.length === 0 && <p role="alert">{t("rules.fault.days")}</p>}
          <div className="rule-pair">
            <Textfield
              type="time"
              label={t("rules.schedule.from")}
              value={schedule.from}
              onChange={(event) => onChange({ ...schedule, from: event.target.value || "00:00" })}
            />
            <Textfield
              type="time"
              label={t("rules.schedule.to")}
              value={schedule.to}
              onChange={(event) => onChange({ ...schedule, to: event.target.value || "00:00" })}
            />
          </div>
          <ChoiceField
            label={t("rules.schedule.holidays")}
            value={schedule.holidays}
            options={(["as-other-days", "never", "always"] as const).map((how) => [
              how,
              t(`rules.holidays.${how}`),
            ])}
            onChange={(holidays) => onChange({ ...schedule, holidays })}
          />
        </>
      )}
    </>
  );
}
