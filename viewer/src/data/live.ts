import type { Permission } from "@kontrollrom/contracts/identity.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type {
  DomainEvent,
  Subscribe,
  SubscribeAnswer,
  socketEvents,
} from "@kontrollrom/contracts/sockets.ts";
import type { Socket } from "socket.io-client";

/**
 * How it stands with the live stream. `lost` when it has been away for `lostAfterMs`: what is shown is old. `refused` when the
 * server answers and will not send: see `Refusal`.
 */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "lost" | "refused";

/** Why the server will not send. */
export type Refusal = Omit<Extract<SubscribeAnswer, { ok: false }>, "ok">;

export interface Interest {
  readonly buildingIds?: readonly string[];
  readonly pointIds?: readonly number[];
}

export interface LiveDeps {
  /** The socket, not yet connected. */
  readonly socket: Pick<Socket, "on" | "off" | "emit" | "connect" | "disconnect" | "connected" | "active">;
  /** Whether the visitor may see alarm and work-order events; asked at each subscription, as the role may change. */
  readonly mayFollowEvents: () => boolean;
  /** Asks the server anew who is calling. Resolves `signed-out` when it knows nobody, `unknown` when it does not answer. */
  readonly readSession: () => Promise<"signed-in" | "signed-out" | "unknown">;
  readonly onValues: (values: readonly PresentValue[]) => void;
  readonly onEvents: (events: readonly DomainEvent[]) => void;
  /** What was missed is no longer kept (or this is the first subscription): read the lists again. */
  readonly onReset: () => void;
  readonly lostAfterMs?: number;
  /** Wait before the next try where the socket makes none by itself, ms. */
  readonly returnAfterMs?: number;
  /** Wait before a refused subscription is tried again, ms. */
  readonly askAgainAfterMs?: number;
}

export interface Live {
  start(): void;
  stop(): void;
  /** Follows more buildings or points until the returned function is called. */
  follow(interest: Interest): () => void;
  /** Connects anew, as someone else: after a change of role. */
  reconnect(): void;
  getState(): ConnectionState;
  /** What the server said, while the state is `refused`. */
  getRefusal(): Refusal | undefined;
  subscribe(listener: () => void): () => void;
}

/** As the contract says; written out, since its schemas have no place in the page. The type check keeps the two alike. */
const eventPermissions: typeof socketEvents.events.permissions = ["alarm:read", "work-order:read"];

/** Whether one with these permissions may follow alarm and work-order events. */
export const mayFollowEvents = (permissions: readonly Permission[]): boolean =>
  eventPermissions.every((permission) => permissions.includes(permission));

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
  let refusal: Refusal | undefined;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let returnTimer: ReturnType<typeof setTimeout> | undefined;
  let againTimer: ReturnType<typeof setTimeout> | undefined;
  let pending = false;
  let checking = false;
  let running = false;
  let askedForEvents = false;

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
    askedForEvents = deps.mayFollowEvents();
    const message: Subscribe = {
      events: askedForEvents,
      ...(buildingIds.length > 0 ? { buildingIds } : {}),
      ...(pointIds.length > 0 ? { pointIds } : {}),
      ...(askedForEvents && seq !== undefined ? { sinceSeq: seq } : {}),
    };
    clearTimeout(againTimer);
    socket.emit("subscribe", message, (answer: SubscribeAnswer) => {
      if (!running) return;
      clearTimeout(lostTimer);
      lostTimer = undefined;
      if (!answer.ok) {
        onRefused(answer);
        return;
      }
      // After a break only the events themselves move the number on: they may come after this answer.
      if (seq === undefined || answer.reset) {
        seq = answer.seq;
        deps.onReset();
      }
      deps.onValues(answer.values);
      refusal = undefined;
      setState("live");
    });
  }

  function onRefused({ code, detail }: Refusal) {
    refusal = { code, detail };
    setState("refused");
    // The role may have been changed since the page was opened; all else may pass by itself.
    if (code === "permission-missing") void checkSession();
    else againTimer = setTimeout(resubscribe, deps.askAgainAfterMs ?? 10_000);
  }

  async function checkSession() {
    if (checking) return;
    checking = true;
    const answer = await deps.readSession();
    checking = false;
    if (!running || answer === "signed-out") return;
    if (!socket.active) {
      clearTimeout(returnTimer);
      returnTimer = setTimeout(() => socket.connect(), deps.returnAfterMs ?? 1000);
    } else if (state === "refused" && deps.mayFollowEvents() !== askedForEvents) resubscribe();
  }

  const onConnect = () => send();
  const onAway = (why: unknown) => {
    clearTimeout(againTimer);
    setState(state === "lost" ? "lost" : seq === undefined ? "connecting" : "reconnecting");
    lostTimer ??= setTimeout(() => {
      lostTimer = undefined;
      setState("lost");
      // A session that ended meanwhile looks like a server that is away.
      void checkSession();
    }, deps.lostAfterMs ?? 15_000);
    // The server closed the socket, because it stops or because the credential was revoked: the socket tries no more.
    if (!socket.active && why !== "io client disconnect") void checkSession();
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
      running = true;
      socket.on("connect", onConnect);
      socket.on("disconnect", onAway);
      socket.on("connect_error", onAway);
      socket.on("values", onValues);
      socket.on("events", onEvents);
      socket.connect();
    },
    stop() {
      running = false;
      socket.off("connect", onConnect);
      socket.off("disconnect", onAway);
      socket.off("connect_error", onAway);
      socket.off("values", onValues);
      socket.off("events", onEvents);
      for (const timer of [lostTimer, returnTimer, againTimer]) clearTimeout(timer);
      lostTimer = undefined;
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
    getRefusal: () => refusal,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
