import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";

/** What reading a message again makes of its samples. */
export interface Changes {
  /** To be written: those that are missing, and those that had another value. */
  readonly samples: readonly CommittedSample[];
  readonly added: number;
  readonly corrected: number;
  /** Equal to what is stored, or said otherwise by a later message. */
  readonly unchanged: number;
}

const keyOf = ({ pointId, time }: CommittedSample) => `${pointId} ${time}`;

function cameLater(one: CommittedSample, other: CommittedSample): boolean {
  if (one.frameId === other.frameId) return false;
  return (one.receivedAt - other.receivedAt || Number(one.frameId) - Number(other.frameId)) > 0;
}

/**
 * The changes of each message, in the order of the messages. A message changes what is not stored and what it had said itself; what a
 * later message said of the same moment stays.
 */
export function changesOf(
  messages: readonly (readonly CommittedSample[])[],
  stored: readonly CommittedSample[],
): Changes[] {
  const known = new Map(stored.map((sample) => [keyOf(sample), sample]));
  return messages.map((samples) => {
    // Of one moment said twice in a message the last counts, as in the store.
    const said = new Map(samples.map((sample) => [keyOf(sample), sample]));
    const written: CommittedSample[] = [];
    let added = 0;
    let corrected = 0;
    for (const [key, sample] of said) {
      const before = known.get(key);
      if (before === undefined) added++;
      else if (cameLater(before, sample)) continue;
      else if (before.value !== sample.value || before.quality !== sample.quality) corrected++;
      else if (before.frameId === sample.frameId) continue;
      // Of equal values the later message's is kept, so that the earlier one cannot change it afterwards.
      known.set(key, sample);
      written.push(sample);
    }
    return { samples: written, added, corrected, unchanged: said.size - added - corrected };
  });
}
