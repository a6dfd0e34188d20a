import { Button, Checkbox, Fieldset } from "@digdir/designsystemet-react";
import type { Condition, Operand, PointCondition } from "@kontrollrom/contracts/condition.ts";
import { type Quantity, quantities } from "@kontrollrom/contracts/quantity.ts";
import { useFormats } from "../app/preferences.tsx";
import { unitSign } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { conditionSentence } from "./condition-sentence.ts";
import { newCondition, numberOf, pointKinds } from "./draft.ts";
import { ChoiceField, DurationField, ListField, NumberField } from "./fields.tsx";
import { QuantityField } from "./quantity-field.tsx";

interface Props<C> {
  readonly condition: C;
  readonly quantity: Quantity;
  readonly asked: boolean;
  readonly onChange: (condition: C) => void;
}

/** What a condition of its kind is made of; its delays apart. */
export function ConditionFields({ condition, quantity, asked, onChange }: Props<Condition>) {
  switch (condition.kind) {
    case "combination":
      return <CombinationFields {...{ condition, quantity, asked, onChange }} />;
    case "consumption":
    case "peers":
      return <PeriodFields {...{ condition, quantity, asked, onChange }} />;
    case "running-hours":
      return <RunningHoursFields {...{ condition, quantity, asked, onChange }} />;
    default:
      return <PointFields {...{ condition, quantity, asked, onChange }} />;
  }
}

function PointFields({ condition, quantity, asked, onChange }: Props<PointCondition>) {
  const { t } = useTranslation();
  const unit = unitSign(quantities[quantity].unit);
  const set = (change: object) => onChange({ ...condition, ...change } as PointCondition);
  const number = (name: string, label: string, value: number, description?: string) => (
    <NumberField
      {...{ label, value, unit, asked }}
      {...(description !== undefined && { description })}
      onChange={(next) => set({ [name]: next })}
    />
  );
  switch (condition.kind) {
    case "threshold":
      return (
        <>
          <ChoiceField
            label={t("rules.field.direction")}
            value={condition.direction}
            options={[
              ["above", t("rules.direction.above")],
              ["below", t("rules.direction.below")],
            ]}
            onChange={(direction) => set({ direction })}
          />
          {number("setpoint", t("rules.field.setpoint"), condition.setpoint)}
          {number("deadband", t("rules.field.deadband"), condition.deadband, t("rules.hint.deadband"))}
        </>
      );
    case "band":
      return (
        <>
          {number("low", t("rules.field.low"), condition.low)}
          {number("high", t("rules.field.high"), condition.high)}
          {number("deadband", t("rules.field.deadband"), condition.deadband, t("rules.hint.deadband"))}
        </>
      );
    case "change":
      return (
        <>
          <ChoiceField
            label={t("rules.field.direction")}
            value={condition.direction}
            options={(["either", "rising", "falling"] as const).map((one) => [
              one,
              t(`rules.direction.${one}`),
            ])}
            onChange={(direction) => set({ direction })}
          />
          {number("change", t("rules.field.change"), condition.change)}
          <DurationField
            label={t("rules.field.within")}
            value={condition.windowMs}
            asked={asked}
            onChange={(windowMs) => set({ windowMs })}
          />
        </>
      );
    case "stuck":
      return (
        <>
          {number("tolerance", t("rules.field.tolerance"), condition.tolerance, t("rules.hint.tolerance"))}
          <DurationField
            label={t("rules.field.duration")}
            value={condition.durationMs}
            asked={asked}
            onChange={(durationMs) => set({ durationMs })}
          />
        </>
      );
    case "no-data":
      return (
        <>
          <Checkbox
            label={t("rules.field.byDevice")}
            checked={condition.afterMs === undefined}
            onChange={(event) => {
              const { afterMs: _, ...rest } = condition;
              onChange(event.target.checked ? rest : { ...rest, afterMs: 6 * 3_600_000 });
            }}
          />
          {condition.afterMs !== undefined && (
            <DurationField
              label={t("rules.field.after")}
              value={condition.afterMs}
              asked={asked}
              onChange={(afterMs) => set({ afterMs })}
            />
          )}
        </>
      );
    case "state":
      return <ValuesField values={condition.values} asked={asked} onChange={(values) => set({ values })} />;
    case "count":
      return (
        <>
          <ChoiceField
            label={t("rules.field.of")}
            value={condition.of.kind}
            options={(["state", "threshold", "band"] as const).map((kind) => [kind, t(`rules.kind.${kind}`)])}
            onChange={(kind) => set({ of: newCondition(kind) })}
          />
          <PointFields
            key={condition.of.kind}
            condition={condition.of}
            quantity={quantity}
            asked={asked}
            onChange={(of) => set({ of })}
          />
          <NumberField
            label={t("rules.field.atLeast")}
            value={condition.atLeast}
            asked={asked}
            onChange={(atLeast) => set({ atLeast })}
          />
          <DurationField
            label={t("rules.field.within")}
            value={condition.windowMs}
            asked={asked}
            onChange={(windowMs) => set({ windowMs })}
          />
        </>
      );
  }
}

