import { describe, expect, it } from "vitest";
import type { RefusedMessage } from "../pipeline/message.ts";
import { createDeadLetterMaker, repeatWindowMs } from "./dead-letter-maker.ts";

const refused = (change: Partial<RefusedMessage> = {}): RefusedMessage => ({
  reason: "wrong-shape",
  detail: "no device",
  device: "a",
  payload: Buffer.from("{}"),
  ...change,
});
const origin = (receivedAt: number) => ({ receivedAt, source: "mqtt:kr/v1/x", format: "json" });

describe("dead letters", () => {
  it("are kept once when the same content is refused again for the same reason", () => {
    let id = 0;
    const maker = createDeadLetterMaker(() => String(++id));
    expect(maker.make(refused(), origin(0))).toMatchObject({ id: "1", device: "a", receivedAt: 0 });
    expect(maker.make(refused(), origin(repeatWindowMs - 1))).toBeUndefined();
    expect(maker.repeats()).toBe(1);
    expect(maker.make(refused(), origin(repeatWindowMs))).toBeDefined();
  });

  it.each([
    ["content", { payload: Buffer.from("[]") }],
    ["reason", { reason: "not-json" as const }],
    ["device", { device: "b" }],
  ])("are kept when another %s is refused", (_what, change) => {
    const maker = createDeadLetterMaker(() => "1");
    maker.make(refused(), origin(0));
    expect(maker.make(refused(change), origin(0))).toBeDefined();
  });

  it("cut texts that came from outside", () => {
    const maker = createDeadLetterMaker(() => "1");
    const letter = maker.make(refused({ device: "d".repeat(9000), detail: "x".repeat(9000) }), {
      receivedAt: 0,
      source: "s".repeat(70_000),
      format: "json",
    });
    expect([letter?.device?.length, letter?.detail.length, letter?.source.length]).toEqual([128, 1000, 512]);
  });
});
