import type { Point } from "@kontrollrom/contracts/point.ts";
import { describe, expect, it } from "vitest";
import { pointList } from "../devices/point-list.ts";
import { listDerivedPoints } from "./listed.ts";
import type { DerivedPoints } from "./service.ts";

const point = (id: number, more: Partial<Point> = {}): Point => ({
  id,
  deviceId: "d",
  deviceName: "d",
  quantity: "energy",
  kind: "counter",
  unit: "kW.h",
  brickClass: "x",
  diagnostic: false,
  ...more,
});
const measured = [1, 2, 3].map((id) => point(id));
const computed = [2_000_000_001, 2_000_000_002].map((id) =>
  point(id, { derivation: "sum", buildingId: "skole" }),
);

const { "GET /points": list } = listDerivedPoints(
  {
    "GET /points": ({ query }) => {
      const after = pointList.read(query.cursor)?.key ?? 0;
      const rest = measured.filter(({ id }) => id > after && query.buildingId === undefined);
      return pointList.page(
        rest,
        query.limit,
        ({ id }) => ({ key: id, id: "" }),
        (each) => each,
      );
    },
    "GET /points/{id}": ({ params }) => point(params.id),
  },
  { points: () => computed.values(), point: () => undefined } as unknown as DerivedPoints,
);

async function walk(
  limit: number,
  more: { buildingId?: string; deviceId?: string; outside?: "true" | "false" } = {},
): Promise<number[][]> {
  const pages: number[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list(
      { params: undefined, query: { limit, cursor, ...more }, body: undefined },
      {} as never,
    );
    if (!("items" in page)) throw new Error("no page");
    pages.push(page.items.map(({ id }) => id % 2_000_000_000));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe("the list of points", () => {
  it.each([
    [10, [[1, 2, 3, 1, 2]]],
    [4, [[1, 2, 3, 1], [2]]],
    [
      3,
      [
        [1, 2, 3],
        [1, 2],
      ],
    ],
    [2, [[1, 2], [3, 1], [2]]],
    [1, [[1], [2], [3], [1], [2]]],
  ])("goes on from measured to computed ones, %i a page", async (limit, pages) => {
    expect(await walk(limit)).toEqual(pages);
  });

  it("keeps to the place asked for, and to devices", async () => {
    expect(await walk(10, { buildingId: "skole" })).toEqual([[1, 2]]);
    expect(await walk(10, { deviceId: "d" })).toEqual([[1, 2, 3]]);
    expect(await walk(10, { outside: "true" })).toEqual([[1, 2, 3]]);
    expect(await walk(10, { outside: "false" })).toEqual([[1, 2, 3, 1, 2]]);
  });
});
