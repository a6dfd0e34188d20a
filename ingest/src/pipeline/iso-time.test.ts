import { Time } from "@kontrollrom/contracts/primitives.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTime } from "./iso-time.ts";

describe("parseTime", () => {
  it.each([
    ["2026-11-21T09:00:00Z", "2026-11-21T09:00:00.000Z"],
    ["2022-07-18T09:34:15.775023242+00:00", "2022-07-18T09:34:15.775Z"],
    ["2026-03-29T03:00:00.5+02:00", "2026-03-29T01:00:00.500Z"],
    ["2026-01-01T00:00:00-11:30", "2026-01-01T11:30:00.000Z"],
    ["2024-02-29T23:59:59.9Z", "2024-02-29T23:59:59.900Z"],
    ["1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z"],
  ])("reads %s as %s", (text, expected) => {
    expect(new Date(parseTime(text)).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "2026-11-21",
    "2026-11-21T09:00:00",
    "2026-11-21 09:00:00Z",
    "2026-11-21T09:00Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T09:60:00Z",
    "2026-11-21T09:00:60Z",
    "2026-11-21T09:00:00.Z",
    "2026-11-21T09:00:00+0100",
    "2026-11-21T09:00:00+24:00",
    "2026-11-21T09:00:00Z ",
    "21 Nov 2026 09:00 GMT",
    `2026-11-21T09:00:00.${"0".repeat(80)}Z`,
  ])("does not take %j", (text) => {
    expect(parseTime(text)).toBeNaN();
  });

  it("agrees with Date on every moment from 1900 to 2200, in any offset", () => {
    const offset = fc.integer({ min: -23 * 60, max: 23 * 60 });
    const time = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) });
    fc.assert(
      fc.property(time, offset, (moment, minutes) => {
        const local = new Date(moment + minutes * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(minutes);
        const pad = (value: number) => String(value).padStart(2, "0");
        const text = `${local}${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
        expect(parseTime(text)).toBe(moment);
      }),
    );
  });

  it("takes nothing that the contract does not take, and never throws", () => {
    const seed = "2026-11-21T09:00:00.123+01:00";
    const mutated = fc
      .array(fc.tuple(fc.nat(seed.length), fc.constantFrom(..."0123456789TZ+-:. ")), { maxLength: 4 })
      .map((changes) =>
        changes.reduce((text, [at, by]) => text.slice(0, at) + by + text.slice(at + 1), seed),
      );
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string()), (text) => {
        if (!Number.isNaN(parseTime(text))) expect(Time.safeParse(text).success).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
