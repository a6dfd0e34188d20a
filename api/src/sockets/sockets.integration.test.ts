import http from "node:http";
import { text } from "node:stream/consumers";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { type DomainEvent, type Subscribe, SubscribeAnswer } from "@kontrollrom/contracts/sockets.ts";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import { createTestServer, type TestServer } from "../http/test-server.ts";
import type { SocketLimits } from "./limits.ts";
import { createSockets, type SocketDeps, type Sockets } from "./sockets.ts";

const opened: Socket[] = [];
const running: { server: TestServer; sockets: Sockets }[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.close();
  for (const { server, sockets } of running.splice(0)) {
    await sockets.stop();
    await server.stop();
  }
});

/** A platform in small: points with values, and events that are kept from `firstKept` on. */
function createWorld() {
  let firstKept = 1;
  let reads = 0;
  const values = new Map<number, number>();
  const events: DomainEvent[] = [];
  return {
    values,
    events,
    keepFrom: (seq: number) => {
      firstKept = seq;
    },
    reads: () => reads,
    deps: {
      presentMany: (pointIds) => {
        reads++;
        return pointIds.flatMap((pointId): PresentValue[] => {
          const value = values.get(pointId);
          return value === undefined ? [] : [{ pointId, time: 1, value, quality: "good" }];
        });
      },
      // Building n has the points n00 to n99, its storey s the points ns0 to ns9.
      pointsOf: ({ buildingIds, storeyIds }) => [
        ...buildingIds.flatMap((id) => Array.from({ length: 100 }, (_, n) => Number(id) * 100 + n)),
        ...storeyIds.flatMap((id) => Array.from({ length: 10 }, (_, n) => Number(id) * 10 + n)),
      ],
      eventsAfter: async (seq, limit) => {
        const after = events.filter((event) => event.seq > seq);
        const reset = seq > events.length || seq < firstKept - 1 || after.length > limit;
        return { events: reset ? [] : after, reset };
      },
      currentSeq: () => events.length,
    } as SocketDeps,
    store(): DomainEvent {
      const event = { seq: events.length + 1, kind: "alarm" } as DomainEvent;
      events.push(event);
      return event;
    },
  };
}

async function serve(
  options: Parameters<typeof createTestServer>[0] & {
    sockets?: Partial<SocketLimits>;
    deps?: Partial<SocketDeps>;
  } = {},
) {
  const server = createTestServer({ limits: { stopMs: 100 }, ...options });
  const world = createWorld();
  const { config, log, access } = server;
  const sockets = createSockets({
    httpServer: server.httpServer,
    identify: access.identify,
    config,
    log,
    deps: { ...world.deps, ...options.deps },
    limits: { updateEveryMs: 20, ...options.sockets },
  });
  sockets.start();
  running.push({ server, sockets });
  const { url, port } = await server.start();
  return { server, sockets, world, url, port };
}

function client(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, ...options });
  opened.push(socket);
  return socket;
}
const once = <T>(socket: Socket, event: string) => new Promise<T>((resolve) => socket.once(event, resolve));
const bearer = (key: string) => ({ extraHeaders: { Authorization: `Bearer ${key}` } });

async function ask(socket: Socket, message: Subscribe | Record<string, unknown>): Promise<SubscribeAnswer> {
  return SubscribeAnswer.parse(await socket.timeout(5000).emitWithAck("subscribe", message));
}

