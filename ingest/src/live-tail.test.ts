import { describe, expect, it } from "vitest";
import { createLiveTail, type Heard } from "./live-tail.ts";

const heard = (device: string, change: Partial<Heard> = {}): Heard => ({
  frameId: "1",
  receivedAt: 0,
  source: "mqtt:kr/v1/hall",
  format: "json",
  device,
  payload: new Uint8Array([1, 2, 3]),
  values: [],
  refused: [],
  ...change,
});
function make() {
  let time = 1_000_000;
  return { tail: createLiveTail({ now: () => time }), pass: (ms: number) => (time += ms) };
}
const devices = (answer: ReturnType<ReturnType<typeof createLiveTail>["look"]>) =>
  answer.items.map(({ device }) => device);

describe("the tail of messages", () => {
  it("keeps nothing while nobody looks, and from the first look on everything", () => {
    const { tail } = make();
    expect(tail.watched).toBe(false);
    tail.note(heard("a"));
    expect(tail.look("", undefined).items).toEqual([]);
    expect(tail.watched).toBe(true);
    tail.note(heard("b"));
    tail.note(heard("c"));
    const first = tail.look("", undefined);
    expect(devices(first)).toEqual(["b", "c"]);
    tail.note(heard("d"));
    expect(devices(tail.look("", first.seq))).toEqual(["d"]);
  });

  it("stops when nobody has looked for ten seconds, and begins anew", () => {
    const { tail, pass } = make();
    tail.look("", undefined);
    pass(10_001);
    tail.note(heard("a"));
    expect(tail.watched).toBe(false);
    expect(tail.look("", 7)).toEqual({ items: [], seq: 0, skipped: 0 });
  });

  it("shows those of one device or source, so that a rare one is not lost among many", () => {
    const { tail } = make();
    tail.look("A81758", undefined);
    tail.look("hall", undefined);
    for (let i = 0; i < 500; i++) tail.note(heard(`other-${i}`, { source: "http:json" }));
    tail.note(heard("a81758fffe01"));
    expect(devices(tail.look("a81758", 0))).toEqual(["a81758fffe01"]);
    expect(devices(tail.look("HALL ", 0))).toEqual(["a81758fffe01"]);
  });

  it("takes fifty a second and tells how many it left out", () => {
    const { tail, pass } = make();
    tail.look("", undefined);
    for (let i = 0; i < 1000; i++) tail.note(heard("busy"));
    const answer = tail.look("", 0);
    expect([answer.items.length, answer.skipped, answer.seq]).toEqual([50, 950, 1000]);
    pass(1000);
    tail.note(heard("next"));
    expect(tail.look("", answer.seq)).toMatchObject({ items: [{ device: "next" }], skipped: 0 });
  });

  it("holds little, whatever comes", () => {
    const { tail, pass } = make();
    for (let i = 0; i < 30; i++) tail.look(String(i), undefined);
    for (let i = 0; i < 5000; i++) {
      pass(5);
      if (i % 100 === 0) tail.look("29", 0);
      tail.note(heard("29", { payload: new Uint8Array(100_000) }));
    }
    const { items } = tail.look("29", 0);
    expect(items.length).toBe(200);
    expect(items[0]).toMatchObject({ bytes: 100_000, payload: expect.objectContaining({ length: 2048 }) });
  });
});
