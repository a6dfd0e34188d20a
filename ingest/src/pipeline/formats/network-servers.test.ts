import { describe, expect, it } from "vitest";
import type { Parsed } from "../message.ts";
import { parseChirpstackV3 } from "./chirpstack-v3.ts";
import type { Arrival } from "./format.ts";
import { parseHelium } from "./helium.ts";
import { parseLoriot } from "./loriot.ts";
import { parseMilesight } from "./milesight.ts";
import { parseNetmore } from "./netmore.ts";
import { parseSigfox, sigfoxTemplate } from "./sigfox.ts";
import * as sample from "./test/samples.ts";
import { changed, devEui, fCnt, fPort, frame, measured, now } from "./test/samples.ts";
import { parseTheThingsStackV3 } from "./the-things-stack-v3.ts";
import { parseThingpark } from "./thingpark.ts";

type Parse = (json: unknown, arrival: Arrival) => Parsed;
const read = (parse: Parse, json: unknown) => parse(json, sample.arrival(json));
// Samples are changed in ways that their types do not have.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any;
const change = <T>(of: T, how: (copy: Any) => void): unknown => changed(of, how as never);

describe("an uplink", () => {
  it.each<[string, Parse, unknown, object]>([
    ["ChirpStack v3, json_v3", parseChirpstackV3, sample.chirpstackV3, { gatewayId: "fcc23dfffe000002" }],
    ["ChirpStack v3, protobuf JSON", parseChirpstackV3, sample.chirpstackV3Protobuf, {}],
    ["The Things Stack v3", parseTheThingsStackV3, sample.theThingsStackV3, {}],
    ["LORIOT gw", parseLoriot, sample.loriotGw, {}],
    ["LORIOT rx", parseLoriot, sample.loriotRx, { rssi: -90, snr: 6, gatewayId: undefined }],
    ["ThingPark, text", parseThingpark, sample.thingparkText, { gatewayId: "33d13a41" }],
    ["ThingPark, typed, one gateway", parseThingpark, sample.thingparkTyped, { gatewayId: "33d13a41" }],
    [
      "ThingPark without its root key",
      parseThingpark,
      sample.thingparkText.DevEUI_uplink,
      { gatewayId: "33d13a41" },
    ],
    ["Netmore", parseNetmore, sample.netmore, { gatewayId: "187" }],
    ["Helium", parseHelium, sample.helium, { gatewayId: "11b" }],
    ["Milesight gateway", parseMilesight, sample.milesight, {}],
  ])("of %s is read: device, time of the server, frame, radio", (_server, parse, json, radio) => {
    const { messages, refused } = read(parse, json);
    expect(refused).toEqual([]);
    expect(messages).toHaveLength(1);
    const { payload, ...message } = messages[0]!;
    expect(message).toEqual({
      device: devEui,
      time: measured,
      uplink: { bytes: frame, fPort },
      values: [],
      radio: { fCnt, rssi: -84, snr: 7.2, gatewayId: "24e124fffe000001", ...radio },
    });
    expect(JSON.parse(Buffer.from(payload()).toString())).toEqual(JSON.parse(JSON.stringify(json)));
  });

  it("of Sigfox is known by its own kind of id and has no port", () => {
    const { messages } = read(parseSigfox, sample.sigfox);
    expect(messages[0]).toMatchObject({
      device: "sigfox:1A2B3C",
      time: measured,
      uplink: { bytes: frame, fPort: 0 },
      radio: { fCnt, rssi: -84, snr: 7.2, gatewayId: "7D3B" },
    });
  });

  it.each<[string, Parse, unknown, object]>([
    [
      "The Things Stack with zeros left out",
      parseTheThingsStackV3,
      change(sample.theThingsStackV3, ({ uplink_message: up }) => {
        up.f_port = undefined;
        up.f_cnt = undefined;
        up.rx_metadata = [{ gateway_ids: { gateway_id: "tak" } }];
      }),
      { uplink: { bytes: frame, fPort: 0 }, radio: { fCnt: 0, rssi: 0, snr: 0, gatewayId: "tak" } },
    ],
    [
      "The Things Stack without the time of its network server",
      parseTheThingsStackV3,
      change(sample.theThingsStackV3, (json) => delete json.uplink_message.received_at),
      { time: measured + 300 },
    ],
    [
      "The Things Stack with commands only",
      parseTheThingsStackV3,
      change(sample.theThingsStackV3, ({ uplink_message: up }) => {
        delete up.frm_payload;
        delete up.f_port;
      }),
      { uplink: undefined },
    ],
    [
      "ChirpStack v3 without any time, at the moment of its arrival",
      parseChirpstackV3,
      change(sample.chirpstackV3, (json) => delete json.rxInfo[1].time),
      { time: now },
    ],
    [
      "ChirpStack v3 with commands only",
      parseChirpstackV3,
      change(sample.chirpstackV3, (json) => (json.data = null)),
      { uplink: undefined, time: measured },
    ],
    [
      "LORIOT basic",
      parseLoriot,
      { cmd: "rx", EUI: devEui, ts: measured, ack: false, bat: 254, fcnt: 1, port: 1, data: "0102AABB" },
      { radio: { fCnt: 1 } },
    ],
    [
      "ThingPark without a payload",
      parseThingpark,
      change(sample.thingparkText, (json) => delete json.DevEUI_uplink.payload_hex),
      { uplink: undefined },
    ],
    [
      "Netmore with a capital, without a counter, from a device with 12 digits",
      parseNetmore,
      [
        {
          devEui: "116c52b4274f",
          messageType: "payload.Payload",
          timestamp: "2026-11-21T08:59:59.000484Z",
          Payload: "43b1315d88",
          rssi: "-115",
          snr: "-1.8",
          gatewayIdentifier: "000",
          fPort: "103",
        },
      ],
      {
        device: "116c52b4274f",
        time: measured,
        uplink: { bytes: Buffer.from("43b1315d88", "hex"), fPort: 103 },
        radio: { rssi: -115, snr: -1.8, gatewayId: "000" },
      },
    ],
    ["Netmore, one event alone", parseNetmore, sample.netmore[0], { device: devEui }],
    [
      "Helium in seconds",
      parseHelium,
      change(sample.helium, (json) => (json.reported_at = measured / 1000)),
      { time: measured },
    ],
    [
      "Milesight with a broken time, at the time of its radio",
      parseMilesight,
      change(sample.milesight, (json) => (json.time = "2026-1121T08:59:59.547336Z")),
      { time: measured },
    ],
    [
      "Sigfox without network metadata",
      parseSigfox,
      { ...sample.sigfox, rssi: "{rssi}", snr: "null", station: "{station}" },
      { radio: { fCnt } },
    ],
    [
      "Sigfox with numbers",
      parseSigfox,
      { ...sample.sigfox, time: measured / 1000, seqNumber: 7 },
      { time: measured },
    ],
  ])("of %s is read", (_what, parse, json, expected) => {
    const { messages, refused } = read(parse, json);
    expect(refused).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject(expected);
  });
});

