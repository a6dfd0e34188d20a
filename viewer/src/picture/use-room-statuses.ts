import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { useValueStore } from "../data/live-context.tsx";
import { useIntervals } from "../data/use-intervals.ts";
import { alarmsByRoom, type RoomStatus, type ValueLayer } from "./layers.ts";
import { createRoomStatuses, type RoomStatuses } from "./room-statuses.ts";
import { useCountedToday } from "./use-counted-today.ts";

const refreshMs = 15_000;
const noAlarms: ReadonlyMap<string, Priority> = new Map();

/** The most urgent alarm of each room; the same map as long as nothing about it changed. */
export function useWorstAlarms(alarms: readonly Alarm[]): ReadonlyMap<string, Priority> {
  return useMemo(() => alarmsByRoom(alarms), [alarms]);
}

export function useRoomStatuses(
  layer: ValueLayer | undefined,
  buildingId: string | undefined,
  points: readonly Point[],
  worst: ReadonlyMap<string, Priority>,
): RoomStatuses {
  const live = useValueStore();
  const counted = useCountedToday(layer?.kind === "counter" ? layer : undefined, points);
  const values = counted ?? live;
  const intervals = useIntervals(buildingId);
  // A layer of values does not depend on alarms: they must not make it anew.
  const marked = layer === undefined ? worst : noAlarms;
  const statuses = useMemo(() => {
    live.put(points.flatMap((point) => (point.present === undefined ? [] : [point.present])));
    return createRoomStatuses({ layer, points, intervals, worst: marked, values, clock: values.now });
  }, [layer, points, intervals, marked, values, live]);
  useEffect(() => {
    const timer = setInterval(statuses.refresh, refreshMs);
    return () => {
      clearInterval(timer);
      statuses.dispose();
    };
  }, [statuses]);
  return statuses;
}

/** One room's status; only the caller renders when it changes. */
export function useRoomStatus(statuses: RoomStatuses, spaceId: string): RoomStatus {
  const subscribe = useCallback(
    (listener: () => void) => statuses.subscribe(spaceId, listener),
    [statuses, spaceId],
  );
  return useSyncExternalStore(subscribe, () => statuses.get(spaceId));
}
