import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultLimits } from "./codec.ts";
import type { CodecThread } from "./codec-thread.ts";
import { createCodecWorker, type Task } from "./codec-worker.ts";
import type { CallResult } from "./engine.ts";
import type { WorkerBatch, WorkerMessage } from "./protocol.ts";

interface FakeThread extends CodecThread {
  readonly batches: WorkerBatch[];
  ended: boolean;
  /** The job that the thread is at. */
  at: number;
  /** How many times it has begun something. */
  begun: number;
  say(message: WorkerMessage): void;
  die(detail: string): void;
}

function fakeThread(): FakeThread {
  let onMessage = (_message: WorkerMessage): void => {};
  let onEnd = (_detail: string): void => {};
  const thread: FakeThread = {
    batches: [],
    ended: false,
    at: 0,
    begun: 1,
    ready: Promise.resolve({ layout: { dataEnd: 0, heapStart: 0, breakAt: 0 } }),
    progress: () => ({ begun: thread.begun, job: thread.at }),
    post: (batch) => void thread.batches.push(batch),
    listen: (message, end) => {
      onMessage = message;
      onEnd = end;
    },
    end: async () => {
      thread.ended = true;
    },
    say: (message) => onMessage(message),
    die: (detail) => onEnd(detail),
  };
  return thread;
}

