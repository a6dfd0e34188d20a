import type { Envelope, WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { parseChirpstackV4 } from "../chirpstack-v4.ts";
import { isObject, type Parsed } from "../message.ts";
import { parseNativeJson } from "../native-json.ts";
import { parseChirpstackV3 } from "./chirpstack-v3.ts";
import { verifyDisruptiveTechnologies } from "./disruptive-signature.ts";
import { parseDisruptiveTechnologies } from "./disruptive-technologies.ts";
import type { Arrival, Format } from "./format.ts";
import { parseHelium } from "./helium.ts";
import { isTooDeep, maxJsonDepth } from "./json-depth.ts";
import { parseLoriot } from "./loriot.ts";
import { parseMilesight } from "./milesight.ts";
import { parseNetmore } from "./netmore.ts";
import { isSenmlCbor, isSenmlJson, parseSenml, parseSenmlCbor } from "./senml.ts";
import { parseSigfox } from "./sigfox.ts";
import { parseTheThingsStackV3 } from "./the-things-stack-v3.ts";
import { parseThingpark } from "./thingpark.ts";
import { verifyThingpark } from "./thingpark-token.ts";
import { isXml, readThingparkXml } from "./thingpark-xml.ts";

type Parse = (arrival: Arrival) => Parsed;
type ParseJson = (json: unknown, arrival: Arrival) => Parsed;

/** Reads the payload as JSON before it is parsed. */
function ofJson(parse: ParseJson): Parse {
  return (arrival) => {
    const { payload } = arrival;
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
    if (isTooDeep(payload)) {
      const detail = `the JSON is nested deeper than ${maxJsonDepth} levels: send the message of the server as it is`;
      return { messages: [], refused: [{ reason: "wrong-shape", detail, device: undefined, payload }] };
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      const detail = `${cause instanceof Error ? cause.message.slice(0, 200) : "cannot be read"}: send JSON in UTF-8`;
      return { messages: [], refused: [{ reason: "not-json", detail, device: undefined, payload }] };
    }
    return parse(json, arrival);
  };
}

/** Both versions of ChirpStack publish on the same topics: only the fourth has a `deviceInfo`. */
const chirpstack =
  (assumed: 3 | 4): ParseJson =>
  (json, arrival) => {
    const event = isObject(json) ? json : {};
    const version = event.deviceInfo !== undefined ? 4 : event.devEUI !== undefined ? 3 : assumed;
    return version === 4 ? parseChirpstackV4(json, arrival.payload) : parseChirpstackV3(json, arrival);
  };

/** The platform's own topics take native JSON and SenML. */
const parseOwnJson: ParseJson = (json, arrival) =>
  isSenmlJson(json) ? parseSenml(json, arrival) : parseNativeJson(json, arrival.payload);

/** SenML comes as CBOR, too. */
function cborOr(parse: Parse): Parse {
  return (arrival) => (isSenmlCbor(arrival.payload) ? parseSenmlCbor(arrival) : parse(arrival));
}

/** ThingPark sends XML where its application asks for it. */
function thingparkXmlOr(parse: Parse): Parse {
  return (arrival) => {
    const { payload } = arrival;
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
    if (!isXml(text)) return parse(arrival);
    const body = readThingparkXml(text);
    if (body.ok) return parseThingpark(body.json, arrival);
    return {
      messages: [],
      refused: [{ reason: "wrong-shape", detail: body.detail, device: undefined, payload }],
    };
  };
}

const table: Readonly<Record<WireFormat, Format>> = {
  "chirpstack-v4": { parse: ofJson(chirpstack(4)) },
  "chirpstack-v3": { parse: ofJson(chirpstack(3)) },
  "the-things-stack-v3": { parse: ofJson(parseTheThingsStackV3) },
  loriot: { parse: ofJson(parseLoriot) },
  thingpark: { parse: thingparkXmlOr(ofJson(parseThingpark)), verify: verifyThingpark },
  netmore: { parse: ofJson(parseNetmore) },
  helium: { parse: ofJson(parseHelium) },
  milesight: { parse: ofJson(parseMilesight) },
  sigfox: { parse: ofJson(parseSigfox) },
  "disruptive-technologies": {
    parse: ofJson(parseDisruptiveTechnologies),
    verify: verifyDisruptiveTechnologies,
  },
  senml: { parse: cborOr(ofJson(parseSenml)) },
  json: { parse: cborOr(ofJson(parseOwnJson)) },
};

/** Every wire format that is read. */
export const formats: ReadonlyMap<WireFormat, Format> = new Map(
  Object.entries(table) as [WireFormat, Format][],
);

/** What a message says, read as its format. Never throws. */
export function parseEnvelope(envelope: Pick<Envelope, "format" | "payload" | "receivedAt">): Parsed {
  return table[envelope.format].parse(envelope);
}
