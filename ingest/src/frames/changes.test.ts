import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesOf } from "./changes.ts";

const sample = (frame: number, time: number, value: number): CommittedSample => ({
  pointId: 1,
  time,
  value,
  quality: "good",
  frameId: String(frame),
  receivedAt: frame * 1000,
});
const changes = (messages: CommittedSample[][], stored: CommittedSample[]) =>
  changesOf(messages, stored).map(({ samples, ...counts }) => ({
    values: samples.map((s) => s.value),
    ...counts,
  }));

describe("a message that is read again", () => {
  it.each([
    ["adds what is missing", [sample(5, 1, 20)], [], { values: [20], added: 1, corrected: 0, unchanged: 0 }],
    [
      "leaves what is equal",
      [sample(5, 1, 20)],
      [sample(5, 1, 20)],
      { values: [], added: 0, corrected: 0, unchanged: 1 },
    ],
    [
      "corrects what it had said",
      [sample(5, 1, 20)],
      [sample(5, 1, 19)],
      { values: [20], added: 0, corrected: 1, unchanged: 0 },
    ],
    [
      "corrects what an earlier one had said",
      [sample(5, 1, 20)],
      [sample(4, 1, 19)],
      { values: [20], added: 0, corrected: 1, unchanged: 0 },
    ],
    [
      "leaves what a later one said",
      [sample(5, 1, 20)],
      [sample(6, 1, 19)],
      { values: [], added: 0, corrected: 0, unchanged: 1 },
    ],
  ])("%s", (_what, message, stored, expected) => {
    expect(changes([message], stored)).toEqual([expected]);
  });

  it("ends with the same store in whatever order the messages are read, and the second time changes nothing", () => {
    const message = fc.array(
      fc.record({ time: fc.integer({ min: 0, max: 3 }), value: fc.integer({ min: 0, max: 3 }) }),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
        (said, dice) => {
          const messages = said.map((values, i) =>
            values.map(({ time, value }) => sample(i + 1, time, value)),
          );
          const store = (order: CommittedSample[][]) => {
            const stored = new Map<number, CommittedSample>();
            for (const { samples } of changesOf(order, [])) for (const s of samples) stored.set(s.time, s);
            return stored;
          };
          const live = new Map(messages.flat().map((s) => [s.time, s]));
          const shuffled = messages
            .map((m) => [dice.next().value as number, m] as const)
            .sort(([a], [b]) => a - b)
            .map(([, m]) => m);
          expect(store(shuffled)).toEqual(live);
          expect(changesOf(shuffled, [...live.values()]).flatMap(({ samples }) => samples)).toEqual([]);
        },
      ),
    );
  });
});
