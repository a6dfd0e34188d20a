import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";

/** The newest events without a gap, so that following clients need no look into the store. */
export interface RecentEvents {
  /** Number of the newest event. */
  readonly head: number;
  /** `gap`: one before it has not come yet; nothing was taken. `known`: it was here before. */
  add(event: DomainEvent): "added" | "known" | "gap";
  /** Events after `seq`, oldest first; undefined when some of them are no longer here. */
  after(seq: number): readonly DomainEvent[] | undefined;
  /** Starts over behind event `seq`. */
  restart(seq: number): void;
}

export function createRecentEvents(startSeq: number, capacity: number): RecentEvents {
  let head = startSeq;
  let events: DomainEvent[] = [];
  return {
    get head() {
      return head;
    },
    add(event) {
      if (event.seq <= head) return "known";
      if (event.seq !== head + 1) return "gap";
      head = event.seq;
      events.push(event);
      // Cut in halves, so that keeping the newest costs next to nothing an event.
      if (events.length >= capacity * 2) events = events.slice(-capacity);
      return "added";
    },
    after(seq) {
      const missing = head - seq;
      if (missing <= 0) return [];
      return missing <= events.length ? events.slice(-missing) : undefined;
    },
    restart(seq) {
      head = seq;
      events = [];
    },
  };
}
