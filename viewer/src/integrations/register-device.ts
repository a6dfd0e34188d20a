import type { DeadLetterReason } from "@kontrollrom/contracts/dead-letter.ts";
import type { Device, DeviceInput, WaitingDevice } from "@kontrollrom/contracts/point.ts";
import { call } from "../data/call.ts";

/** What became of the messages that a device had sent before it was registered. */
export type Outcome =
  | { readonly kind: "read" }
  | { readonly kind: "refused"; readonly reason: DeadLetterReason; readonly detail: string }
  /** The server is still at it. */
  | { readonly kind: "reading" };

/**
 * Registers a device that waits, and sees what becomes of its messages: the server reads them after it has answered.
 * Throws `ApiProblem` when the device was not registered.
 */
export async function registerDevice(
  waiting: WaitingDevice,
  input: DeviceInput,
  /** Messages that were refused before are read again too: after a choice of another decoder. */
  { again = false, tries = 20, waitMs = 300 } = {},
): Promise<{ readonly device: Device; readonly outcome: Outcome }> {
  const device = await call("POST /devices", { body: input });
  if (again) await call("POST /dead-letters/replay", { body: { device: waiting.externalId } });
  for (let n = 0; n < tries; n++) {
    const outcome = await outcomeOf(waiting).catch((): Outcome => ({ kind: "reading" }));
    if (outcome.kind !== "reading") return { device, outcome };
    await new Promise((wake) => setTimeout(wake, waitMs));
  }
  return { device, outcome: { kind: "reading" } };
}

async function outcomeOf({ externalId }: WaitingDevice): Promise<Outcome> {
  const { items } = await call("GET /dead-letters", { query: { device: externalId, limit: "1000" } });
  const open = items.filter(({ replayedAt }) => replayedAt === undefined);
  if (open.some(({ reason }) => reason === "unknown-device")) return { kind: "reading" };
  const [refused] = open;
  return refused === undefined
    ? { kind: "read" }
    : { kind: "refused", reason: refused.reason, detail: refused.detail };
}
