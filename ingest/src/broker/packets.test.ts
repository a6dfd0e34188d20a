import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishPacket } from "./packets.ts";

describe("a PUBLISH", () => {
  it.each([
    ["at QoS 0", { topic: "a/b", payload: "hi", qos: 0, retain: false, dup: false }, "30070003612f626869"],
    [
      "at QoS 1, again and retained",
      { topic: "a/b", payload: "hi", qos: 1, retain: true, dup: true, messageId: 258 },
      "3b090003612f6201026869",
    ],
    [
      "without a payload at QoS 2",
      { topic: "å", payload: "", qos: 2, retain: false, dup: false, messageId: 65_535 },
      "34060002c3a5ffff",
    ],
  ] as const)("%s is %#", (_what, message, hex) => {
    expect(publishPacket(message).toString("hex")).toBe(hex);
  });

  it("tells its length in one to four bytes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), (bytes) => {
        const packet = publishPacket({
          topic: "t",
          payload: Buffer.alloc(bytes),
          qos: 0,
          retain: false,
          dup: false,
        });
        let length = 0;
        let at = 1;
        for (let shift = 1; ; shift *= 128) {
          const byte = packet[at++] ?? 0;
          length += (byte & 127) * shift;
          if (byte < 128) break;
        }
        expect(length).toBe(bytes + 3);
        expect(packet.length).toBe(at + length);
      }),
      { numRuns: 50 },
    );
  });
});
