import type { Subscribe, SubscribeAnswer } from "@kontrollrom/contracts/sockets.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createLive } from "./live.ts";
import { anAlarm } from "./samples.fixture.ts";

/** The few things of a socket that the live stream uses, driven by hand. */
function handSocket() {
  const handlers = new Map<string, (payload?: unknown) => void>();
  const sent: { message: Subscribe; answer: (answer: SubscribeAnswer) => void }[] = [];
  const socket = {
    connected: false,
    on: (name: string, handler: (payload?: unknown) => void) => handlers.set(name, handler),
    off: (name: string) => handlers.delete(name),
    emit: (_name: string, message: Subscribe, answer: (answer: SubscribeAnswer) => void) =>
      sent.push({ message, answer }),
    connect: () => socket,
    disconnect: () => socket,
  };
  const server = {
    sent,
    last: () => sent.at(-1),
    connect() {
      socket.connected = true;
      handlers.get("connect")?.();
    },
    drop() {
      socket.connected = false;
      handlers.get("disconnect")?.();
    },
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
  const make = () => {
    const { socket, server } = handSocket();
    const live = createLive({
      socket,
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
});