/** Collects what a socket is told, and waits for a condition on it. */
function collect<T>(socket: Socket, event: string) {
  const batches: T[][] = [];
  const waiting: (() => void)[] = [];
  socket.on(event, (batch: T[]) => {
    batches.push(batch);
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    batches,
    async until(done: (all: T[]) => boolean): Promise<T[]> {
      while (!done(batches.flat())) await new Promise<void>((resolve) => waiting.push(resolve));
      return batches.flat();
    },
  };
}

describe("a socket is admitted", () => {
  /** The first request of a connection, with headers that a client library would not let through. */
  async function handshake(port: number, transport: string, headers: Record<string, string>) {
    const path = `/socket.io/?EIO=4&transport=${transport}`;
    const upgrade = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    const request = http.get({
      host: "127.0.0.1",
      port,
      path,
      agent: false,
      headers: { ...(transport === "websocket" && upgrade), ...headers },
    });
    return new Promise<{ status: number | undefined; reason: string }>((resolve, reject) => {
      request.on("upgrade", (_response, socket) => {
        socket.destroy();
        resolve({ status: 101, reason: "" });
      });
      request.on("response", (response) => {
        text(response).then((reason) => resolve({ status: response.statusCode, reason }), reject);
      });
      request.on("error", reject);
    });
  }

  it.each(["websocket", "polling"])("by a key, a session or demo mode, over %s", async (transport) => {
    const { server, url } = await serve({ mode: "production" });
    const { key } = await server.addKey("operator");
    await once(client(url, { transports: [transport], ...bearer(key) }), "connect");
    const signIn = await fetch(`${url}/api/v1/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key }),
    });
    const cookie = signIn.headers.get("set-cookie")!.split(";")[0]!;
    await once(client(url, { transports: [transport], extraHeaders: { Cookie: cookie } }), "connect");
    const demo = await serve();
    await once(client(demo.url, { transports: [transport] }), "connect");
  });

  it.each([
    ["nobody in production", "production", {}, "sign in first"],
    ["a wrong key", "demo", { Authorization: `Bearer kr_a_${"a".repeat(43)}` }, "not known here"],
    ["a page of another site", "demo", { Origin: "http://evil.example" }, "may not act"],
    ["a page of another port", "demo", { Origin: "http://localhost:1" }, "may not act"],
    ["a rebound name", "demo", { Host: "evil.example" }, "not to "],
    ["a proxy in front of a demo", "demo", { "X-Forwarded-For": "10.0.0.1" }, "through a proxy"],
  ] as const)("but not for %s", async (_name, mode, extraHeaders, reason) => {
    const { port, server } = await serve({ mode });
    for (const [transport, status] of [
      ["polling", 403],
      ["websocket", 400],
    ] as const) {
      const refusal = await handshake(port, transport, extraHeaders);
      expect(refusal.status).toBe(status);
      expect(refusal.reason).toContain(reason);
    }
    expect(server.log.lines.filter((line) => line.audit === "socket-denied")).toHaveLength(2);
  });

  it("and stays its own: a page of another site cannot go on with its number", async () => {
    const { url } = await serve();
    const socket = client(url, { transports: ["polling"] });
    await once(socket, "connect");
    const sid = (socket.io.engine as unknown as { id: string }).id;
    const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: "POST",
      headers: { Origin: "http://evil.example" },
      body: "40",
    });
    expect(response.status).toBe(400);
  });

  it("up to a number of clients", async () => {
    const { url, port } = await serve({ sockets: { clients: 1 } });
    await once(client(url), "connect");
    expect((await handshake(port, "polling", {})).reason).toContain("try again later");
  });
});

describe("subscribing", () => {
  it("answers the present values of buildings, storeys and points", async () => {
    const { url, world } = await serve();
    for (const id of [105, 250, 4001]) world.values.set(id, id / 10);
    const answer = await ask(client(url), { buildingIds: ["1"], storeyIds: ["25"], pointIds: [4001, 9999] });
    expect(answer).toMatchObject({ ok: true, seq: 0, reset: false });
    expect(answer.ok && answer.values.map((value) => [value.pointId, value.value])).toEqual([
      [105, 10.5],
      [250, 25],
      [4001, 400.1],
    ]);
  });

  it("is followed by what changes, and by nothing else", async () => {
    const { url, world, sockets } = await serve();
    const socket = client(url);
    await ask(socket, { pointIds: [1, 2] });
    const told = collect<PresentValue>(socket, "values");
    world.values.set(2, 22).set(3, 33);
    sockets.valuesChanged([2, 3]);
    expect(await told.until((all) => all.length > 0)).toMatchObject([{ pointId: 2, value: 22 }]);

    await ask(socket, { pointIds: [3] });
    sockets.valuesChanged([2, 3]);
    expect((await told.until((all) => all.length > 1)).slice(1)).toMatchObject([{ pointId: 3, value: 33 }]);
  });

  it.each([
    ["words", "all", "invalid-request", "body"],
    ["a field too many", { rooms: ["1"] }, "invalid-request", "body.rooms"],
    ["a point that is none", { pointIds: [0] }, "invalid-request", "body.pointIds[0]"],
    ["too many points at once", { buildingIds: ["1", "2"] }, "too-many-points", "150"],
  ] as const)("says what is wrong: %s", async (_name, message, code, detail) => {
    const { url } = await serve({ sockets: { pointsPerClient: 150 } });
    const answer = await ask(client(url), message as never);
    expect(answer).toMatchObject({ ok: false, code });
    expect(!answer.ok && answer.detail).toContain(detail);
  });

  it("again and again is slowed down", async () => {
    const { url } = await serve({ sockets: { subscriptions: 3 } });
    const socket = client(url);
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push((await ask(socket, { pointIds: [1] })).ok);
    expect(answers).toEqual([true, true, true, false]);
  });

  it("survives a failing store, and tells nothing of it", async () => {
    const { url, server } = await serve({
      deps: {
        pointsOf: () => {
          throw new Error("table points is locked");
        },
      },
    });
    const answer = await ask(client(url), { buildingIds: ["1"] });
    expect(answer).toMatchObject({ ok: false, code: "internal-error" });
    expect(JSON.stringify(answer)).not.toContain("locked");
    expect(String(server.log.lines.at(-1)?.err)).toContain("locked");
  });
});

describe("values", () => {
  it("are gathered: of many changes a client gets few updates, the last of them the newest", async () => {
    const { url, world, sockets } = await serve({ sockets: { updateEveryMs: 100 } });
    const socket = client(url);
    await ask(socket, { pointIds: [1] });
    const told = collect<PresentValue>(socket, "values");
    for (let n = 1; n <= 5000; n++) {
      world.values.set(1, n);
      sockets.valuesChanged([1]);
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const all = await told.until((values) => values.at(-1)?.value === 5000);
    expect(all.length).toBeLessThan(50);
  });

  it("come in portions when there are very many", async () => {
    const { url, world, sockets } = await serve({ sockets: { valuesAtOnce: 30 } });
    const socket = client(url);
    await ask(socket, { buildingIds: ["1"] });
    const told = collect<PresentValue>(socket, "values");
    const ids = Array.from({ length: 100 }, (_, n) => 100 + n);
    for (const id of ids) world.values.set(id, id);
    sockets.valuesChanged(ids);
    const all = await told.until((values) => values.length === 100);
    expect(new Set(all.map((value) => value.pointId)).size).toBe(100);
    expect(told.batches.map((batch) => batch.length)).toEqual([30, 30, 30, 10]);
  });

  it("wait for a client that does not read, which then gets the newest alone", async () => {
    const { url, world, sockets } = await serve({ sockets: { updateEveryMs: 1, valuesAtOnce: 50_000 } });
    const socket = client(url);
    const pointIds = Array.from({ length: 10_000 }, (_, n) => n + 1);
    await ask(socket, { pointIds });
    const told = collect<PresentValue>(socket, "values");
    const wire = (
      socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }
    ).ws._socket;
    wire.pause();
    let round = 0;
    let idleRounds = 0;
    while (idleRounds < 100) {
      expect(++round).toBeLessThan(5000);
      const before = world.reads();
      for (const id of pointIds) world.values.set(id, round);
      sockets.valuesChanged(pointIds);
      await new Promise((resolve) => setTimeout(resolve, 2));
      idleRounds = world.reads() === before ? idleRounds + 1 : 0;
    }
    wire.resume();
    const all = await told.until(
      (values) => values.at(-1)?.value === round && values.at(-2)?.value === round,
    );
    const rounds = new Set(all.map((value) => value.value));
    expect(rounds.size).toBeLessThan(round - 90);
    expect(all.slice(-10_000).every((value) => value.value === round)).toBe(true);
  });
});

describe("values that cannot be read", () => {
  it("are tried again, and nothing falls over", async () => {
    let failures = 0;
    const { url, server, sockets } = await serve({
      deps: {
        presentMany: (pointIds) => {
          if (pointIds.length > 0 && failures-- > 0) throw new Error("locked");
          return pointIds.map((pointId) => ({ pointId, time: 1, value: 5, quality: "good" }));
        },
      },
    });
    const socket = client(url);
    await ask(socket, { pointIds: [1] });
    failures = 3;
    const told = collect<PresentValue>(socket, "values");
    sockets.valuesChanged([1]);
    expect(await told.until((all) => all.length > 0)).toMatchObject([{ pointId: 1, value: 5 }]);
    expect(server.log.lines.filter((line) => String(line.err).includes("locked"))).toHaveLength(3);
  });
});

describe("events", () => {
  const seqs = (events: readonly DomainEvent[]) => events.map((event) => event.seq);
  const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

  it("come all and in order to those who follow them", async () => {
    const { url, world, sockets } = await serve();
    for (let n = 0; n < 3; n++) world.store();
    // The server began behind them, as after a restart.
    const socket = client(url);
    const told = collect<DomainEvent>(socket, "events");
    sockets.eventHappened(world.events[2]!);
    expect(await ask(socket, { events: true })).toMatchObject({ ok: true, reset: false });
    for (let n = 0; n < 500; n++) sockets.eventHappened(world.store());
    expect(seqs(await told.until((all) => all.at(-1)?.seq === 503))).toEqual(upTo(4, 503));
    const quiet = client(url);
    const nothing = collect<DomainEvent>(quiet, "events");
    await ask(quiet, { pointIds: [1] });
    sockets.eventHappened(world.store());
    await told.until((all) => all.at(-1)?.seq === 504);
    expect(nothing.batches).toEqual([]);
  });

  it("come through while values change all the time", async () => {
    const { url, world, sockets } = await serve({ sockets: { updateEveryMs: 5 } });
    const socket = client(url);
    const told = collect<DomainEvent>(socket, "events");
    const values = collect<PresentValue>(socket, "values");
    await ask(socket, { pointIds: [1], events: true });
    let round = 0;
    const changing = setInterval(() => {
      world.values.set(1, ++round);
      sockets.valuesChanged([1]);
    }, 1);
    await values.until((all) => all.length > 5);
    sockets.eventHappened(world.store());
    await told.until((all) => all.length > 0);
    clearInterval(changing);
  });

  it("that overtake one another are put in order", async () => {
    const { url, world, sockets } = await serve();
    const socket = client(url);
    const told = collect<DomainEvent>(socket, "events");
    await ask(socket, { events: true });
    const [first, second, third] = [world.store(), world.store(), world.store()];
    sockets.eventHappened(third);
    sockets.eventHappened(first);
    sockets.eventHappened(second);
    sockets.eventHappened(world.store());
    expect(seqs(await told.until((all) => all.at(-1)?.seq === 4))).toEqual([1, 2, 3, 4]);
  });

  it.each([20, 17, 15])("that were missed in a break come first: after %i", async (sinceSeq) => {
    const { url, world, sockets } = await serve({ sockets: { missedEvents: 5 } });
    for (let n = 0; n < 20; n++) sockets.eventHappened(world.store());
    const socket = client(url);
    const told = collect<DomainEvent>(socket, "events");
    expect(await ask(socket, { events: true, sinceSeq })).toMatchObject({ ok: true, reset: false, seq: 20 });
    sockets.eventHappened(world.store());
    expect(seqs(await told.until((all) => all.at(-1)?.seq === 21))).toEqual(upTo(sinceSeq + 1, 21));
  });

  it.each([
    ["are no longer kept", 2],
    ["are too many", 10],
    ["are of another time", 21],
  ])("that %s are not pretended to have come", async (_name, sinceSeq) => {
    const { url, world, sockets } = await serve({ sockets: { missedEvents: 5 } });
    for (let n = 0; n < 20; n++) sockets.eventHappened(world.store());
    world.keepFrom(5);
    const socket = client(url);
    const told = collect<DomainEvent>(socket, "events");
    expect(await ask(socket, { events: true, sinceSeq })).toMatchObject({ ok: true, reset: true, seq: 20 });
    sockets.eventHappened(world.store());
    expect(seqs(await told.until((all) => all.length > 0))).toEqual([21]);
  });

  it("are read from the store for a client that fell behind what is at hand", async () => {
    const { url, world, sockets } = await serve();
    for (let n = 0; n < 10; n++) world.store();
    sockets.eventHappened(world.events[9]!);
    const socket = client(url);
    const told = collect<DomainEvent>(socket, "events");
    await ask(socket, { events: true, sinceSeq: 0 });
    expect(seqs(await told.until((all) => all.at(-1)?.seq === 10))).toEqual(upTo(1, 10));
  });
});

describe("permissions", () => {
  it.each([
    ["reader", true, true],
    ["caretaker", true, true],
    ["integrator", true, false],
  ] as const)("of a %s decide what may be followed", async (role, values, events) => {
    const { url, server } = await serve({ mode: "production" });
    const { key } = await server.addKey(role);
    const socket = client(url, bearer(key));
    expect((await ask(socket, { pointIds: [1] })).ok).toBe(values);
    const answer = await ask(socket, { pointIds: [1], events: true });
    expect(answer.ok).toBe(events);
    if (!answer.ok)
      expect(answer).toMatchObject({
        code: "permission-missing",
        detail: expect.stringContaining("alarm:read"),
      });
  });

  it.each(["values", "events", "publish", "__proto__", "constructor"])(
    "deny a client the event %s",
    async (name) => {
      const { url, server } = await serve();
      const socket = client(url);
      expect(await socket.timeout(5000).emitWithAck(name, {})).toMatchObject({
        ok: false,
        code: "event-unknown",
      });
      expect(server.log.lines.at(-1)).toMatchObject({ audit: "socket-denied", code: "event-unknown" });
    },
  );
});

describe("what ends", () => {
  it("closes the sockets that rest on it, and no others", async () => {
    const { url, server, sockets } = await serve({ mode: "production" });
    const [first, second] = [await server.addKey("operator"), await server.addKey("operator")];
    const ended = client(url, bearer(first.key));
    const other = client(url, bearer(second.key));
    await Promise.all([once(ended, "connect"), once(other, "connect")]);
    const closed = once<string>(ended, "disconnect");
    await server.keys.remove(first.id);
    sockets.revoke(`key:${first.id}`);
    expect(await closed).toBe("io server disconnect");
    expect((await ask(other, { pointIds: [1] })).ok).toBe(true);
    ended.connect();
    await once(ended, "connect_error");
  });

  it("is noticed even when nobody says so", async () => {
    const { url, server } = await serve({ mode: "production", sockets: { recheckMs: 20 } });
    const { id, key } = await server.addKey("operator");
    const socket = client(url, bearer(key));
    await once(socket, "connect");
    const closed = once<string>(socket, "disconnect");
    await server.keys.remove(id);
    expect(await closed).toBe("io server disconnect");
    expect(server.log.lines.some((line) => line.audit === "socket-closed")).toBe(true);
  });

  it("with a new role comes back by itself with what that role may do", async () => {
    const { url, server } = await serve({ mode: "production", sockets: { recheckMs: 20 } });
    const { id, key } = await server.addKey("operator");
    const socket = client(url, { ...bearer(key), reconnection: true, reconnectionDelay: 1 });
    await once(socket, "connect");
    const back = once(socket, "connect");
    const record = (await server.keys.find(id))!;
    await server.keys.insert({ ...record, role: "integrator" });
    await back;
    expect((await ask(socket, { events: true })).ok).toBe(false);
  });

  it("of the server leaves no socket open", async () => {
    const { url, server, sockets } = await serve();
    const socket = client(url);
    await once(socket, "connect");
    const closed = once(socket, "disconnect");
    running.length = 0;
    await sockets.stop();
    await server.stop();
    await closed;
    expect(sockets.clients).toBe(0);
  });
});
