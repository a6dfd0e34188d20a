import type { Point } from "@kontrollrom/contracts/point.ts";
import { type Demo, until } from "./demo.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

export interface PastBuilding {
  readonly buildingId: string;
  /** CO₂ points of rooms, with half-hourly values for three weeks. */
  readonly points: readonly Point[];
  /** A school day in the past at eleven in Norway, and the night before it, ms. */
  readonly busy: number;
  readonly night: number;
  /** When the first alarm of the building was raised, ms; waited for. */
  readonly firstAlarm: () => Promise<number>;
  /** What `points[i]` measured when it was busy, and at night. */
  readonly value: (i: number, time: number) => number;
}

/** Gives the demo's school a past: 400 ppm and some at night, 900 and some on the day, each sensor its own. */
export async function givePast(demo: Demo): Promise<PastBuilding> {
  let found: readonly Point[] = [];
  await until(async () => {
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    for (const { id } of items) {
      const points = await demo.call<"GET /points">(
        "GET",
        `/points?buildingId=${id}&quantity=co2&limit=1000`,
      );
      // Of rooms with one sensor: the list shows the first.
      const placed = points.items.filter(
        ({ spaceId, channel }) =>
          spaceId !== undefined &&
          channel === undefined &&
          points.items.filter((other) => other.spaceId === spaceId).length === 1,
      );
      if (placed.length > found.length) found = placed;
    }
    return found.length >= 20;
  }, 60_000);
  const points = found.slice(0, 22);
  const buildingId = points[0]?.buildingId ?? "";
  const today = Math.floor(Date.now() / day) * day;
  const busy = today - 5 * day + 10 * 60 * minute;
  const night = today - 5 * day + 1 * 60 * minute;
  const value = (i: number, time: number) => {
    const hour = new Date(time).getUTCHours();
    return (hour >= 8 && hour < 14 ? 900 : 400) + i * 5;
  };
  for (const [i, point] of points.entries()) {
    const device = await demo.call<"GET /devices/{id}">("GET", `/devices/${point.deviceId}`);
    const messages = [];
    for (let time = today - 21 * day; time < today; time += 30 * minute) {
      // A night without a word from the first: a gap.
      if (i === 0 && time > today - 3 * day && time < today - 2.7 * day) continue;
      messages.push({
        time: new Date(time).toISOString(),
        device: device.externalId,
        values: [{ quantity: "co2", value: value(i, time) }],
      });
    }
    // A message holds at most a thousand of them.
    for (let at = 0; at < messages.length; at += 500)
      await demo.call<"POST /ingest/{format}">("POST", "/ingest/json", messages.slice(at, at + 500));
  }
  // An hour ago the air of some rooms was bad for half an hour: late values, and alarms in their place where a rule judges the room.
  const bad = Math.floor(Date.now() / minute) * minute - 60 * minute;
  for (const point of points.slice(0, 4)) {
    const device = await demo.call<"GET /devices/{id}">("GET", `/devices/${point.deviceId}`);
    await demo.call<"POST /ingest/{format}">(
      "POST",
      "/ingest/json",
      [1600, 1600, 1600, 1600, 1600, 1600, 500].map((co2, i) => ({
        time: new Date(bad + i * 5 * minute).toISOString(),
        device: device.externalId,
        values: [{ quantity: "co2", value: co2 }],
      })),
    );
  }
  async function firstAlarm(): Promise<number> {
    let first = Number.POSITIVE_INFINITY;
    await until(async () => {
      const { items } = await demo.call<"GET /alarms">("GET", `/alarms?buildingId=${buildingId}&limit=1000`);
      for (const { raisedAt, withdrawn } of items)
        if (!withdrawn) first = Math.min(first, Date.parse(raisedAt));
      return first < Date.now() - minute;
    }, 170_000);
    return first;
  }
  return { buildingId, points, busy, night, value, firstAlarm };
}
