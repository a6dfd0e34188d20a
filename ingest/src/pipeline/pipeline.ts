import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { CodecUplink } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import type { ActiveCodec, CodecIndex } from "../codecs/codec-index.ts";
import { type DeviceEntry, type MissingPoint, type PointIndex, pointKey } from "../point-index.ts";
import type { Frame } from "../store/sample-store.ts";
import { valuesOf } from "./decode.ts";
import { parseEnvelope } from "./formats/registry.ts";
import { type Message, quote, type Refusal, type RefusedMessage } from "./message.ts";
import { checkTime, type NormalValue, normalise } from "./normalise.ts";

/** A registered device was heard. */
export interface DeviceSeen {
  readonly deviceId: string;
  readonly externalId: string;
  /** Event time, ms. */
  readonly time: number;
  readonly rssi?: number;
  readonly snr?: number;
  readonly fCnt?: number;
  readonly gatewayId?: string;
}

/** A good value whose point the register does not have yet. */
export interface Unplaced {
  readonly message: Message;
  readonly point: MissingPoint;
  readonly value: NormalValue;
}

/** A message whose frame a codec that is not built in has to read. */
export interface Undecoded {
  readonly message: Message;
  readonly codec: ActiveCodec;
}

/** What became of one envelope. */
export interface Outcome {
  readonly frame: Frame;
  readonly samples: CommittedSample[];
  readonly refused: RefusedMessage[];
  readonly seen: DeviceSeen[];
  unplaced: Unplaced[];
  /** Absent most of the time. Until `finishDecoding` the rest of the outcome lacks what they say. */
  undecoded?: Undecoded[];
  /** Set where the raw message is worth keeping without samples: a codec read it, and another mapping may take more of it. */
  worthKeeping?: true;
}

/** Refusals of one message that have the same reason are one dead letter: at most this many of them are told. */
const maxTold = 5;

function refuse(refused: RefusedMessage[], message: Message, refusals: readonly Refusal[]): void {
  const payload = message.payload();
  for (const [reason, same] of Map.groupBy(refusals, (refusal) => refusal.reason)) {
    const told = same.slice(0, maxTold).map((refusal) => refusal.detail);
    if (same.length > maxTold) told.push(`and ${same.length - maxTold} more`);
    refused.push({ reason, detail: told.join("; "), device: message.device, payload });
  }
}

function processMessage(message: Message, points: PointIndex, codecs: CodecIndex, outcome: Outcome): void {
  const { frame } = outcome;
  const entry = points.device(message.device);
  if (entry === undefined) {
    refuse(outcome.refused, message, [notRegistered(message)]);
    return;
  }
  const wrongTime = checkTime(message.time, frame.receivedAt);
  if (wrongTime !== undefined) {
    refuse(outcome.refused, message, [wrongTime]);
    return;
  }
  outcome.seen.push({
    deviceId: entry.id,
    externalId: message.device,
    time: message.time,
    ...message.radio,
  });

  const values = valuesOf(message, entry, codecs);
  if ("source" in values) {
    outcome.undecoded ??= [];
    outcome.undecoded.push({ message, codec: values });
  } else takeValues(message, values, entry, outcome);
}

function takeValues(
  message: Message,
  values: readonly unknown[] | Refusal,
  entry: DeviceEntry,
  outcome: Outcome,
): void {
  const { frame } = outcome;
  if ("reason" in values) {
    refuse(outcome.refused, message, [values]);
    return;
  }
  let refusals: Refusal[] | undefined;
  for (const raw of values) {
    const value = normalise(raw, message.time, frame.receivedAt, message.uplink !== undefined);
    if ("reason" in value) {
      refusals ??= [];
      refusals.push(value);
      continue;
    }
    const { quantity, channel } = value;
    const pointId = entry.points.get(pointKey(quantity, channel));
    if (pointId === undefined)
      outcome.unplaced.push({ message, point: { deviceId: entry.id, quantity, channel }, value });
    else outcome.samples.push(sample(pointId, value, frame));
  }
  if (refusals !== undefined) refuse(outcome.refused, message, refusals);
}

