import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOutbox, type OutboxTotal, type Outgoing } from "./outbox.ts";

const message = (seq: number, bytes = 10): Outgoing => ({
  seq,
  topic: "kr/v1/a",
  payload: Buffer.alloc(bytes),
  qos: 1,
  retain: false,
  brokerId: undefined,
  brokerCounter: seq,
  messageId: undefined,
  released: false,
});
const total = (maxBytes = 1_000_000): OutboxTotal => ({ bytes: 0, messages: 0, maxBytes });
const seqs = (messages: readonly Outgoing[]) => messages.map(({ seq }) => seq);

describe("an outbox", () => {
  it.each([
    ["messages", { messages: 2, bytes: 1_000_000 }, total()],
    ["bytes", { messages: 100, bytes: 2 * (10 + 7 + 128) }, total()],
    ["bytes of all together", { messages: 100, bytes: 1_000_000 }, total(2 * (10 + 7 + 128))],
  ])("lets the oldest that was not sent go above its bound of %s", (_what, limits, all) => {
    const outbox = createOutbox(limits, all);
    expect([1, 2, 3].flatMap((seq) => seqs(outbox.push(message(seq))))).toEqual([1]);
    expect(seqs(outbox.all())).toEqual([2, 3]);
  });

  it("never lets go what is in flight", () => {
    const outbox = createOutbox({ messages: 1, bytes: 1_000_000 }, total(300));
    outbox.push(message(1));
    outbox.take(1);
    expect(seqs(outbox.push(message(2, 1000)))).toEqual([2]);
    expect(seqs(outbox.all())).toEqual([1]);
  });

  it("gives no identifier twice while it is in use, and begins anew after the last", () => {
    const outbox = createOutbox({ messages: 100_000, bytes: 1e9 }, total(1e9));
    outbox.push(message(0));
    const [first] = outbox.take(1);
    expect(first?.messageId).toBe(1);
    for (let seq = 1; seq < 65_535; seq++) {
      outbox.push(message(seq));
      outbox.settle(outbox.take(1)[0]?.messageId);
    }
    outbox.push(message(70_000));
    expect(outbox.take(1)[0]?.messageId).toBe(2);
  });

  it("gives everything out once and in order, and counts what it holds, whatever is acknowledged when", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("push" as const), bytes: fc.nat(500) }),
      fc.record({ do: fc.constant("take" as const), count: fc.nat(5) }),
      fc.record({ do: fc.constant("settle" as const), at: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const all = total(20_000);
        const outbox = createOutbox({ messages: 10, bytes: 5000 }, all);
        const given: number[] = [];
        const dropped = new Set<number>();
        let settled = 0;
        let seq = 0;
        for (const one of steps) {
          if (one.do === "push")
            for (const gone of outbox.push(message(seq++, one.bytes))) dropped.add(gone.seq);
          else if (one.do === "take") given.push(...seqs(outbox.take(one.count)));
          else if (outbox.settle(outbox.sent()[one.at]?.messageId) !== undefined) settled++;
          expect(new Set(outbox.sent().map(({ messageId }) => messageId)).size).toBe(outbox.inFlight());
          expect(outbox.waiting()).toBeLessThanOrEqual(10);
          expect(all.messages).toBe(outbox.all().length);
        }
        expect(given).toEqual(given.toSorted((a, b) => a - b));
        expect(given.filter((one) => dropped.has(one))).toEqual([]);
        expect(given.length).toBe(settled + outbox.inFlight());
        outbox.clear();
        expect(all).toMatchObject({ bytes: 0, messages: 0 });
      }),
    );
  });
});
