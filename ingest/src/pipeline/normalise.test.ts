import { quantities } from "@kontrollrom/contracts/quantity.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTime, normalise } from "./normalise.ts";

const now = Date.UTC(2026, 10, 21, 9);
const minute = 60_000;
const day = 86_400_000;

describe("normalise", () => {
  it.each([
    ["its own unit", { quantity: "temperature", value: 21.4, unit: "Cel" }, 21.4],
    ["no unit, which is its own", { quantity: "co2", value: 612 }, 612],
    ["kelvin", { quantity: "temperature", value: 273.15, unit: "K" }, 0],
    ["degrees Fahrenheit", { quantity: "temperature", value: 212, unit: "[degF]" }, 100],
    ["a thousandth", { quantity: "battery-voltage", value: 3600, unit: "mV" }, 3.6],
    ["true", { quantity: "door-open", value: true }, 1],
    ["false", { quantity: "door-open", value: false }, 0],
    ["the lowest value", { quantity: "humidity", value: 0 }, 0],
    ["the highest value", { quantity: "humidity", value: 100 }, 100],
  ])("takes %s", (_what, raw, expected) => {
    const value = normalise(raw, now, now, true);
    expect(value).toMatchObject({ quantity: raw.quantity, time: now });
    expect("value" in value ? value.value : undefined).toBeCloseTo(expected, 9);
  });

  it.each([
    ["a quantity that is not there", { quantity: "happiness", value: 1 }, "unknown-quantity", '"happiness"'],
    [
      "what every object inherits",
      { quantity: "constructor", value: 1 },
      "unknown-quantity",
      '"constructor"',
    ],
    ["no quantity", { value: 1 }, "unknown-quantity", "nothing"],
    ["a quantity that is no text", { quantity: ["co2"], value: 1 }, "unknown-quantity", '["co2"]'],
    ["a foreign unit", { quantity: "co2", value: 1, unit: "Cel" }, "wrong-unit", "[ppm], [ppb]"],
    ["an inherited unit", { quantity: "co2", value: 1, unit: "toString" }, "wrong-unit", '"toString"'],
    ["a unit that is no text", { quantity: "co2", value: 1, unit: 5 }, "wrong-unit", "5"],
    ["a number as text", { quantity: "co2", value: "612" }, "value-not-a-number", '"612"'],
    ["nothing", { quantity: "co2" }, "value-not-a-number", "nothing"],
    ["null", { quantity: "co2", value: null }, "value-not-a-number", "null"],
    ["infinity", { quantity: "co2", value: Number.POSITIVE_INFINITY }, "value-not-a-number", "co2"],
    ["too much", { quantity: "humidity", value: 100.1 }, "value-out-of-range", "100.1"],
    ["too little", { quantity: "co2", value: -1 }, "value-out-of-range", "-1"],
    [
      "too much in another unit",
      { quantity: "temperature", value: 1e6, unit: "K" },
      "value-out-of-range",
      "999726.85",
    ],
    ["an empty channel", { quantity: "co2", value: 1, channel: "" }, "wrong-shape", '""'],
    ["a channel that is no text", { quantity: "co2", value: 1, channel: 2 }, "wrong-shape", "2"],
    ["a long channel", { quantity: "co2", value: 1, channel: "x".repeat(65) }, "wrong-shape", "64"],
    ["no object", 17, "wrong-shape", "17"],
    ["a list", [], "wrong-shape", "[]"],
    ["a time that is none", { quantity: "co2", value: 1, time: "12:00" }, "wrong-shape", "12:00"],
    ["a time beyond the calendar", { quantity: "co2", value: 1, time: 1e300 }, "time-in-future", "1e+300"],
    ["its own time, in the future", { quantity: "co2", value: 1, time: now + day }, "time-in-future", "co2"],
  ])("refuses %s and names it", (_what, raw, reason, named) => {
    const refusal = normalise(raw, now, now, true);
    expect(refusal).toMatchObject({ reason });
    expect("detail" in refusal ? refusal.detail : "").toContain(named);
  });

  it("takes a reading's own time, in whole milliseconds, and only where it may have one", () => {
    const raw = { quantity: "co2", value: 1, time: now - 60_000.4 };
    expect(normalise(raw, now, now, true)).toMatchObject({ time: now - 60_000 });
    expect(normalise(raw, now, now, false)).toMatchObject({ time: now });
  });

  it("never gives a value outside the range of its quantity, nor one that is no number", () => {
    const names = Object.keys(quantities) as (keyof typeof quantities)[];
    const units = names.flatMap((name) => {
      const definition: { unit: string; accepts?: object } = quantities[name];
      return [definition.unit, ...Object.keys(definition.accepts ?? {})];
    });
    const value = fc.record(
      {
        quantity: fc.oneof(fc.constantFrom(...names), fc.string()),
        value: fc.oneof(fc.double(), fc.integer(), fc.boolean(), fc.anything()),
        unit: fc.oneof(fc.constantFrom(...units), fc.string()),
        channel: fc.anything(),
        time: fc.oneof(fc.double(), fc.anything()),
      },
      { requiredKeys: ["quantity", "value"] },
    );
    fc.assert(
      fc.property(fc.oneof(value, fc.anything()), (raw) => {
        const result = normalise(raw, now, now, true);
        if ("reason" in result) return;
        const { min, max } = quantities[result.quantity];
        expect(result.value).toBeGreaterThanOrEqual(min);
        expect(result.value).toBeLessThanOrEqual(max);
        expect(result.time).toBeLessThanOrEqual(now + 5 * minute);
        expect(Number.isSafeInteger(result.time)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("checkTime", () => {
  it.each([
    ["now", now, undefined],
    ["five minutes ahead", now + 5 * minute, undefined],
    ["more than five minutes ahead", now + 5 * minute + 1, "time-in-future"],
    ["a month back", now - 30 * day, undefined],
    ["nineteen years back", now - 19 * 365 * day, undefined],
    ["twenty-one years back", now - 21 * 365 * day, "time-too-old"],
    ["a clock that was never set", 0, "time-too-old"],
  ])("judges %s", (_what, time, reason) => {
    expect(checkTime(time, now)?.reason).toBe(reason);
  });
});
