import assert from "node:assert";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { silent, temporaryFolder } from "../../test/harness.ts";
import { createBrokerState } from "./broker-state.ts";
import { createLedger } from "./ledger.ts";

const limits = {
  queueMessages: 1000,
  queueBytes: 1_000_000,
  totalQueueBytes: 10_000_000,
  retainedMessages: 1000,
  retainedBytes: 1_000_000,
  sessions: 1000,
  sessionExpiryMs: 1000,
};

/** The test of `node:test` that the contract of aedes is written for, by vitest. */
function test(name: string, body: (t: unknown) => Promise<void>): void {
  it(`keeps the contract of aedes: ${name}`, async () => {
    let planned: number | undefined;
    let checks = 0;
    const counted = new Proxy(assert, {
      get: (target, key) => {
        const check = Reflect.get(target, key);
        return typeof check !== "function"
          ? check
          : (...values: unknown[]) => {
              checks++;
              return check(...values);
            };
      },
    });
    await body({
      assert: counted,
      plan: (count: number) => {
        planned = count;
      },
      diagnostic: () => undefined,
    });
    if (planned !== undefined) expect(checks).toBe(planned);
  });
}

const folders: (() => Promise<void>)[] = [];
const contract = createRequire(import.meta.resolve("aedes"))("aedes-persistence/abstract.js");
contract({
  test,
  testAsync: true,
  persistence: async () => {
    const { path, remove } = await temporaryFolder();
    folders.push(remove);
    const ledger = createLedger(join(path, "broker.db"), {
      onOverfull: () => undefined,
      now: Date.now,
      log: silent,
    });
    const state = createBrokerState(limits, { ledger, now: Date.now });
    await state.load();
    return {
      ...state.persistence,
      broker: {},
      async setup(broker: { id: string }) {
        this.broker = broker;
        await state.persistence.setup(broker);
      },
    };
  },
});
