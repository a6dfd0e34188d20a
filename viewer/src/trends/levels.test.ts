import { describe, expect, it } from "vitest";
import { levelFor, levels, tilesFor } from "./levels.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.parse("2026-11-21T12:00:00Z");

describe("how fine a trend is read", () => {
  it.each([
    [5 * minute, 1200, "raw"],
    [4 * 60 * minute, 1200, "raw"],
    [12 * 60 * minute, 1200, "PT1M"],
    [day, 1200, "PT5M"],
    [7 * day, 1200, "PT10M"],
    [30 * day, 1200, "PT1H"],
    [365 * day, 1200, "P1D"],
    [365 * day, 1600, "PT6H"],
    [10 * 365 * day, 1200, "P1D"],
  ])("%i ms over %i px is asked for as %s", (span, width, bucket) => {
    expect(levelFor(span, width).bucket).toBe(bucket);
  });

  it("never asks for more buckets than there are pixels, until days are the coarsest there are", () => {
    for (let span = minute; span < 2000 * day; span *= 1.07)
      for (const px of [200, 360, 1200, 3840, 8000]) {
        const { bucketMs } = levelFor(span, px);
        if (bucketMs > 0 && bucketMs < day) expect(span / bucketMs).toBeLessThanOrEqual(Math.min(2000, px));
      }
  });
});

describe("tiles", () => {
  it("lie side by side over the whole view, with one on each side, and none in the future", () => {
    for (const level of levels)
      for (let from = Date.parse("2016-01-01T00:00:00Z"); from < now; from += 41.3 * day)
        for (const span of [minute, 7 * 60 * minute, 3 * day, 90 * day, 400 * day]) {
          if ("ms" in level.tile && span / level.tile.ms > 50) continue;
          const to = Math.min(from + span, now);
          const tiles = tilesFor(level, from, to, now);
          expect(tiles[0]?.from).toBeLessThanOrEqual(from);
          expect(tiles.at(-1)?.to).toBeGreaterThanOrEqual(to);
          tiles.forEach((tile, i) => {
            expect(tile.from).toBeLessThan(now);
            if (i > 0) expect(tile.from).toBe(tiles[i - 1]?.to);
          });
        }
  });
});
