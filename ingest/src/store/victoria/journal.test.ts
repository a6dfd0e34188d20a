import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Quality } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJournal } from "./journal.ts";
import { packRows, type Row, unpackRows } from "./row.ts";

const row = (n: number): Row => ({
  sample: { pointId: n, time: n * 1000, value: n / 3, quality: "good", frameId: String(n), receivedAt: n },
  rev: n % 5,
});

describe("the journal", () => {
  let folder: string;
  let clock = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kr-journal-"));
    clock = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async () => {
    const journal = createJournal(folder, () => clock);
    await journal.load();
    return journal;
  };
  const all = async (journal: Awaited<ReturnType<typeof open>>) => {
    const rows: Row[] = [];
    for await (const entry of journal.read()) rows.push(...entry);
    return rows;
  };

  it("packs and unpacks whatever a sample can be", () => {
    const any = fc.record({
      sample: fc.record({
        pointId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        time: fc.integer({ min: 0, max: 8.64e15 }),
        value: fc.double({ noNaN: true }),
        quality: fc.constantFrom(...Quality.options),
        frameId: fc.integer({ min: 0, max: 1e15 }).map(String),
        receivedAt: fc.integer({ min: 0, max: 8.64e15 }),
      }),
      rev: fc.integer({ min: 0, max: 63 }),
    });
    fc.assert(
      fc.property(fc.array(any), (rows) => {
        expect(unpackRows(packRows(rows))).toEqual(rows);
      }),
    );
  });

  it("gives back what was appended, in order, also after a restart", async () => {
    const journal = await open();
    await journal.append([row(1), row(2)]);
    clock = 20_000;
    await journal.append([row(3)]);
    expect(await all(journal)).toEqual([row(1), row(2), row(3)]);
    await journal.close();
    const again = await open();
    await again.append([row(4)]);
    expect(await all(again)).toEqual([row(1), row(2), row(3), row(4)]);
    expect(await readdir(folder)).toHaveLength(3);
    await again.close();
  });

  it.each([
    ["cut off", async (file: string) => truncate(file, (await readFile(file)).length - 3)],
    [
      "overwritten",
      async (file: string) => {
        const content = await readFile(file);
        content[content.length - 1] = (content.at(-1) ?? 0) ^ 255;
        await writeFile(file, content);
      },
    ],
    ["followed by the head of an entry", (file: string) => appendFile(file, Buffer.from([255, 0, 0]))],
  ])("reads up to an entry that is %s", async (how, damage) => {
    const journal = await open();
    await journal.append([row(1)]);
    await journal.append([row(2)]);
    await journal.close();
    const [name = ""] = await readdir(folder);
    await damage(join(folder, name));
    const again = await open();
    expect(await all(again)).toEqual(how.startsWith("followed") ? [row(1), row(2)] : [row(1)]);
    // What comes now is not behind the damage.
    await again.append([row(3)]);
    expect((await all(again)).at(-1)).toEqual(row(3));
    await again.close();
  });

  it("removes what was sent longer ago than it has to be kept, and counts from when it was sent again", async () => {
    const journal = await open();
    for (const second of [0, 20, 40]) {
      clock = second * 1000;
      await journal.append([row(second + 1)]);
    }
    clock = 70_000;
    await journal.trim(60_000);
    expect(await all(journal)).toEqual([row(21), row(41)]);
    clock = 120_000;
    await journal.trim(60_000);
    expect(await readdir(folder)).toHaveLength(2);
    clock = 200_000;
    await journal.trim(60_000);
    expect(await readdir(folder)).toEqual([]);
    await journal.append([row(9)]);
    expect(await all(journal)).toEqual([row(9)]);
    await journal.close();
  });
});