function sample(pointId: number, value: NormalValue, frame: Frame): CommittedSample {
  return {
    pointId,
    time: value.time,
    value: value.value,
    quality: "good",
    frameId: frame.id,
    receivedAt: frame.receivedAt,
  };
}

/**
 * The road of one envelope up to its commit: parse, decode, resolve the points, normalise. Never throws; what cannot become a
 * sample is in `refused`, what has no point yet in `unplaced`.
 */
export function processEnvelope(
  envelope: Envelope,
  frameId: string,
  points: PointIndex,
  codecs: CodecIndex,
): Outcome {
  const parsed = parseEnvelope(envelope);
  const device = parsed.messages[0]?.device ?? "";
  const others = new Set(parsed.messages.length > 1 ? parsed.messages.map((message) => message.device) : []);
  others.delete(device);
  const outcome: Outcome = {
    frame: {
      id: frameId,
      // The store counts whole milliseconds.
      receivedAt: Math.trunc(envelope.receivedAt),
      source: envelope.source,
      device,
      ...(others.size > 0 ? { also: [...others] } : {}),
      payload: envelope.payload,
    },
    samples: [],
    refused: parsed.refused.length === 0 ? [] : [...parsed.refused],
    seen: [],
    unplaced: [],
  };
  for (const message of parsed.messages) processMessage(message, points, codecs, outcome);
  return outcome;
}

/** Adds to an outcome what codecs that are not built in read in its frames, in the order of its messages. */
export async function finishDecoding(
  outcome: Outcome,
  points: PointIndex,
  decode: (codec: ActiveCodec, uplink: CodecUplink) => Promise<readonly unknown[] | Refusal>,
): Promise<void> {
  const { undecoded = [] } = outcome;
  delete outcome.undecoded;
  const answers = await Promise.all(
    undecoded.map(({ message, codec }) => {
      const { bytes, fPort } = message.uplink ?? { bytes: new Uint8Array(), fPort: 0 };
      return decode(codec, { bytes, fPort, recvTime: message.time });
    }),
  );
  for (const [i, { message }] of undecoded.entries()) {
    // It may have been taken out of the register meanwhile.
    const entry = points.device(message.device);
    const values = answers[i] ?? [];
    if (!("reason" in values)) outcome.worthKeeping = true;
    if (entry === undefined) refuse(outcome.refused, message, [notRegistered(message)]);
    else takeValues(message, values, entry, outcome);
  }
}

function notRegistered({ device }: Message): Refusal {
  return {
    reason: "unknown-device",
    detail: `device ${quote(device)} is not registered: register it, then replay`,
  };
}

/** Asks the register for the points that are missing and turns the values that waited for them into samples. */
export async function placeMissing(outcomes: readonly Outcome[], points: PointIndex): Promise<void> {
  const missing = new Map<string, MissingPoint>();
  for (const outcome of outcomes) {
    for (const { point } of outcome.unplaced)
      missing.set(`${point.deviceId}\n${pointKey(point.quantity, point.channel)}`, point);
  }
  if (missing.size === 0) return;
  await points.ensurePoints([...missing.values()]);
  for (const outcome of outcomes) {
    const waiting = outcome.unplaced;
    outcome.unplaced = [];
    for (const { message, value } of waiting) {
      const entry = points.device(message.device);
      const key = pointKey(value.quantity, value.channel);
      const pointId = entry?.points.get(key);
      if (pointId !== undefined) outcome.samples.push(sample(pointId, value, outcome.frame));
      else {
        const detail = `device ${quote(message.device)} has no point ${key}, and none could be made: register it, then replay`;
        refuse(outcome.refused, message, [{ reason: "unknown-device", detail }]);
      }
    }
  }
}
