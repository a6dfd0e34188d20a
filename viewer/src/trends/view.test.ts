import { describe, expect, it } from "vitest";
import { longestView, shortestView } from "./levels.ts";
import { follow, liveView, pan, viewOf, zoom } from "./view.ts";

const hour = 3_600_000;
const now = Date.parse("2026-11-21T12:00:00Z");

describe("the view of a trend", () => {
  it("keeps the moment under the pointer where it is", () => {
    const view = viewOf(now - 24 * hour, now - 12 * hour, now);
    const at = now - 15 * hour;
    const near = zoom(view, 0.5, at, now);
    expect(near.to - near.from).toBe(6 * hour);
    expect((at - near.from) / (near.to - near.from)).toBeCloseTo((at - view.from) / (view.to - view.from), 5);
  });

  it("stays live when it is zoomed, and leaves the present when it is moved back", () => {
    const view = liveView(24 * hour, now);
    expect(zoom(view, 0.5, view.to, now)).toEqual({ from: now - 12 * hour, to: now, live: true });
    expect(pan(view, -0.5, now).live).toBe(false);
    expect(pan(pan(view, -0.5, now), 3, now)).toEqual(view);
  });

  it("moves on with the clock only when it is live", () => {
    expect(follow(liveView(hour, now), now + 5000).to).toBe(now + 5000);
    const past = viewOf(now - 5 * hour, now - 4 * hour, now);
    expect(follow(past, now + 5000)).toBe(past);
  });

  it("never shows the future, nothing, or more than there can be", () => {
    const factors = [0.01, 0.3, 0.99, 1.7, 40, 100];
    const moves = [-20, -0.4, 0.2, 3];
    let view = liveView(24 * hour, now);
    // Every factor at every place after every move, in an order that goes in and out.
    for (let i = 0; i < 2000; i++) {
      const part = ((i * 7) % 11) / 10;
      const at = view.from + (view.to - view.from) * part;
      view =
        i % 3 === 0
          ? pan(view, moves[((i / 3) % moves.length) | 0] ?? 0, now)
          : zoom(view, factors[(i * 5) % factors.length] ?? 1, at, now);
      expect(view.to).toBeLessThanOrEqual(now + 1);
      expect(view.from).toBeGreaterThanOrEqual(0);
      expect(view.to - view.from).toBeGreaterThanOrEqual(shortestView - 1);
      expect(view.to - view.from).toBeLessThanOrEqual(longestView + 1);
    }
  });
});