function ValuesField({
  values,
  asked,
  onChange,
}: {
  values: readonly number[];
  asked: boolean;
  onChange: (values: number[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <ListField
      label={t("rules.field.values")}
      description={t("rules.hint.values")}
      value={values}
      error={
        asked && (values.length === 0 || values.some(Number.isNaN)) ? t("rules.fault.values") : undefined
      }
      onChange={(words) => onChange(words.map(numberOf))}
    />
  );
}

function CombinationFields({
  condition,
  quantity,
  asked,
  onChange,
}: Props<Extract<Condition, { kind: "combination" }>>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const replace = (index: number, part: (typeof condition.of)[number] | undefined) =>
    onChange({
      ...condition,
      of: part === undefined ? condition.of.toSpliced(index, 1) : condition.of.with(index, part),
    });
  return (
    <>
      <ChoiceField
        label={t("rules.field.op")}
        value={condition.op}
        options={[
          ["all", t("rules.op.all")],
          ["any", t("rules.op.any")],
        ]}
        onChange={(op) => onChange({ ...condition, op })}
      />
      {condition.of.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity than their place
        <Fieldset key={index} className="rule-operand">
          <Fieldset.Legend>{t("rules.part", { number: index + 1 })}</Fieldset.Legend>
          {"op" in part ? (
            // A group within a group is kept as it was written through the interface.
            <p>
              {conditionSentence(
                { kind: "combination", op: part.op, of: part.of, onDelayMs: 0, offDelayMs: 0 },
                quantity,
                t,
                formats,
              )}
            </p>
          ) : (
            <OperandFields {...{ part, quantity, asked }} onChange={(next) => replace(index, next)} />
          )}
          {condition.of.length > 1 && (
            <Button type="button" variant="tertiary" data-size="sm" onClick={() => replace(index, undefined)}>
              {t("rules.removePart", { number: index + 1 })}
            </Button>
          )}
        </Fieldset>
      ))}
      {condition.of.length < 8 && (
        <Button
          type="button"
          variant="secondary"
          data-size="sm"
          onClick={() =>
            onChange({
              ...condition,
              of: [...condition.of, { condition: newCondition("threshold"), not: false }],
            })
          }
        >
          {t("rules.addPart")}
        </Button>
      )}
    </>
  );
}

function OperandFields({
  part,
  quantity,
  asked,
  onChange,
}: {
  part: Operand;
  quantity: Quantity;
  asked: boolean;
  onChange: (part: Operand) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <ChoiceField
        label={t("rules.field.on")}
        value={part.on?.within ?? "itself"}
        options={(["itself", "device", "space", "storey", "building"] as const).map((place) => [
          place,
          t(`rules.beside.${place}`),
        ])}
        onChange={(within) => {
          const { on: _, ...rest } = part;
          onChange(
            within === "itself" ? rest : { ...rest, on: { quantity: part.on?.quantity ?? "motion", within } },
          );
        }}
      />
      {part.on !== undefined && (
        <QuantityField
          label={t("rules.field.besideQuantity")}
          value={part.on.quantity}
          onChange={(next) => part.on && onChange({ ...part, on: { ...part.on, quantity: next } })}
        />
      )}
      <ChoiceField
        label={t("rules.field.kind")}
        value={part.condition.kind}
        options={pointKinds.map((kind) => [kind, t(`rules.kind.${kind}`)])}
        onChange={(kind) => onChange({ ...part, condition: newCondition(kind) })}
      />
      <PointFields
        key={part.condition.kind}
        condition={part.condition}
        quantity={part.on?.quantity ?? quantity}
        asked={asked}
        onChange={(condition) => onChange({ ...part, condition })}
      />
      <Checkbox
        label={t("rules.field.not")}
        checked={part.not}
        onChange={(event) => onChange({ ...part, not: event.target.checked })}
      />
    </>
  );
}

