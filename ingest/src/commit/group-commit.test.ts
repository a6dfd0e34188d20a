import fc from "fast-check";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { createGroupCommit, type GroupCommitOptions, NotStoredError } from "./group-commit.ts";

const log = pino({ level: "silent" });

/** Lets everything that is ready run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

interface CommitCall {
  readonly items: readonly number[];
  succeed(): void;
  fail(message: string): void;
}

/** A group commit over a store whose commits are ended by hand. */
function setup(options: Partial<GroupCommitOptions<number>> = {}) {
  const calls: CommitCall[] = [];
  const pauses: { readonly ms: number; end(): void }[] = [];
  const committed: number[][] = [];
  const settled: [item: number, error: string | undefined][] = [];
  const overfull: boolean[] = [];
  const group = createGroupCommit<number>({
    commit: (items) =>
      new Promise((resolve, reject) => {
        calls.push({ items: [...items], succeed: resolve, fail: (message) => reject(new Error(message)) });
      }),
    committed: (items) => void committed.push([...items]),
    maxBatchItems: 1000,
    maxBatchBytes: 1000,
    maxWaitingBytes: 10_000,
    onOverfull: (full) => overfull.push(full),
    now: () => 0,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        pauses.push({ ms, end: resolve });
        signal.addEventListener("abort", () => resolve());
      }),
    log,
    ...options,
  });
  const add = (item: number, bytes = 1) =>
    group.add(item, bytes, (error) => settled.push([item, error?.message]));
  return { group, add, calls, pauses, committed, settled, overfull };
}

describe("group commit", () => {
  it("commits a lone item at once, and what comes meanwhile together", async () => {
    const { add, calls, settled, committed } = setup();
    add(1);
    await settle();
    expect(calls.map(({ items }) => items)).toEqual([[1]]);
    for (const item of [2, 3, 4]) add(item);
    await settle();
    expect(calls).toHaveLength(1);
    expect(settled).toEqual([]);
    calls[0]?.succeed();
    await settle();
    expect(settled).toEqual([[1, undefined]]);
    expect(committed).toEqual([[1]]);
    expect(calls[1]?.items).toEqual([2, 3, 4]);
  });

  it("keeps a batch within its bounds, yet takes one item of any size", async () => {
    const { add, calls } = setup({ maxBatchItems: 2, maxBatchBytes: 10 });
    for (const [item, bytes] of [
      [1, 50],
      [2, 4],
      [3, 4],
      [4, 4],
      [5, 9],
      [6, 9],
    ] as const)
      add(item, bytes);
    for (let i = 0; i < 5; i++) {
      await settle();
      calls[i]?.succeed();
    }
    await settle();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2, 3], [4], [5], [6]]);
  });

  it("tries a failed commit again with growing pauses, settling nothing before it is durable", async () => {
    const { group, add, calls, pauses, settled } = setup();
    add(1);
    for (let attempt = 0; attempt < 9; attempt++) {
      await settle();
      calls.at(-1)?.fail("disk full");
      await settle();
      expect(group.state().failing).toMatchObject({ attempts: attempt + 1, message: "disk full" });
      pauses.at(-1)?.end();
    }
    await settle();
    expect(settled).toEqual([]);
    expect(pauses.map(({ ms }) => ms)).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    calls.at(-1)?.succeed();
    await settle();
    expect(settled).toEqual([[1, undefined]]);
    expect(group.state()).toMatchObject({ failing: undefined, waitingItems: 0, waitingBytes: 0 });
  });

  it("says when too much waits, and again when half of it is gone", async () => {
    const { add, calls, overfull } = setup({ maxWaitingBytes: 100, maxBatchItems: 1 });
    for (let item = 0; item < 4; item++) add(item, 30);
    expect(overfull).toEqual([true]);
    await settle();
    calls[0]?.succeed();
    await settle();
    expect(overfull).toEqual([true]);
    calls[1]?.succeed();
    await settle();
    calls[2]?.succeed();
    await settle();
    expect(overfull).toEqual([true, false]);
  });

  it("does not let a listener that fails hold up the next commit", async () => {
    const { add, calls, settled } = setup({ committed: () => Promise.reject(new Error("listener")) });
    add(1);
    await settle();
    calls[0]?.succeed();
    await settle();
    add(2);
    await settle();
    calls[1]?.succeed();
    await settle();
    expect(settled).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });

  it("waits for its listener before the next commit, so that a slow one slows the senders", async () => {
    const slow = Promise.withResolvers<void>();
    const { add, calls } = setup({ committed: () => slow.promise });
    add(1);
    await settle();
    calls[0]?.succeed();
    add(2);
    await settle();
    expect(calls).toHaveLength(1);
    slow.resolve();
    await settle();
    expect(calls[1]?.items).toEqual([2]);
  });

  it("finishes the batch in flight on stopping and takes nothing more", async () => {
    const { group, add, calls, settled } = setup();
    add(1);
    await settle();
    const stopped = group.stop();
    add(2);
    expect(settled).toEqual([[2, "not stored: the platform is stopping, send it again"]]);
    calls[0]?.succeed();
    await stopped;
    expect(settled.at(-1)).toEqual([1, undefined]);
  });

  it("gives up what cannot be stored when it stops, without acknowledging it", async () => {
    const { group, add, calls, settled } = setup();
    add(1);
    await settle();
    calls[0]?.fail("disk full");
    await settle();
    const stopped = group.stop();
    await settle();
    calls[1]?.fail("disk full");
    await stopped;
    expect(settled).toEqual([[1, "not stored: disk full"]]);
  });

  it("settles each item once, in order, and only after a commit that holds it succeeded, whatever fails", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: fc.integer({ min: 1, max: 40 }) }) },
      { weight: 3, arbitrary: fc.constant("succeed" as const) },
      { weight: 2, arbitrary: fc.constant("fail" as const) },
      { weight: 2, arbitrary: fc.constant("wait" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { group, add, calls, pauses, settled, committed } = setup({
          maxBatchItems: 7,
          maxBatchBytes: 60,
        });
        const durable = new Set<number>();
        let ended = 0;
        let next = 0;
        const endCall = (succeed: boolean) => {
          const call = calls[ended];
          if (call === undefined) return;
          ended++;
          if (!succeed) return call.fail("no");
          for (const item of call.items) {
            expect(durable.has(item)).toBe(false);
            durable.add(item);
          }
          call.succeed();
        };
        for (const one of steps) {
          if (typeof one === "object") add(next++, one.add);
          else if (one === "wait") await settle();
          else endCall(one === "succeed");
          for (const { end } of pauses) end();
          // Never two at a time.
          expect(calls.length - ended).toBeLessThanOrEqual(1);
          for (const [item] of settled) expect(durable.has(item)).toBe(true);
        }
        for (let i = 0; i < next * 2 + 5; i++) {
          await settle();
          for (const { end } of pauses) end();
          endCall(true);
        }
        await settle();
        const all = Array.from({ length: next }, (_, item) => item);
        expect(settled).toEqual(all.map((item) => [item, undefined]));
        expect(committed.flat()).toEqual(all);
        for (const { items } of calls) expect(items.length).toBeLessThanOrEqual(7);
        expect(group.state()).toMatchObject({ waitingItems: 0, waitingBytes: 0 });
        await group.stop();
      }),
      { numRuns: 200 },
    );
  });

  it("refuses with an error that callers can tell apart", async () => {
    const { group } = setup();
    await group.stop();
    let error: Error | undefined;
    group.add(1, 1, (why) => {
      error = why;
    });
    expect(error).toBeInstanceOf(NotStoredError);
  });
});
