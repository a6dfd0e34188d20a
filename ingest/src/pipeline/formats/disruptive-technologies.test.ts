import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyDisruptiveTechnologies } from "./disruptive-signature.ts";
import { parseDisruptiveTechnologies } from "./disruptive-technologies.ts";
import { arrival, disruptiveTemperature, dtEvent, measured } from "./test/samples.ts";

const device = "bchonod7rihjtvdmd2vg";
const updateTime = new Date(measured).toISOString();
const read = (json: unknown) => parseDisruptiveTechnologies(json, arrival(json));

describe("an event of a Data Connector", () => {
  it.each<[string, object, readonly unknown[]]>([
    ["temperature", { value: 24.9 }, [["temperature", 24.9]]],
    [
      "humidity",
      { temperature: 22.45, relativeHumidity: 17 },
      [
        ["temperature", 22.45],
        ["humidity", 17],
      ],
    ],
    ["objectPresent", { state: "NOT_PRESENT" }, [["door-open", 1]]],
    ["objectPresent", { state: "PRESENT" }, [["door-open", 0]]],
    ["contact", { state: "OPEN" }, [["door-open", 1]]],
    ["contact", { state: "CLOSED" }, [["door-open", 0]]],
    ["objectPresentCount", { total: 4176 }, [["pulse-count", 4176, "object"]]],
    ["touch", {}, [["button-press", 1]]],
    ["touchCount", { total: 469 }, [["pulse-count", 469, "touch"]]],
    ["waterPresent", { state: "PRESENT" }, [["leak-detected", 1]]],
    ["waterPresent", { state: "NOT_PRESENT" }, [["leak-detected", 0]]],
    ["motion", { state: "MOTION_DETECTED" }, [["occupancy", 1]]],
    ["motion", { state: "NO_MOTION_DETECTED" }, [["occupancy", 0]]],
    ["deskOccupancy", { state: "OCCUPIED", remarks: [] }, [["occupancy", 1]]],
    ["co2", { ppm: 526 }, [["co2", 526]]],
    ["pressure", { pascal: 99_301 }, [["atmospheric-pressure", 99_301]]],
    ["batteryStatus", { percentage: 100 }, [["battery-level", 100]]],
    ["networkStatus", { signalStrength: 45, rssi: -83, cloudConnectors: [] }, [["rssi", -83]]],
  ])("%s %j gives %j", (type, data, expected) => {
    const { messages, refused } = read(dtEvent(type, { ...data, updateTime }));
    expect(refused).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ device, time: measured, uplink: undefined });
    const values = messages[0]!.values as { quantity: string; value: unknown; channel?: string }[];
    expect(
      values.map(({ quantity, value, channel }) => [
        quantity,
        value,
        ...(channel === undefined ? [] : [channel]),
      ]),
    ).toEqual(expected);
  });

  it("with samples gives each at its own moment", () => {
    const { messages } = read(disruptiveTemperature);
    expect(messages.map(({ time, values }) => [time, values])).toEqual([
      [measured, [{ quantity: "temperature", value: 21.5, unit: "Cel" }]],
      [measured - 300_000, [{ quantity: "temperature", value: 21.25, unit: "Cel" }]],
    ]);
  });

  it("about the network tells how well the nearest cloud connector hears the sensor", () => {
    const cloudConnectors = [
      { id: "far", rssi: -95 },
      { id: "bdkjbo2v0000uk377c4g", rssi: -83 },
    ];
    const { messages } = read(dtEvent("networkStatus", { rssi: -83, cloudConnectors, updateTime }));
    expect(messages[0]?.radio).toEqual({ rssi: -83, gatewayId: "bdkjbo2v0000uk377c4g" });
  });

  it("keeps an unknown state for the one who refuses it", () => {
    const { messages } = read(dtEvent("waterPresent", { state: "UNKNOWN", updateTime }));
    expect(messages[0]?.values).toEqual([{ quantity: "leak-detected", value: "UNKNOWN" }]);
  });

  it.each(["labelsChanged", "connectionStatus", "ethernetStatus", "cellularStatus"])(
    "about %s holds nothing to store",
    (type) => {
      expect(read(dtEvent(type, {}))).toEqual({ messages: [], refused: [] });
    },
  );

  it.each<[string, unknown, string, string]>([
    ["no event", { event: 5 }, "wrong-shape", "event 5"],
    ["no device", { event: { targetName: "projects/p1" } }, "wrong-shape", '"projects/p1"'],
    ["a type of tomorrow", dtEvent("aura", {}), "unknown-quantity", '"aura"'],
    ["no data", dtEvent("co2", null), "wrong-shape", "event.data.co2 null"],
    ["a time that is none", dtEvent("co2", { ppm: 5, updateTime: "now" }), "wrong-shape", '"now"'],
    ["a sample that is none", dtEvent("temperature", { samples: [7], updateTime }), "wrong-shape", "holds 7"],
  ])("with %s is refused", (_what, json, reason, named) => {
    const { messages, refused } = read(json);
    expect(messages).toEqual([]);
    expect(refused.map((one) => one.reason)).toEqual([reason]);
    expect(refused[0]?.detail).toContain(named);
  });
});

