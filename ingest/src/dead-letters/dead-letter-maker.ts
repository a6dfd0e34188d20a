import { hash } from "node:crypto";
import type { RefusedMessage } from "../pipeline/message.ts";
import type { NewDeadLetter } from "../store/sample-store.ts";

/** The same content refused again within this time is not kept a second time. */
export const repeatWindowMs = 10 * 60_000;
const maxRemembered = 10_000;
const maxDetail = 1000;
const maxDevice = 128;
const maxSource = 512;

export interface DeadLetterOrigin {
  readonly receivedAt: number;
  readonly source: string;
  readonly format: string;
}

/**
 * Makes dead letters of refusals and leaves out repeats: the same content with the same reason from the same device within
 * ten minutes (of receiving time) is kept once, so that a device that says the same wrong thing over and over cannot fill
 * the disk or push out the others.
 */
export function createDeadLetterMaker(nextId: () => string) {
  // In the order of insertion, which is that of time: the first entry is the oldest.
  const remembered = new Map<string, number>();
  let repeats = 0;

  return {
    /** The dead letter, or undefined where it repeats one. */
    make(refused: RefusedMessage, origin: DeadLetterOrigin): NewDeadLetter | undefined {
      const device = refused.device?.slice(0, maxDevice);
      const key = `${refused.reason} ${device ?? ""} ${hash("sha1", refused.payload, "base64")}`;
      const last = remembered.get(key);
      if (last !== undefined && origin.receivedAt - last < repeatWindowMs) {
        repeats++;
        return undefined;
      }
      remembered.delete(key);
      remembered.set(key, origin.receivedAt);
      if (remembered.size > maxRemembered) remembered.delete(remembered.keys().next().value as string);
      return {
        id: nextId(),
        receivedAt: origin.receivedAt,
        source: origin.source.slice(0, maxSource),
        format: origin.format,
        reason: refused.reason,
        detail: refused.detail.slice(0, maxDetail),
        device,
        payload: refused.payload,
      };
    },
    /** How many refusals were left out as repeats. */
    repeats: () => repeats,
  };
}
export type DeadLetterMaker = ReturnType<typeof createDeadLetterMaker>;
