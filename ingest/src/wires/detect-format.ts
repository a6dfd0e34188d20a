import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { isSenmlCbor, isSenmlJson } from "../pipeline/formats/senml.ts";
import { isObject } from "../pipeline/message.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What tells a format from all others, the surest first. */
const signs: readonly (readonly [WireFormat, (message: Fields) => boolean])[] = [
  ["chirpstack-v4", ({ deviceInfo }) => isObject(deviceInfo) && "devEui" in deviceInfo],
  ["the-things-stack-v3", ({ end_device_ids }) => isObject(end_device_ids)],
  [
    "thingpark",
    ({ DevEUI_uplink, DevEUI, FCntUp }) =>
      isObject(DevEUI_uplink) || (DevEUI !== undefined && FCntUp !== undefined),
  ],
  ["disruptive-technologies", ({ event }) => isObject(event) && "targetName" in event],
  ["loriot", ({ EUI, cmd }) => EUI !== undefined && cmd !== undefined],
  ["helium", ({ dev_eui }) => dev_eui !== undefined],
  ["netmore", ({ devEui }) => devEui !== undefined],
  ["milesight", ({ devEUI, gatewayTime }) => devEUI !== undefined && gatewayTime !== undefined],
  ["chirpstack-v3", ({ devEUI }) => devEUI !== undefined],
  [
    "sigfox",
    ({ device, data, seqNumber }) => device !== undefined && data !== undefined && seqNumber !== undefined,
  ],
];

/** The format that a message seems to be in; native JSON where nothing tells of another. */
export function detectFormat(payload: Uint8Array): WireFormat {
  if (isSenmlCbor(payload)) return "senml";
  const json = parsed(payload);
  if (isSenmlJson(json)) return "senml";
  const message: unknown = Array.isArray(json) ? json[0] : json;
  if (!isObject(message)) return "json";
  return signs.find(([, matches]) => matches(message))?.[0] ?? "json";
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}
