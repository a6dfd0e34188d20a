import { NativeMessages } from "@kontrollrom/contracts/envelope.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCodecs } from "../codecs/codec-index.ts";
import { createMemoryPointIndex } from "../test/memory-point-index.ts";
import { chirpstackUp, elsysFrame, native } from "../test/messages.ts";
import { parseNativeJson } from "./native-json.ts";
import { placeMissing, processEnvelope } from "./pipeline.ts";

const now = Date.UTC(2026, 10, 21, 9);
const devEui = "a81758fffe0abcde";

function register() {
  const index = createMemoryPointIndex();
  index.register(devEui, "elsys", [
    "temperature",
    "humidity",
    "illuminance",
    "motion",
    "co2",
    "battery-voltage",
  ]);
  index.register("a81758fffe000001", "no-such-decoder");
  index.register("a81758fffe000002");
  index.register("meter", undefined, ["temperature", "active-energy"]);
  return index;
}

function process(format: "chirpstack-v4" | "json", text: string | Uint8Array, index = register()) {
  const payload = typeof text === "string" ? Buffer.from(text) : text;
  return processEnvelope({ format, source: "test", receivedAt: now, payload }, "1", index, noCodecs);
}

const good = chirpstackUp({ devEui, time: now, bytes: elsysFrame(21.4) });
const changed = (change: (event: Record<string, unknown>) => void): string => {
  const event = JSON.parse(good) as Record<string, unknown>;
  change(event);
  return JSON.stringify(event);
};

describe("a ChirpStack event", () => {
  it("becomes the samples that its decoder reads", () => {
    const { samples, refused, seen } = process("chirpstack-v4", good);
    expect(refused).toEqual([]);
    expect(samples).toHaveLength(6);
    expect(samples[0]).toEqual({
      pointId: 1,
      time: now,
      value: 21.4,
      quality: "good",
      frameId: "1",
      receivedAt: now,
    });
    expect(seen).toHaveLength(1);
  });

  it("is read with the defaults that protobuf JSON leaves out, and with a DevEUI in capitals", () => {
    const { refused, seen } = process(
      "chirpstack-v4",
      changed((event) => {
        delete event.fCnt;
        delete event.fPort;
        event.rxInfo = [{ gatewayId: "a", snr: -3 }];
        event.deviceInfo = { devEui: devEui.toUpperCase() };
      }),
    );
    expect(refused).toEqual([]);
    expect(seen[0]).toMatchObject({ externalId: devEui, fCnt: 0, rssi: 0, snr: -3, gatewayId: "a" });
  });

  it("without a payload tells only that the device was heard", () => {
    const outcome = process(
      "chirpstack-v4",
      changed((event) => delete event.data),
    );
    expect(outcome).toMatchObject({ samples: [], refused: [] });
    expect(outcome.seen).toHaveLength(1);
  });

  it.each([
    [
      "a device that is not registered",
      changed((e) => (e.deviceInfo = { devEui: "0000000000000001" })),
      "unknown-device",
      "0000000000000001",
    ],
    [
      "a device without a decoder",
      changed((e) => (e.deviceInfo = { devEui: "a81758fffe000002" })),
      "unknown-decoder",
      "a81758fffe000002",
    ],
    [
      "a decoder that is not there",
      changed((e) => (e.deviceInfo = { devEui: "a81758fffe000001" })),
      "unknown-decoder",
      "no-such-decoder",
    ],
    [
      "a frame that is cut",
      changed((e) => (e.data = Buffer.from(elsysFrame(1).subarray(0, 2)).toString("base64"))),
      "decode-failed",
      "elsys",
    ],
    ["data that is not base64", changed((e) => (e.data = "AQ*=")), "wrong-shape", "AQ*="],
    ["data that is a number", changed((e) => (e.data = 7)), "wrong-shape", "7"],
    ["no time", changed((e) => delete e.time), "wrong-shape", "time"],
    ["a time of another kind", changed((e) => (e.time = 1e12)), "wrong-shape", "1000000000000"],
    [
      "a time in the future",
      changed((e) => (e.time = new Date(now + 301_000).toISOString())),
      "time-in-future",
      "09:05:01",
    ],
    ["a time long ago", changed((e) => (e.time = "1980-01-06T00:00:00Z")), "time-too-old", "1980"],
    ["no device", changed((e) => delete e.deviceInfo), "wrong-shape", "deviceInfo"],
    ["a DevEUI that is none", changed((e) => (e.deviceInfo = { devEui: "12" })), "wrong-shape", '"12"'],
    ["a port that is none", changed((e) => (e.fPort = 256)), "wrong-shape", "256"],
    [
      "data for a join server",
      changed((e) => (e.joinServerContext = { sessionKeyId: "x" })),
      "wrong-shape",
      "join server",
    ],
    ["a list", "[]", "wrong-shape", "[]"],
    ["half a message", good.slice(0, 200), "not-json", "JSON"],
    ["nothing", "", "not-json", "JSON"],
  ])("with %s is refused", (_what, text, reason, named) => {
    const { samples, refused } = process("chirpstack-v4", text);
    expect(samples).toEqual([]);
    expect(refused.map((one) => one.reason)).toEqual([reason]);
    expect(refused[0]?.detail).toContain(named);
    expect(Buffer.from(refused[0]?.payload ?? []).toString()).toBe(text);
  });
});

