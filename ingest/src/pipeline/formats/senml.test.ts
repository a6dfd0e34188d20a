import { describe, expect, it } from "vitest";
import { isSenmlCbor, isSenmlJson, parseSenml, parseSenmlCbor } from "./senml.ts";
import { arrival, measured, now, senml } from "./test/samples.ts";

const read = (pack: unknown) => parseSenml(pack, arrival(pack));
const nowS = now / 1000;

/** Device, seconds before now, and values as `quantity@channel value unit`. */
function told(pack: unknown): unknown[] {
  const { messages, refused } = read(pack);
  expect(refused).toEqual([]);
  return messages.map(({ device, time, values }) => [
    device,
    (time - now) / 1000,
    ...(values as { quantity: string; value: unknown; unit?: string; channel?: string }[]).map(
      ({ quantity, value, unit, channel }) =>
        `${quantity}${channel === undefined ? "" : `@${channel}`} ${value}${unit === undefined ? "" : ` ${unit}`}`,
    ),
  ]);
}

describe("a pack", () => {
  it("is split by device and moment", () => {
    expect(told(senml)).toEqual([
      [
        "urn:dev:mac:24e124fffe000001",
        -1,
        "temperature 21.5 Cel",
        "humidity 41 %",
        "power@pump 250 W",
        "energy@pump 3600000 J",
      ],
      ["urn:dev:mac:24e124fffe000001", -61, "temperature@supply 17.25 Cel"],
      ["gw-7/s1", -1, "door-open true"],
    ]);
  });

  // The shapes of RFC 8428 §5.1.
  it.each<[string, unknown, unknown[]]>([
    [
      "one record, whose unit tells what it is",
      [{ n: "urn:dev:ow:10e2073a01080063", u: "Cel", v: 23.1 }],
      [["urn:dev:ow:10e2073a01080063", 0, "temperature 23.1 Cel"]],
    ],
    [
      "a base name with two names",
      [
        { bn: "urn:dev:ow:10e2073a01080063:", n: "voltage", u: "V", v: 120.1 },
        { n: "current", u: "A", v: 1.2 },
      ],
      [["urn:dev:ow:10e2073a01080063", 0, "voltage 120.1 V", "current 1.2 A"]],
    ],
    [
      "a base time, and times before it",
      [
        { bn: "meter-1:", bt: nowS, bu: "A", bver: 5, n: "voltage", u: "V", v: 120.1 },
        { n: "current", t: -5, v: 1.2 },
        { n: "current", t: -4, v: 1.3 },
      ],
      [
        ["meter-1", 0, "voltage 120.1 V"],
        ["meter-1", -5, "current 1.2 A"],
        ["meter-1", -4, "current 1.3 A"],
      ],
    ],
    [
      "records without a name, of a device that moves",
      [
        { bn: "urn:dev:ow:10e2073a01080063", bt: nowS - 600, bu: "%RH", v: 20 },
        { u: "lon", v: 24.30621 },
        { u: "lat", v: 60.07965 },
        { t: 60, v: 20.3 },
      ],
      [
        [
          "urn:dev:ow:10e2073a01080063",
          -600,
          "humidity 20 %",
          "longitude 24.30621 deg",
          "latitude 60.07965 deg",
        ],
        ["urn:dev:ow:10e2073a01080063", -540, "humidity 20.3 %"],
      ],
    ],
    [
      "times relative to now",
      [
        { bn: "d/", n: "co2", u: "ppm", v: 500, t: -30 },
        { n: "co2", u: "ppm", v: 501 },
      ],
      [
        ["d", -30, "co2 500 [ppm]"],
        ["d", 0, "co2 501 [ppm]"],
      ],
    ],
    [
      "a base value and a base sum",
      [
        { bn: "d/", bv: 20, bs: 100, bt: nowS, n: "temperature", u: "Cel", v: 1.5 },
        { n: "power", u: "W", s: 5 },
      ],
      [["d", 0, "temperature 21.5 Cel", "energy 105 J"]],
    ],
    [
      "a record of base fields alone",
      [
        { bn: "d/", bt: nowS },
        { n: "smoke", vb: false },
      ],
      [["d", 0, "smoke false"]],
    ],
    [
      "units that are converted",
      [
        { bn: "d/", bt: nowS, n: "flow", u: "m3/s", v: 0.5, s: 12 },
        { n: "wind-direction", u: "rad", v: Math.PI },
        { n: "soil-conductivity", u: "S/m", v: 0.25 },
        { n: "temperature", u: "K", v: 294 },
        { n: "battery_level", u: "/100", v: 80 },
        { n: "lat", u: "lat", v: 60 },
      ],
      [
        [
          "d",
          0,
          "water-flow@flow 1800 m3/h",
          "water-volume@flow 12 m3",
          "wind-direction 180 deg",
          "soil-conductivity 2500 uS/cm",
          "temperature 294 K",
          "battery-level 80 %",
          "latitude 60 deg",
        ],
      ],
    ],
    [
      "names whose device is told by the base name, by the name, or by both",
      [
        { bn: "plain", bt: nowS, n: "temperature", v: 1 },
        { bn: "", n: "a/b:humidity", v: 2 },
        { bn: "gw/", n: "s1/co2_inne", v: 3 },
        { bn: "gw/s2/co2", v: 4 },
      ],
      [
        ["plain", 0, "temperature 1"],
        ["a/b", 0, "humidity 2"],
        ["gw/s1", 0, "co2@inne 3"],
        ["gw/s2", 0, "co2 4"],
      ],
    ],
    [
      "what is no number, which is for others to refuse",
      [
        { bn: "d/", bt: nowS, n: "temperature", vs: "warm" },
        { n: "co2", vd: "AQI" },
        { n: "vibes", v: 1, u: "Cel/s" },
        { n: "ph", s: 4 },
      ],
      [["d", 0, "temperature warm", "co2 AQI", "vibes 1 Cel/s", "sum of ph 4"]],
    ],
  ])("with %s", (_what, pack, expected) => {
    expect(told(pack)).toEqual(expected);
  });

  it("keeps of each message the records it was made of, which read the same at any later time", () => {
    const first = read([
      { bn: "gw/", bt: -5, bu: "Cel", bv: 1, n: "s1/temperature", v: 20 },
      { n: "s1/co2", u: "ppm", v: 499, vs: "x" },
    ]);
    const again = (payload: Uint8Array) =>
      parseSenml(JSON.parse(Buffer.from(payload).toString()), { payload, receivedAt: now + 86_400_000 });
    const { messages } = again(first.messages[0]!.payload());
    expect(messages.map(({ device, time, values }) => [device, time, values])).toEqual(
      first.messages.map(({ device, time, values }) => [device, time, values]),
    );
    expect(first.refused[0]?.detail).toContain("more than one of");
    expect(again(first.refused[0]!.payload).refused[0]?.detail).toContain("more than one of");
  });

  it.each<[string, unknown, string]>([
    ["that is none", { n: "d/co2", v: 1 }, "expected a SenML pack"],
    ["that is empty", [], "0 records"],
    ["of a later version", [{ bver: 11, n: "d/co2", v: 1 }], "bver 11"],
    [
      "with a field that must be understood",
      [
        { n: "d/co2", v: 1 },
        { n: "d/co2", v: 1, foo_: 1 },
      ],
      'field "foo_"',
    ],
  ])("%s is refused whole", (_what, pack, named) => {
    const { messages, refused } = read(pack);
    expect(messages).toEqual([]);
    expect(refused.map(({ detail }) => detail)).toEqual([expect.stringContaining(named)]);
  });

  it.each<[unknown, string]>([
    [5, "holds 5"],
    [{ n: 5, v: 1 }, "n 5 is not a string"],
    [{ n: "d/co2", v: "1" }, 'v "1" is not a number'],
    [{ n: "d/co2", v: 1, t: null }, "t null is not a number"],
    [{ n: "d/co2" }, "none of v"],
    [{ n: "d/co2", v: 1, vb: true }, "more than one of"],
    [{ v: 1 }, 'name ""'],
    [{ n: "co2", v: 1 }, 'name "co2"'],
    [{ n: `${"d".repeat(129)}/co2`, v: 1 }, "1 to 128 characters"],
    [{ n: `d/co2_${"x".repeat(65)}`, v: 1 }, "over 64 characters"],
    [{ n: "d/co2", v: 1, t: 1e300 }, "time 1e+300"],
  ])("refuses the record %j and takes the others", (record, named) => {
    const { messages, refused } = read([record, { n: "good/co2", u: "ppm", v: 400 }]);
    expect(messages.map(({ device }) => device)).toEqual(["good"]);
    expect(refused.map(({ detail }) => detail)).toEqual([expect.stringContaining(named)]);
  });
});

