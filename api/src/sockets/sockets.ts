import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Server as HttpsServer } from "node:https";
import { setImmediate } from "node:timers/promises";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import {
  type DomainEvent,
  Subscribe,
  type SubscribeAnswer,
  socketEvents,
} from "@kontrollrom/contracts/sockets.ts";
import { Server, type Socket } from "socket.io";
import type { Identity } from "../http/handler.ts";
import type { Log } from "../http/log.ts";
import type { OriginRules } from "../http/origin.ts";
import { ProblemError } from "../http/problem-error.ts";
import { parsePart } from "../http/validation.ts";
import type { Identify, RequestParts } from "../identity/access.ts";
import { createInterestIndex } from "./interest.ts";
import { defaultSocketLimits, type SocketLimits } from "./limits.ts";
import { createRecentEvents } from "./recent-events.ts";
import { failed, logRefused, missing, partsOf, refusal, refused, strangerOf } from "./socket-rules.ts";

/** What sockets need of the platform. */
export interface SocketDeps {
  /** Newest values of points; points without one are left out. */
  presentMany(pointIds: readonly number[]): readonly PresentValue[];
  pointsOf(place: { buildingIds: readonly string[]; storeyIds: readonly string[] }): Iterable<number>;
  /**
   * Every event after `seq` in order and without gaps; `reset` when some are no longer kept, when there are more than
   * `limit`, or when `seq` lies in the future.
   */
  eventsAfter(
    seq: number,
    limit: number,
  ):
    | { events: readonly DomainEvent[]; reset: boolean }
    | Promise<{ events: readonly DomainEvent[]; reset: boolean }>;
  /** Number of the newest event. */
  currentSeq(): number;
}

export interface SocketsConfig {
  readonly httpServer: HttpServer | HttpsServer;
  readonly identify: Identify;
  readonly config: OriginRules;
  readonly log: Log;
  readonly deps: SocketDeps;
  readonly limits?: Partial<SocketLimits>;
}

export interface Sockets {
  /** Takes sockets on the http server. */
  start(): void;
  /** Closes all sockets. Call it before the http server is stopped. */
  stop(): Promise<void>;
  /** Points came to places or left them: who follows a place follows what is there now. Call it before `valuesChanged`. */
  placesChanged(): void;
  /** Points have new values. */
  valuesChanged(pointIds: Iterable<number>): void;
  /** An event was stored. */
  eventHappened(event: DomainEvent): void;
  /** Closes the sockets that rest on a credential: `key:<id>`, `session:<hash>`. */
  revoke(credential: string): void;
  readonly clients: number;
}

interface Places {
  readonly buildingIds: readonly string[];
  readonly storeyIds: readonly string[];
  readonly pointIds: readonly number[];
}

interface Client {
  readonly socket: LiveSocket;
  readonly parts: RequestParts;
  readonly identity: Identity;
  /** Number of the last event sent; undefined when events are not followed. */
  sentSeq: number | undefined;
  /** Counts subscriptions, so that one that was overtaken by the next is given up. */
  subscription: number;
  reading: boolean;
  windowEndsAt: number;
  inWindow: number;
  /** What it asked to follow. */
  places: Places | undefined;
}

interface ClientEvents {
  subscribe: (message: unknown, answer: unknown) => void;
}
interface ServerEvents {
  values: (values: readonly PresentValue[]) => void;
  events: (events: readonly DomainEvent[]) => void;
}
type LiveSocket = Socket<
  ClientEvents,
  ServerEvents,
  Record<never, never>,
  { identity?: Identity; parts?: RequestParts }
>;

/**
 * Live values and events for pages. Values are coalesced: a client gets the newest value of each changed point at most ten
 * times a second, and only once what it was sent before has left; events come all, in order.
 */
