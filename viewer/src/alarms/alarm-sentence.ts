import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { RuleTextName } from "@kontrollrom/contracts/rule.ts";
import { type Formats, stateWord, unitSign } from "../i18n/format.ts";
import type { Text } from "../i18n/text.ts";

/** An alarm in words. Together they read: what, where, how bad, since when. */
export interface AlarmSentence {
  /** CO₂ over 1 000 ppm */
  readonly what: string;
  /** The rule's own words, where it has some. */
  readonly own?: string | undefined;
  /** 101 Klasserom, Skogly skole */
  readonly where: string;
  /** Målte 1 250 ppm */
  readonly measured: string;
  /** siden kl. 14.05 (12 min) */
  readonly since: string;
}

export function alarmSentence(alarm: Alarm, t: Text, formats: Formats, now: number): AlarmSentence {
  const measure = (value: number) => formats.measure(value, alarm.unit, alarm.quantity);
  const raised = Date.parse(alarm.raisedAt);
  const quantity = t(`quantity.${alarm.quantity}`);
  // "Over 0,5" says nothing of a leak: what has two states is told in words.
  const word = stateWord(alarm.quantity, alarm.value);
  return {
    what:
      causeSentence(alarm, t) ??
      (word === undefined || alarm.condition.kind === "no-data"
        ? conditionSentence(alarm, quantity, t, formats)
        : t("alarm.sentence.is", { quantity, word: t(`value.${word}`).toLowerCase() })),
    ...(alarm.textTemplate !== undefined && { own: ruleText(alarm.textTemplate, alarm, t, formats) }),
    where: alarmPlace(alarm, t),
    measured:
      word === undefined && alarm.cause === undefined
        ? t("alarm.sentence.measured", { value: measure(alarm.value) })
        : t("alarm.sentence.reported"),
    since:
      alarm.returnedAt === undefined
        ? t("alarm.sentence.since", {
            time: formats.moment(raised, now),
            age: formats.duration(now - raised),
          })
        : t("alarm.sentence.lasted", {
            from: formats.moment(raised, now),
            to: formats.moment(alarm.returnedAt, now),
          }),
  };
}

/** What a rule's own text may name of an alarm. */
export type RuleTextFacts = Pick<
  Alarm,
  | "ruleName"
  | "value"
  | "unit"
  | "quantity"
  | "condition"
  | "spaceLabel"
  | "buildingName"
  | "deviceName"
  | "raisedAt"
>;

/** The rule's own text, filled in as the reader's language writes it; what is not known is left out. */
export function ruleText(template: string, alarm: RuleTextFacts, t: Text, formats: Formats): string {
  const { condition, value } = alarm;
  const hours = condition.kind === "running-hours";
  const measure = (of: number) =>
    hours
      ? `${formats.number(of, 1)} ${t("alarm.sentence.hours")}`
      : formats.measure(of, alarm.unit, alarm.quantity);
  const limit =
    condition.kind === "threshold"
      ? condition.setpoint
      : condition.kind === "band"
        ? value > condition.high
          ? condition.high
          : condition.low
        : condition.kind === "consumption"
          ? condition.limit
          : hours
            ? condition.hours
            : undefined;
  const known: Record<RuleTextName, string> = {
    value: measure(value),
    unit: unitSign(alarm.unit),
    limit: limit === undefined ? "" : measure(limit),
    quantity: t(`quantity.${alarm.quantity}`),
    space: alarm.spaceLabel ?? alarm.deviceName,
    building: alarm.buildingName ?? "",
    device: alarm.deviceName,
    rule: alarm.ruleName,
    time: formats.dateTime(alarm.raisedAt),
  };
  return template
    .replaceAll(/\{\{([^}]*)\}\}/g, (_, name: string) => known[name.trim() as RuleTextName] ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** What the platform itself found. */
function causeSentence({ cause }: Alarm, t: Text): string | undefined {
  switch (cause?.kind) {
    case undefined:
      return undefined;
    case "gateway-silent":
      return t("alarm.cause.gatewaySilent", { id: cause.gatewayId, count: cause.devices });
    case "notice-undelivered":
      return t("alarm.cause.noticeUndelivered", { to: cause.to });
  }
}

/** What to do: the rule's advice, or the platform's own. */
export function alarmAdvice({ cause, advice }: Alarm, t: Text): string {
  switch (cause?.kind) {
    case undefined:
      return advice;
    case "gateway-silent":
      return t("alarm.cause.gatewayAdvice");
    case "notice-undelivered":
      return t("alarm.cause.noticeAdvice");
  }
}

/** What the condition says of its quantity. */
function conditionSentence(alarm: Alarm, quantity: string, t: Text, formats: Formats): string {
  const { condition } = alarm;
  const measure = (value: number) => formats.measure(value, alarm.unit, alarm.quantity);
  switch (condition.kind) {
    case "threshold":
      return t(`alarm.sentence.${condition.direction}`, { quantity, setpoint: measure(condition.setpoint) });
    case "band":
      return t("alarm.sentence.band", {
        quantity,
        low: measure(condition.low),
        high: measure(condition.high),
      });
    case "change":
      return t("alarm.sentence.change", {
        quantity,
        change: measure(condition.change),
        time: formats.duration(condition.windowMs),
      });
    case "stuck":
      return t("alarm.sentence.stuck", { quantity, time: formats.duration(condition.durationMs) });
    case "no-data":
      return t("alarm.sentence.noData", { quantity });
    case "state":
      return t("alarm.sentence.state", { quantity, value: measure(alarm.value) });
    case "count":
      return t("alarm.sentence.count", {
        quantity,
        count: condition.atLeast,
        time: formats.duration(condition.windowMs),
      });
    case "combination":
      return t("alarm.sentence.combination", { quantity, rule: alarm.ruleName });
    case "consumption":
      return t(
        condition.direction === "above"
          ? "alarm.sentence.consumptionAbove"
          : "alarm.sentence.consumptionBelow",
        { quantity, limit: measure(condition.limit) },
      );
    case "peers":
      return t("alarm.sentence.peers", { quantity, factor: condition.factor });
    case "running-hours":
      return t("alarm.sentence.runningHours", { quantity, hours: condition.hours });
  }
}

/** The room and its building; a device outdoors is its own place. */
export function alarmPlace(alarm: Alarm, t: Text): string {
  const parts = [alarm.spaceLabel ?? alarm.deviceName, alarm.buildingName ?? t("alarm.sentence.outdoors")];
  return parts.filter((part) => part !== "").join(", ");
}
