import type { Reading } from "../decoder.ts";
import type { Rule } from "./rule.ts";
import type { Assertion } from "./vectors.ts";

/** Their value as a number in our unit, or undefined where it is no value of this rule. */
export function expectedValue(value: unknown, rule: Rule): number | undefined {
  if (rule.words !== undefined && (typeof value === "string" || typeof value === "boolean")) {
    return rule.words[String(value).toLowerCase()];
  }
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "number") return undefined;
  const scaled = value * rule.factor + rule.offset;
  return rule.magnitude === true ? Math.abs(scaled) : scaled;
}

/**
 * Half of the last decimal place that their number shows, in our unit. A whole number is taken as exact. Both
 * allow for the noise of binary fractions.
 */
function tolerance(value: unknown, expected: number, rule: Rule): number {
  const noise = 1e-9 * Math.max(1, Math.abs(expected));
  const decimals = typeof value === "number" ? (String(value).split(".")[1]?.length ?? 0) : 0;
  const rounding = decimals === 0 || decimals > 8 ? 0 : 0.500001 * 10 ** -decimals * Math.abs(rule.factor);
  return rule.slack + Math.max(rounding, noise);
}

/** Whether one of the readings says what the source says; otherwise the reason it does not. */
export function mismatch(assertion: Assertion, rule: Rule, readings: readonly Reading[]): string | undefined {
  const expected = expectedValue(assertion.value, rule);
  const name = assertion.topic === "" ? assertion.key : `${assertion.topic}.${assertion.key}`;
  if (expected === undefined) return `${name}: cannot read their ${JSON.stringify(assertion.value)}`;
  const atThatTime = readings.filter((r) => r.time !== undefined && r.time === assertion.time);
  const moment =
    atThatTime.length > 0 || assertion.time === undefined
      ? atThatTime.length > 0
        ? atThatTime
        : readings
      : readings.filter((r) => r.time === undefined);
  const candidates = moment.filter(
    (r) => r.quantity === rule.quantity && (rule.channel === undefined || r.channel === rule.channel),
  );
  const limit = tolerance(assertion.value, expected, rule);
  if (candidates.some((r) => Math.abs(r.value - expected) <= limit)) return undefined;
  const where = rule.channel === undefined ? rule.quantity : `${rule.quantity}/${rule.channel}`;
  const got = candidates.length === 0 ? "none" : candidates.map((r) => r.value).join(", ");
  return `${name} = ${JSON.stringify(assertion.value)}: expected ${where} ${expected}, got ${got}`;
}
