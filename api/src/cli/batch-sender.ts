import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CliError } from "./cli-error.ts";

const Answer = z.object({ samples: z.int(), deadLetters: z.int() });
export type BatchAnswer = z.infer<typeof Answer>;

export interface Batch {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly body: string;
}

export interface BatchSenderOptions {
  readonly url: string;
  readonly token: string | undefined;
  /** Requests at a time. */
  readonly inFlight: number;
  answered(batch: Batch, answer: BatchAnswer): void;
  /** Said once for each wait that begins. */
  waiting(why: string): void;
}

const firstWaitMs = 250;
const longestWaitMs = 10_000;
/** A platform that answers nothing for so long is not coming back by itself. */
const patienceMs = 10 * 60_000;
const requestMs = 120_000;

/** Sends batches to `POST /ingest/json`, a few at a time, and each again until the platform has stored it. */
export function createBatchSender(options: BatchSenderOptions) {
  const address = new URL("/api/v1/ingest/json", options.url);
  const running = new Set<Promise<void>>();
  let failure: unknown;

  /** What the platform answered, or how long to wait before it is asked again. */
  async function attempt(
    batch: Batch,
  ): Promise<BatchAnswer | { readonly why: string; readonly waitMs?: number }> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(requestMs);
      response = await fetch(address, { method: "POST", headers, body: batch.body, signal });
      text = await response.text();
    } catch (error) {
      const { cause, message } = error as Error;
      return { why: `${options.url} does not answer: ${(cause as Error | undefined)?.message ?? message}` };
    }
    if (response.ok) return Answer.parse(JSON.parse(text));
    if (
      response.status === 503 ||
      response.status === 429 ||
      response.status === 502 ||
      response.status === 504
    ) {
      const after = Number(response.headers.get("retry-after"));
      return { why: `the platform is busy (${response.status})`, ...(after > 0 && { waitMs: after * 1000 }) };
    }
    throw new CliError(
      `lines ${batch.firstLine} to ${batch.lastLine} were refused (${response.status}): ${text.slice(0, 300)}`,
    );
  }

  async function deliver(batch: Batch): Promise<void> {
    const startedAt = Date.now();
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
      const outcome = await attempt(batch);
      if ("samples" in outcome) return options.answered(batch, outcome);
      if (failure !== undefined) return;
      if (Date.now() - startedAt > patienceMs)
        throw new CliError(`${outcome.why}; import again when it runs: what is stored is not stored twice`);
      options.waiting(outcome.why);
      await sleep(Math.min(outcome.waitMs ?? wait, longestWaitMs));
    }
  }

  const check = () => {
    if (failure !== undefined) throw failure;
  };

  return {
    /** Resolves when there is room for one more. @throws what a batch before failed with */
    async send(batch: Batch): Promise<void> {
      const one: Promise<void> = deliver(batch)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => running.delete(one));
      running.add(one);
      while (running.size >= options.inFlight) await Promise.race(running);
      check();
    },
    /** Resolves when all is stored. @throws what a batch failed with */
    async finish(): Promise<void> {
      await Promise.all(running);
      check();
    },
  };
}
