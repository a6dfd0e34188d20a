import type { Point } from "@kontrollrom/contracts/point.ts";
import { describe, expect, it } from "vitest";
import { createValueStore } from "../data/value-store.ts";
import { layerOf } from "./layers.ts";
import { createRoomStatuses } from "./room-statuses.ts";

const point = (id: number, spaceId: string, quantity: Point["quantity"] = "temperature") =>
  ({
    id,
    spaceId,
    quantity,
    kind: "gauge",
    unit: "Cel",
    deviceId: "d",
    deviceName: "d",
    brickClass: "",
    diagnostic: false,
  }) as Point;

function make(layer: "temperature" | "alarm" = "temperature") {
  const values = createValueStore();
  let now = 0;
  const statuses = createRoomStatuses({
    layer: layer === "alarm" ? undefined : layerOf({ quantity: layer, unit: "1", kind: "gauge" }),
    points: [point(1, "a"), point(2, "a"), point(3, "b"), point(4, "c", "co2")],
    intervals: new Map([[3, 60]]),
    worst: new Map([["b", 2 as const]]),
    values,
    clock: () => now,
  });
  const changes: string[] = [];
  statuses.subscribeAll((rooms) => changes.push(...rooms));
  return { values, statuses, changes, setNow: (time: number) => (now = time) };
}
const good = (pointId: number, time: number, value: number) => ({
  pointId,
  time,
  value,
  quality: "good" as const,
});

describe("statuses of rooms", () => {
  it("change only for the rooms whose points changed", () => {
    const { values, statuses, changes } = make();
    for (const room of ["a", "b", "c"]) expect(statuses.get(room)).toEqual({ kind: "none" });
    values.put([good(1, 10, 20), good(4, 10, 900)]);
    expect(changes).toEqual(["a"]);
    values.put([good(2, 10, 22)]);
    expect(statuses.get("a")).toEqual({ kind: "value", value: 21, stale: false });
    expect(statuses.get("c")).toEqual({ kind: "none" });
  });

  it("say nothing when a new reading gives the same value", () => {
    const { values, statuses, changes } = make();
    values.put([good(3, 10, 20)]);
    statuses.get("b");
    changes.length = 0;
    values.put([good(3, 20, 20)]);
    expect(changes).toEqual([]);
  });

  it("grow old by the clock alone", () => {
    const { values, statuses, changes, setNow } = make();
    values.put([good(3, 0, 20)]);
    statuses.get("b");
    changes.length = 0;
    setNow(150_001);
    statuses.refresh();
    expect(changes).toEqual(["b"]);
    expect(statuses.get("b")).toEqual({ kind: "value", value: 20, stale: true });
  });

  it("in the alarm layer are the alarms, and calm elsewhere", () => {
    const { statuses } = make("alarm");
    expect(statuses.get("b")).toEqual({ kind: "alarm", priority: 2 });
    expect(statuses.get("a")).toEqual({ kind: "calm" });
  });

  it("hear no more values once disposed", () => {
    const { values, statuses, changes } = make();
    statuses.dispose();
    values.put([good(1, 10, 20)]);
    expect(changes).toEqual([]);
  });
});
