import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { SeriesAnswer } from "@kontrollrom/contracts/sample.ts";
import { type EventHubServer, startEventHubServer } from "@kontrollrom/ingest/wires/test/event-hub-server.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../test-platform-process.ts";

const from = Date.now() - 3_600_000;
const iso = (time: number) => new Date(time).toISOString();
const range = (first: number, next: number) => Array.from({ length: next - first }, (_, i) => first + i);

describe("a platform that reads an IoT hub", () => {
  let hub: EventHubServer;
  let platform: TestPlatform;
  let dataDir: string;
  beforeEach(async () => {
    hub = await startEventHubServer({ partitions: 2 });
    dataDir = await mkdtemp(join(tmpdir(), "kontrollrom-"));
    platform = await startTestPlatform({
      KR_DATA_DIR: dataDir,
      KR_EVENTHUB_CONNECTION: hub.connectionString(),
    });
    for (const id of ["meter-0", "meter-1"])
      await platform.call("POST", "/devices", { externalId: id, name: id });
  });
  afterEach(async () => {
    await platform.stop();
    await hub.dispose();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** The body names another device than the hub has stamped: the stamp is who sent it. */
  function send(device: number, steps: readonly number[]): void {
    hub.enqueue(
      device,
      ...steps.map((step) => ({
        body: JSON.stringify({
          device: "somebody-else",
          time: iso(from + step * 1000),
          values: [{ quantity: "temperature", value: 20 + (step % 10) / 10 }],
        }),
        stamps: { "iothub-connection-device-id": `meter-${device}` },
      })),
    );
  }

  async function stepsOf(device: number): Promise<number[]> {
    const { items } = await platform.call<{ items: Point[] }>("GET", "/points?quantity=temperature");
    const point = items.find(({ deviceName }) => deviceName === `meter-${device}`);
    if (point === undefined) return [];
    const { points } = await platform.call<SeriesAnswer>("POST", "/samples/query", {
      pointIds: [point.id],
      from: iso(from),
      to: iso(from + 3_600_000),
      bucket: "raw",
    });
    return (points[0]?.entries ?? []).map(({ time }) => (time - from) / 1000);
  }

  it("goes on after its checkpoints in the registry when it is stopped, and again when it is killed", async () => {
    for (const device of [0, 1]) send(device, range(0, 300));
    await expect.poll(() => stepsOf(0), { timeout: 30_000 }).toEqual(range(0, 300));
    await expect.poll(() => stepsOf(1), { timeout: 30_000 }).toEqual(range(0, 300));
    expect(await platform.stop()).toBe(0);

    send(0, range(300, 400));
    await platform.restart();
    await expect.poll(() => stepsOf(0), { timeout: 30_000 }).toEqual(range(0, 400));
    // What stood behind the checkpoint was not asked for again.
    expect(hub.sent[0]).toEqual(range(0, 400));
    expect(hub.sent[1]).toEqual(range(0, 300));

    send(1, range(300, 3300));
    await expect.poll(async () => (await stepsOf(1)).length, { timeout: 30_000 }).toBeGreaterThan(300);
    await platform.kill();
    await platform.restart();
    await expect.poll(() => stepsOf(1), { timeout: 30_000 }).toEqual(range(0, 3300));
    expect(await stepsOf(0)).toEqual(range(0, 400));
  });
});
