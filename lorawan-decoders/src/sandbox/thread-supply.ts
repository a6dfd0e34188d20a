import type { CodecLimits } from "./codec.ts";
import { type CodecThread, startCodecThread } from "./codec-thread.ts";
import type { MemoryLayout } from "./memory-image.ts";

export interface ThreadSupply {
  /** A thread that is ready. Rejects when none comes up. */
  take(): Promise<CodecThread>;
  stop(): Promise<void>;
}

export interface ThreadSupplyConfig {
  readonly limits: CodecLimits;
  /** Threads kept ready, so that a worker whose thread had to be ended goes on at once. */
  readonly spares: number;
}

export function createThreadSupply(
  { limits, spares }: ThreadSupplyConfig,
  wasm: WebAssembly.Module,
): ThreadSupply {
  const waiting: CodecThread[] = [];
  let layout: MemoryLayout | undefined;
  let stopped = false;

  function refill(): void {
    while (!stopped && waiting.length < spares) {
      const thread = startCodecThread({ wasm, layout, limits });
      waiting.push(thread);
      const forget = () => {
        const at = waiting.indexOf(thread);
        if (at >= 0) waiting.splice(at, 1);
      };
      // One that does not come up is not tried again until the next is taken.
      thread.ready.catch(forget);
      thread.listen(() => {}, forget);
    }
  }

  return {
    async take() {
      const thread = waiting.shift() ?? startCodecThread({ wasm, layout, limits });
      try {
        ({ layout } = await thread.ready);
      } finally {
        refill();
      }
      return thread;
    },

    async stop() {
      stopped = true;
      await Promise.all(waiting.splice(0).map((thread) => thread.end()));
    },
  };
}
