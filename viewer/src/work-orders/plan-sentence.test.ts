import { describe, expect, it } from "vitest";
import { createFormats } from "../i18n/format.ts";
import type { OrderText } from "./order-texts.ts";
import { ordersNb } from "./orders-nb.ts";
import { planSentence } from "./plan-sentence.ts";

const { sentence } = ordersNb.plan;
const t = ((key: string, values: Record<string, unknown> = {}) => {
  const name = key.replace("plan.sentence.", "");
  const counted = values.count === undefined ? name : `${name}_${values.count === 1 ? "one" : "other"}`;
  return (sentence as Record<string, string>)[counted]?.replaceAll(/\{\{(\w+)\}\}/g, (_, hole) =>
    String(values[hole]),
  );
}) as OrderText;

describe("a plan says when it is", () => {
  it.each([
    [{ unit: "day", every: 1 }, "Hver dag innen kl. 15.00"],
    [{ unit: "week", every: 2, weekdays: [4, 1] }, "Hver 2. uke på mandag og torsdag innen kl. 15.00"],
    [{ unit: "month", every: 6, until: "2030-12-31" }, "Hver 6. måned innen kl. 15.00 til 31.12.2030"],
  ] as const)("%j", (recurrence, expected) => {
    const plan = {
      dueTime: "15:00",
      recurrence: { from: "2026-11-20", holidays: "keep" as const, ...recurrence } as never,
    };
    expect(planSentence(plan, t, createFormats("nb", "Europe/Oslo"), "nb")).toBe(expected);
  });
});
