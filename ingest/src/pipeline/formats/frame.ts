import { parseTime } from "../iso-time.ts";
import { isObject, type Message, type Parsed, quote, type Radio, type RefusedMessage } from "../message.ts";
import { bytesFromBase64, bytesFromHex } from "./bytes.ts";

/** A field of a message under the name that its server gives it, so that a refusal can name it. */
export interface WireField {
  readonly name: string;
  readonly value: unknown;
}

const deviceKinds = {
  "dev-eui": {
    pattern: /^[0-9a-f]{16}$/i,
    says: "16 hexadecimal digits",
    id: (id: string) => id.toLowerCase(),
  },
  "eui-48-or-64": {
    pattern: /^(?:[0-9a-f]{12}|[0-9a-f]{16})$/i,
    says: "12 or 16 hexadecimal digits",
    id: (id: string) => id.toLowerCase(),
  },
  "sigfox-id": {
    pattern: /^[0-9a-f]{1,8}$/i,
    says: "1 to 8 hexadecimal digits",
    id: (id: string) => `sigfox:${id.toUpperCase()}`,
  },
} as const;

/** How a server writes moments; `epoch` is in seconds or milliseconds, told apart by its size. */
export type TimeKind = "iso" | "epoch-s" | "epoch-ms" | "epoch";

/** How well one gateway heard a frame, as it stands in the message. */
export interface Reception {
  readonly rssi: unknown;
  readonly snr: unknown;
  readonly gatewayId: unknown;
}

/** An uplink as it stands in the message of a network server: nothing in it was checked. */
export interface WireFrame {
  readonly device: WireField & { readonly as: keyof typeof deviceKinds };
  /** The first that can be read counts. */
  readonly times: readonly (WireField & { readonly as: TimeKind })[];
  /** Epoch ms; taken only where the message has none of `times`. */
  readonly timeIfNone?: number;
  readonly fPort: WireField;
  readonly data: WireField & { readonly as: "hex" | "base64" };
  readonly fCnt: unknown;
  readonly heard: readonly Reception[];
}

/** No LoRaWAN frame carries more (LoRaWAN 1.0.4 §4.3: the PHY payload is at most 255 bytes). */
const maxFrameBytes = 255;
/** The largest moment that `Date` can hold, ms. */
const maxTime = 8_640_000_000_000_000;
/** As milliseconds this is 1973, as seconds the year 5138. */
const epochSecondsBelow = 1e11;
const maxGatewayId = 64;
const maxFCnt = 4_294_967_295;

/** A number, also where it is written as text. */
export function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === "string" && /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The objects of a list; one that stands alone where a list should be is a list of one. */
export function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** A moment in ms, or NaN. */
export function readTime(value: unknown, as: TimeKind): number {
  if (as === "iso") return typeof value === "string" ? parseTime(value) : Number.NaN;
  const number = numberOf(value) ?? Number.NaN;
  const seconds = as === "epoch-s" || (as === "epoch" && number < epochSecondsBelow);
  const time = Math.round(seconds ? number * 1000 : number);
  return time > 0 && time <= maxTime ? time : Number.NaN;
}

/** The best reception of the gateways that heard it. */
export function bestRadio(fCnt: unknown, heard: readonly Reception[]): Radio {
  const radio: { rssi?: number; snr?: number; fCnt?: number; gatewayId?: string } = {};
  const count = numberOf(fCnt);
  if (Number.isInteger(count) && (count as number) >= 0 && (count as number) <= maxFCnt)
    radio.fCnt = count as number;
  for (const one of heard) {
    const rssi = numberOf(one.rssi);
    if (rssi === undefined || (radio.rssi !== undefined && rssi <= radio.rssi)) continue;
    radio.rssi = rssi;
    const snr = numberOf(one.snr);
    if (snr === undefined) delete radio.snr;
    else radio.snr = snr;
    if (typeof one.gatewayId === "string" && one.gatewayId.length <= maxGatewayId)
      radio.gatewayId = one.gatewayId;
    else delete radio.gatewayId;
  }
  return radio;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

const timeForms: Readonly<Record<TimeKind, string>> = {
  iso: "an ISO 8601 moment with an offset",
  "epoch-s": "a number of seconds since 1970",
  "epoch-ms": "a number of milliseconds since 1970",
  epoch: "a number of seconds or milliseconds since 1970",
};

/** The moment of a frame, ms, or what is wrong with it. */
function timeOf({ times, timeIfNone }: WireFrame): number | string {
  const given = times.filter(({ value }) => isPresent(value));
  for (const { value, as } of given) {
    const time = readTime(value, as);
    if (!Number.isNaN(time)) return time;
  }
  const wrong = given[0];
  if (wrong !== undefined) return `${wrong.name} ${quote(wrong.value)} is not ${timeForms[wrong.as]}`;
  if (timeIfNone !== undefined) return timeIfNone;
  return `${times.map(({ name }) => name).join(", ")}: the message has no time`;
}

/** Checks an uplink. @param payload makes what is kept of it when it is refused */
export function readFrame(wire: WireFrame, payload: () => Uint8Array): Message | RefusedMessage {
  const refuse = (detail: string, device?: string): RefusedMessage => ({
    reason: "wrong-shape",
    detail,
    device,
    payload: payload(),
  });
  const kind = deviceKinds[wire.device.as];
  const id = wire.device.value;
  if (typeof id !== "string" || !kind.pattern.test(id))
    return refuse(`${wire.device.name} ${quote(id)} is not ${kind.says}`);
  const device = kind.id(id);

  const time = timeOf(wire);
  if (typeof time === "string") return refuse(time, device);

  const { name, value, as } = wire.data;
  const text = value ?? "";
  if (typeof text !== "string") return refuse(`${name} ${quote(text)} is not ${as} text`, device);
  const bytes = as === "hex" ? bytesFromHex(text) : bytesFromBase64(text);
  if (bytes === undefined) return refuse(`${name} ${quote(text)} is not ${as}`, device);
  if (bytes.length > maxFrameBytes)
    return refuse(`${name} has ${bytes.length} bytes: a frame has at most ${maxFrameBytes}`, device);

  const radio = bestRadio(wire.fCnt, wire.heard);
  const heard = { device, time, values: [], radio, payload };
  // A frame without a payload carried only commands of the network: the device was heard and said nothing.
  if (bytes.length === 0) return { ...heard, uplink: undefined };
  const fPort = numberOf(wire.fPort.value);
  if (fPort === undefined || !Number.isInteger(fPort) || fPort < 0 || fPort > 255)
    return refuse(`${wire.fPort.name} ${quote(wire.fPort.value)} is not a port from 0 to 255`, device);
  return { ...heard, uplink: { bytes, fPort } };
}

/** What is said of a message that holds nothing to store and nothing wrong. */
export const nothing: Parsed = { messages: [], refused: [] };

export function parsed(all: readonly (Message | RefusedMessage)[]): Parsed {
  const messages: Message[] = [];
  const refused: RefusedMessage[] = [];
  for (const one of all) {
    if ("reason" in one) refused.push(one);
    else messages.push(one);
  }
  return { messages, refused };
}

/** Refuses the whole of a message for its shape. */
export function refusedWhole(payload: Uint8Array, detail: string, device?: string): Parsed {
  return { messages: [], refused: [{ reason: "wrong-shape", detail, device, payload }] };
}