function PeriodFields({
  condition,
  quantity,
  asked,
  onChange,
}: Props<Extract<Condition, { kind: "consumption" | "peers" }>>) {
  const { t } = useTranslation();
  const unit = unitSign(quantities[quantity].unit);
  const { period } = condition;
  const ofHours = period.fromHour !== undefined || period.toHour !== undefined;
  const hours = Array.from(
    { length: 24 },
    (_, hour) => [String(hour), `${String(hour).padStart(2, "0")}:00`] as const,
  );
  return (
    <>
      <ChoiceField
        label={t("rules.field.period")}
        description={t("rules.hint.period")}
        value={ofHours ? "hours" : period.every}
        options={(["hour", "day", "hours", "week", "month"] as const).map((every) => [
          every,
          t(`rules.periodName.${every}`),
        ])}
        onChange={(every) =>
          onChange({
            ...condition,
            period: every === "hours" ? { every: "day", fromHour: 0, toHour: 5 } : { every },
          })
        }
      />
      {ofHours && (
        <div className="rule-pair">
          <ChoiceField
            label={t("rules.field.fromHour")}
            value={String(period.fromHour ?? 0)}
            options={hours}
            onChange={(hour) => onChange({ ...condition, period: { ...period, fromHour: Number(hour) } })}
          />
          <ChoiceField
            label={t("rules.field.toHour")}
            value={String((period.toHour ?? 24) % 24)}
            options={hours}
            onChange={(hour) => onChange({ ...condition, period: { ...period, toHour: Number(hour) || 24 } })}
          />
        </div>
      )}
      {condition.kind === "consumption" ? (
        <>
          <ChoiceField
            label={t("rules.field.direction")}
            value={condition.direction}
            options={[
              ["above", t("rules.direction.above")],
              ["below", t("rules.direction.below")],
            ]}
            onChange={(direction) => onChange({ ...condition, direction })}
          />
          <NumberField
            label={t("rules.field.limit")}
            value={condition.limit}
            unit={unit}
            asked={asked}
            onChange={(limit) => onChange({ ...condition, limit })}
          />
        </>
      ) : (
        <>
          <ChoiceField
            label={t("rules.field.figure")}
            value={condition.figure}
            options={[
              ["consumption", t("rules.figure.consumption")],
              ["avg", t("rules.figure.avg")],
            ]}
            onChange={(figure) => onChange({ ...condition, figure })}
          />
          <NumberField
            label={t("rules.field.factor")}
            description={t("rules.hint.factor")}
            value={condition.factor}
            asked={asked}
            onChange={(factor) => onChange({ ...condition, factor })}
          />
          <NumberField
            label={t("rules.field.minPeers")}
            value={condition.minPeers}
            asked={asked}
            onChange={(minPeers) => onChange({ ...condition, minPeers })}
          />
          <Checkbox
            label={t("rules.field.perArea")}
            checked={condition.perArea}
            onChange={(event) => onChange({ ...condition, perArea: event.target.checked })}
          />
        </>
      )}
    </>
  );
}

function RunningHoursFields({
  condition,
  asked,
  onChange,
}: Props<Extract<Condition, { kind: "running-hours" }>>) {
  const { t } = useTranslation();
  return (
    <>
      <ValuesField
        values={condition.values}
        asked={asked}
        onChange={(values) => onChange({ ...condition, values })}
      />
      <NumberField
        label={t("rules.field.hours")}
        value={condition.hours}
        unit={t("rules.unit.h")}
        asked={asked}
        onChange={(hours) => onChange({ ...condition, hours })}
      />
    </>
  );
}