it("LORIOT's two messages of one frame tell the same at the same moment", () => {
  const [rx, gw] = [sample.loriotRx, sample.loriotGw].map((json) => read(parseLoriot, json).messages[0]!);
  expect([gw!.device, gw!.time, gw!.uplink]).toEqual([rx!.device, rx!.time, rx!.uplink]);
});

it("each event of Netmore's list stands for itself", () => {
  const [good] = sample.netmore;
  const bad = { ...good, devEui: "nobody" };
  const { messages, refused } = read(parseNetmore, [
    good,
    bad,
    7,
    { ...good, messageType: "join", payload: undefined },
  ]);
  expect(messages).toHaveLength(1);
  expect(refused.map(({ detail, payload }) => [detail, JSON.parse(Buffer.from(payload).toString())])).toEqual(
    [
      [expect.stringContaining('devEui "nobody"'), [bad]],
      [expect.stringContaining("holds 7"), [7]],
    ],
  );
});

it("Sigfox's template becomes JSON when the backend has filled it in", () => {
  const values: Record<string, unknown> = sample.sigfox;
  const body = sigfoxTemplate.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
  expect(read(parseSigfox, JSON.parse(body)).messages).toHaveLength(1);
});

describe("what is no uplink is let go:", () => {
  it.each<[string, Parse, unknown]>([
    ["ChirpStack v3 status", parseChirpstackV3, { devEUI: devEui, margin: 29, batteryLevel: 95.67 }],
    [
      "ChirpStack v3 join",
      parseChirpstackV3,
      { devEUI: devEui, devAddr: "0189440a", rxInfo: [], txInfo: {} },
    ],
    [
      "ChirpStack v3 error",
      parseChirpstackV3,
      { devEUI: devEui, type: "UPLINK_FCNT_RETRANSMISSION", error: "x", fCnt: 3 },
    ],
    ["ChirpStack v3 ack", parseChirpstackV3, { devEUI: devEui, acknowledged: false, fCnt: 3 }],
    [
      "The Things Stack join",
      parseTheThingsStackV3,
      { end_device_ids: {}, join_accept: { session_key_id: "AW" } },
    ],
    [
      "The Things Stack normalised copy",
      parseTheThingsStackV3,
      { end_device_ids: {}, uplink_normalized: {} },
    ],
    ["LORIOT txd", parseLoriot, { cmd: "txd", EUI: devEui, seqdn: 3 }],
    ["ThingPark notification", parseThingpark, { DevEUI_notification: { DevEUI: devEui, Type: "reset" } }],
    ["ThingPark downlink", parseThingpark, { DevEUI_downlink_Sent: { DevEUI: devEui, FCntUp: "7022" } }],
    ["Netmore join", parseNetmore, [{ devEui, messageType: "join" }]],
    ["Helium join", parseHelium, { type: "join", dev_eui: devEui }],
    [
      "Milesight offline",
      parseMilesight,
      { devEUI: devEui, status: "offline", time: "2026-03-23T10:48:19+08:00" },
    ],
    ["Sigfox repeat", parseSigfox, { ...sample.sigfox, duplicate: "true" }],
  ])("%s", (_what, parse, json) => {
    expect(read(parse, json)).toEqual({ messages: [], refused: [] });
  });
});

