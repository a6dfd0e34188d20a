import { Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { type DurationUnit, durationUnit, numberOf, unitMs } from "./draft.ts";

/** A number as it is typed, with its unit. What is no number is NaN. */
export function NumberField({
  label,
  description,
  value,
  unit,
  asked,
  onChange,
}: {
  label: string;
  description?: string;
  value: number;
  unit?: string;
  /** Whether it is to be told that it is missing. */
  asked: boolean;
  onChange: (value: number) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(Number.isNaN(value) ? "" : String(value).replace(".", t("rules.comma")));
  return (
    <Textfield
      label={label}
      {...(description !== undefined && { description })}
      inputMode="decimal"
      value={text}
      {...(unit !== undefined && unit !== "" && { suffix: unit })}
      error={asked && Number.isNaN(value) ? t("rules.fault.number") : undefined}
      onChange={(event) => {
        setText(event.target.value);
        onChange(numberOf(event.target.value));
      }}
    />
  );
}

/** A length of time in the unit that suits it. */
export function DurationField({
  label,
  value,
  asked,
  onChange,
}: {
  label: string;
  value: number;
  asked: boolean;
  onChange: (ms: number) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [unit, setUnit] = useState<DurationUnit>(durationUnit(value));
  const count = value / unitMs[unit];
  return (
    <div className="rule-duration">
      <NumberField
        label={label}
        value={count}
        asked={asked}
        onChange={(next) => onChange(Math.round(next * unitMs[unit]))}
      />
      <Field>
        <Label htmlFor={id} className="visually-hidden">
          {t("rules.unitOf", { label })}
        </Label>
        <Select
          id={id}
          value={unit}
          onChange={(event) => {
            const next = event.target.value as DurationUnit;
            setUnit(next);
            onChange(Math.round(count * unitMs[next]));
          }}
        >
          {(["minutes", "hours", "days"] as const).map((name) => (
            <Select.Option key={name} value={name}>
              {t(`rules.unit.${name}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

/** One of a few. */
export function ChoiceField<T extends string>({
  label,
  description,
  value,
  options,
  onChange,
}: {
  label: string;
  description?: ReactNode;
  value: T;
  options: readonly (readonly [value: T, name: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <Field>
      <Label>{label}</Label>
      {description !== undefined && <Field.Description>{description}</Field.Description>}
      <Select value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map(([option, name]) => (
          <Select.Option key={option} value={option}>
            {name}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

/** Words or numbers with commas in between, kept as they are typed. */
export function ListField({
  label,
  description,
  value,
  error,
  onChange,
}: {
  label: string;
  description?: string;
  value: readonly (string | number)[];
  error?: string | undefined;
  onChange: (words: string[]) => void;
}) {
  const [text, setText] = useState(value.join(", "));
  return (
    <Textfield
      label={label}
      {...(description !== undefined && { description })}
      value={text}
      error={error}
      onChange={(event) => {
        setText(event.target.value);
        onChange(
          event.target.value
            .split(",")
            .map((word) => word.trim())
            .filter(Boolean),
        );
      }}
    />
  );
}
