import type { Act, Deed } from "./act.ts";
import type { OfflineDatabase } from "./database.ts";
import { outboxChannel, outboxLock, syncTag } from "./outbox-names.ts";
import { type SendResult, sendActs } from "./send-acts.ts";

export interface OutboxState {
  /** What waits, oldest first. */
  readonly acts: readonly Act[];
  /** What the server has got, and what is shown may not have yet. */
  readonly sent: readonly Act[];
  readonly sending: boolean;
  readonly last: SendResult | undefined;
  /** Acts that others who use this browser have not sent. */
  readonly ofOthers: number;
}

export interface Outbox {
  start(): void;
  stop(): void;
  /** Keeps a deed. Resolves when it is on the disk; the server is told afterwards. */
  add(deed: Deed, title: string): Promise<void>;
  /** Sends now what waits. */
  flush(): Promise<void>;
  /** Sends a refused act again, a change upon the order's present revision. */
  retry(seq: number, revision: number | undefined): Promise<void>;
  discard(seq: number): Promise<void>;
  /** Lets go of what was sent before a reading that is shown by now began, ms since 1970. */
  shown(beganAt: number): Promise<void>;
  getState(): OutboxState;
  subscribe(listener: () => void): () => void;
}

export interface OutboxDeps {
  readonly db: OfflineDatabase;
  readonly owner: string;
  readonly fetch: typeof fetch;
  /** After something was sent: what is shown may be old. */
  readonly onSent: () => void;
  readonly newKey: () => string;
  readonly now: () => number;
}

const firstWaitMs = 2000;
const longestWaitMs = 5 * 60_000;
/** Twice as long each time, up to five minutes. */
export const waitMs = (failures: number): number =>
  Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 10));

export function createOutbox(deps: OutboxDeps): Outbox {
  const { db, owner } = deps;
  const listeners = new Set<() => void>();
  let state: OutboxState = { acts: [], sent: [], sending: false, last: undefined, ofOthers: 0 };
  let channel: BroadcastChannel | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let running = false;
  let again = false;

  const set = (part: Partial<OutboxState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };

  async function read() {
    const all = await db.getAll("acts");
    const mine = all.filter((act) => act.owner === owner).sort((a, b) => a.seq - b.seq);
    const acts = mine.filter(({ sentAt }) => sentAt === undefined);
    const fewer = acts.length < state.acts.length;
    set({
      acts,
      sent: mine.filter(({ sentAt }) => sentAt !== undefined),
      ofOthers: all.filter((act) => act.owner !== owner && act.sentAt === undefined).length,
    });
    if (fewer) deps.onSent();
  }

  async function changed() {
    await read();
    channel?.postMessage("changed");
  }

  async function flush() {
    if (state.sending) {
      again = true;
      return;
    }
    clearTimeout(timer);
    set({ sending: true });
    let last: SendResult;
    try {
      do {
        again = false;
        last = await alone(() =>
          sendActs({ db, fetch: deps.fetch, onChange: () => void changed(), now: deps.now }),
        );
      } while (again && last === "empty");
      await read();
    } catch {
      // The browser closed its storage under us: tried again like a network that is away.
      last = "away";
    }
    set({ sending: false, last });
    failures = last === "away" ? failures + 1 : 0;
    if (running && last === "away" && state.acts.some((act) => act.problem === undefined))
      timer = setTimeout(() => void flush(), waitMs(failures));
  }

  const onOnline = () => {
    failures = 0;
    void flush();
  };
  const onVisible = () => document.visibilityState === "visible" && onOnline();

  return {
    start() {
      running = true;
      channel = new BroadcastChannel(outboxChannel);
      channel.onmessage = () => void read();
      window.addEventListener("online", onOnline);
      document.addEventListener("visibilitychange", onVisible);
      void read().then(flush);
    },
    stop() {
      running = false;
      clearTimeout(timer);
      channel?.close();
      channel = undefined;
      window.removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onVisible);
    },
    async add(deed, title) {
      const act = { key: deps.newKey(), owner, at: deps.now(), deed, title, tries: 0 };
      const tx = db.transaction("acts", "readwrite", { durability: "strict" });
      // The store gives the number.
      await tx.store.add(act as Act);
      await tx.done;
      await changed();
      askForSync();
      void flush();
    },
    flush,
    async retry(seq, revision) {
      const tx = db.transaction("acts", "readwrite", { durability: "strict" });
      const act = await tx.store.get(seq);
      if (act !== undefined) {
        const { problem, ...rest } = act;
        const { deed } = rest;
        // Another key: the server need not remember what it refused, but a proxy on the way might.
        const next = { ...rest, key: deps.newKey() };
        await tx.store.put(
          deed.kind === "change" || deed.kind === "check"
            ? { ...next, deed: { ...deed, body: withRevision(deed.body, revision) } as Deed }
            : next,
        );
      }
      await tx.done;
      await changed();
      void flush();
    },
    async discard(seq) {
      await db.delete("acts", seq);
      await changed();
      void flush();
    },
    async shown(beganAt) {
      const over = state.sent.filter(({ sentAt }) => sentAt !== undefined && sentAt < beganAt);
      if (over.length === 0) return;
      const tx = db.transaction("acts", "readwrite");
      for (const { seq } of over) await tx.store.delete(seq);
      await tx.done;
      await changed();
    },
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function withRevision(body: object, revision: number | undefined): object {
  const { revision: _, ...rest } = body as { revision?: number };
  return revision === undefined ? rest : { ...rest, revision };
}

/** One sender at a time. A page without the browser's locks is one without a service worker too. */
async function alone(work: () => Promise<SendResult>): Promise<SendResult> {
  return navigator.locks === undefined ? work() : await navigator.locks.request(outboxLock, work);
}

/** Where the browser has Background Sync, the service worker sends what waits also when the page is closed. */
function askForSync() {
  void navigator.serviceWorker
    ?.getRegistration()
    .then((registration) =>
      (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync?.register(
        syncTag,
      ),
    )
    .catch(() => undefined);
  // Asks the browser not to clear what waits when the disk is full.
  void navigator.storage?.persist?.().catch(() => undefined);
}