describe("is refused, naming it:", () => {
  it.each<[string, Parse, unknown, string]>([
    ["ChirpStack v3, no object", parseChirpstackV3, [], "ChirpStack event, got []"],
    ["ChirpStack v3, no event", parseChirpstackV3, { devEUI: devEui }, "neither fPort nor data"],
    [
      "ChirpStack v3, a DevEUI of 7 bytes",
      parseChirpstackV3,
      { ...sample.chirpstackV3, devEUI: "AgICAgICAg==" },
      "AgICAgICAg==",
    ],
    [
      "ChirpStack v3, a wrong time",
      parseChirpstackV3,
      { ...sample.chirpstackV3, publishedAt: 5, rxInfo: [] },
      "publishedAt 5",
    ],
    ["The Things Stack, nothing", parseTheThingsStackV3, {}, "uplink_message nothing"],
    [
      "The Things Stack, no EUI",
      parseTheThingsStackV3,
      change(sample.theThingsStackV3, (json) => delete json.end_device_ids.dev_eui),
      "end_device_ids.dev_eui nothing",
    ],
    [
      "The Things Stack, made up",
      parseTheThingsStackV3,
      { ...sample.theThingsStackV3, simulated: true },
      "simulated",
    ],
    [
      "The Things Stack, encrypted",
      parseTheThingsStackV3,
      change(sample.theThingsStackV3, (json) => (json.uplink_message.app_s_key = {})),
      "app_s_key",
    ],
    ["LORIOT, no command", parseLoriot, { EUI: devEui }, "cmd nothing"],
    ["LORIOT, encrypted", parseLoriot, { ...sample.loriotRx, data: undefined, encdata: "0102" }, "encdata"],
    ["LORIOT, base64", parseLoriot, { ...sample.loriotRx, data: "AQKqu" }, 'data "AQKqu" is not hex'],
    ["LORIOT, no time", parseLoriot, { ...sample.loriotRx, ts: null }, "ts: the message has no time"],
    ["ThingPark, another body", parseThingpark, { hello: 1 }, "DevEUI_uplink is missing"],
    [
      "ThingPark, a time without offset",
      parseThingpark,
      change(sample.thingparkText, (json) => (json.DevEUI_uplink.Time = "2026-11-21T09:00:00")),
      'Time "2026-11-21T09:00:00"',
    ],
    ["Netmore, an empty list", parseNetmore, [], "a list of 0 events"],
    ["Netmore, text", parseNetmore, "hello", '"hello"'],
    [
      "Helium, a time that is none",
      parseHelium,
      { ...sample.helium, reported_at: "now", hotspots: [] },
      'reported_at "now"',
    ],
    ["Milesight, the output of a codec", parseMilesight, { temperature: 21 }, "payload codec"],
    [
      "Sigfox, a template that was not filled in",
      parseSigfox,
      { ...sample.sigfox, device: "{device}" },
      'device "{device}"',
    ],
    ["Sigfox, half a byte", parseSigfox, { ...sample.sigfox, data: "012" }, 'data "012"'],
  ])("%s", (_what, parse, json, named) => {
    const { messages, refused } = read(parse, json);
    expect(messages).toEqual([]);
    expect(refused.map(({ reason }) => reason)).toEqual(["wrong-shape"]);
    expect(refused[0]?.detail).toContain(named);
  });
});
