import { readCbor } from "../pipeline/formats/cbor.ts";
import { isSenmlCbor, isSenmlJson, withNames } from "../pipeline/formats/senml.ts";
import { senmlSubject } from "../pipeline/formats/senml-names.ts";
import { isObject } from "../pipeline/message.ts";

/** Who sent a message and when, as the service that let it in says. */
export interface Stamp {
  /** External id of the device. */
  readonly device: string;
  /** ISO 8601; taken where the message has no time of its own. */
  readonly time: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Under the one name that the device may use; the quantity keeps its own. */
function stampSenml(pack: readonly unknown[], device: string): unknown[] {
  let base = "";
  let named = false;
  return pack.map((record) => {
    if (!isObject(record)) return record;
    const { bn, n = "", u, ...rest } = record;
    if (typeof bn === "string") base = bn;
    if (typeof n !== "string") return record;
    const { quantity, channel } = senmlSubject(base, n, typeof u === "string" ? u : undefined);
    const name = channel === undefined ? quantity : `${quantity}_${channel}`;
    const first = !named;
    named = true;
    return { ...(first && { bn: `${device}/` }), n: name, ...(u !== undefined && { u }), ...rest };
  });
}

function stampNative(message: unknown, { device, time }: Stamp): unknown {
  if (!isObject(message)) return message;
  const dated: Fields = message.time === undefined && time !== undefined ? { time } : {};
  return { ...message, device, ...dated };
}

/**
 * A message of native JSON or SenML with the device that it is known to come from, whatever it says itself: a device must not be able to
 * speak for another. What is kept of it, as frame or dead letter, holds the true sender as well. What is neither is left as it is,
 * and names no device that could be believed.
 */
export function stampDevice(payload: Uint8Array, stamp: Stamp): Uint8Array {
  const json = read(payload);
  if (json === undefined) return payload;
  const stamped = isSenmlJson(json)
    ? stampSenml(json as readonly unknown[], stamp.device)
    : Array.isArray(json)
      ? json.map((message) => stampNative(message, stamp))
      : stampNative(json, stamp);
  return Buffer.from(JSON.stringify(stamped));
}

function read(payload: Uint8Array): unknown {
  if (isSenmlCbor(payload)) {
    const cbor = readCbor(payload);
    return cbor.ok ? withNames(cbor.value) : undefined;
  }
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}
