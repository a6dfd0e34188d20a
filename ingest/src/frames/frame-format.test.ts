import { expect, it } from "vitest";
import { chirpstackUp, elsysFrame, native } from "../test/messages.ts";
import { formatOfFrame } from "./frame-format.ts";

const up = Buffer.from(chirpstackUp({ devEui: "a81758fffe000001", time: 0, bytes: elsysFrame(20) }));
const own = Buffer.from(native("d", 0, []));

it.each([
  ["mqtt:application/1/device/a81758fffe000001/event/up", up, "chirpstack-v4"],
  ["mqtt:kr/v1/gateway/values", own, "json"],
  ["http:loriot", own, "loriot"],
  ["http:gone", up, "chirpstack-v4"],
  ["mqtt:another/topic", up, "chirpstack-v4"],
  ["event-hub:iot/0/17", own, "json"],
])("a message kept from %s is read as it came", (source, payload, format) => {
  expect(formatOfFrame({ source, payload })).toBe(format);
});
