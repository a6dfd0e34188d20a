/** A message as it was taken, a moment after it became durable. */
export interface HeardMessage {
  /** Counts up; what was left out under load is counted too. */
  readonly seq: number;
  /** Of the kept raw message; empty where none is kept. */
  readonly frameId: string;
  /** ms */
  readonly receivedAt: number;
  readonly source: string;
  readonly format: string;
  /** External id of the device; empty where the message was not understood that far. */
  readonly device: string;
  /** Size of the whole message. */
  readonly bytes: number;
  /** Its beginning. */
  readonly payload: Uint8Array;
  readonly values: readonly { readonly pointId: number; readonly time: number; readonly value: number }[];
  readonly refused: readonly { readonly reason: string; readonly detail: string }[];
}

/** What the intake tells of a message; nothing is copied unless somebody looks. */
export type Heard = Omit<HeardMessage, "seq" | "bytes">;

export interface LiveTail {
  /** Whether anybody looks: while nobody does, the intake tells nothing. */
  readonly watched: boolean;
  note(heard: Heard): void;
  /**
   * Messages after `after` whose device or source has `filter` in it, oldest first, and how many of them were left out since. The first
   * look begins the watching, which ends when nobody has looked for a while.
   */
  look(filter: string, after: number | undefined): { items: HeardMessage[]; seq: number; skipped: number };
}

interface Watch {
  readonly filter: string;
  until: number;
  seq: number;
  /** The budget of this second. */
  second: number;
  left: number;
  readonly kept: HeardMessage[];
}

/** A page asks every second; one that has not for so long has gone. */
const watchMs = 10_000;
const mostKept = 200;
/** More than a person reads; under load the rest is counted, not kept. */
const mostPerSecond = 50;
const mostWatches = 10;
const mostBytes = 2048;
const mostValues = 40;

/**
 * The last messages for whoever looks at them come in. Bounded in everything: watches, messages, their size, and how many a second; it never
 * holds up the intake, and costs it one question while nobody looks.
 */
export function createLiveTail({ now }: { now: () => number }): LiveTail {
  const watches = new Map<string, Watch>();

  function forget(): void {
    for (const [filter, watch] of watches) if (watch.until < now()) watches.delete(filter);
  }

  return {
    get watched() {
      return watches.size > 0;
    },
    note(heard) {
      const at = now();
      for (const [filter, watch] of watches) {
        if (watch.until < at) {
          watches.delete(filter);
          continue;
        }
        if (!heard.device.toLowerCase().includes(filter) && !heard.source.toLowerCase().includes(filter))
          continue;
        watch.seq++;
        const second = Math.floor(at / 1000);
        if (second !== watch.second) {
          watch.second = second;
          watch.left = mostPerSecond;
        }
        if (watch.left === 0) continue;
        watch.left--;
        watch.kept.push({
          ...heard,
          seq: watch.seq,
          bytes: heard.payload.byteLength,
          payload: heard.payload.slice(0, mostBytes),
          values: heard.values.slice(0, mostValues),
          refused: heard.refused.slice(0, mostValues),
        });
        if (watch.kept.length > mostKept) watch.kept.shift();
      }
    },
    look(text, after) {
      forget();
      const filter = text.trim().toLowerCase();
      const until = now() + watchMs;
      let watch = watches.get(filter);
      if (watch === undefined) {
        if (watches.size >= mostWatches) {
          const [oldest] = [...watches.values()].sort((a, b) => a.until - b.until);
          if (oldest !== undefined) watches.delete(oldest.filter);
        }
        watch = { filter, until, seq: 0, second: 0, left: 0, kept: [] };
        watches.set(filter, watch);
      }
      watch.until = until;
      // A number from before the watching began anew says nothing.
      const from = after === undefined || after > watch.seq ? 0 : after;
      const items = watch.kept.filter(({ seq }) => seq > from);
      return { items, seq: watch.seq, skipped: Math.max(0, watch.seq - from - items.length) };
    },
  };
}
