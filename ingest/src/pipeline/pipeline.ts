import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { type MissingPoint, type PointIndex, pointKey } from "../point-index.ts";
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

/** What became of one envelope. */
export interface Outcome {
  readonly frame: Frame;
  readonly samples: CommittedSample[];
  readonly refused: RefusedMessage[];
  readonly seen: DeviceSeen[];
  unplaced: Unplaced[];
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

function processMessage(message: Message, points: PointIndex, outcome: Outcome): void {
  const { frame } = outcome;
  const entry = points.device(message.device);
  if (entry === undefined) {
    const detail = `device ${quote(message.device)} is not registered: register it, then replay`;
    refuse(outcome.refused, message, [{ reason: "unknown-device", detail }]);
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

  const values = valuesOf(message, entry);
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
export function processEnvelope(envelope: Envelope, frameId: string, points: PointIndex): Outcome {
  const parsed = parseEnvelope(envelope);
  const outcome: Outcome = {
    frame: {
      id: frameId,
      // The store counts whole milliseconds.
      receivedAt: Math.trunc(envelope.receivedAt),
      source: envelope.source,
      device: parsed.messages[0]?.device ?? "",
      payload: envelope.payload,
    },
    samples: [],
    refused: parsed.refused.length === 0 ? [] : [...parsed.refused],
    seen: [],
    unplaced: [],
  };
  for (const message of parsed.messages) processMessage(message, points, outcome);
  return outcome;
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
