import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createOutbox, type Outbox } from "./outbox.ts";

const log = pino({ level: "silent" });
const all = { count: 1000, bytes: 1e9 };
let folder: string;
let now: number;
const opened: Outbox[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kr-edge-outbox-"));
  now = 1_000_000;
});
afterEach(() => {
  for (const outbox of opened.splice(0)) outbox.close();
  rmSync(folder, { recursive: true });
});

function make(bounds: { maxBytes?: number; maxAgeMs?: number } = {}): Outbox {
  const outbox = createOutbox(
    { path: join(folder, "deep", "o.db"), maxBytes: 1e9, maxAgeMs: 1e9, ...bounds },
    { now: () => now, log },
  );
  opened.push(outbox);
  return outbox;
}

function texts(outbox: Outbox, after = 0): string[] {
  return outbox.read(after, all).map(({ payload }) => payload);
}

describe("the outbox", () => {
  test("gives back in order what was kept, until it is removed, over a restart", () => {
    const outbox = make();
    outbox.open();
    outbox.append(["a", "b"]);
    outbox.append(["c"]);
    expect(texts(outbox)).toEqual(["a", "b", "c"]);
    const [, second] = outbox.read(0, all);
    outbox.removeUpTo(second!.seq);
    outbox.close();
    const again = make();
    again.open();
    expect(texts(again)).toEqual(["c"]);
    expect(again.figures()).toMatchObject({ waiting: 1, lost: 0 });
    again.append(["d"]);
    expect(texts(again)).toEqual(["c", "d"]);
  });

  test("numbers are never used twice, even when all was removed before the restart", () => {
    const outbox = make();
    outbox.open();
    outbox.append(["a", "b"]);
    const last = outbox.read(0, all).at(-1)!.seq;
    outbox.removeUpTo(last);
    expect(outbox.figures()).toEqual({ waiting: 0, bytes: 0, lost: 0 });
    outbox.close();
    const again = make();
    again.open();
    again.append(["c"]);
    expect(again.read(last, all)).toMatchObject([{ payload: "c" }]);
  });

  test("reads no more than asked for, but always something", () => {
    const outbox = make();
    outbox.open();
    outbox.append(["x".repeat(500), "y".repeat(500), "z"]);
    expect(outbox.read(0, { count: 2, bytes: 1e9 })).toHaveLength(2);
    expect(outbox.read(0, { count: 9, bytes: 10 }).map(({ payload }) => payload[0])).toEqual(["x"]);
  });

  test("drops the oldest when too much waits, and counts it", () => {
    const outbox = make({ maxBytes: 20_000 });
    outbox.open();
    for (let i = 0; i < 100; i += 1) outbox.append([`${i}`.padEnd(952)]);
    const { waiting, bytes, lost } = outbox.figures();
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(waiting + lost).toBe(100);
    expect(texts(outbox).map(Number)).toEqual(Array.from({ length: waiting }, (_, i) => lost + i));
  });

  test("drops what is too old, and counts it", () => {
    const outbox = make({ maxAgeMs: 3_600_000 });
    outbox.open();
    outbox.append(["old"]);
    now += 3_000_000;
    outbox.append(["younger"]);
    now += 700_000;
    outbox.append(["new"]);
    expect(texts(outbox)).toEqual(["younger", "new"]);
    expect(outbox.figures()).toMatchObject({ waiting: 2, lost: 1 });
  });

  test("one process holds it: a second is told so", () => {
    const outbox = make();
    outbox.open();
    outbox.append(["a"]);
    expect(() => make().open()).toThrow(/used by another process: stop it first/);
  });

  test("a damaged file is laid aside and the gateway goes on", () => {
    const outbox = make();
    outbox.open();
    outbox.close();
    writeFileSync(
      join(folder, "deep", "o.db"),
      "this is no database, but long enough to be taken for one".repeat(99),
    );
    const again = make();
    again.open();
    again.append(["a"]);
    expect(texts(again)).toEqual(["a"]);
    expect(readdirSync(join(folder, "deep"))).toContain("o.db.damaged-1000000");
  });

  test("a file that cannot be made is named", () => {
    writeFileSync(join(folder, "deep"), "a file where a folder should be");
    expect(() => make().open()).toThrow(/the outbox .*o\.db cannot be opened/);
  });
});
