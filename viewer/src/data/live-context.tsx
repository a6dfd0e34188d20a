import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { io } from "socket.io-client";
import { ShownMoment } from "../ui/now.ts";
import { writeEvents } from "./event-writer.ts";
import { type ConnectionState, createLive, type Live, mayFollowEvents, type Refusal } from "./live.ts";
import { queries, refetchLive } from "./queries.ts";
import { readSession } from "./read-session.ts";
import { createValueStore, type ValueStore } from "./value-store.ts";

/** As many as one subscription may name. */
const mostPointsFollowed = 10_000;

const LiveContext = createContext<{ live: Live; values: ValueStore } | undefined>(undefined);

/** Keeps the page's one live connection while it is mounted. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [held] = useState(() => {
    const values = createValueStore();
    const live = createLive({
      mayFollowEvents: () =>
        mayFollowEvents(client.getQueryData(queries.session().queryKey)?.permissions ?? []),
      readSession: () => readSession(client),
      socket: io({ autoConnect: false, transports: ["websocket", "polling"], reconnectionDelayMax: 5000 }),
      onValues: values.put,
      onEvents: (events) => writeEvents(client, events),
      onReset: () => refetchLive(client),
    });
    return { live, values };
  });
  useEffect(() => {
    held.live.start();
    return () => held.live.stop();
  }, [held]);
  return <LiveContext value={held}>{children}</LiveContext>;
}

/** Shows the values of another moment to all that is inside; undefined: those of now. The connection is the page's one and only. */
export function ValuesProvider({
  values,
  at,
  children,
}: {
  values: ValueStore | undefined;
  at: number | undefined;
  children: ReactNode;
}) {
  const around = useLiveContext();
  const held = useMemo(
    () => (values === undefined ? around : { live: around.live, values }),
    [around, values],
  );
  return (
    <LiveContext value={held}>
      <ShownMoment value={at}>{children}</ShownMoment>
    </LiveContext>
  );
}

function useLiveContext() {
  const context = useContext(LiveContext);
  if (context === undefined) throw new Error("live data outside LiveProvider");
  return context;
}

export const useLive = (): Live => useLiveContext().live;
export const useValueStore = (): ValueStore => useLiveContext().values;

export function useConnection(): ConnectionState {
  const { live } = useLiveContext();
  return useSyncExternalStore(live.subscribe, live.getState);
}

/** Why the server will not send, while the connection is `refused`. */
export function useRefusal(): Refusal | undefined {
  const { live } = useLiveContext();
  return useSyncExternalStore(live.subscribe, live.getRefusal);
}

/** The present value of one point; only the caller renders when it changes. `fallback` is what the REST answer said. */
export function usePresent(pointId: number | undefined, fallback?: PresentValue): PresentValue | undefined {
  const { values } = useLiveContext();
  const subscribe = useCallback(
    (listener: () => void) => (pointId === undefined ? () => {} : values.subscribe(pointId, listener)),
    [values, pointId],
  );
  const live = useSyncExternalStore(subscribe, () =>
    pointId === undefined ? undefined : values.get(pointId),
  );
  if (!values.live) return live;
  if (live === undefined) return fallback;
  return fallback !== undefined && fallback.time > live.time ? fallback : live;
}

/** Follows these points as long as the caller is on the screen; the list is to be the same one while nothing changes. */
export function useFollowPoints(pointIds: readonly number[]) {
  const { live } = useLiveContext();
  useEffect(
    () =>
      pointIds.length === 0 ? undefined : live.follow({ pointIds: pointIds.slice(0, mostPointsFollowed) }),
    [live, pointIds],
  );
}

/** Follows a building or points as long as the caller is on the screen. */
export function useFollow(buildingId: string | undefined, pointId?: number) {
  const { live } = useLiveContext();
  useEffect(() => {
    if (buildingId === undefined && pointId === undefined) return;
    return live.follow({
      ...(buildingId === undefined ? {} : { buildingIds: [buildingId] }),
      ...(pointId === undefined ? {} : { pointIds: [pointId] }),
    });
  }, [live, buildingId, pointId]);
}
