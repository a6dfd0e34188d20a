import { pino } from "pino";
import { expect, test } from "vitest";
import type { Reading } from "../source.ts";
import { createNewsKeeper } from "./keep-news.ts";

const point = {
  device: "d",
  quantity: "temperature",
  unit: undefined,
  channel: undefined,
  resolution: 0.5,
  heartbeatMs: 60_000,
};
const at = (time: number, value: number): Reading => ({ point, time, value });

function setUp() {
  const disk = { full: false, payloads: [] as string[], woken: 0 };
  const keeper = createNewsKeeper({
    append(payloads) {
      if (disk.full) throw new Error("disk is full");
      disk.payloads.push(...payloads);
    },
    kept: () => {
      disk.woken += 1;
    },
    log: pino({ level: "silent" }),
  });
  return { disk, keeper };
}

test("news is kept and told of; what is not news costs nothing", () => {
  const { disk, keeper } = setUp();
  keeper.take([at(0, 20)]);
  keeper.take([at(1000, 20.1)]);
  keeper.take([at(2000, 21)]);
  const values = disk.payloads.map((payload) => JSON.parse(payload).values[0].value);
  expect(values).toEqual([20, 21]);
  expect(disk.woken).toBe(2);
});

test("a reading that the disk refused is counted, and the next one is news although nothing changed", () => {
  const { disk, keeper } = setUp();
  disk.full = true;
  keeper.take([at(0, 20)]);
  keeper.take([at(1000, 20)]);
  expect(keeper.unkept()).toBe(2);
  expect(disk).toMatchObject({ payloads: [], woken: 0 });
  disk.full = false;
  keeper.take([at(2000, 20)]);
  expect(disk.payloads.map((payload) => JSON.parse(payload).time)).toEqual(["1970-01-01T00:00:02.000Z"]);
});
