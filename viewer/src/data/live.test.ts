import { rolePermissions } from "@kontrollrom/contracts/identity.ts";
import { type Subscribe, type SubscribeAnswer, socketEvents } from "@kontrollrom/contracts/sockets.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createLive, mayFollowEvents } from "./live.ts";
import { anAlarm } from "./samples.fixture.ts";

/** The few things of a socket that the live stream uses, driven by hand. */
function handSocket() {
  const handlers = new Map<string, (payload?: unknown) => void>();
  const sent: { message: Subscribe; answer: (answer: SubscribeAnswer) => void }[] = [];
  const socket = {
    connected: false,
    active: true,
    on: (name: string, handler: (payload?: unknown) => void) => handlers.set(name, handler),
    off: (name: string) => handlers.delete(name),
    emit: (_name: string, message: Subscribe, answer: (answer: SubscribeAnswer) => void) =>
      sent.push({ message, answer }),
    connect: () => {
      socket.active = true;
      server.connects += 1;
      return socket;
    },
    disconnect: () => socket,
  };
  const server = {
    sent,
    connects: 0,
    last: () => sent.at(-1),
    connect() {
      socket.connected = true;
      handlers.get("connect")?.();
    },
    drop(reason = "transport close") {
      socket.connected = false;
      // As socket.io has it: after a word from the server the socket does not come back by itself.
      if (reason === "io server disconnect") socket.active = false;
      handlers.get("disconnect")?.(reason);
    },
    refuseHandshake() {
      socket.active = false;
      handlers.get("connect_error")?.(new Error("sign in first"));
    },
    refuse: (code: string) => sent.at(-1)?.answer({ ok: false, code, detail: `because of ${code}` }),
    events: (...seqs: number[]) =>
      handlers.get("events")?.(
        seqs.map((seq) => ({ seq, kind: "alarm", alarm: anAlarm({ id: `a${seq}` }) })),
      ),
    answer: (seq: number, reset = false) => sent.at(-1)?.answer({ ok: true, values: [], seq, reset }),
  };
  return { socket: socket as never, server };
}

