import { hash, timingSafeEqual } from "node:crypto";
import { isObject } from "../message.ts";
import type { SignedRequest, Verification, VerificationFailure } from "./format.ts";
import { readTime } from "./frame.ts";
import { thingparkUplink } from "./thingpark.ts";
import { isXml, readThingparkXml } from "./thingpark-xml.ts";

/** How old a request may be: `Time` is when ThingPark sent it, and it may have tried before. */
export const maxRequestAgeMs = 24 * 3_600_000;
const maxQueryLength = 4096;

function failed(reason: VerificationFailure, detail: string): Verification {
  return { ok: false, reason, detail };
}

/** A value as the token's text has it: as it stands in the body, and nothing where it is missing. */
function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The body in its JSON form; undefined where it is neither JSON nor XML. */
function readBody(text: string): unknown {
  if (isXml(text)) {
    const xml = readThingparkXml(text);
    return xml.ok ? xml.json : undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The values of the body that the token covers. */
function bodyElements(body: Uint8Array): string | undefined {
  const json = readBody(Buffer.from(body).toString("utf8"));
  if (!isObject(json)) return undefined;
  const up = thingparkUplink(json);
  if (up !== undefined)
    return [up.CustomerID, up.DevEUI, up.FPort, up.FCntUp, up.payload_hex].map(text).join("");
  const sent = json.DevEUI_downlink_Sent;
  if (isObject(sent)) return [sent.CustomerID, sent.DevEUI, sent.FPort, sent.FCntDn].map(text).join("");
  return undefined;
}

function decoded(query: string): string | undefined {
  try {
    return decodeURIComponent(query);
  } catch {
    return undefined;
  }
}

/**
 * Checks the `Token` of ThingPark's LRC-AS tunnel: SHA-256 over CustomerID + DevEUI + FPort + FCntUp + payload_hex, the query string
 * without `Token`, and the AS key in lower-case hexadecimal. The query is tried as it was received and with its percent signs
 * decoded: both are in use. The token covers neither the body's `Time` nor its radio data, so a request is also refused when its own
 * `Time` is more than a day old.
 * @param secret the Tunnel Interface Authentication Key
 */
export function verifyThingpark(request: SignedRequest, secret: string): Verification {
  const key = secret.trim().toLowerCase();
  if (key === "") return failed("no-secret", "no Tunnel Interface Authentication Key is configured");
  if (request.query.length > maxQueryLength) return failed("malformed", "the query string is too long");
  const parameters = request.query.split("&");
  const tokens = parameters.filter((one) => one.startsWith("Token="));
  const token = tokens[0]?.slice("Token=".length) ?? "";
  if (token === "") return failed("missing", "Token is missing from the query: set the key in ThingPark");
  const given = Buffer.from(token, "hex");
  if (tokens.length !== 1 || given.length !== 32)
    return failed("malformed", "Token in the query is not one SHA-256 in hexadecimal");

  const elements = bodyElements(request.body);
  if (elements === undefined)
    return failed(
      "malformed",
      "the body is no uplink of ThingPark in JSON or XML: only those are checked and read",
    );
  const query = parameters.filter((one) => !one.startsWith("Token=")).join("&");
  const plain = decoded(query);
  const fits = [query, plain].some(
    (one) => one !== undefined && timingSafeEqual(hash("sha256", `${elements}${one}${key}`, "buffer"), given),
  );
  if (!fits) return failed("wrong", "Token does not fit: check the key, and that no proxy changes the query");

  const time = /(?:^|&)Time=([^&]*)/.exec(plain ?? query)?.[1] ?? "";
  // An unencoded plus sign is read as a space by some of those that pass it on.
  const sentAt = readTime(time.replace(" ", "+"), "iso");
  if (Number.isNaN(sentAt)) return failed("malformed", "Time in the query is not a moment with an offset");
  if (Math.abs(request.now - sentAt) > maxRequestAgeMs)
    return failed("expired", "Time in the query is more than a day away: check the clock of this machine");
  return { ok: true };
}
