import { Bucket } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketsBetween, createBucketFinder } from "./bucket-edges.ts";
import { createZone } from "./zone.ts";

const oslo = createZone("Europe/Oslo");
const iso = (time: number) => new Date(time).toISOString().replace(":00.000Z", "Z");

describe("the edges of buckets", () => {
  it.each([
    ["PT15M", "2026-11-21T09:44Z", "2026-11-21T09:30Z", "2026-11-21T09:45Z"],
    ["PT6H", "2026-11-21T09:44Z", "2026-11-21T06:00Z", "2026-11-21T12:00Z"],
    ["P1D", "2026-11-20T23:00Z", "2026-11-20T23:00Z", "2026-11-21T23:00Z"],
    ["P1W", "2026-11-22T22:59Z", "2026-11-15T23:00Z", "2026-11-22T23:00Z"],
    ["P1W", "2026-10-25T12:00Z", "2026-10-18T22:00Z", "2026-10-25T23:00Z"],
    // ISO week 1 of 2027 begins in January, week 53 of 2026 ends there.
    ["P1W", "2027-01-02T00:00Z", "2026-12-27T23:00Z", "2027-01-03T23:00Z"],
    ["P1M", "2026-03-31T22:30Z", "2026-03-31T22:00Z", "2026-04-30T22:00Z"],
    ["P1M", "2024-02-29T12:00Z", "2024-01-31T23:00Z", "2024-02-29T23:00Z"],
    ["P1Y", "2026-12-31T23:00Z", "2026-12-31T23:00Z", "2027-12-31T23:00Z"],
  ] as const)("of %s around %s are %s and %s", (bucket, time, start, end) => {
    const edges = createBucketFinder(bucket, oslo)(Date.parse(time));
    expect([iso(edges.start), iso(edges.end)]).toEqual([start, end]);
  });

  it.each(["Europe/Oslo", "America/Sao_Paulo", "Asia/Kathmandu"])(
    "in %s touch, and hold what they were asked for",
    (name) => {
      const zone = createZone(name);
      const from = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2030, 0) });
      const bucket = fc.constantFrom(...Bucket.options.filter((one) => one !== "raw"));
      fc.assert(
        fc.property(from, fc.integer({ min: 1, max: 40 * 86_400_000 }), bucket, (start, length, which) => {
          let last: number | undefined;
          let buckets = 0;
          for (const edges of bucketsBetween(which, zone, start, start + length)) {
            if (last === undefined) expect(edges.start).toBeLessThanOrEqual(start);
            else expect(edges.start).toBe(last);
            expect(edges.end).toBeGreaterThan(edges.start);
            last = edges.end;
            if (++buckets > 200) return;
          }
          expect(last).toBeGreaterThanOrEqual(start + length);
        }),
        { numRuns: 50 },
      );
    },
  );
});
