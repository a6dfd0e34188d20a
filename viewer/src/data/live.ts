import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { DomainEvent, Subscribe, SubscribeAnswer } from "@kontrollrom/contracts/sockets.ts";
import type { Socket } from "socket.io-client";

/** How it stands with the live stream. `lost` when it has been away for `lostAfterMs`: what is shown is old. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "lost";

export interface Interest {
  readonly buildingIds?: readonly string[];
  readonly pointIds?: readonly number[];
}

export interface LiveDeps {
  /** The socket, not yet connected. */
  readonly socket: Pick<Socket, "on" | "off" | "emit" | "connect" | "disconnect" | "connected">;
  readonly onValues: (values: readonly PresentValue[]) => void;
  readonly onEvents: (events: readonly DomainEvent[]) => void;
  /** What was missed is no longer kept (or this is the first subscription): read the lists again. */
  readonly onReset: () => void;
  readonly lostAfterMs?: number;
}

export interface Live {
  start(): void;
  stop(): void;
  /** Follows more buildings or points until the returned function is called. */
  follow(interest: Interest): () => void;
  /** Connects anew, as someone else: after a change of role. */
  reconnect(): void;
  getState(): ConnectionState;
  subscribe(listener: () => void): () => void;
}

/**
 * One socket for the whole page. A subscription replaces the one before, so the interests of all views are put together; after a
 * break the stream of events goes on from the last number seen.
 */
export function createLive(deps: LiveDeps): Live {
  const { socket } = deps;
  const interests = new Set<Interest>();
  const listeners = new Set<() => void>();
  let state: ConnectionState = "connecting";
  let seq: number | undefined;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let pending = false;

  const setState = (next: ConnectionState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };

  function resubscribe() {
    // Views that mount together change the interests many times in one turn: one message says it all.
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      if (socket.connected) send();
    });
  }

  function send() {
    const buildingIds = [...new Set([...interests].flatMap((interest) => interest.buildingIds ?? []))];
    const pointIds = [...new Set([...interests].flatMap((interest) => interest.pointIds ?? []))];
    const message: Subscribe = {
      events: true,
      ...(buildingIds.length > 0 ? { buildingIds } : {}),
      ...(pointIds.length > 0 ? { pointIds } : {}),
      ...(seq === undefined ? {} : { sinceSeq: seq }),
    };
    socket.emit("subscribe", message, (answer: SubscribeAnswer) => {
      if (!answer.ok) return;
      // After a break only the events themselves move the number on: they may come after this answer.
      if (seq === undefined || answer.reset) {
        seq = answer.seq;
        deps.onReset();
      }
      deps.onValues(answer.values);
      clearTimeout(lostTimer);
      lostTimer = undefined;
      setState("live");
    });
  }

  const onConnect = () => send();
  const onAway = () => {
    setState(state === "lost" ? "lost" : seq === undefined ? "connecting" : "reconnecting");
    lostTimer ??= setTimeout(() => setState("lost"), deps.lostAfterMs ?? 15_000);
  };
  const onValues = (values: PresentValue[]) => deps.onValues(values);
  const onEvents = (events: DomainEvent[]) => {
    // A repeat after a reconnect is known by its number.
    const fresh = events.filter((event) => seq === undefined || event.seq > seq);
    const last = fresh.at(-1);
    if (last === undefined) return;
    seq = last.seq;
    deps.onEvents(fresh);
  };

  return {
    start() {
      socket.on("connect", onConnect);
      socket.on("disconnect", onAway);
      socket.on("connect_error", onAway);
      socket.on("values", onValues);
      socket.on("events", onEvents);
      socket.connect();
    },
    stop() {
      socket.off("connect", onConnect);
      socket.off("disconnect", onAway);
      socket.off("connect_error", onAway);
      socket.off("values", onValues);
      socket.off("events", onEvents);
      clearTimeout(lostTimer);
      socket.disconnect();
    },
    follow(interest) {
      interests.add(interest);
      resubscribe();
      return () => {
        interests.delete(interest);
        resubscribe();
      };
    },
    reconnect() {
      seq = undefined;
      socket.disconnect();
      socket.connect();
    },
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
