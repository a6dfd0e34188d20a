import { describe, expect, it } from "vitest";
import { judgePublish } from "./verdict.ts";

const packet = (topic: string, text: string, retain = false) => ({
  topic,
  payload: Buffer.from(text),
  retain,
});

describe("a publish", () => {
  it.each([
    [
      "native JSON",
      packet("kr/v1/a", "{}"),
      { envelope: { format: "json", source: "mqtt:kr/v1/a", receivedAt: 5 } },
    ],
    [
      "a ChirpStack uplink",
      packet("application/1/device/2/event/up", "{}"),
      { envelope: { format: "chirpstack-v4" } },
    ],
    ["an empty message", packet("kr/v1/a", ""), { envelope: { format: "json" } }],
    ["an empty retained message", packet("kr/v1/a", "", true), { letGo: "cleared-retained" }],
    [
      "another event of ChirpStack",
      packet("application/1/device/2/event/join", "{}"),
      { letGo: "unread-topic" },
    ],
    ["a message of the longest kind", packet("kr/v1/a", "x".repeat(100)), { envelope: {} }],
    ["a message that is longer", packet("kr/v1/a", "x".repeat(101)), { stray: { reason: "too-large" } }],
    ["another topic", packet("lamp", "on"), { stray: { reason: "unknown-topic", source: "mqtt:lamp" } }],
    ["a filter", packet("kr/v1/+", "on"), { close: '"kr/v1/+" is no topic to publish on' }],
    ["a topic with a zero", packet("kr/v1/\0", "on"), { close: '"kr/v1/\\u0000" is no topic to publish on' }],
    ["a reserved topic", packet("$SYS/a", "on"), { close: "topic $SYS/a is reserved" }],
  ])("of %s", (_what, given, expected) => {
    expect(judgePublish(given, 5, 100)).toMatchObject(expected);
  });
});
