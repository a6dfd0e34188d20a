import type { NoticeChannel } from "@kontrollrom/contracts/notice.ts";

/** A message to one receiver, ready to be sent. */
export interface Message {
  /** The same at every try: receivers know by it what they have had already. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** Where the alarm is, in the browser. */
  readonly link: string | undefined;
  readonly alarmId: string | undefined;
  /** For systems: the alarm as the interface gives it. */
  readonly alarm: unknown;
}

/** Went out, or did not: `final` where another try cannot help. */
export type Delivery =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly final: boolean };

/** One way of telling. `receiverId` is a person's or a webhook's; the channel finds the address when it sends. */
export interface Channel {
  readonly kind: NoticeChannel;
  send(receiverId: string, message: Message): Promise<Delivery>;
}

export const sendTimeoutMs = 15_000;

export const failed = (error: string, final = false): Delivery => ({ ok: false, error, final });

/** What went wrong, short, and without the addresses and secrets that errors of libraries may carry. */
export function reasonOf(error: unknown, secrets: readonly (string | undefined)[] = []): string {
  let text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.cause instanceof Error) text += `: ${error.cause.message}`;
  for (const secret of secrets) if (secret) text = text.replaceAll(secret, "…");
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}