describe("live stream", () => {
  const seen: number[] = [];
  const onReset = vi.fn();
  const readSession = vi.fn<() => Promise<"signed-in" | "signed-out" | "unknown">>();
  let followsEvents = true;
  const make = () => {
    const { socket, server } = handSocket();
    const live = createLive({
      socket,
      mayFollowEvents: () => followsEvents,
      readSession,
      onValues: () => {},
      onEvents: (events) => seen.push(...events.map((event) => event.seq)),
      onReset,
      lostAfterMs: 1000,
    });
    live.start();
    return { live, server };
  };
  beforeEach(() => {
    seen.length = 0;
    onReset.mockReset();
    readSession.mockReset().mockResolvedValue("signed-in");
    followsEvents = true;
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("asks for all interests in one message", async () => {
    const { live, server } = make();
    server.connect();
    server.answer(10);
    live.follow({ buildingIds: ["b1"] });
    const leave = live.follow({ buildingIds: ["b1", "b2"], pointIds: [7] });
    await Promise.resolve();
    expect(server.sent).toHaveLength(2);
    expect(server.last()?.message).toEqual({
      events: true,
      buildingIds: ["b1", "b2"],
      pointIds: [7],
      sinceSeq: 10,
    });
    leave();
    await Promise.resolve();
    expect(server.last()?.message).toEqual({ events: true, buildingIds: ["b1"], sinceSeq: 10 });
  });

  it("goes on after a break from the last event, also when what was missed comes after the answer", () => {
    const { server } = make();
    server.connect();
    server.answer(10);
    server.events(11, 12);
    server.drop();
    server.connect();
    expect(server.last()?.message.sinceSeq).toBe(12);
    server.answer(14);
    server.events(13, 14);
    expect(seen).toEqual([11, 12, 13, 14]);
  });

  it("does not take the same event twice", () => {
    const { server } = make();
    server.connect();
    server.answer(10);
    server.events(11);
    server.events(11, 12);
    expect(seen).toEqual([11, 12]);
  });

  it("reads the lists again at the first subscription and when what was missed is gone", () => {
    const { server } = make();
    server.connect();
    server.answer(10);
    expect(onReset).toHaveBeenCalledTimes(1);
    server.drop();
    server.connect();
    server.answer(500, true);
    expect(onReset).toHaveBeenCalledTimes(2);
    server.events(501);
    expect(seen).toEqual([501]);
  });

  it("says how it stands: connecting, live, reconnecting, lost, live", () => {
    const { live, server } = make();
    const states = [live.getState()];
    live.subscribe(() => states.push(live.getState()));
    server.connect();
    server.answer(1);
    server.drop();
    vi.advanceTimersByTime(1000);
    server.connect();
    server.answer(1);
    vi.advanceTimersByTime(60_000);
    expect(states).toEqual(["connecting", "live", "reconnecting", "lost", "live"]);
  });

  it("asks for events only when the visitor may see them, and for values always", () => {
    followsEvents = false;
    const { live, server } = make();
    live.follow({ buildingIds: ["b1"] });
    server.connect();
    expect(server.last()?.message).toEqual({ events: false, buildingIds: ["b1"] });
    server.answer(10);
    expect(live.getState()).toBe("live");
    server.drop();
    server.connect();
    expect(server.last()?.message).toEqual({ events: false, buildingIds: ["b1"] });
  });

  it("says that it was refused and why, and asks again later", async () => {
    const { live, server } = make();
    server.connect();
    server.refuse("too-many-subscriptions");
    expect(live.getState()).toBe("refused");
    expect(live.getRefusal()).toEqual({
      code: "too-many-subscriptions",
      detail: "because of too-many-subscriptions",
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.sent).toHaveLength(2);
    server.answer(3);
    expect([live.getState(), live.getRefusal()]).toEqual(["live", undefined]);
    expect(readSession).not.toHaveBeenCalled();
  });

  it("asks for less when the role was changed to one that may see less", async () => {
    const { live, server } = make();
    server.connect();
    readSession.mockImplementation(async () => {
      followsEvents = false;
      return "signed-in";
    });
    server.refuse("permission-missing");
    await vi.advanceTimersByTimeAsync(0);
    expect(server.last()?.message).toEqual({ events: false });
    server.answer(3);
    expect(live.getState()).toBe("live");
  });

  it("does not ask over and over for what the visitor may not have", async () => {
    const { live, server } = make();
    server.connect();
    server.refuse("permission-missing");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.sent).toHaveLength(1);
    expect(live.getState()).toBe("refused");
  });

  it.each([
    ["signed-in", 2],
    ["unknown", 2],
    ["signed-out", 1],
  ] as const)("closed by the server while %s, it has connected %i times", async (answer, connects) => {
    readSession.mockResolvedValue(answer);
    const { server } = make();
    server.connect();
    server.answer(10);
    server.drop("io server disconnect");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.connects).toBe(connects);
  });

  it("asks who is calling when the handshake is refused, and when contact is lost", async () => {
    readSession.mockResolvedValue("signed-out");
    const { server } = make();
    server.refuseHandshake();
    expect(readSession).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(readSession).toHaveBeenCalledTimes(2);
  });

  it("leaves the session alone when contact comes back by itself", async () => {
    const { server } = make();
    server.connect();
    server.answer(10);
    server.drop();
    server.connect();
    server.answer(10);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(readSession).not.toHaveBeenCalled();
  });

  it("does nothing more once it is stopped", async () => {
    const { live, server } = make();
    server.connect();
    server.drop("io server disconnect");
    live.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.connects).toBe(1);
  });
});

it("follows events with exactly the permissions that the contract asks for", () => {
  const needed = socketEvents.events.permissions;
  expect(mayFollowEvents(needed)).toBe(true);
  for (const one of needed) expect(mayFollowEvents(needed.filter((other) => other !== one))).toBe(false);
  expect(mayFollowEvents(rolePermissions.integrator)).toBe(false);
  expect(mayFollowEvents(rolePermissions.reader)).toBe(true);
});
