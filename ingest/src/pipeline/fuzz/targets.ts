import { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { type QuantityDefinition, quantities } from "@kontrollrom/contracts/quantity.ts";
import { listDecoders } from "@kontrollrom/lorawan-decoders/catalogue.ts";
import type { Decoder } from "@kontrollrom/lorawan-decoders/decoder.ts";
import fc from "fast-check";
import { formats, parseEnvelope } from "../formats/registry.ts";
import * as sample from "../formats/test/samples.ts";
import { normalise } from "../normalise.ts";
import { countedBytes } from "./counted-bytes.ts";
import { mutatedBytes, mutatedMessage } from "./mutations.ts";

/** Something that reads what comes from outside, the inputs that it is tried with and what must hold for each. */
export interface FuzzTarget {
  readonly name: string;
  /** A property over mutated messages. It fails with what was wrong. */
  readonly property: fc.IProperty<unknown>;
}

const receivedAt = sample.now;
const definitions: Readonly<Record<string, QuantityDefinition>> = quantities;

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** What is stored of a value is finite and physically possible; otherwise it is refused by name. */
function checkValue(raw: unknown, timed: boolean): void {
  const value = normalise(raw, receivedAt, receivedAt, timed);
  if ("reason" in value) {
    must(
      value.detail.length > 10 && value.detail.length < 400,
      `a refusal says ${value.detail.length} characters`,
    );
    return;
  }
  const definition = definitions[value.quantity];
  must(definition !== undefined, `${value.quantity} is not in the dictionary`);
  must(Number.isFinite(value.value), `${value.quantity} = ${value.value}`);
  must(
    definition !== undefined && value.value >= definition.min && value.value <= definition.max,
    `${value.quantity} = ${value.value} is outside its range`,
  );
  must(Number.isInteger(value.time) && value.time > 0, `${value.quantity} at ${value.time}`);
}

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(/\s/g, ""), "hex");

/** Reads for each byte, and for any frame at all, that a decoder may need. */
const readsPerByte = 64;
const readsAtLeast = 4096;
const readingsPerByte = 16;

function decoderTarget(decoder: Decoder): FuzzTarget {
  const own = new Set(decoder.quantities);
  const good = decoder.examples.map(({ payload }) => bytesOf(payload));
  const ports = [...decoder.examples.map(({ fPort }) => fPort), 0, 1, 2, 3, 5, 10, 85, 100, 125, 223, 255];
  const property = fc.property(mutatedBytes(good), fc.constantFrom(...ports), (bytes, fPort) => {
    const counted = countedBytes(bytes, readsAtLeast + readsPerByte * bytes.length);
    const result = decoder.decode({ bytes: counted.bytes, fPort, recvTime: receivedAt });
    must(
      counted.reads() <= readsAtLeast + readsPerByte * bytes.length,
      `reads its ${bytes.length} bytes ${counted.reads()} times and more`,
    );
    if (!result.ok) {
      must(!/(?:Type|Range|Reference|Syntax)Error/.test(result.error), `fails within: ${result.error}`);
      must(
        result.error.length > 0 && result.error.length < 400,
        `an error says ${result.error.length} characters`,
      );
      return;
    }
    must(
      result.readings.length <= readingsPerByte * bytes.length,
      `gives ${result.readings.length} readings`,
    );
    for (const reading of result.readings) {
      must(own.has(reading.quantity), `${reading.quantity} is not in its list`);
      must(Number.isFinite(reading.value), `${reading.quantity} = ${reading.value}`);
      must(reading.unit === definitions[reading.quantity]?.unit, `${reading.quantity} in ${reading.unit}`);
      must(
        reading.channel === undefined || /^[\w-]{1,64}$/.test(reading.channel),
        `channel ${reading.channel}`,
      );
      checkValue(reading, true);
    }
  });
  return { name: `decoder ${decoder.id}`, property };
}

const text = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));

/** A good message of each form that each format has. */
const goodMessages: readonly (readonly [WireFormat, Uint8Array])[] = [
  ["chirpstack-v4", text(chirpstackV4())],
  ["chirpstack-v4", text(sample.chirpstackV3)],
  ["chirpstack-v3", text(sample.chirpstackV3)],
  ["chirpstack-v3", text(sample.chirpstackV3Protobuf)],
  ["the-things-stack-v3", text(sample.theThingsStackV3)],
  ["loriot", text(sample.loriotRx)],
  ["loriot", text(sample.loriotGw)],
  ["thingpark", text(sample.thingparkText)],
  ["thingpark", text(sample.thingparkTyped)],
  ["thingpark", Buffer.from(sample.thingparkXml)],
  ["netmore", text(sample.netmore)],
  ["helium", text(sample.helium)],
  ["milesight", text(sample.milesight)],
  ["sigfox", text(sample.sigfox)],
  ["disruptive-technologies", text(sample.disruptiveTemperature)],
  ["senml", text(sample.senml)],
  ["senml", bytesOf("81a52162642f221a6b015b10 0063636f32016370706d02190190")],
  [
    "json",
    text([
      {
        time: new Date(sample.measured).toISOString(),
        device: "d",
        values: [{ quantity: "co2", value: 400 }],
      },
    ]),
  ],
  ["json", text(sample.senml)],
];

function chirpstackV4(): unknown {
  return {
    deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    time: new Date(sample.measured).toISOString(),
    deviceInfo: { tenantName: "by", applicationName: "a", deviceName: "d", devEui: sample.devEui, tags: {} },
    devAddr: "00189440",
    dr: 5,
    fCnt: sample.fCnt,
    fPort: sample.fPort,
    data: sample.frame.toString("base64"),
    rxInfo: [{ gatewayId: "24e124fffe000001", rssi: -84, snr: 7.2 }],
  };
}

function formatTarget(format: WireFormat, good: Uint8Array, form: number): FuzzTarget {
  const property = fc.property(mutatedMessage(good), (payload) => {
    const { messages, refused } = parseEnvelope({ format, payload, receivedAt });
    must(
      messages.length + refused.length <= payload.length + 1,
      `makes ${messages.length} messages of ${payload.length} bytes`,
    );
    for (const { device, time, uplink, values, radio, payload: kept } of messages) {
      must(device.length > 0 && device.length <= 128, `device of ${device.length} characters`);
      must(Number.isInteger(time) && Math.abs(time) <= 8.64e15, `time ${time}`);
      must(uplink === undefined || values.length === 0, "a frame and values in one message");
      must(values.length <= payload.length, `${values.length} values of ${payload.length} bytes`);
      for (const figure of [radio?.rssi, radio?.snr, radio?.fCnt])
        must(figure === undefined || Number.isFinite(figure), `radio ${figure}`);
      must(kept() instanceof Uint8Array, "a message keeps no payload");
      for (const value of values) checkValue(value, false);
    }
    for (const { detail, payload: kept } of refused) {
      must(detail.length > 10 && detail.length < 400, `a refusal says ${detail.length} characters`);
      must(kept instanceof Uint8Array, "a refusal keeps no payload");
    }
  });
  return { name: `format ${format} ${form}`, property };
}

/** Every built-in decoder, and every format in each of its forms. */
export function fuzzTargets(): readonly FuzzTarget[] {
  const missing = [...formats.keys()].filter((format) => !goodMessages.some(([one]) => one === format));
  must(
    missing.length === 0,
    `no message to begin with for ${missing.join(", ")} of ${WireFormat.options.length} formats`,
  );
  return [
    ...goodMessages.map(([format, good], i) => formatTarget(format, good, i + 1)),
    ...listDecoders().map(decoderTarget),
  ];
}
