import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { measured, now, thingparkText, thingparkTyped, thingparkXml } from "./test/samples.ts";
import { maxRequestAgeMs, verifyThingpark } from "./thingpark-token.ts";

const key = "46ab678cd45df4a4e4b375eacd096acc";
const time = new Date(measured).toISOString().replace("Z", "+00:00");
const plain = `LrnDevEui=A81758FFFE0ABCDE&LrnFPort=5&LrnInfos=TWA_1.AS&AS_ID=app1.sample.com&Time=${time}`;
const encoded = plain.replace(time, encodeURIComponent(time));
/** CustomerID, DevEUI, FPort, FCntUp and payload of both samples. */
const elements = "100000507A81758FFFE0ABCDE543210100e2022904";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function verify(options: { query?: string; body?: unknown; token?: string; at?: number; secret?: string }) {
  const query = options.query ?? encoded;
  const token = options.token ?? sha256(elements + query + key);
  return verifyThingpark(
    {
      headers: {},
      query: token === "" ? query : `${query}&Token=${token}`,
      body: Buffer.from(
        typeof options.body === "string" ? options.body : JSON.stringify(options.body ?? thingparkText),
      ),
      now: options.at ?? now,
    },
    options.secret ?? key,
  );
}

describe("the token of ThingPark", () => {
  it.each<[string, Parameters<typeof verify>[0]]>([
    ["as the query was received", {}],
    ["as the query reads decoded", { token: sha256(elements + plain + key) }],
    ["over a query that is not encoded", { query: plain }],
    ["over numbers that are numbers", { body: thingparkTyped }],
    ["over XML", { body: thingparkXml }],
    ["without the root key", { body: thingparkText.DevEUI_uplink }],
    [
      "in capitals, by a key in capitals",
      { token: sha256(elements + encoded + key).toUpperCase(), secret: key.toUpperCase() },
    ],
    ["almost a day later", { at: now + maxRequestAgeMs - 2000 }],
  ])("holds %s", (_how, options) => {
    expect(verify(options)).toEqual({ ok: true });
  });

  it("holds for an uplink without payload", () => {
    const body = {
      DevEUI_uplink: { ...thingparkText.DevEUI_uplink, payload_hex: undefined, FPort: undefined },
    };
    expect(verify({ body, token: sha256(`100000507A81758FFFE0ABCDE4321${encoded}${key}`) })).toEqual({
      ok: true,
    });
  });

  it("holds for a published request", () => {
    // From KPN's example for application servers (MIT), a DevEUI_downlink_Sent.
    const query =
      "LrnDevEui=0059AC0000000001&LrnFPort=1&LrnInfos=TWA_100000001.999.AS-1-12345678&AS_ID=TWA_100000001.999&Time=2018-01-12T10:00:00.000+01:00";
    const body = {
      DevEUI_downlink_Sent: { DevEUI: "0059AC0000000001", FPort: "1", FCntDn: "1", CustomerID: "100000001" },
    };
    const token = "345dc204c72a9769441c4700cd0a0fb76c5b356e3931540e891fc7e68f236c98";
    const secret = "c6f5e3b263092120b8766b9aed9c41b4";
    expect(verify({ query, body, token, secret, at: Date.UTC(2018, 0, 12, 9) })).toEqual({ ok: true });
  });

  it.each<[string, Parameters<typeof verify>[0], string]>([
    ["no token", { token: "" }, "missing"],
    ["a short token", { token: "ab" }, "malformed"],
    ["two tokens", { token: `${"a".repeat(64)}&Token=${"a".repeat(64)}` }, "malformed"],
    ["another token", { token: "a".repeat(64) }, "wrong"],
    ["another key", { secret: key.replace("4", "5") }, "wrong"],
    ["no key here", { secret: " ", token: sha256(elements + encoded) }, "no-secret"],
    [
      "another query",
      { query: encoded.replace("LrnFPort=5", "LrnFPort=6"), token: sha256(elements + encoded + key) },
      "wrong",
    ],
    [
      "another payload",
      { body: { DevEUI_uplink: { ...thingparkText.DevEUI_uplink, payload_hex: "00" } } },
      "wrong",
    ],
    ["a body that is not JSON", { body: "<DevEUI_uplink/>" }, "malformed"],
    ["a body of another kind", { body: { DevEUI_location: { DevEUI: "A81758FFFE0ABCDE" } } }, "malformed"],
    ["a broken percent sign", { query: `${encoded}%`, token: sha256(elements + encoded + key) }, "wrong"],
    ["no time", { query: "LrnFPort=5", token: sha256(`${elements}LrnFPort=5${key}`) }, "malformed"],
    ["a time of the day before", { at: now + maxRequestAgeMs + 2000 }, "expired"],
    ["a time of the day after", { at: now - maxRequestAgeMs - 2000 }, "expired"],
  ])("with %s fails", (_what, options, reason) => {
    const result = verify(options);
    expect(result).toMatchObject({ ok: false, reason });
    expect(JSON.stringify(result)).not.toContain(key);
  });
});
