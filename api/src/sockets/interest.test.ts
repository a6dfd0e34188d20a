import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createInterestIndex } from "./interest.ts";

type Step =
  | { kind: "follow"; client: string; points: number[] }
  | { kind: "leave"; client: string }
  | { kind: "changed"; points: number[] }
  | { kind: "spread" }
  | { kind: "take"; client: string; limit: number };

const client = fc.constantFrom("a", "b", "c");
const points = fc.uniqueArray(fc.integer({ min: 1, max: 12 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("follow"), client, points }),
  fc.record({ kind: fc.constant("leave"), client }),
  fc.record({ kind: fc.constant("changed"), points }),
  fc.record({ kind: fc.constant("spread") }),
  fc.record({ kind: fc.constant("take"), client, limit: fc.integer({ min: 1, max: 12 }) }),
) as fc.Arbitrary<Step>;

describe("createInterestIndex", () => {
  it("tells each client once of every change of a point that it follows, and of no other", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = createInterestIndex<string>();
        const follows = new Map<string, Set<number>>();
        const owed = new Map<string, Set<number>>();
        let news = new Set<number>();
        const followedByAny = (id: number) => [...follows.values()].some((ids) => ids.has(id));
        const spread = () => {
          for (const [name, ids] of follows) for (const id of news) if (ids.has(id)) owed.get(name)?.add(id);
          news = new Set();
        };
        for (const one of steps) {
          if (one.kind === "follow") {
            index.follow(one.client, new Set(one.points));
            follows.set(one.client, new Set(one.points));
            owed.set(
              one.client,
              new Set([...(owed.get(one.client) ?? [])].filter((id) => one.points.includes(id))),
            );
          } else if (one.kind === "leave") {
            index.leave(one.client);
            follows.delete(one.client);
            owed.delete(one.client);
          } else if (one.kind === "changed") {
            index.changed(one.points);
            for (const id of one.points) if (followedByAny(id)) news.add(id);
          } else if (one.kind === "spread") {
            index.spread();
            spread();
          } else {
            const taken = index.take(one.client, one.limit);
            const own = owed.get(one.client) ?? new Set();
            expect(taken).toHaveLength(Math.min(one.limit, own.size));
            for (const id of taken) expect(own.delete(id)).toBe(true);
          }
        }
        index.spread();
        spread();
        for (const name of ["a", "b", "c"])
          expect(new Set(index.take(name, 1000))).toEqual(owed.get(name) ?? new Set());
        expect(index.idle).toBe(true);
        expect(index.points).toBe(new Set([...follows.values()].flatMap((ids) => [...ids])).size);
      }),
    );
  });

  it("keeps one mark a point, however often it changes", () => {
    const index = createInterestIndex<string>();
    index.follow("slow", new Set([1, 2]));
    for (let n = 0; n < 1000; n++) {
      index.changed([1, 2, 3]);
      index.spread();
    }
    expect(index.take("slow", 1000)).toEqual([1, 2]);
    expect(index.idle).toBe(true);
  });
});
