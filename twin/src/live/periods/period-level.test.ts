import { expect, test } from "vitest";
import { consumptionLevel, peerLevels } from "./period-level.ts";

const peers = {
  kind: "peers",
  period: { every: "day" },
  figure: "consumption",
  perArea: false,
  factor: 2,
  minPeers: 3,
  onDelayMs: 0,
  offDelayMs: 0,
} as const;
const figures = (...list: number[]) =>
  list.map((figure, index) => ({ pointId: index + 1, figure, area: (index + 1) * 100 }));
const beyond = (levels: readonly { pointId: number; level: number }[]) =>
  levels.filter(({ level }) => level === 2).map(({ pointId }) => pointId);

test.each([
  ["one far above the median of the others", peers, [10, 10, 10, 21], [4]],
  ["none at the factor itself", peers, [10, 10, 10, 20], []],
  ["its own figure is no part of its median", peers, [1, 1, 4, 100], [3, 4]],
  ["the middle of two where their number is even", { ...peers, minPeers: 2 }, [10, 12, 20, 32, 33], [5]],
  ["nothing of too few", peers, [1, 1, 100], []],
  ["nothing against a median of nothing", peers, [0, 0, 0, 5], []],
  ["by area: the small building stands out", { ...peers, perArea: true }, [500, 200, 300, 400], [1]],
] as const)("peers: %s", (_, condition, list, expected) => {
  expect(beyond(peerLevels(condition, figures(...list)))).toEqual(expected);
});

test("peers by area leave out what has no known area", () => {
  const list = [...figures(10, 20, 30, 40), { pointId: 9, figure: 1e6, area: undefined }];
  expect(
    peerLevels({ ...peers, perArea: true }, list)
      .map(({ pointId }) => pointId)
      .sort(),
  ).toEqual([1, 2, 3, 4]);
});

test.each([
  ["above", 10, 10.1, 2],
  ["above", 10, 10, 0],
  ["below", 10, 9.9, 2],
  ["below", 10, 10, 0],
] as const)("consumption %s %d of %d", (direction, limit, figure, level) => {
  const condition = {
    kind: "consumption",
    period: { every: "day" },
    direction,
    limit,
    onDelayMs: 0,
    offDelayMs: 0,
  } as const;
  expect(consumptionLevel(condition, figure)).toBe(level);
});
