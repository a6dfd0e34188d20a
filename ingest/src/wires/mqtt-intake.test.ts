import fc from "fast-check";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { type Connection, createMqttIntake } from "./mqtt-intake.ts";

const log = pino({ level: "silent" });

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** An intake over a store whose answers are given by hand. */
function setup(maxWaiting: number) {
  const calls: { readonly ids: readonly number[]; succeed(): void; fail(): void }[] = [];
  const stop = new AbortController();
  const intake = createMqttIntake(
    { maxWaiting },
    {
      receive: (envelopes) =>
        new Promise((resolve, reject) => {
          const ids = envelopes.map(({ receivedAt }) => receivedAt);
          calls.push({ ids, succeed: () => resolve(undefined), fail: () => reject(new Error("no")) });
        }),
      pause: async () => undefined,
      log,
      signal: stop.signal,
    },
  );
  const acknowledged: number[] = [];
  const connection = (): Connection => ({
    write: (bytes) => {
      const packets = Buffer.from(bytes);
      for (let at = 0; at < packets.length; at += 4) {
        expect(packets.readUInt16BE(at)).toBe(0x4002);
        acknowledged.push(packets.readUInt16BE(at + 2));
      }
    },
  });
  return { intake, calls, acknowledged, connection, stop };
}

function delivery(id: number, connection: Connection, next: () => void, empty = false) {
  const envelope = { format: "json", source: "mqtt:t", receivedAt: id, payload: new Uint8Array(1) } as const;
  return { envelope: empty ? undefined : envelope, packetId: id, connection, next };
}

describe("what is between a delivery and its acknowledgement", () => {
  it("acknowledges each message once, in order, after it was stored, whatever fails, and never holds more than its bound", async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("message", "empty") },
      { weight: 1, arbitrary: fc.constant("reconnect") },
      { weight: 3, arbitrary: fc.constant("succeed") },
      { weight: 2, arbitrary: fc.constant("fail") },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, bound) => {
          const { intake, calls, acknowledged, connection } = setup(bound);
          const stored = new Set<number>();
          const expected: number[] = [];
          let current = connection();
          let open = true;
          let answered = 0;
          let id = 0;
          const answer = (succeed: boolean) => {
            const call = calls[answered];
            if (call === undefined) return;
            answered++;
            if (succeed) for (const one of call.ids) stored.add(one);
            if (succeed) call.succeed();
            else call.fail();
          };
          for (const what of steps) {
            if (what === "succeed" || what === "fail") answer(what === "succeed");
            else if (what === "reconnect") {
              current = connection();
              open = true;
            } else if (open) {
              id++;
              expected.push(id);
              open = false;
              if (what === "empty") stored.add(id);
              intake.add(delivery(id, current, () => (open = true), what === "empty"));
            }
            await settle();
            for (const one of acknowledged) expect(stored.has(one)).toBe(true);
            expect(calls.length - answered).toBeLessThanOrEqual(1);
          }
          while (answered < calls.length) {
            answer(true);
            await settle();
          }
          expect(acknowledged).toEqual(expected);
          expect(intake.waiting()).toBe(0);
          expect(open).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("does not let the next packet in while as many wait as may", async () => {
    const { intake, calls, connection } = setup(2);
    const current = connection();
    const passed: number[] = [];
    for (const id of [1, 2]) intake.add(delivery(id, current, () => passed.push(id)));
    await settle();
    expect(passed).toEqual([1]);
    calls[0]?.succeed();
    await settle();
    expect(passed).toEqual([1, 2]);
  });

  it("acknowledges what is stored when it stops, and nothing else", async () => {
    const { intake, calls, acknowledged, connection, stop } = setup(10);
    const current = connection();
    intake.add(delivery(1, current, () => undefined));
    await settle();
    intake.add(delivery(2, current, () => undefined));
    stop.abort();
    const stopped = intake.stop();
    intake.add(delivery(3, current, () => undefined));
    calls[0]?.succeed();
    await stopped;
    expect(acknowledged).toEqual([1]);
    expect(calls).toHaveLength(1);
  });

  it("acknowledges nothing when it stops before it could be stored", async () => {
    const { intake, calls, acknowledged, connection, stop } = setup(10);
    intake.add(delivery(1, connection(), () => undefined));
    await settle();
    stop.abort();
    calls[0]?.fail();
    await intake.stop();
    expect(acknowledged).toEqual([]);
  });
});
