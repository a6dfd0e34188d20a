import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyBackup } from "./manifest.ts";

const native = (time: number, value: number) =>
  JSON.stringify({
    time: new Date(time).toISOString(),
    device: "meter-1",
    values: [{ quantity: "temperature", value, unit: "Cel" }],
  });

describe("a backup", () => {
  let folder = "";
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kr-backup-"));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child);
    await rm(folder, { recursive: true, force: true });
  });

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  }

  async function start(dataDir: string) {
    const child = fork(join(import.meta.dirname, "../main.ts"), [], {
      env: {
        ...process.env,
        KR_HTTP_PORT: "0",
        KR_MQTT_PORT: "0",
        KR_DATA_DIR: dataDir,
        KR_LOG_LEVEL: "error",
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    children.push(child);
    const ended = once(child, "exit").then(([code]) =>
      Promise.reject(new Error(`the platform ended with ${code}`)),
    );
    ended.catch(() => undefined);
    const [{ url }] = (await Promise.race([once(child, "message"), ended])) as [{ url: string }];
    const call = async (method: string, path: string, body?: string) => {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
      });
      return { status: response.status, body: (await response.json()) as never };
    };
    return { child, url, call };
  }

  const kr = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const command = [join(import.meta.dirname, "../cli/kr.ts"), ...args];
    return promisify(execFile)(process.execPath, command, { env: { ...process.env, ...env } }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
    );
  };

  it("of a platform that runs is restored into an empty folder, with all that it had; nothing else is overwritten", async () => {
    const first = await start(join(folder, "data"));
    const device = { externalId: "meter-1", name: "Måler 1" };
    expect((await first.call("POST", "/devices", JSON.stringify(device))).status).toBe(201);
    const now = Date.now() - 60_000;
    for (let i = 0; i < 20; i++)
      expect((await first.call("POST", "/ingest/json", native(now + i * 1000, i))).status).toBe(202);

    const copy = join(folder, "copy");
    expect(await kr(["backup", copy, "--url", first.url])).toMatchObject({ code: 0 });
    expect((await first.call("POST", "/ingest/json", native(now + 30_000, 99))).status).toBe(202);
    expect(await kr(["backup", copy, "--url", first.url])).toMatchObject({
      code: 1,
      text: expect.stringContaining("is there already"),
    });
    expect(await kr(["verify-backup", copy])).toMatchObject({ code: 0 });
    expect(await kr(["restore", copy], { KR_DATA_DIR: join(folder, "data") })).toMatchObject({
      code: 1,
      text: expect.stringContaining("is not empty"),
    });
    await end(first.child);

    const restored = join(folder, "restored");
    expect(await kr(["restore", copy], { KR_DATA_DIR: restored })).toMatchObject({ code: 0 });
    const second = await start(restored);
    const points: { items: readonly { id: number; presentValue?: { value: number } }[] } = (
      await second.call("GET", "/points")
    ).body;
    const [point] = points.items;
    const query = `from=${new Date(now).toISOString()}&to=${new Date(now + 60_000).toISOString()}`;
    const samples: { points: readonly { entries: readonly { value: number }[] }[] } = (
      await second.call("GET", `/points/${point?.id}/samples?${query}`)
    ).body;
    expect(samples.points[0]?.entries.map(({ value }) => value)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
    const jobs: { items: readonly unknown[] } = (await second.call("GET", "/jobs")).body;
    expect(jobs.items).toEqual([]);
    expect((await second.call("POST", "/ingest/json", native(now + 40_000, 5))).status).toBe(202);
  }, 120_000);

  it("that was changed, is not whole or leads elsewhere is refused by name, and leaves nothing behind", async () => {
    const { call, url } = await start(join(folder, "data"));
    expect((await call("POST", "/backups", JSON.stringify({ name: "../up" }))).status).toBe(400);
    const copy = join(folder, "copy");
    expect(await kr(["backup", copy, "--url", url])).toMatchObject({ code: 0 });
    const manifest = await verifyBackup(copy);
    await appendFile(join(copy, "registry.sqlite"), "x");
    const target = join(folder, "target");
    expect(await kr(["restore", copy], { KR_DATA_DIR: target })).toMatchObject({
      code: 1,
      text: expect.stringMatching(/registry\.sqlite is not what was written/),
    });
    await rm(join(copy, "registry.sqlite"));
    expect(await kr(["verify-backup", copy])).toMatchObject({
      code: 1,
      text: expect.stringMatching(/registry\.sqlite is missing/),
    });
    const files = [{ ...manifest.files[0], path: "../outside" }];
    await writeFile(join(copy, "manifest.json"), JSON.stringify({ ...manifest, files }));
    expect(await kr(["restore", copy], { KR_DATA_DIR: target })).toMatchObject({ code: 1 });
    expect(await readdir(folder)).toEqual(["copy", "data"]);
  }, 120_000);
});
