import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIdCeiling } from "./id-ceiling.ts";

describe("the ceiling of ids", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kr-ids-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async () => {
    const ids = createIdCeiling(join(folder, "data", "telemetry-ids"));
    await ids.load();
    return ids;
  };

  it("is above every id that was reserved before a crash", async () => {
    const ids = await open();
    expect(ids.highest()).toBe(0);
    await ids.reserve(7);
    await ids.reserve(1_500_000);
    expect((await open()).highest()).toBeGreaterThanOrEqual(1_500_000);
  });

  it("gives back what was set aside when it ends in order", async () => {
    const ids = await open();
    await ids.reserve(7);
    await ids.reserve(5);
    await ids.release();
    expect((await open()).highest()).toBe(7);
  });

  it("writes once for a million ids", async () => {
    const ids = await open();
    await ids.reserve(1);
    const written = await readFile(join(folder, "data", "telemetry-ids"), "utf8");
    for (let id = 2; id < 900_000; id += 100_000) await ids.reserve(id);
    expect(await readFile(join(folder, "data", "telemetry-ids"), "utf8")).toBe(written);
  });

  it.each(["", "many", "1.5", "1e99"])("does not start with %j in its file", async (text) => {
    await open();
    await writeFile(join(folder, "data", "telemetry-ids"), text);
    await expect(open()).rejects.toThrow(/telemetry-ids should hold one whole number/);
  });
});
