import type { Condition, Operand, PointCondition } from "@kontrollrom/contracts/condition.ts";
import { type Quantity, quantities } from "@kontrollrom/contracts/quantity.ts";
import type { Formats } from "../i18n/format.ts";
import type { Text } from "../i18n/text.ts";

/** A condition in words: "CO₂ over 1 000 ppm i 10 min". */
export function conditionSentence(
  condition: Condition,
  quantity: Quantity,
  t: Text,
  formats: Formats,
): string {
  const words = plainSentence(condition, quantity, t, formats);
  return condition.onDelayMs > 0
    ? t("rules.says.for", { words, time: formats.duration(condition.onDelayMs) })
    : words;
}

function plainSentence(condition: Condition, of: Quantity, t: Text, formats: Formats): string {
  const quantity = t(`quantity.${of}`);
  const { unit } = quantities[of];
  const measure = (value: number) => (Number.isNaN(value) ? "…" : formats.measure(value, unit, of));
  const time = (ms: number) => formats.duration(ms);
  switch (condition.kind) {
    case "threshold":
      return t(`rules.says.${condition.direction}`, { quantity, limit: measure(condition.setpoint) });
    case "band":
      return t("rules.says.band", { quantity, low: measure(condition.low), high: measure(condition.high) });
    case "change":
      return t(`rules.says.${condition.direction}`, {
        quantity,
        change: measure(condition.change),
        time: time(condition.windowMs),
      });
    case "stuck":
      return t("rules.says.stuck", { quantity, time: time(condition.durationMs) });
    case "no-data":
      return condition.afterMs === undefined
        ? t("rules.says.silent", { quantity })
        : t("rules.says.silentFor", { quantity, time: time(condition.afterMs) });
    case "state":
      return t("rules.says.state", { quantity, values: condition.values.join(", ") });
    case "count":
      return t("rules.says.count", {
        of: plainSentence(condition.of, of, t, formats),
        count: condition.atLeast,
        time: time(condition.windowMs),
      });
    case "combination":
      return condition.of
        .map((part) =>
          "op" in part
            ? `(${part.of.map((one) => operandSentence(one, of, t, formats)).join(` ${t(`rules.says.${part.op}`)} `)})`
            : operandSentence(part, of, t, formats),
        )
        .join(` ${t(`rules.says.${condition.op}`)} `);
    case "consumption":
      return t(`rules.says.consumption.${condition.direction}`, {
        quantity,
        limit: measure(condition.limit),
        period: periodWords(condition.period, t),
      });
    case "peers":
      return t("rules.says.peers", {
        quantity,
        factor: formats.number(condition.factor, Number.isInteger(condition.factor) ? 0 : 1),
        period: periodWords(condition.period, t),
      });
    case "running-hours":
      return t("rules.says.runningHours", { quantity, hours: formats.number(condition.hours, 0) });
  }
}

function operandSentence({ condition, on, not }: Operand, of: Quantity, t: Text, formats: Formats): string {
  const words = plainSentence(condition as PointCondition, on?.quantity ?? of, t, formats);
  const placed =
    on === undefined ? words : t("rules.says.beside", { words, place: t(`rules.within.${on.within}`) });
  return not ? t("rules.says.not", { words: placed }) : placed;
}

export function periodWords(
  {
    every,
    fromHour,
    toHour,
  }: { every: "hour" | "day" | "week" | "month"; fromHour?: number | undefined; toHour?: number | undefined },
  t: Text,
): string {
  if (every !== "day" || (fromHour === undefined && toHour === undefined)) return t(`rules.every.${every}`);
  const clock = (hour: number) => String(hour).padStart(2, "0");
  return t("rules.every.hours", { from: clock(fromHour ?? 0), to: clock(toHour ?? 24) });
}
