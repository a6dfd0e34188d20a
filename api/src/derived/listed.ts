import { pointList } from "../devices/point-list.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import type { DerivedPoints } from "./service.ts";

type Keys = "GET /points" | "GET /points/{id}";

/** Lists computed points after the measured ones, whose ids are all lower, so that a page goes on where the other ends. */
export function listDerivedPoints(
  measured: Pick<Handlers, Keys>,
  derived: DerivedPoints,
): Pick<Handlers, Keys> {
  return {
    "GET /points": async (input, call) => {
      const { query } = input;
      const after = pointList.read(query.cursor)?.key ?? 0;
      const page = await measured["GET /points"](input, call);
      if (page instanceof RawAnswer || page.nextCursor !== undefined) return page;
      const found = [...derived.points()]
        .filter(
          (point) =>
            point.id > after &&
            query.deviceId === undefined &&
            (query.outside === undefined ||
              (point.buildingId === undefined) === (query.outside === "true")) &&
            (query.buildingId === undefined || point.buildingId === query.buildingId) &&
            (query.storeyId === undefined || point.storeyId === query.storeyId) &&
            (query.spaceId === undefined || point.spaceId === query.spaceId) &&
            (query.quantity === undefined || point.quantity === query.quantity),
        )
        .sort((a, b) => a.id - b.id);
      const rows = [...page.items, ...found].slice(0, query.limit + 1);
      return pointList.page(
        rows,
        query.limit,
        ({ id }) => ({ key: id, id: "" }),
        (point) => point,
      );
    },
    "GET /points/{id}": (input, call) =>
      derived.point(input.params.id) ?? measured["GET /points/{id}"](input, call),
  };
}
