import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { RuleTextName } from "@kontrollrom/contracts/rule.ts";
import { quantityName } from "./quantity-names.ts";

export type Language = "nb" | "en";

/** As people write units, where UCUM writes them otherwise. */
const units: Readonly<Record<string, string>> = {
  Cel: "°C",
  "[ppm]": "ppm",
  "[ppb]": "ppb",
  "ug/m3": "µg/m³",
  "Bq/m3": "Bq/m³",
  "dB[SPL]": "dB",
  "kW.h": "kWh",
  "kW.h/m2": "kWh/m²",
  m3: "m³",
  "m3/h": "m³/h",
  "W/m2": "W/m²",
  "m/s2": "m/s²",
  "uS/cm": "µS/cm",
  deg: "°",
  "[pH]": "",
  "1": "",
};
const locales = { nb: "nb-NO", en: "en-GB" } as const;
const clocks = {
  nb: new Intl.DateTimeFormat("nb-NO", { timeZone: "Europe/Oslo", dateStyle: "short", timeStyle: "short" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Oslo", dateStyle: "medium", timeStyle: "short" }),
} as const;

/** With no more digits than a person reads. */
function numberText(value: number, language: Language): string {
  return value.toLocaleString(locales[language], {
    maximumSignificantDigits: Math.abs(value) >= 1000 ? 6 : 4,
  });
}

/** A moment as people of the language write it, Norwegian time. */
export const momentText = (time: string | number, language: Language): string =>
  clocks[language].format(typeof time === "string" ? Date.parse(time) : time);

/** What is known of an alarm that a rule's text may name. */
type Known = Pick<
  Alarm,
  | "ruleName"
  | "textTemplate"
  | "value"
  | "unit"
  | "quantity"
  | "condition"
  | "spaceLabel"
  | "buildingName"
  | "deviceName"
  | "raisedAt"
>;

/**
 * What an order or a notice is called: the rule's own text with what is known of the alarm, else the rule's name and the place.
 * What is not known is left out.
 */
export function textOf(alarm: Known, language: Language): string {
  const place = alarm.spaceLabel ?? alarm.deviceName;
  return alarm.textTemplate === undefined
    ? `${alarm.ruleName}: ${place}`
    : ownText(alarm.textTemplate, alarm, language);
}

/** The rule's own text, filled in. */
export function ownText(template: string, alarm: Known, language: Language): string {
  const unit = units[alarm.unit] ?? alarm.unit;
  const { condition } = alarm;
  const inHours = condition.kind === "running-hours";
  const withUnit = (value: number) => `${numberText(value, language)} ${inHours ? "h" : unit}`.trim();
  const limit = inHours ? condition.hours : limitOf(alarm);
  const known: Record<RuleTextName, string> = {
    value: withUnit(alarm.value),
    unit,
    limit: limit === undefined ? "" : withUnit(limit),
    quantity: quantityName(alarm.quantity, language),
    space: alarm.spaceLabel ?? alarm.deviceName,
    building: alarm.buildingName ?? "",
    device: alarm.deviceName,
    rule: alarm.ruleName,
    time: momentText(alarm.raisedAt, language),
  };
  return template
    .replaceAll(/\{\{([^}]*)\}\}/g, (_, name: string) => known[name.trim() as RuleTextName] ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The limit that was passed. */
function limitOf({ condition, value }: Pick<Alarm, "condition" | "value">): number | undefined {
  if (condition.kind === "threshold") return condition.setpoint;
  if (condition.kind === "band") return value > condition.high ? condition.high : condition.low;
  if (condition.kind === "consumption") return condition.limit;
  return undefined;
}
