import { describe, expect, it } from "vitest";
import { bytesFromBase64, bytesFromHex } from "./bytes.ts";
import { bestRadio, numberOf, readFrame, readTime, type WireFrame } from "./frame.ts";

describe("numbers", () => {
  it.each([
    [5, 5],
    ["5", 5],
    ["-60.000000", -60],
    ["1e3", 1000],
    ["", undefined],
    [" ", undefined],
    ["0x10", undefined],
    ["Infinity", undefined],
    ["1e999", undefined],
    [Number.NaN, undefined],
    [true, undefined],
    [null, undefined],
    [[5], undefined],
  ])("%j is %j", (value, expected) => {
    expect(numberOf(value)).toBe(expected);
  });
});

describe("moments", () => {
  it.each([
    ["2026-11-21T10:00:00+01:00", "iso", Date.UTC(2026, 10, 21, 9)],
    ["2026-11-21T10:00:00", "iso", Number.NaN],
    [1_795_251_600, "iso", Number.NaN],
    ["1795251600", "epoch-s", 1_795_251_600_000],
    [1_795_251_600.5, "epoch-s", 1_795_251_600_500],
    [1_795_251_600_123, "epoch-ms", 1_795_251_600_123],
    [1_795_251_600, "epoch", 1_795_251_600_000],
    [1_795_251_600_123, "epoch", 1_795_251_600_123],
    [0, "epoch-ms", Number.NaN],
    [-5, "epoch-s", Number.NaN],
    [1e300, "epoch-ms", Number.NaN],
    [null, "epoch-s", Number.NaN],
  ] as const)("%j as %s is %d", (value, as, expected) => {
    expect(readTime(value, as)).toBe(expected);
  });
});

describe("bytes", () => {
  it.each([
    ["0aFF", "0aff"],
    ["", ""],
    ["0", undefined],
    ["0g", undefined],
    ["0a 0b", undefined],
  ])("hexadecimal %j is %j", (text, expected) => {
    const bytes = bytesFromHex(text);
    expect(bytes && Buffer.from(bytes).toString("hex")).toBe(expected);
  });
  it.each([
    ["Cv8=", "0aff"],
    ["Cv8", "0aff"],
    ["", ""],
    ["C", undefined],
    ["C*8=", undefined],
  ])("base64 %j is %j", (text, expected) => {
    const bytes = bytesFromBase64(text);
    expect(bytes && Buffer.from(bytes).toString("hex")).toBe(expected);
  });
});

describe("the best reception", () => {
  it("is the loudest, with its own ratio and gateway", () => {
    const heard = [
      { rssi: "-110", snr: "-3", gatewayId: "far" },
      { rssi: -84, snr: 7.2, gatewayId: "near" },
      { rssi: "?", snr: 20, gatewayId: "broken" },
    ];
    expect(bestRadio("7", heard)).toEqual({ fCnt: 7, rssi: -84, snr: 7.2, gatewayId: "near" });
  });
  it("leaves out what is not known, also of the one before it", () => {
    expect(
      bestRadio(-1, [
        { rssi: -90, snr: 1, gatewayId: "far" },
        { rssi: -80, snr: null, gatewayId: "x".repeat(65) },
      ]),
    ).toEqual({ rssi: -80 });
  });
});

describe("a frame", () => {
  const wire: WireFrame = {
    device: { name: "eui", value: "A81758FFFE0ABCDE", as: "dev-eui" },
    times: [
      { name: "time", value: "2026-11-21T09:00:00Z", as: "iso" },
      { name: "other", value: 1_795_251_600_123, as: "epoch-ms" },
    ],
    fPort: { name: "port", value: "2" },
    data: { name: "data", value: "AQI=", as: "base64" },
    fCnt: 1,
    heard: [],
  };
  const payload = () => new Uint8Array([1]);

  it("has its device in lower case, its first time that can be read, and its bytes", () => {
    expect(readFrame(wire, payload)).toMatchObject({
      device: "a81758fffe0abcde",
      time: Date.UTC(2026, 10, 21, 9),
      uplink: { fPort: 2, bytes: Buffer.from([1, 2]) },
    });
    const later = { ...wire, times: wire.times.map((one, i) => (i === 0 ? { ...one, value: "soon" } : one)) };
    expect(readFrame(later, payload)).toMatchObject({ time: 1_795_251_600_123 });
  });

  it("takes the moment of arrival only where the message has none", () => {
    const without = { ...wire, times: wire.times.map((one) => ({ ...one, value: null })), timeIfNone: 5 };
    expect(readFrame(without, payload)).toMatchObject({ time: 5 });
    const broken = { ...wire, times: [{ name: "time", value: "soon", as: "iso" as const }], timeIfNone: 5 };
    expect(readFrame(broken, payload)).toMatchObject({ detail: expect.stringContaining('time "soon"') });
  });

  it("without bytes needs no port", () => {
    const empty = { ...wire, data: { ...wire.data, value: null }, fPort: { name: "port", value: undefined } };
    expect(readFrame(empty, payload)).toMatchObject({ device: "a81758fffe0abcde", uplink: undefined });
  });

  it.each([
    ["a device that is none", { device: { ...wire.device, value: "a81758" } }, 'eui "a81758"'],
    ["no time", { times: [{ name: "time", value: "", as: "iso" }] }, "time: the message has no time"],
    ["a port that is none", { fPort: { name: "port", value: 2.5 } }, "port 2.5"],
    ["data that is no text", { data: { ...wire.data, value: 7 } }, "data 7"],
    ["data in another writing", { data: { ...wire.data, value: "01-02" } }, 'data "01-02"'],
    ["more than a frame holds", { data: { name: "data", value: "00".repeat(256), as: "hex" } }, "256 bytes"],
  ] as const)("with %s is refused", (_what, change, named) => {
    const refused = readFrame({ ...wire, ...change }, payload);
    expect(refused).toMatchObject({ reason: "wrong-shape", detail: expect.stringContaining(named) });
    expect(refused).toHaveProperty("payload", payload());
  });
});
