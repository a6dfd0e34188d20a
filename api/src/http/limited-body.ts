import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { ProblemError } from "./problem-error.ts";

export interface BodyLimits {
  readonly maxBytes: number;
  readonly idleMs: number;
  readonly bytesPerSecond: number;
}

export interface LimitedBody {
  readonly stream: Readable;
  /** Why the body was cut, whatever its reader made of that. */
  cutBy(): ProblemError | undefined;
}

/**
 * The body of a request as a stream that fails with 413 when it is longer than `maxBytes` and with 408 when its sender is
 * silent or too slow. Time in which the reader does not ask for more is not counted against the sender. Destroying the
 * stream leaves the connection open, so that the caller can still be answered.
 *
 * @param begin Called when the first byte is wanted.
 */
export function limitBody(request: IncomingMessage, limits: BodyLimits, begin: () => void): LimitedBody {
  let bytes = 0;
  let waitedMs = 0;
  let waitingSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let begun = false;
  let cut: ProblemError | undefined;

  const stopWaiting = () => {
    clearTimeout(timer);
    if (waitingSince !== undefined) waitedMs += performance.now() - waitingSince;
    waitingSince = undefined;
  };
  const wait = () => {
    waitingSince = performance.now();
    timer = setTimeout(() => fail(tooSlow(bytes)), limits.idleMs);
  };
  const fail = (error: ProblemError) => {
    cut = error;
    stream.destroy(error);
  };
  const onData = (chunk: Buffer) => {
    stopWaiting();
    bytes += chunk.length;
    if (bytes > limits.maxBytes) return fail(tooLarge(limits.maxBytes));
    if (waitedMs > limits.idleMs + (bytes / limits.bytesPerSecond) * 1000) return fail(tooSlow(bytes));
    if (stream.push(chunk)) wait();
    else request.pause();
  };
  const onEnd = () => {
    stopWaiting();
    stream.push(null);
  };
  const onClose = () => {
    stopWaiting();
    if (!request.complete)
      stream.destroy(new ProblemError(400, "body-cut", "the body ended before its time"));
  };

  const stream = new Readable({
    read() {
      if (!begun) {
        begun = true;
        begin();
        request.on("data", onData);
        request.on("end", onEnd);
        request.on("close", onClose);
        request.on("error", onClose);
      }
      if (waitingSince === undefined && !request.readableEnded) {
        wait();
        request.resume();
      }
    },
    destroy(error, done) {
      stopWaiting();
      request.off("data", onData);
      request.off("end", onEnd);
      request.off("close", onClose);
      done(error);
    },
  });
  // A handler that gives up before it reads must not leave an unheard error behind.
  stream.on("error", () => {});
  return { stream, cutBy: () => cut };
}

export function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    413,
    "body-too-large",
    `the body is larger than the ${maxBytes} bytes that are taken here`,
  );
}

function tooSlow(bytes: number): ProblemError {
  return new ProblemError(
    408,
    "body-too-slow",
    `the body came too slowly: ${bytes} bytes had come when it was given up`,
  );
}
