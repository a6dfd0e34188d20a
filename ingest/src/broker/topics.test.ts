import { describe, expect, it } from "vitest";
import { isTopicFilter, matches, useOfTopic } from "./topics.ts";

describe("topics", () => {
  it.each([
    ["a/b", true],
    ["#", true],
    ["a/#", true],
    ["+", true],
    ["+/a/+", true],
    ["/", true],
    ["", false],
    ["a#", false],
    ["a/b#", false],
    ["#/a", false],
    ["a+", false],
    ["a/+b/c", false],
    ["a\0", false],
  ])("%j is a filter: %s", (filter, expected) => {
    expect(isTopicFilter(filter)).toBe(expected);
  });

  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/b/c", false],
    ["a/+", "a/b", true],
    ["a/+", "a", false],
    ["a/+", "a/", true],
    ["a/#", "a", true],
    ["a/#", "a/b/c", true],
    ["#", "a/b", true],
    ["#", "$SYS/broker", false],
    ["+/b", "$SYS/b", false],
    ["$SYS/#", "$SYS/broker", true],
    ["+", "a/b", false],
  ])("filter %s on topic %s: %s", (filter, topic, expected) => {
    expect(matches(filter, topic)).toBe(expected);
  });

  it.each([
    ["application/1/device/a81758fffe0abcde/event/up", { use: "ingest", format: "chirpstack-v4" }],
    ["kr/v1/plant/ahu-1", { use: "ingest", format: "json" }],
    ["v3/skoler@ttn/devices/klasserom-2b/up", { use: "ingest", format: "the-things-stack-v3" }],
    ["kommune/things/A81758FFFE0ABCDE/uplink", { use: "ingest", format: "thingpark" }],
    ["loriot/skoler", { use: "ingest", format: "loriot" }],
    ["netmore/payload", { use: "ingest", format: "netmore" }],
    ["helium/klasserom-2b/rx", { use: "ingest", format: "helium" }],
    ["milesight/a81758fffe0abcde/uplink", { use: "ingest", format: "milesight" }],
    ["v3/skoler@ttn/devices/klasserom-2b/down/sent", { use: "unread" }],
    ["kommune/things/A81758FFFE0ABCDE/downlink", { use: "unread" }],
    ["helium/klasserom-2b/tx", { use: "unread" }],
    ["milesight/a81758fffe0abcde/join", { use: "unread" }],
    ["application/1/device/a81758fffe0abcde/event/join", { use: "unread" }],
    ["application/1/device/a81758fffe0abcde/command/down", { use: "unknown" }],
    ["kr/v2/plant", { use: "unknown" }],
    ["zigbee2mqtt/lamp", { use: "unknown" }],
  ])("%s is %o", (topic, use) => {
    expect(useOfTopic(topic)).toEqual(use);
  });
});
