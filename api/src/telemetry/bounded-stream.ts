import { ProblemError } from "../http/problem-error.ts";

/**
 * Hands on what another gives, until `signal` says stop: also while the other is busy, which it is then told to leave.
 * @throws what `signal` was aborted with
 */
export async function* until<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let stopped: () => void = () => undefined;
  const stop = new Promise<never>((_resolve, reject) => {
    stopped = () => reject(signal.reason);
    if (signal.aborted) stopped();
    else signal.addEventListener("abort", stopped, { once: true });
  });
  stop.catch(() => undefined);
  let ended = false;
  try {
    for (;;) {
      const next = iterator.next();
      next.catch(() => undefined);
      const { done, value } = await Promise.race([next, stop]);
      if (done) break;
      yield value;
    }
    ended = true;
  } finally {
    signal.removeEventListener("abort", stopped);
    // Not waited for: it may be in the middle of a long read, and the caller has gone.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** Aborted when `signal` is, or after `ms` with a problem that says so. Call `clear` when it is not needed any more. */
export function deadline(signal: AbortSignal, ms: number): { signal: AbortSignal; clear(): void } {
  const late = new AbortController();
  const timer = setTimeout(
    () =>
      late.abort(
        new ProblemError(
          503,
          "took-too-long",
          `the series was not read within ${Math.round(ms / 60_000)} minutes: ask for a shorter period, or POST /exports`,
        ),
      ),
    ms,
  );
  return { signal: AbortSignal.any([signal, late.signal]), clear: () => clearTimeout(timer) };
}

/** Waits for the first item, so that what fails at once can be told as a proper problem, and gives the whole again. */
export async function begun<T>(items: AsyncIterable<T>): Promise<AsyncGenerator<T>> {
  const iterator = items[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      if (first.done) return;
      yield first.value;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  })();
}
