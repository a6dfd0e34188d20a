import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silent, temporaryFolder } from "../../test/harness.ts";
import { missing, startWriting } from "../test/flaky-writes.ts";
import { startVictoria, type Victoria } from "../test/victoria.ts";
import { createVictoriaStore } from "./victoria-store.ts";

const now = Date.UTC(2026, 10, 21, 9);
const hour = 3_600_000;

let victoria: Victoria | undefined;
let folders: Awaited<ReturnType<typeof temporaryFolder>>[] = [];
beforeEach(() => {
  folders = [];
});
afterEach(async () => {
  await victoria?.dispose();
  for (const folder of folders) await folder.remove();
});

async function folder(): Promise<string> {
  const made = await temporaryFolder();
  folders.push(made);
  return made.path;
}

function make(dataDir: string, login: { username?: string; password?: string } = {}) {
  const url = victoria?.url ?? "http://127.0.0.1:9";
  return createVictoriaStore(
    { url, username: login.username, password: login.password, dataDir },
    { now: () => now, log: silent },
  );
}

/** What the server has by itself: read from a folder without memory of what was written. */
async function lostByServer(acknowledged: Parameters<typeof missing>[1]): Promise<number> {
  const reader = make(await folder());
  await reader.start();
  const lost = await missing(reader, acknowledged);
  await reader.stop();
  return lost.length;
}

/** Values that the server's process has taken since it began: three for each sample. */
async function rowsTaken(): Promise<number> {
  const metrics = await (await fetch(`${victoria?.url}/metrics`)).text();
  return Number(/^vm_rows_inserted_total\{type="influx"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

describe("the VictoriaMetrics store", () => {
  it("gives back what the server loses when it is killed again and again", async () => {
    victoria = await startVictoria();
    const store = make(await folder());
    await store.start();
    const writing = startWriting(store, 50, now);
    for (let kill = 1; kill <= 3; kill++) {
      const until = writing.acknowledged.length + 2000;
      while (writing.acknowledged.length < until) await new Promise((resolve) => setTimeout(resolve, 5));
      await victoria.stop("SIGKILL");
      const failed = writing.failures();
      while (writing.failures() === failed) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(store.health()).toMatchObject({ state: "degraded" });
      await victoria.start();
    }
    await writing.stop();
    expect(store.health()).toMatchObject({ state: "ok" });
    expect(await missing(store, writing.acknowledged)).toEqual([]);
    expect(await store.countSamples()).toBe(writing.acknowledged.length);
    // New series are shown after ten seconds.
    while ((await lostByServer(writing.acknowledged)) > 0)
      await new Promise((resolve) => setTimeout(resolve, 500));
    await store.stop();
  });

  it("notices by itself that an idle server began anew", async () => {
    victoria = await startVictoria();
    const store = make(await folder());
    await store.start();
    // So that it does not begin anew within the second in which it began.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const writing = startWriting(store, 20, now);
    while (writing.acknowledged.length < 400) await new Promise((resolve) => setTimeout(resolve, 5));
    await writing.stop();
    await victoria.stop("SIGKILL");
    await victoria.start();
    // Nobody writes any more: what the new process takes is what it is given again.
    while ((await rowsTaken()) < writing.acknowledged.length * 3)
      await new Promise((resolve) => setTimeout(resolve, 100));
    while ((await lostByServer(writing.acknowledged)) > 0)
      await new Promise((resolve) => setTimeout(resolve, 500));
    await store.stop();
  });

  it("gives it back also when this process ended as well", async () => {
    victoria = await startVictoria();
    const dataDir = await folder();
    const store = make(dataDir);
    await store.start();
    const writing = startWriting(store, 20, now);
    while (writing.acknowledged.length < 400) await new Promise((resolve) => setTimeout(resolve, 5));
    await writing.stop();
    await victoria.stop("SIGKILL");
    await store.stop();
    await victoria.start();
    const again = make(dataDir);
    await again.start();
    expect(await missing(again, writing.acknowledged)).toEqual([]);
    expect(await again.latest([1])).toEqual([
      { pointId: 1, time: writing.acknowledged.at(-1)?.time, value: expect.any(Number), quality: "good" },
    ]);
    while ((await lostByServer(writing.acknowledged)) > 0)
      await new Promise((resolve) => setTimeout(resolve, 500));
    await again.stop();
  });

  it("keeps the last of many values for one moment once memory has let them go", async () => {
    victoria = await startVictoria();
    const store = make(await folder());
    await store.start();
    const base = { pointId: 1, quality: "good", receivedAt: now } as const;
    await store.write([{ ...base, time: now + hour, value: 0, frameId: "1" }]);
    for (const [i, value] of [5, 9, 2, 7, 3].entries())
      await store.write([{ ...base, time: now, value, frameId: String(10 + i) }]);
    await store.write([{ ...base, time: now, value: 4, frameId: "20", quality: "bad" }]);
    await store.write([{ ...base, time: now, value: 1, frameId: "21" }]);
    const last = [{ ...base, time: now, value: 1, frameId: "21" }];
    while ((await lostByServer(last)) > 0) await new Promise((resolve) => setTimeout(resolve, 500));
    await store.stop();
  });

  it("says when the server forgets after a month", async () => {
    victoria = await startVictoria({ retention: false });
    const store = make(await folder());
    await store.start();
    expect(store.health()).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("start it with -retentionPeriod=100y"),
    });
    await store.stop();
  });

  it("signs in, and says what is wrong without telling the password", async () => {
    victoria = await startVictoria({ flags: ["-httpAuth.username=kr", "-httpAuth.password=s3cret"] });
    const store = make(await folder(), { username: "kr", password: "s3cret" });
    await store.start();
    await store.write([{ pointId: 1, time: now, value: 1, quality: "good", frameId: "1", receivedAt: now }]);
    await store.stop();
    const stranger = make(await folder(), { username: "kr", password: "wr0ng" });
    await expect(stranger.start()).rejects.toThrow(/answers 401/);
    expect(JSON.stringify(stranger.health())).not.toContain("wr0ng");
  });
});
