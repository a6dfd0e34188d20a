import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDuckdbStore } from "../store/duckdb-store.ts";
import { silent, temporaryFolder, until } from "../test/harness.ts";
import { native } from "../test/messages.ts";

const senders = 4;
const base = Date.now() - 3_600_000;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startChild(dataDir: string, environment: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child = fork(join(import.meta.dirname, "child.ts"), [dataDir, String(senders)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: { ...process.env, ...environment },
  });
  const [line] = await once(child.stdout as NodeJS.EventEmitter, "data");
  return { child, url: `mqtt://127.0.0.1:${String(line).trim()}` };
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

/** The value that a sender gives at a step: what is stored can be told from it. */
const valueAt = (sender: number, step: number) => ((sender * 7919 + step) % 1000) / 10;

/**
 * A gateway that sends its readings in order, sends again what was not acknowledged when it comes back, and now and then
 * something that was.
 */
function createSender(sender: number) {
  const acknowledged = new Set<number>();
  let next = 0;
  return {
    acknowledged,
    /** Sends until the connection breaks, or to a last step. */
    async run(url: string, last = Number.POSITIVE_INFINITY): Promise<void> {
      const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, clientId: `sender-${sender}` });
      client.on("error", () => undefined);
      const broken = new Promise<"broken">((resolve) => client.once("close", () => resolve("broken")));
      const publish = (step: number) =>
        client
          .publishAsync(
            `kr/v1/test/${sender}`,
            native(`meter-${sender}`, base + step, [
              { quantity: "temperature", value: valueAt(sender, step) },
            ]),
            { qos: 1 },
          )
          .then(
            () => acknowledged.add(step),
            () => undefined,
          );
      const again = Array.from({ length: next }, (_, step) => step).filter(
        (step) => !acknowledged.has(step) || step % 10 === 0,
      );
      let window = again.map(publish);
      while (client.connected && next < last) {
        while (window.length < 50 && next < last) window.push(publish(next++));
        if ((await Promise.race([broken, Promise.all(window)])) === "broken") break;
        window = [];
      }
      client.end(true);
    },
  };
}

describe("a process that is killed under load", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child, "SIGKILL");
    await folder.remove();
  });

  async function stored() {
    const store = createDuckdbStore(
      {
        dataDir: folder.path,
        memoryMb: 256,
        threads: 2,
        frameDays: 30,
        deadLetters: { maxCount: 1000, maxBytes: 1_000_000 },
      },
      { now: () => Date.now(), log: silent },
    );
    await store.start();
    const series = await store.series({
      pointIds: Array.from({ length: senders }, (_, i) => i + 1),
      from: base,
      to: base + 10_000_000,
      bucket: "raw",
      aggregates: [],
      limit: 900_000,
    });
    const { samples } = await store.count();
    await store.stop();
    return { series, samples };
  }

  it("has everything that it acknowledged, once, and goes on after its restart", async () => {
    const all = Array.from({ length: senders }, (_, i) => createSender(i));
    const acknowledged = () => all.reduce((sum, { acknowledged: set }) => sum + set.size, 0);
    for (let round = 1; round <= 4; round++) {
      const { child, url } = await startChild(folder.path);
      children.push(child);
      const running = all.map((sender) => sender.run(url));
      const target = acknowledged() + 1500 * round;
      await until(() => acknowledged() > target);
      await end(child, "SIGKILL");
      await Promise.all(running);
    }
    const last = Math.max(...all.map(({ acknowledged: set }) => set.size)) + 500;
    const { child, url } = await startChild(folder.path);
    children.push(child);
    await Promise.all(all.map((sender) => sender.run(url, last)));
    await end(child, "SIGTERM");
    expect(child.exitCode).toBe(0);

    const { series, samples } = await stored();
    for (const [i, sender] of all.entries()) {
      const entries = series.get(i + 1) ?? [];
      const times = new Set(entries.map(({ time }) => time));
      expect(times.size).toBe(entries.length);
      expect([...sender.acknowledged].filter((step) => !times.has(base + step))).toEqual([]);
      for (const { time, value } of entries) expect(value).toBe(valueAt(i, time - base));
    }
    expect(samples).toBe([...series.values()].reduce((sum, entries) => sum + entries.length, 0));
  });

  it("acknowledges nothing while the disk is full, says that it is down, and recovers by itself", async () => {
    const { child, url } = await startChild(folder.path);
    children.push(child);
    const sender = createSender(0);
    const running = sender.run(url, 3000);
    await until(() => sender.acknowledged.size > 500);
    // A file that may not grow is what a full disk is to a process.
    await limitFileSize(child, 100_000);
    await until(async () => (await healthOf(child)).state === "down");
    const during = sender.acknowledged.size;
    expect((await healthOf(child)).detail).toContain("cannot store");
    await limitFileSize(child, undefined);
    await running;
    expect(sender.acknowledged.size).toBe(3000);
    expect(during).toBeLessThan(3000);
    expect((await healthOf(child)).state).toBe("ok");
    await end(child, "SIGKILL");

    const { series } = await stored();
    expect((series.get(1) ?? []).map(({ time }) => time - base)).toEqual(
      Array.from({ length: 3000 }, (_, i) => i),
    );
  });
});

async function healthOf(child: ChildProcess): Promise<{ state: string; detail?: string }> {
  child.send("health");
  const [health] = await once(child, "message");
  return health;
}

/** Bounds the files that a process may write from now on; undefined lifts the bound. */
async function limitFileSize(child: ChildProcess, bytes: number | undefined): Promise<void> {
  const limit = bytes === undefined ? "unlimited" : String(bytes);
  await new Promise<void>((resolve, reject) => {
    execFile("prlimit", ["--pid", String(child.pid), `--fsize=${limit}:unlimited`], (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}