describe("native JSON", () => {
  it("keeps of a list only the element that was refused", () => {
    const known = JSON.parse(native("meter", now, [{ quantity: "temperature", value: 4 }]));
    const unknown = JSON.parse(native("stranger", now, [{ quantity: "temperature", value: 4 }]));
    const { samples, refused } = process("json", JSON.stringify([known, unknown, 5, known]));
    expect(samples).toHaveLength(2);
    expect(
      refused.map(({ reason, device, payload }) => [reason, device, Buffer.from(payload).toString()]),
    ).toEqual([
      ["wrong-shape", undefined, "5"],
      ["unknown-device", "stranger", JSON.stringify(unknown)],
    ]);
  });

  it("names all devices that a list tells of, each once, so that its frame is found by any of them", () => {
    const devices = ["meter", "b", "meter", "c"];
    const frameOf = (some: readonly string[]) =>
      process(
        "json",
        `[${some.map((id) => native(id, now, [{ quantity: "temperature", value: 4 }])).join()}]`,
      ).frame;
    expect(frameOf(devices)).toMatchObject({ device: "meter", also: ["b", "c"] });
    expect(frameOf(["meter", "meter"])).not.toHaveProperty("also");
  });

  it("makes one dead letter of all values refused for the same reason", () => {
    const values = Array.from({ length: 20 }, (_, i) => ({ quantity: `q${i}`, value: 1 }));
    const { refused } = process("json", native("meter", now, [...values, { quantity: "co2", value: "x" }]));
    expect(refused.map(({ reason }) => reason)).toEqual(["unknown-quantity", "value-not-a-number"]);
    expect(refused[0]?.detail).toMatch(/"q0".*"q4".*and 15 more$/s);
  });

  it("asks for the points that are missing, once, and then stores their values", async () => {
    const index = register();
    const values = [
      { quantity: "co2", value: 500 },
      { quantity: "co2", value: 501, channel: "b" },
    ];
    const outcomes = [1, 2].map(() => process("json", native("meter", now, values), index));
    expect(outcomes[0]?.samples).toEqual([]);
    await placeMissing(outcomes, index);
    expect(index.ensured.map(({ quantity, channel }) => [quantity, channel])).toEqual([
      ["co2", undefined],
      ["co2", "b"],
    ]);
    expect(outcomes.map(({ samples }) => samples.map(({ pointId, value }) => [pointId, value]))).toEqual([
      [
        [9, 500],
        [10, 501],
      ],
      [
        [9, 500],
        [10, 501],
      ],
    ]);
  });

  it("refuses a value when its device was removed before the commit", async () => {
    const index = register();
    const outcome = process("json", native("meter", now, [{ quantity: "co2", value: 500 }]), index);
    index.remove("meter");
    await placeMissing([outcome], index);
    expect(outcome.samples).toEqual([]);
    expect(outcome.refused.map(({ reason }) => reason)).toEqual(["unknown-device"]);
  });

  it("takes every message that the contract takes", () => {
    const message = fc.record({
      time: fc
        .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
        .map((d) => d.toISOString()),
      device: fc.string({ minLength: 1, maxLength: 128 }),
      values: fc.array(
        fc.record({
          quantity: fc.string({ minLength: 1 }),
          value: fc.double({ noNaN: true, noDefaultInfinity: true }),
        }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
    });
    fc.assert(
      fc.property(fc.oneof(message, fc.array(message, { minLength: 1, maxLength: 3 })), (json) => {
        expect(NativeMessages.safeParse(json).success).toBe(true);
        expect(parseNativeJson(json, new Uint8Array()).refused).toEqual([]);
      }),
    );
  });

  it("takes the frame of a message, and leaves its values to normalise, only as the contract does", () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            time: fc.oneof(fc.string(), fc.constant("2026-11-21T09:00:00Z")),
            device: fc.anything(),
            values: fc.anything(),
          },
          { requiredKeys: [] },
        ),
        (json) => {
          const frame = NativeMessages.safeParse({
            ...json,
            values: [{ quantity: "co2", value: 1 }],
          }).success;
          const list = Array.isArray(json.values) && json.values.length > 0 && json.values.length <= 500;
          expect(parseNativeJson(json, new Uint8Array()).messages.length).toBe(frame && list ? 1 : 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** JSON texts that differ from a good one: keys and values changed or gone, or bytes damaged. */
function mutated(text: string): fc.Arbitrary<Uint8Array> {
  const replaced = fc
    .tuple(
      fc.nat(40),
      fc.oneof(fc.anything(), fc.constant(undefined), fc.double(), fc.constantFrom(1e308, -1, "", [], {})),
    )
    .map(([target, by]) => {
      let index = 0;
      const json = JSON.stringify(JSON.parse(text), (_key, value) => (index++ === target ? by : value));
      return Buffer.from(json ?? "");
    });
  const damaged = fc
    .array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const bytes = Buffer.from(text);
      for (const [at, by] of changes) bytes[at] = by;
      return bytes;
    });
  const cut = fc.nat(text.length).map((at) => Buffer.from(text.slice(0, at)));
  return fc.oneof(replaced, damaged, cut);
}

describe("whatever comes", () => {
  const list = JSON.stringify([
    JSON.parse(native("meter", now, [{ quantity: "temperature", value: 20, unit: "Cel", channel: "a" }])),
    JSON.parse(native("meter", now - 1000, [{ quantity: "active-energy", value: 5, unit: "W.h" }])),
  ]);
  it.each([
    ["chirpstack-v4", good],
    [
      "json",
      native("meter", now, [
        { quantity: "temperature", value: 20, unit: "K" },
        { quantity: "co2", value: true },
      ]),
    ],
    ["json", list],
  ] as const)("%s is stored within its range or refused with a reason, and never thrown", (format, text) => {
    const quantityOf = new Map<number, keyof typeof quantities>();
    const index = register();
    for (const externalId of [devEui, "meter"]) {
      for (const [key, id] of index.device(externalId)?.points ?? [])
        quantityOf.set(id, key.split("@")[0] as keyof typeof quantities);
    }
    fc.assert(
      fc.property(fc.oneof(mutated(text), fc.uint8Array()), (payload) => {
        const outcome = process(format, payload, index);
        for (const { pointId, value, time } of outcome.samples) {
          const { min, max } = quantities[quantityOf.get(pointId) ?? "co2"];
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
          expect(time).toBeLessThanOrEqual(now + 300_000);
          expect(time).toBeGreaterThan(0);
          expect(Number.isSafeInteger(time)).toBe(true);
        }
        for (const { detail } of outcome.refused) expect(detail.length).toBeGreaterThan(10);
        const told =
          outcome.samples.length + outcome.refused.length + outcome.seen.length + outcome.unplaced.length;
        expect(told).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });
});
