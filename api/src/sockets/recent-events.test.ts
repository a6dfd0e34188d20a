import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecentEvents } from "./recent-events.ts";

const event = (seq: number) => ({ seq, kind: "alarm" }) as DomainEvent;

describe("createRecentEvents", () => {
  it("answers exactly what followed, or that it no longer knows", () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(80),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(140),
        (start, count, capacity, since) => {
          const recent = createRecentEvents(start, capacity);
          for (let seq = start + 1; seq <= start + count; seq++) expect(recent.add(event(seq))).toBe("added");
          expect(recent.head).toBe(start + count);
          const missing = recent.head - since;
          const after = recent.after(since)?.map((one) => one.seq);
          if (missing <= 0) expect(after).toEqual([]);
          else if (after) expect(after).toEqual(Array.from({ length: missing }, (_, n) => since + 1 + n));
          else expect(missing).toBeGreaterThan(Math.min(capacity, count));
        },
      ),
    );
  });

  it("takes no event twice and none before its turn", () => {
    const recent = createRecentEvents(5, 10);
    expect([recent.add(event(5)), recent.add(event(7)), recent.add(event(6)), recent.add(event(6))]).toEqual([
      "known",
      "gap",
      "added",
      "known",
    ]);
    expect(recent.after(5)?.map((one) => one.seq)).toEqual([6]);
  });

  it("knows nothing of before after a restart", () => {
    const recent = createRecentEvents(0, 10);
    recent.add(event(1));
    recent.restart(9);
    expect([recent.head, recent.after(9), recent.after(8)]).toEqual([9, [], undefined]);
  });
});
