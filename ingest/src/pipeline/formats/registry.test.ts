import { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import type { quantities } from "@kontrollrom/contracts/quantity.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCodecs } from "../../codecs/codec-index.ts";
import { createMemoryPointIndex } from "../../test/memory-point-index.ts";
import { chirpstackUp, native } from "../../test/messages.ts";
import { processEnvelope } from "../pipeline.ts";
import { formats, parseEnvelope } from "./registry.ts";
import * as sample from "./test/samples.ts";
import { devEui, frame, now } from "./test/samples.ts";

const text = (json: unknown) => Buffer.from(JSON.stringify(json));
const v4 = Buffer.from(chirpstackUp({ devEui, time: now, bytes: frame }));
const own = Buffer.from(native("meter", now, [{ quantity: "temperature", value: 20, unit: "Cel" }]));
/** `[{"bn": "d/", "bt": 1795251600, "n": "co2", "u": "ppm", "v": 400}]` in CBOR. */
const cbor = Buffer.from("81a52162642f221a6b015b10 0063636f32016370706d02190190".replaceAll(" ", ""), "hex");

const samples: readonly (readonly [WireFormat, string, Uint8Array])[] = [
  ["chirpstack-v4", "v4", v4],
  ["chirpstack-v4", "v3, on the same topic", text(sample.chirpstackV3)],
  ["chirpstack-v3", "json_v3", text(sample.chirpstackV3)],
  ["chirpstack-v3", "protobuf JSON", text(sample.chirpstackV3Protobuf)],
  ["chirpstack-v3", "v4, at the same address", v4],
  ["the-things-stack-v3", "up", text(sample.theThingsStackV3)],
  ["loriot", "rx", text(sample.loriotRx)],
  ["loriot", "gw", text(sample.loriotGw)],
  ["thingpark", "text", text(sample.thingparkText)],
  ["thingpark", "typed", text(sample.thingparkTyped)],
  ["thingpark", "XML", Buffer.from(sample.thingparkXml)],
  ["netmore", "list", text(sample.netmore)],
  ["helium", "up", text(sample.helium)],
  ["milesight", "up", text(sample.milesight)],
  ["sigfox", "template", text(sample.sigfox)],
  ["disruptive-technologies", "samples", text(sample.disruptiveTemperature)],
  ["senml", "JSON", text(sample.senml)],
  ["senml", "CBOR", cbor],
  ["json", "native", own],
  ["json", "SenML on the platform's own topics", text(sample.senml)],
  ["json", "SenML in CBOR", cbor],
];

/** Payloads that differ from a good one: keys and values changed or gone, or bytes damaged, or the end cut off. */
function mutated(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const damaged = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const bytes = Buffer.from(good);
      for (const [at, by] of changes) bytes[at] = by;
      return bytes;
    });
  const cut = fc.nat(good.length).map((at) => Buffer.from(good.subarray(0, at)));
  if (good[0] !== 0x5b && good[0] !== 0x7b) return fc.oneof(damaged, cut);
  const by = fc.oneof(
    fc.anything(),
    fc.double(),
    fc.string(),
    fc.constantFrom(undefined, null, 1e308, -1, 0, "", "0", [], {}, [null], [[]], true),
  );
  const replaced = fc.tuple(fc.nat(60), by).map(([target, value]) => {
    let index = 0;
    const json = JSON.stringify(JSON.parse(Buffer.from(good).toString()), (_key, old) =>
      index++ === target ? value : old,
    );
    return Buffer.from(json ?? "");
  });
  return fc.oneof(replaced, replaced, damaged, cut);
}

describe("every format", () => {
  it("is read, and has a sample here", () => {
    expect([...formats.keys()].sort()).toEqual([...WireFormat.options].sort());
    expect(new Set(samples.map(([format]) => format))).toEqual(new Set(WireFormat.options));
  });

  it("that signs has a check", () => {
    const signed = [...formats].filter(([, { verify }]) => verify !== undefined).map(([format]) => format);
    expect(signed).toEqual(["thingpark", "disruptive-technologies"]);
  });

  it.each(samples)("%s (%s) takes its sample", (format, _form, payload) => {
    const { messages, refused } = parseEnvelope({ format, payload, receivedAt: now });
    expect(refused).toEqual([]);
    expect(messages.length).toBeGreaterThan(0);
  });

  it.each(samples)("%s (%s) reads what it keeps of a message as that message", (format, _form, payload) => {
    for (const message of parseEnvelope({ format, payload, receivedAt: now }).messages) {
      const again = parseEnvelope({ format, payload: message.payload(), receivedAt: now + 3_600_000 });
      const said = ({ device, time, uplink, values }: typeof message) => ({ device, time, uplink, values });
      expect(again.messages.map(said)).toContainEqual(said(message));
    }
  });

  it.each(samples)(
    "%s (%s) reads or refuses whatever comes: with device and time, never thrown",
    (format, _form, good) => {
      const index = createMemoryPointIndex();
      const known: (keyof typeof quantities)[] = [
        "temperature",
        "humidity",
        "co2",
        "door-open",
        "power",
        "energy",
      ];
      for (const id of [devEui, "meter", "d", "sigfox:1A2B3C", "bchonod7rihjtvdmd2vg"])
        index.register(id, "elsys", known);
      fc.assert(
        fc.property(fc.oneof({ weight: 9, arbitrary: mutated(good) }, fc.uint8Array()), (payload) => {
          const parsed = parseEnvelope({ format, payload, receivedAt: now });
          for (const { device, time, uplink, values, radio } of parsed.messages) {
            expect(device.length).toBeGreaterThan(0);
            expect(device.length).toBeLessThanOrEqual(128);
            // What `Date` can hold, so that whoever judges the moment can write it.
            expect(Math.abs(time)).toBeLessThanOrEqual(8.64e15);
            expect(Number.isInteger(time)).toBe(true);
            expect(uplink === undefined || values.length === 0).toBe(true);
            for (const figure of [radio?.rssi, radio?.snr, radio?.fCnt])
              if (figure !== undefined) expect(Number.isFinite(figure)).toBe(true);
          }
          for (const { detail, payload: kept } of parsed.refused) {
            expect(detail.length).toBeGreaterThan(10);
            expect(detail.length).toBeLessThan(400);
            expect(kept).toBeInstanceOf(Uint8Array);
          }
          const outcome = processEnvelope(
            { format, source: "test", receivedAt: now, payload },
            "1",
            index,
            noCodecs,
          );
          for (const { time, value } of outcome.samples) {
            expect(Number.isFinite(value)).toBe(true);
            expect(time).toBeLessThanOrEqual(now + 300_000);
            expect(time).toBeGreaterThan(0);
          }
        }),
        { numRuns: 800 },
      );
    },
  );
});
