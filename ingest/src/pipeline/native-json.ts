import { plainDeviceId } from "./device-id.ts";
import { parseTime } from "./iso-time.ts";
import { isObject, type Message, type Parsed, quote, type RefusedMessage } from "./message.ts";

const maxMessages = 1000;
const maxValues = 500;

/** What is wrong with one native message, if anything. The limits are those of `NativeMessage` in contracts. */
function parseOne(json: unknown, payload: () => Uint8Array): Message | RefusedMessage {
  const refuse = (detail: string, device?: string): RefusedMessage => ({
    reason: "wrong-shape",
    detail,
    device,
    payload: payload(),
  });
  if (!isObject(json)) return refuse(`expected {time, device, values}, got ${quote(json)}`);
  const { time, values } = json;
  if (typeof json.device !== "string" || json.device.length === 0 || json.device.length > 128)
    return refuse(`device ${quote(json.device)} is not a name of 1 to 128 characters`);
  const device = plainDeviceId(json.device);
  const at = typeof time === "string" ? parseTime(time) : Number.NaN;
  if (Number.isNaN(at))
    return refuse(
      `time ${quote(time)} is not an ISO 8601 moment with an offset, as 2026-11-21T09:00:00Z`,
      device,
    );
  if (!Array.isArray(values) || values.length === 0 || values.length > maxValues)
    return refuse(`values ${quote(values)} is not a list of 1 to ${maxValues} values`, device);
  return { device, time: at, uplink: undefined, values, radio: undefined, payload };
}

/**
 * Reads native JSON: one message or a list of them. Each message of a list stands for itself, so that one that is wrong
 * takes no other with it; what is kept of it is that element alone.
 */
export function parseNativeJson(json: unknown, payload: Uint8Array): Parsed {
  if (!Array.isArray(json)) {
    const one = parseOne(json, () => payload);
    return "reason" in one ? { messages: [], refused: [one] } : { messages: [one], refused: [] };
  }
  if (json.length === 0 || json.length > maxMessages) {
    const detail = `a list of ${json.length} messages: send 1 to ${maxMessages} at a time`;
    return { messages: [], refused: [{ reason: "wrong-shape", detail, device: undefined, payload }] };
  }
  const messages: Message[] = [];
  const refused: RefusedMessage[] = [];
  for (const element of json as readonly unknown[]) {
    const one = parseOne(element, () => Buffer.from(JSON.stringify(element)));
    if ("reason" in one) refused.push(one);
    else messages.push(one);
  }
  return { messages, refused };
}
