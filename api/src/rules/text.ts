import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Rule, RuleTextName } from "@kontrollrom/contracts/rule.ts";

/** As people write units, where UCUM writes them otherwise. */
const units: Readonly<Record<string, string>> = { Cel: "°C", m3: "m³", "m3/h": "m³/h", "1": "" };

/** Numbers as Norwegians write them, with no more digits than a person reads. */
function numberText(value: number): string {
  return value.toLocaleString("nb-NO", { maximumSignificantDigits: Math.abs(value) >= 1000 ? 6 : 4 });
}

/**
 * What an order or a notice is called: the rule's own text with what is known of the alarm, else the rule's name and the place.
 * What is not known is left out.
 */
export function textOf(rule: Pick<Rule, "name" | "text">, alarm: Alarm): string {
  const place = alarm.spaceLabel ?? alarm.deviceName;
  if (rule.text === undefined) return `${rule.name}: ${place}`;
  const unit = units[alarm.unit] ?? alarm.unit;
  const { condition } = alarm;
  const inHours = condition.kind === "running-hours";
  const withUnit = (value: number) => `${numberText(value)} ${inHours ? "h" : unit}`.trim();
  const limit = inHours ? condition.hours : limitOf(alarm);
  const known: Record<RuleTextName, string> = {
    value: withUnit(alarm.value),
    unit,
    limit: limit === undefined ? "" : withUnit(limit),
    quantity: alarm.quantity,
    space: place,
    building: alarm.buildingName ?? "",
    device: alarm.deviceName,
    rule: rule.name,
  };
  return rule.text
    .replaceAll(/\{\{([^}]*)\}\}/g, (_, name: string) => known[name.trim() as RuleTextName] ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The limit that was passed. */
function limitOf({ condition, value }: Alarm): number | undefined {
  if (condition.kind === "threshold") return condition.setpoint;
  if (condition.kind === "band") return value > condition.high ? condition.high : condition.low;
  if (condition.kind === "consumption") return condition.limit;
  return undefined;
}
