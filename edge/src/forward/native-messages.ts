import type { NativeMessage, NativeValue } from "@kontrollrom/contracts/envelope.ts";
import type { Reading } from "../source.ts";

/** Most values of one message [contracts: NativeMessage]. */
const mostValues = 500;

/** Readings as native messages: one for each device and moment, in the order they came. */
export function toNativeMessages(readings: readonly Reading[]): NativeMessage[] {
  const messages: { time: string; device: string; values: NativeValue[] }[] = [];
  const open = new Map<string, (typeof messages)[number]>();
  for (const { point, time, value } of readings) {
    const key = `${time} ${point.device}`;
    let message = open.get(key);
    if (message === undefined || message.values.length === mostValues) {
      message = { time: new Date(time).toISOString(), device: point.device, values: [] };
      messages.push(message);
      open.set(key, message);
    }
    message.values.push({
      quantity: point.quantity,
      value,
      ...(point.unit === undefined ? {} : { unit: point.unit }),
      ...(point.channel === undefined ? {} : { channel: point.channel }),
    });
  }
  return messages;
}

/** Kept messages as one payload: a message alone, or a list of them. */
export function joinMessages(messages: readonly string[]): string {
  return messages.length === 1 ? (messages[0] as string) : `[${messages.join(",")}]`;
}