export function createSockets({ httpServer, identify, config, log, deps, ...rest }: SocketsConfig): Sockets {
  const limits: SocketLimits = { ...defaultSocketLimits, ...rest.limits };
  const clients = new Map<string, Client>();
  const interest = createInterestIndex<Client>();
  const recent = createRecentEvents(0, limits.missedEvents);

  let server: Server<ClientEvents, ServerEvents> | undefined;
  let flushTimer: NodeJS.Timeout | undefined;
  let recheckTimer: NodeJS.Timeout | undefined;
  let lastFlush = 0;
  let flushing = false;
  let refilling = false;

  async function admit(request: IncomingMessage): Promise<ProblemError | undefined> {
    const stranger = strangerOf(request, config);
    if (stranger) return stranger;
    if (clients.size >= limits.clients)
      return new ProblemError(
        503,
        "too-many-clients",
        `${limits.clients} pages are connected already: try again later`,
      );
    const identity = await identify(partsOf(request, config));
    return identity ? undefined : new ProblemError(401, "not-signed-in", "sign in first");
  }

  function connected(socket: LiveSocket): void {
    const { identity, parts } = socket.data;
    if (!identity || !parts) {
      socket.disconnect(true);
      return;
    }
    const client: Client = {
      socket,
      identity,
      parts,
      places: undefined,
      sentSeq: undefined,
      subscription: 0,
      reading: false,
      windowEndsAt: 0,
      inWindow: 0,
    };
    clients.set(socket.id, client);
    socket.on("disconnect", () => {
      clients.delete(socket.id);
      interest.leave(client);
    });
    socket.use(([name, ...args], next) => {
      const problem = refusal(String(name), identity);
      if (!problem) return next();
      deny(client, problem, String(name).slice(0, 80));
      const answer: unknown = args.at(-1);
      if (typeof answer === "function") answer(refused(problem));
    });
    socket.on("subscribe", (message, answer) => {
      if (typeof answer !== "function") return;
      void subscribe(client, message).then(
        (reply) => {
          if (reply) answer(reply);
        },
        (error: unknown) => {
          if (!(error instanceof ProblemError))
            log.error({ err: error }, "a subscription failed unexpectedly");
          answer(refused(error instanceof ProblemError ? error : failed()));
        },
      );
    });
  }

  /** Undefined when a newer subscription of the client came meanwhile. */
  async function subscribe(client: Client, message: unknown): Promise<SubscribeAnswer | undefined> {
    countSubscription(client);
    const wanted = parsePart(Subscribe, message, "body") as ReturnType<typeof Subscribe.parse>;
    for (const name of wanted.events ? (["values", "events"] as const) : (["values"] as const)) {
      const problem = missing(name, socketEvents[name], client.identity);
      if (problem) throw deny(client, problem, name);
    }
    const turn = ++client.subscription;
    const { buildingIds = [], storeyIds = [] } = wanted;
    const places = { buildingIds, storeyIds, pointIds: wanted.pointIds ?? [] };
    const points = pointsOf(places);
    if (points.size > limits.pointsPerClient)
      throw new ProblemError(
        413,
        "too-many-points",
        `this would follow ${points.size} points; at most ${limits.pointsPerClient} can be followed at once`,
      );
    const reset = wanted.events && wanted.sinceSeq !== undefined ? await isLost(wanted.sinceSeq) : false;
    if (turn !== client.subscription || !clients.has(client.socket.id)) return undefined;

    const values = [...deps.presentMany([...points])];
    client.places = places;
    interest.follow(client, points);
    client.sentSeq = wanted.events ? (reset ? recent.head : (wanted.sinceSeq ?? recent.head)) : undefined;
    schedule();
    return { ok: true, values, seq: recent.head, reset };
  }

  function pointsOf({ buildingIds, storeyIds, pointIds }: Places): Set<number> {
    const placed =
      buildingIds.length + storeyIds.length === 0 ? [] : deps.pointsOf({ buildingIds, storeyIds });
    return new Set([...placed, ...pointIds]);
  }

  function countSubscription(client: Client): void {
    const now = performance.now();
    if (now >= client.windowEndsAt) {
      client.windowEndsAt = now + 10_000;
      client.inWindow = 0;
    }
    if (++client.inWindow > limits.subscriptions)
      throw new ProblemError(429, "too-many-subscriptions", "too many subscriptions: wait ten seconds");
  }

  async function isLost(sinceSeq: number): Promise<boolean> {
    if (sinceSeq > recent.head) return true;
    if (recent.after(sinceSeq)) return false;
    const { events, reset } = await deps.eventsAfter(sinceSeq, limits.missedEvents);
    return reset || events.length === 0;
  }

  /** A lone change goes out at once; under load one update gathers what came since the last. */
  function schedule(): void {
    if (flushing || flushTimer !== undefined || !server) return;
    const wait = Math.max(0, lastFlush + limits.updateEveryMs - performance.now());
    flushTimer = setTimeout(() => void flush(), wait);
  }

  async function flush(): Promise<void> {
    flushTimer = undefined;
    flushing = true;
    lastFlush = performance.now();
    interest.spread();
    let pauseAt = lastFlush + limits.holdMs;
    for (const client of [...clients.values()]) {
      if (!isDrained(client.socket)) continue;
      // Events first: after either the client counts as busy.
      sendEvents(client);
      sendValues(client);
      if (performance.now() < pauseAt) continue;
      await setImmediate();
      pauseAt = performance.now() + limits.holdMs;
    }
    flushing = false;
    const behind = clients.values().some(({ sentSeq = recent.head }) => sentSeq < recent.head);
    if (behind || !interest.idle) schedule();
  }

  function sendValues(client: Client): void {
    const pointIds = interest.take(client, limits.valuesAtOnce);
    if (pointIds.length === 0) return;
    try {
      const values = deps.presentMany(pointIds);
      if (values.length > 0) client.socket.emit("values", values);
    } catch (error) {
      log.error({ err: error }, "present values could not be read; trying again");
      interest.changed(pointIds);
    }
  }

  function sendEvents(client: Client): void {
    if (client.sentSeq === undefined || client.reading || client.sentSeq >= recent.head) return;
    const events = recent.after(client.sentSeq);
    if (events) {
      client.socket.emit("events", events);
      client.sentSeq = recent.head;
    } else void readMissed(client, client.sentSeq);
  }

  async function readMissed(client: Client, fromSeq: number): Promise<void> {
    client.reading = true;
    try {
      const { events, reset } = await deps.eventsAfter(fromSeq, limits.missedEvents);
      if (client.sentSeq !== fromSeq) return;
      // It comes back by itself, asks from its last number on and is told to read the lists again.
      if (reset) client.socket.conn.close();
      else if (events.length > 0) {
        client.socket.emit("events", events);
        client.sentSeq = events.at(-1)?.seq ?? fromSeq;
      }
    } catch (error) {
      log.error({ err: error }, "missed events could not be read");
      client.socket.conn.close();
    } finally {
      client.reading = false;
      schedule();
    }
  }

  /** Events are handed over after their commit, so one may overtake another: the store has both. */
  async function refill(): Promise<void> {
    if (refilling) return;
    refilling = true;
    try {
      for (;;) {
        const target = deps.currentSeq();
        if (target <= recent.head) break;
        const { events, reset } = await deps.eventsAfter(recent.head, limits.missedEvents);
        if (reset || events.length === 0) recent.restart(target);
        else for (const event of events) if (recent.add(event) === "gap") recent.restart(event.seq);
      }
    } catch (error) {
      log.error({ err: error }, "events could not be read again");
      recent.restart(deps.currentSeq());
    } finally {
      refilling = false;
      schedule();
    }
  }

  async function recheck(): Promise<void> {
    for (const client of [...clients.values()]) {
      try {
        const identity = await identify(client.parts);
        if (!identity) close(client, "expired");
        else if (identity.role !== client.identity.role) client.socket.conn.close();
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) close(client, "revoked");
        else log.warn({ err: error, name: client.identity.name }, "an open socket could not be checked");
      }
    }
  }

  function close(client: Client, reason: string): void {
    log.info(
      { audit: "socket-closed", reason, name: client.identity.name, address: client.parts.address },
      "a socket was closed",
    );
    client.socket.disconnect(true);
  }

  function deny(client: Client, problem: ProblemError, event: string): ProblemError {
    const { identity, parts } = client;
    log.warn(
      {
        audit: "socket-denied",
        code: problem.code,
        event,
        address: parts.address,
        name: identity.name,
        role: identity.role,
      },
      "a socket event was denied",
    );
    return problem;
  }

  return {
    start() {
      recent.restart(deps.currentSeq());
      const io: Server<ClientEvents, ServerEvents> = new Server(httpServer, {
        serveClient: false,
        transports: ["websocket", "polling"],
        maxHttpBufferSize: limits.messageBytes,
        connectTimeout: 10_000,
        allowRequest(request, done) {
          admit(request)
            .catch((error: unknown) => {
              if (error instanceof ProblemError) return error;
              log.error({ err: error }, "a socket could not be admitted");
              return failed();
            })
            .then((problem) => {
              if (problem) logRefused(log, request, config, problem);
              done(problem?.message, problem === undefined);
            });
        },
      });
      // allowRequest sees the first request of a connection only.
      io.engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) => {
        const isFirst = !new URLSearchParams(request.url?.split("?", 2)[1]).has("sid");
        const problem = isFirst ? undefined : strangerOf(request, config);
        if (problem) logRefused(log, request, config, problem);
        next(problem);
      });
      // Established once more, as the credential may have been revoked since the handshake.
      io.use((socket: LiveSocket, next) => {
        const parts = partsOf(socket.request as IncomingMessage, config);
        identify(parts).then(
          (identity) => {
            if (!identity) return next(new Error("sign in first"));
            Object.assign(socket.data, { identity, parts });
            next();
          },
          (error: unknown) => next(error instanceof ProblemError ? error : failed()),
        );
      });
      io.on("connection", connected);
      server = io;
      recheckTimer = setInterval(() => void recheck(), limits.recheckMs);
    },
    async stop() {
      clearTimeout(flushTimer);
      clearInterval(recheckTimer);
      flushTimer = undefined;
      const io = server;
      server = undefined;
      io?.disconnectSockets(true);
      io?.engine.close();
    },
    placesChanged() {
      for (const client of clients.values()) {
        if (!client.places) continue;
        const points = pointsOf(client.places);
        if (points.size <= limits.pointsPerClient) interest.follow(client, points);
      }
    },
    valuesChanged(pointIds) {
      interest.changed(pointIds);
      if (!interest.idle) schedule();
    },
    eventHappened(event) {
      if (recent.add(event) === "gap") void refill();
      else schedule();
    },
    revoke(credential) {
      for (const client of [...clients.values()])
        if (client.identity.credentials.includes(credential)) close(client, "revoked");
    },
    get clients() {
      return clients.size;
    },
  };
}

/** Whether everything sent so far has left this process: only then is there room for more. */
function isDrained(socket: LiveSocket): boolean {
  return socket.connected && socket.conn.readyState === "open" && socket.conn.transport.writable;
}
