import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { isStale } from "../data/age.ts";
import type { ValueStore } from "../data/value-store.ts";
import { pointsByRoom, type RoomStatus, roomValue, type ValueLayer } from "./layers.ts";

/** How every room stands in the chosen layer, kept up to date from the live values; a room wakes only those who show it. */
export interface RoomStatuses {
  get(spaceId: string): RoomStatus;
  subscribe(spaceId: string, listener: () => void): () => void;
  subscribeAll(listener: (spaceIds: readonly string[]) => void): () => void;
  /** Judges ages again. */
  refresh(): void;
  dispose(): void;
}

export interface RoomStatusInput {
  /** Absent for the alarm layer. */
  readonly layer: ValueLayer | undefined;
  readonly points: readonly Point[];
  readonly intervals: ReadonlyMap<number, number | undefined>;
  readonly worst: ReadonlyMap<string, Priority>;
  readonly values: ValueStore;
  readonly clock: () => number;
}

const none: RoomStatus = { kind: "none" };
const calm: RoomStatus = { kind: "calm" };

export function createRoomStatuses({
  layer,
  points,
  intervals,
  worst,
  values,
  clock,
}: RoomStatusInput): RoomStatuses {
  const byRoom =
    layer === undefined ? new Map<string, readonly Point[]>() : pointsByRoom(points, layer.quantity);
  const roomOf = new Map(
    [...byRoom].flatMap(([room, list]) => list.map((point) => [point.id, room] as const)),
  );
  const held = new Map<string, RoomStatus>();
  const listeners = new Map<string, Set<() => void>>();
  const batchListeners = new Set<(spaceIds: readonly string[]) => void>();

  function judge(room: string): RoomStatus {
    if (layer === undefined) {
      const priority = worst.get(room);
      return priority === undefined ? calm : { kind: "alarm", priority };
    }
    const list = byRoom.get(room);
    if (list === undefined) return none;
    const now = clock();
    return roomValue(
      list.map((point) => values.get(point.id)),
      (value) => isStale(value, now, intervals.get(value.pointId)),
      layer.combine,
    );
  }

  function judgeAll(rooms: Iterable<string>) {
    const changed: string[] = [];
    for (const room of rooms) {
      const next = judge(room);
      if (isSame(held.get(room), next)) continue;
      held.set(room, next);
      changed.push(room);
    }
    if (changed.length === 0) return;
    for (const room of changed) for (const listener of listeners.get(room) ?? []) listener();
    for (const listener of batchListeners) listener(changed);
  }

  const unsubscribe = values.subscribeAll((pointIds) => {
    const rooms = new Set<string>();
    for (const id of pointIds) {
      const room = roomOf.get(id);
      if (room !== undefined) rooms.add(room);
    }
    judgeAll(rooms);
  });

  return {
    get(room) {
      let status = held.get(room);
      if (status === undefined) {
        status = judge(room);
        held.set(room, status);
      }
      return status;
    },
    subscribe(room, listener) {
      const set = listeners.get(room) ?? new Set();
      listeners.set(room, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    subscribeAll(listener) {
      batchListeners.add(listener);
      return () => batchListeners.delete(listener);
    },
    refresh: () => judgeAll([...held.keys()]),
    dispose: unsubscribe,
  };
}

function isSame(a: RoomStatus | undefined, b: RoomStatus): boolean {
  if (a === undefined || a.kind !== b.kind) return false;
  if (a.kind === "value" && b.kind === "value") return a.value === b.value && a.stale === b.stale;
  return a.kind !== "alarm" || b.kind !== "alarm" || a.priority === b.priority;
}
