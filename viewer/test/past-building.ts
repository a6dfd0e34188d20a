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
  /** When the alarm about bad air in the second room was raised, ms. */
  readonly alarmAt: number;
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
      const placed = points.items.filter(({ spaceId }) => spaceId !== undefined);
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
    await demo.call<"POST /ingest/{format}">("POST", "/ingest/json", messages);
  }
  // An hour ago the air of the second room was bad for half an hour: late values, and an alarm in its place.
  const raised = Math.floor(Date.now() / minute) * minute - 60 * minute;
  const device = await demo.call<"GET /devices/{id}">("GET", `/devices/${points[1]?.deviceId}`);
  await demo.call<"POST /ingest/{format}">(
    "POST",
    "/ingest/json",
    [1600, 1600, 1600, 1600, 1600, 1600, 500].map((co2, i) => ({
      time: new Date(raised + i * 5 * minute).toISOString(),
      device: device.externalId,
      values: [{ quantity: "co2", value: co2 }],
    })),
  );
  let alarmAt = 0;
  await until(async () => {
    const { items } = await demo.call<"GET /alarms">("GET", `/alarms?buildingId=${buildingId}&limit=1000`);
    const its = items.find(
      (one) => one.pointId === points[1]?.id && Date.parse(one.raisedAt) < raised + 40 * minute,
    );
    alarmAt = its === undefined ? 0 : Date.parse(its.raisedAt);
    return its !== undefined;
  }, 60_000);
  return { buildingId, points, busy, night, value, alarmAt };
}