describe("the signature of a Data Connector", () => {
  // From the tests of disruptive-technologies/disruptive-python (MIT): a real request to an emulated sensor.
  const body = Buffer.from(
    '{"event":{"eventId":"c7fa4e34fet12rl646l0","targetName":"projects/c14u9p094l47cdv1o3pg/devices/emuc17m6d7lq0bgk44smcqg","eventType":"touch","data":{"touch":{"updateTime":"2022-01-12T09:41:12.108482Z"}},"timestamp":"2022-01-12T09:41:12.108482Z"},"labels":{"name":"touch"},"metadata":{"deviceId":"emuc17m6d7lq0bgk44smcqg","projectId":"c14u9p094l47cdv1o3pg","deviceType":"touch","productNumber":""}}',
  );
  const token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjaGVja3N1bSI6IjVlM2ExZGRiNTE2ZTU1ZTdlMjc2MWYxNmE3ZWI2OGY3MWMwNmE4MmQiLCJleHAiOjE2NDE5ODQwNzIsImlhdCI6MTY0MTk4MDQ3MiwianRpIjoiYzdmYTRlNzdnZjg3ZWlmNmozdGcifQ.sAGby82i5uWE58Ce8QgeNZt50nvZoxb1wEjBJUBNEIM";
  const secret = "test-secret";
  const now = 1_641_980_472_000;
  const verify = (header: string | readonly string[] | undefined, of = body, at = now, by = secret) =>
    verifyDisruptiveTechnologies({ headers: { "x-dt-signature": header }, query: "", body: of, now: at }, by);

  const part = (json: unknown) => Buffer.from(JSON.stringify(json)).toString("base64url");
  /** A token as the connector makes it. */
  function signed(claims: object, header: object = { alg: "HS256", typ: "JWT" }, by = secret): string {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${createHmac("sha256", by).update(text).digest("base64url")}`;
  }
  const exp = now / 1000 + 3600;
  const sha1 = createHash("sha1").update(body).digest("hex");
  const sha256 = createHash("sha256").update(body).digest("hex");

  it("of a real request holds", () => {
    expect(verify(token)).toEqual({ ok: true });
  });
  it("holds with either checksum, and a minute after its expiry", () => {
    expect(verify(signed({ exp, checksum: sha1 }))).toEqual({ ok: true });
    expect(verify(signed({ exp, checksum_sha256: sha256 }), body, (exp + 59) * 1000)).toEqual({ ok: true });
  });

  it.each<[string, ReturnType<typeof verify>, string]>([
    ["no signature", verify(undefined), "missing"],
    ["two signatures", verify([token, token]), "malformed"],
    ["no JWT", verify("hello"), "malformed"],
    ["a changed signature", verify(`${token.slice(0, -5)}AAAAA`), "wrong"],
    ["a cut signature", verify(token.slice(0, -5)), "wrong"],
    ["another secret", verify(token, body, now, "other"), "wrong"],
    ["no secret here", verify(signed({ exp, checksum: sha1 }, undefined, ""), body, now, ""), "no-secret"],
    ["no algorithm", verify(`${part({ alg: "none" })}.${part({ exp, checksum: sha1 })}.`), "malformed"],
    ["another algorithm", verify(signed({ exp, checksum: sha1 }, { alg: "HS512" })), "malformed"],
    ["another body", verify(token, Buffer.from(`${body.toString()} `)), "wrong"],
    ["no checksum", verify(signed({ exp })), "wrong"],
    [
      "a right SHA-1 beside a wrong SHA-256",
      verify(signed({ exp, checksum: sha1, checksum_sha256: sha1 })),
      "wrong",
    ],
    ["no expiry", verify(signed({ checksum: sha1 })), "malformed"],
    ["an expiry over a minute ago", verify(token, body, 1_641_984_133_000), "expired"],
  ])("with %s fails", (_what, result, reason) => {
    expect(result).toMatchObject({ ok: false, reason });
    expect(JSON.stringify(result)).not.toContain(secret);
  });
});