const good: CallResult = { ok: true, form: "ts013", json: '{"data":1}' };
/** Turns of the event loop until a promise that a thread was taken by has settled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const still = { now: () => 0, cpuMs: () => 0 };

function setUp(supply: readonly (FakeThread | Error)[], cachedCodecs = 10, clocks = still) {
  const left = [...supply];
  let idle = 0;
  const worker = createCodecWorker(
    { limits: defaultLimits, cachedCodecs },
    {
      takeThread: async () => {
        const next = left.shift();
        if (next === undefined || next instanceof Error) throw next ?? new Error("no more threads");
        return next;
      },
      ...clocks,
      onIdle: () => {
        idle += 1;
      },
    },
  );
  const results: Record<string, CallResult> = {};
  const task = (name: string, source = "source"): Task => ({
    codec: { name, source },
    call: "decode",
    input: "{}",
    settle: (result) => {
      results[name] = result;
    },
  });
  return { worker, results, task, idleCalls: () => idle };
}

function jobs(thread: FakeThread) {
  return thread.batches.flatMap((batch) => batch.jobs);
}

function answer(thread: FakeThread, ...ids: readonly (number | undefined)[]): void {
  thread.say({ kind: "results", results: ids.map((id) => ({ id: id ?? 0, result: good })) });
}

describe("a codec worker", () => {
  it("is idle again when all of its tasks are answered, however the answers are divided", async () => {
    const thread = fakeThread();
    const { worker, results, task, idleCalls } = setUp([thread]);
    await worker.start();
    const idleBefore = idleCalls();
    worker.give([task("a"), task("b"), task("c")]);
    expect(worker.idle).toBe(false);
    const [a, b, c] = jobs(thread).map(({ id }) => id);
    answer(thread, a, b);
    expect(worker.idle).toBe(false);
    answer(thread, c);
    expect(worker.idle).toBe(true);
    expect(idleCalls()).toBe(idleBefore + 1);
    expect(results).toEqual({ a: good, b: good, c: good });
    await worker.stop();
  });

  it("gives what a thread leaves behind to the next one, but for the task that it was at", async () => {
    const first = fakeThread();
    const second = fakeThread();
    const { worker, results, task } = setUp([first, second]);
    await worker.start();
    worker.give([task("a"), task("b"), task("c")]);
    const [a, b] = jobs(first).map(({ id }) => id);
    answer(first, a);
    first.at = b ?? 0;
    first.die("out of memory");
    await settled();
    expect(results).toEqual({ a: good, b: { ok: false, reason: "worker-ended", detail: "out of memory" } });
    expect(jobs(second)).toHaveLength(1);
    // The new thread knows no codec yet.
    expect(second.batches[0]?.learn).toHaveLength(1);
    answer(second, jobs(second)[0]?.id);
    expect(results.c).toEqual(good);
    await worker.stop();
  });

  it("ends a thread whose engine broke, and takes its word for why", async () => {
    const first = fakeThread();
    const second = fakeThread();
    const { worker, results, task } = setUp([first, second]);
    await worker.start();
    worker.give([task("a"), task("b")]);
    const [a] = jobs(first).map(({ id }) => id);
    first.at = a ?? 0;
    first.say({ kind: "broken", id: a ?? 0, failure: { ok: false, reason: "stack", detail: "too deep" } });
    await settled();
    expect(first.ended).toBe(true);
    expect(results).toEqual({ a: { ok: false, reason: "stack", detail: "too deep" } });
    answer(second, jobs(second)[0]?.id);
    expect(results.b).toEqual(good);
    await worker.stop();
  });

  it("fails what it has when no thread comes up, and tries again for the next task", async () => {
    const first = fakeThread();
    const third = fakeThread();
    const { worker, results, task } = setUp([first, new Error("no threads left"), third]);
    await worker.start();
    worker.give([task("a"), task("b")]);
    first.at = jobs(first)[0]?.id ?? 0;
    first.die("killed");
    await settled();
    expect(results).toMatchObject({
      a: { reason: "worker-ended", detail: "killed" },
      b: { reason: "worker-ended", detail: "no threads left" },
    });
    expect(worker.idle).toBe(true);
    worker.give([task("c")]);
    await settled();
    answer(third, jobs(third)[0]?.id);
    expect(results.c).toEqual(good);
    await worker.stop();
  });

  it("does not start without a thread", async () => {
    const { worker } = setUp([new Error("none")]);
    await expect(worker.start()).rejects.toThrow(/does not come up/);
    await worker.stop();
  });

  it("sends a source once, and again when the thread has been told to forget it", async () => {
    const thread = fakeThread();
    const { worker, task } = setUp([thread], 2);
    await worker.start();
    const order = ["x", "x", "y", "z", "x", "z"];
    for (const source of order) {
      worker.give([task(source, source)]);
      answer(thread, thread.batches.at(-1)?.jobs[0]?.id);
    }
    const told = thread.batches.map(({ learn, forget }) => [
      learn.map(({ codec }) => codec.source).join(),
      forget.length,
    ]);
    expect(told).toEqual([
      ["x", 0],
      ["", 0],
      ["y", 0],
      ["z", 1],
      ["x", 1],
      ["", 0],
    ]);
    await worker.stop();
  });
});

describe("the watchdog", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each<[name: string, cpuShare: number, endsAfterMs: number]>([
    ["at its limit", 1, 110],
    ["when the process is busy with other threads too", 2, 110],
    ["later when the machine is busy", 0.5, 200],
    ["at the latest when the machine gives it no time", 0, 550],
  ])("ends a thread %s", async (_name, cpuShare, endsAfterMs) => {
    const first = fakeThread();
    const second = fakeThread();
    let now = 0;
    const { worker, results, task } = setUp([first, second], 10, {
      now: () => now,
      cpuMs: () => now * cpuShare,
    });
    await worker.start();
    worker.give([task("a"), task("b")]);
    first.at = jobs(first)[0]?.id ?? 0;
    const tick = () => {
      now += 10;
      vi.advanceTimersByTime(10);
    };
    while (now < endsAfterMs - 10) tick();
    expect(first.ended).toBe(false);
    tick();
    expect(first.ended).toBe(true);
    expect(results).toMatchObject({ a: { reason: "timeout" } });
    await settled();
    expect(jobs(second)).toHaveLength(1);
    await worker.stop();
  });

  it("lets a thread be that goes from one job to the next", async () => {
    const thread = fakeThread();
    let now = 0;
    const { worker, task } = setUp([thread], 10, { now: () => now, cpuMs: () => now });
    await worker.start();
    worker.give([task("a")]);
    for (let i = 0; i < 100; i++) {
      now += 10;
      if (i % 9 === 0) thread.begun += 1;
      vi.advanceTimersByTime(10);
    }
    expect(thread.ended).toBe(false);
    await worker.stop();
  });
});