describe("a pack in CBOR", () => {
  // The example of RFC 8428 §6.
  const figure = Buffer.from(
    "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c7461676501615602fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666a3006763757272656e74062102f93e00a3006763757272656e74062002fb3ff999999999999aa3006763757272656e74060002fb3ffb333333333333",
    "hex",
  );

  const volts = (value: number) => ({ quantity: "voltage", value, unit: "V" });
  const amps = (value: number) => ({ quantity: "current", value, unit: "A" });

  it("reads as the same pack in JSON does", () => {
    const { messages, refused } = parseSenmlCbor({ payload: figure, receivedAt: now });
    expect(refused).toEqual([]);
    const at = 1_276_020_076_001;
    expect(messages.map(({ device, time, values }) => [device, time - at, values])).toEqual([
      ["urn:dev:ow:10e2073a0108006", 0, [volts(120.1), amps(1.7)]],
      ["urn:dev:ow:10e2073a0108006", -5000, [amps(1.2)]],
      ["urn:dev:ow:10e2073a0108006", -4000, [amps(1.3)]],
      ["urn:dev:ow:10e2073a0108006", -3000, [amps(1.4)]],
      ["urn:dev:ow:10e2073a0108006", -2000, [amps(1.5)]],
      ["urn:dev:ow:10e2073a0108006", -1000, [amps(1.6)]],
    ]);
  });

  it("gives bytes as text, to be refused as no number", () => {
    const payload = Buffer.from("81a20065642f636f32084201ff", "hex");
    expect(parseSenmlCbor({ payload, receivedAt: measured }).messages[0]).toMatchObject({
      device: "d",
      time: measured,
      values: [{ quantity: "co2", value: "Af8" }],
    });
  });

  it("that is cut is refused", () => {
    const payload = figure.subarray(0, 100);
    expect(parseSenmlCbor({ payload, receivedAt: now }).refused).toMatchObject([
      { reason: "wrong-shape", detail: expect.stringContaining("the bytes end too soon"), payload },
    ]);
  });
});

describe("a pack is told apart", () => {
  it.each([
    ["81a0", true],
    ["9fff", true],
    ["d9d9f781a0", true],
    ["5b5d", false],
    ["7b7d", false],
    ["205b5d", false],
    ["", false],
  ])("from JSON by its bytes: %s %s", (bytes, expected) => {
    expect(isSenmlCbor(Buffer.from(bytes, "hex"))).toBe(expected);
  });
  it.each<[unknown, boolean]>([
    [[{ bn: "d/" }], true],
    [[{ n: "d/co2", v: 1 }], true],
    [[{ device: "d", n: 1 }], false],
    [[{ time: "now" }], false],
    [[], false],
    [[null], false],
    [{ n: "d/co2" }, false],
  ])("from native messages by its fields: %j %s", (json, expected) => {
    expect(isSenmlJson(json)).toBe(expected);
  });
});
