import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEnvelope } from "../pipeline/formats/registry.ts";
import { detectFormat } from "./detect-format.ts";
import { envelopeOfEvent, type HubEvent } from "./event-hubs-message.ts";

const receivedAt = Date.parse("2026-11-21T10:00:00Z");
const from = (format: WireFormat | "auto") => ({ source: "eventhub:telemetri/0", format, receivedAt });

function event(body: unknown, stamps: Readonly<Record<string, string>> = {}): HubEvent {
  const bytes = body instanceof Uint8Array || typeof body === "string" ? body : JSON.stringify(body);
  return { body: bytes, sequenceNumber: 42, systemProperties: { ...stamps } };
}

const stamp = (device: string) => ({ "iothub-connection-device-id": device });
const native = { time: "2026-11-21T09:00:00Z", device: "another", values: [{ quantity: "co2", value: 600 }] };

describe("an event", () => {
  it("becomes an envelope with its bytes and its place in the hub", () => {
    const envelope = envelopeOfEvent(event(native), from("json"));
    expect(envelope).toMatchObject({ format: "json", source: "eventhub:telemetri/0/42", receivedAt });
    expect(Buffer.from(envelope?.payload ?? []).toString()).toBe(JSON.stringify(native));
  });

  it.each([
    ["text", '{"a":1}', '{"a":1}'],
    ["an AMQP value", { a: 1 }, '{"a":1}'],
    ["nothing", undefined, "null"],
  ])("may have %s as its body", (_what, body, bytes) => {
    const envelope = envelopeOfEvent({ body, sequenceNumber: 1 } as HubEvent, from("json"));
    expect(Buffer.from(envelope?.payload ?? []).toString()).toBe(bytes);
  });

  it("is no telemetry where an IoT hub tells of itself", () => {
    for (const [about, taken] of [
      ["Telemetry", true],
      ["deviceLifecycleEvents", false],
    ] as const) {
      const envelope = envelopeOfEvent(event(native, { "iothub-message-source": about }), from("json"));
      expect(envelope !== undefined).toBe(taken);
    }
  });
});

/** What the pipeline makes of a stamped event. */
function heard(body: unknown, device = "meter-7", format: WireFormat | "auto" = "json", more = {}) {
  const envelope = envelopeOfEvent(event(body, { ...stamp(device), ...more }), from(format));
  if (envelope === undefined) throw new Error("let go");
  return parseEnvelope(envelope);
}

describe("a stamped sender", () => {
  it.each<[string, unknown]>([
    ["native JSON", native],
    ["native JSON without a device", { ...native, device: undefined }],
    ["a list of native messages", [native, { ...native, device: "a third" }]],
    [
      "SenML",
      [
        { bn: "another/", bt: 1_795_251_600, n: "co2", v: 600 },
        { n: "co2_inne", v: 610 },
      ],
    ],
    ["SenML with whole names", [{ n: "urn:dev:ow:another:co2", t: 1_795_251_600, v: 600 }]],
    [
      "SenML with several base names",
      [
        { bn: "a/", n: "co2", v: 1 },
        { bn: "b/", n: "co2", v: 2 },
      ],
    ],
    ["SenML in CBOR", Buffer.from("81a32167 616e6f7468722f 0063636f32 02190258".replaceAll(" ", ""), "hex")],
  ])("is whose %s is, whatever it says", (_what, body) => {
    const { messages, refused } = heard(body);
    expect(refused).toEqual([]);
    expect(messages.length).toBeGreaterThan(0);
    for (const { device, values } of messages) {
      expect(device).toBe("meter-7");
      for (const value of values) expect(value).toMatchObject({ quantity: "co2" });
    }
  });

  it("cannot be got round by looking like a network server's message", () => {
    const uplink = { deviceInfo: { devEui: "a81758fffe0abcde" }, data: "AQ==", fPort: 1, time: native.time };
    const { messages, refused } = heard(uplink, "meter-7", "auto");
    expect(messages).toEqual([]);
    expect(refused.map(({ device }) => device)).toEqual(["meter-7"]);
  });

  it("is a bridge where the hub is said to carry a network server's messages", () => {
    const uplink = { deviceInfo: { devEui: "a81758fffe0abcde" }, data: "AQ==", fPort: 1, time: native.time };
    expect(heard(uplink, "lora-bridge", "chirpstack-v4").messages.map(({ device }) => device)).toEqual([
      "a81758fffe0abcde",
    ]);
  });

  it("is spelt as the register spells a DevEUI", () => {
    expect(heard(native, "A81758FFFE0ABCDE").messages[0]?.device).toBe("a81758fffe0abcde");
  });

  it("gives the time that it created the message, where the message has none", () => {
    const more = { "iothub-creation-time-utc": "2026-11-21T08:00:00Z" };
    const without = { ...native, time: undefined };
    expect(heard(without, "meter-7", "json", more).messages[0]?.time).toBe(
      Date.parse("2026-11-21T08:00:00Z"),
    );
    expect(heard(native, "meter-7", "json", more).messages[0]?.time).toBe(Date.parse(native.time));
  });

  it("is never another, whatever bytes or JSON it sends", () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .array(
          fc.record(
            { bn: fc.string(), n: fc.string(), u: fc.constantFrom("Cel", "%"), v: fc.double() },
            { requiredKeys: [] },
          ),
          { minLength: 1 },
        )
        .map((pack) => Buffer.from(JSON.stringify(pack))),
      fc
        .record({ device: fc.string(), time: fc.constant(native.time), values: fc.array(fc.anything()) })
        .map((m) => Buffer.from(JSON.stringify(m) ?? "")),
    );
    fc.assert(
      fc.property(bodies, fc.constantFrom("json", "auto", "senml"), (body, format) => {
        const { messages, refused } = heard(body, "meter-7", format as WireFormat | "auto");
        for (const { device } of [...messages, ...refused]) expect([undefined, "meter-7"]).toContain(device);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a format that is found out", () => {
  it.each<[WireFormat, unknown]>([
    ["json", native],
    ["json", [native]],
    ["json", "no json"],
    ["json", 7],
    ["senml", [{ bn: "a/", n: "co2", v: 1 }]],
    ["senml", Buffer.from([0x81, 0xa0])],
    ["chirpstack-v4", { deviceInfo: { devEui: "a81758fffe0abcde" } }],
    ["chirpstack-v3", { applicationID: "1", devEUI: "qBdY//4KvN4=", data: "" }],
    ["the-things-stack-v3", { end_device_ids: { dev_eui: "A81758FFFE0ABCDE" } }],
    ["loriot", { cmd: "rx", EUI: "A81758FFFE0ABCDE" }],
    ["thingpark", { DevEUI_uplink: { DevEUI: "A81758FFFE0ABCDE" } }],
    ["thingpark", { DevEUI: "A81758FFFE0ABCDE", FCntUp: 1 }],
    ["netmore", [{ devEui: "a81758fffe0abcde" }]],
    ["helium", { dev_eui: "A81758FFFE0ABCDE", hotspots: [] }],
    ["milesight", { devEUI: "24e124fffe0abcde", gatewayTime: "2026-11-21T09:00:00Z" }],
    ["sigfox", { device: "1A2B3C", data: "00ff", seqNumber: 3 }],
    ["disruptive-technologies", { event: { targetName: "projects/p/devices/d" } }],
  ])("is %s for %j", (format, body) => {
    const bytes =
      body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    expect(detectFormat(bytes)).toBe(format);
  });
});
