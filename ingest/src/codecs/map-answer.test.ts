import { CodecMapping, type CodecMappingInput } from "@kontrollrom/contracts/codec.ts";
import type { JsonValue } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalise } from "../pipeline/normalise.ts";
import { mapAnswer } from "./map-answer.ts";

const map = (data: JsonValue, mapping: CodecMappingInput = {}, normalized?: JsonValue) =>
  mapAnswer(data, normalized, CodecMapping.parse(mapping));
const values = (answer: ReturnType<typeof map>) =>
  answer.values.map(({ quantity, channel, value, unit }) => [quantity, channel, value, unit]);

describe("the answer of a codec", () => {
  it("is taken by well-known names, and tells the numbers that nothing takes", () => {
    const answer = map({ temperature: 21.5, battery: 3.6, frobs: 12, model: "X1", fCnt: 7, led: "green" });
    expect(values(answer)).toEqual([["temperature", undefined, 21.5, undefined]]);
    expect(answer.unmapped).toEqual([
      { path: "battery", value: 3.6, suggestion: { path: "battery", quantity: "battery-voltage" } },
      { path: "frobs", value: 12 },
    ]);
  });

  it("is taken as its mapping says, with scale, offset, unit, channel and words", () => {
    const answer = map(
      { t: 2151, p: 1013.2, state: "Occupied", nested: { list: [{ v: 5 }] }, junk: 1 },
      {
        fields: [
          { path: "t", quantity: "temperature", channel: "external", scale: 0.01, offset: -1 },
          { path: "p", quantity: "atmospheric-pressure", unit: "hPa" },
          { path: "state", quantity: "occupancy", values: { occupied: 1, vacant: 0 } },
          { path: "nested.list.0.v", quantity: "co2" },
          { path: "junk", quantity: null },
        ],
      },
    );
    expect(values(answer)).toEqual([
      ["temperature", "external", 20.51, undefined],
      ["atmospheric-pressure", undefined, 1013.2, "hPa"],
      ["occupancy", undefined, 1, undefined],
      ["co2", undefined, 5, undefined],
    ]);
    expect(answer.unmapped).toEqual([]);
  });

  it("gives each point once: the mapping before normalizeUplink before well-known names", () => {
    const normalized = [{ air: { temperature: 20, relativeHumidity: 45 }, battery: 3.5 }];
    const data = { probe: 30, temperature: 20, humidity: 45, BatV: 3.5, co2: 700 };
    const answer = map(data, { fields: [{ path: "probe", quantity: "temperature" }] }, normalized);
    expect(values(answer)).toEqual([
      ["temperature", undefined, 30, undefined],
      ["humidity", undefined, 45, undefined],
      ["battery-voltage", undefined, 3.5, undefined],
      ["co2", undefined, 700, undefined],
    ]);
    // The codec's own temperature is another reading of a point that is given: it is told, not taken.
    expect(answer.unmapped.map(({ path }) => path)).toEqual(["temperature"]);
  });

  it("takes nothing by itself where it is told not to", () => {
    const answer = map({ temperature: 20 }, { automatic: false, normalized: false }, { air: { co2: 5 } });
    expect(answer.values).toEqual([]);
    expect(answer.unmapped).toHaveLength(1);
  });

  it("keeps times, depths and contacts of a normalised payload", () => {
    const answer = map({}, {}, [
      { time: "2026-11-21T08:00:00Z", soil: { depth: 10, moisture: 31, ec: 0.5 } },
      { soil: { depth: 30, moisture: 35 } },
      { action: { contactState: "open", motion: { detected: true, count: 4 } }, air: { pressure: 990 } },
    ]);
    expect(answer.values).toEqual([
      {
        from: "normalizeUplink: soil.moisture",
        quantity: "soil-moisture",
        channel: "10cm",
        value: 31,
        time: Date.UTC(2026, 10, 21, 8),
      },
      {
        from: "normalizeUplink: soil.ec",
        quantity: "soil-conductivity",
        channel: "10cm",
        value: 500,
        time: Date.UTC(2026, 10, 21, 8),
      },
      { from: "normalizeUplink: soil.moisture", quantity: "soil-moisture", channel: "30cm", value: 35 },
      { from: "normalizeUplink: action.contactState", quantity: "door-open", value: true },
      { from: "normalizeUplink: action.motion.count", quantity: "motion", value: 4 },
      { from: "normalizeUplink: air.pressure", quantity: "atmospheric-pressure", value: 990, unit: "hPa" },
    ]);
  });

  it("leaves a word that the mapping does not know to be refused by its name", () => {
    const answer = map({ door: "ajar" }, { fields: [{ path: "door", quantity: "door-open" }] });
    const [value] = answer.values;
    expect(normalise(value, 0, 0, true)).toMatchObject({ reason: "value-not-a-number" });
  });

  it("is some list of values and no throw, whatever a codec says", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.jsonValue(), { nil: undefined }), (data, normalized) => {
        const answer = map(data as JsonValue, {}, normalized as JsonValue | undefined);
        for (const value of answer.values) normalise(value, 0, 0, true);
        const points = answer.fields.map(({ quantity, channel }) => `${quantity}@${channel}`);
        expect(new Set(points).size).toBe(points.length);
      }),
    );
  });
});
