import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { WireFormat as WireFormatSchema } from "@kontrollrom/contracts/envelope.ts";
import type { RefusedMessage } from "../pipeline/message.ts";
import type { DeadLetterChange, DeadLetterStore, StoredDeadLetter } from "../store/dead-letter-store.ts";

/** Which dead letters to take again; nothing chosen means all that were not replayed. */
export interface ReplaySelection {
  readonly ids?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly devices?: readonly string[] | undefined;
  /** Oldest first where it is not said. */
  readonly order?: "oldest-first" | "newest-first";
}

export interface ReplayOutcome {
  readonly replayed: number;
  /** Nothing in them was refused any more. */
  readonly accepted: number;
  readonly refused: number;
}

export interface ReplayDeps {
  readonly store: DeadLetterStore;
  /** Takes an envelope through the pipeline to its commit and tells what was refused; makes no dead letters. */
  again(envelope: {
    readonly format: WireFormat;
    readonly source: string;
    readonly receivedAt: number;
    readonly payload: Uint8Array;
  }): Promise<readonly RefusedMessage[]>;
  readonly now: () => number;
}

const pageSize = 100;

/** What the first refusal of the same kind, or of any, says now. */
function changeOf(
  letter: StoredDeadLetter,
  refused: readonly RefusedMessage[],
  now: number,
): DeadLetterChange {
  const still = refused.find((one) => one.reason === letter.reason) ?? refused[0];
  return still === undefined
    ? { id: letter.id, replayedAt: now }
    : { id: letter.id, reason: still.reason, detail: still.detail };
}

/**
 * Takes dead letters through the pipeline again, oldest first and with the time at which they first arrived. Doing it twice
 * changes nothing: samples are unique by point and time.
 */
export function createReplay(deps: ReplayDeps) {
  let last: Promise<unknown> = Promise.resolve();

  async function replayOne(letter: StoredDeadLetter): Promise<DeadLetterChange | undefined> {
    const format = WireFormatSchema.safeParse(letter.format);
    // What was never read as a format, or of which only the beginning was kept, stays as it is.
    if (!format.success || letter.reason === "too-large") return undefined;
    const { source, receivedAt, payload } = letter;
    const refused = await deps.again({ format: format.data, source, receivedAt, payload });
    return changeOf(letter, refused, deps.now());
  }

  async function replay(selection: ReplaySelection): Promise<ReplayOutcome> {
    let accepted = 0;
    let refused = 0;
    let behind: string | undefined;
    for (;;) {
      const page = await deps.store.listDeadLetters({
        ids: selection.ids,
        reasons: selection.reasons,
        devices: selection.devices,
        open: selection.ids === undefined,
        order: selection.order ?? "oldest-first",
        behind,
        limit: pageSize,
      });
      const changes = await Promise.all(page.map(replayOne));
      await deps.store.changeDeadLetters(changes.filter((change) => change !== undefined));
      const done = changes.filter((change) => change !== undefined && "replayedAt" in change).length;
      accepted += done;
      refused += page.length - done;
      if (page.length < pageSize) return { replayed: accepted + refused, accepted, refused };
      behind = page.at(-1)?.id;
    }
  }

  /** One replay at a time, so that two of the same selection do not do the work twice. */
  return (selection: ReplaySelection): Promise<ReplayOutcome> => {
    const next = last.then(() => replay(selection));
    last = next.catch(() => undefined);
    return next;
  };
}
