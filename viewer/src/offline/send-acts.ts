import { type Act, type ActProblem, follow, isHeld, isLocal, judge, ownerOf, requestOf } from "./act.ts";
import type { OfflineDatabase } from "./database.ts";

export interface SendDeps {
  readonly db: OfflineDatabase;
  readonly fetch: typeof fetch;
  /** After each change of what waits. */
  readonly onChange: () => void;
  readonly now: () => number;
}

/** How a round of sending ended. `empty`: nothing waits that could be sent. */
export type SendResult = "empty" | "away" | "signed-out";

/** A call that gets no answer for so long is given up, and made again later with the same key, ms. */
const patienceMs = 60_000;

/**
 * Sends what waits of whoever is signed in, one after another in the order it was done. An act waits until the server has
 * answered that it holds it: killed in between, it is sent again under the same key and done once. It stays on the device, as sent,
 * until what is shown has been read again, so that nothing that was done looks undone meanwhile.
 */
export async function sendActs({ db, fetch, onChange, now }: SendDeps): Promise<SendResult> {
  if (!(await db.getAll("acts")).some(({ sentAt }) => sentAt === undefined)) return "empty";
  // The cookie may be another's by now: what is sent is sent as the server knows the caller.
  const asked = await ask(fetch, "/api/v1/session", { headers: { accept: "application/json" } });
  const verdict = judge(asked.status);
  if (verdict !== "done") return verdict === "signed-out" ? "signed-out" : "away";
  const owner = ownerOf(asked.body as { name: string; role: string });

  for (;;) {
    const acts = (await db.getAllFromIndex("acts", "owner", owner))
      .filter(({ sentAt }) => sentAt === undefined)
      .sort((a, b) => a.seq - b.seq);
    const act = acts.find(
      (one, index) => one.problem === undefined && !isLocalYet(one) && !isHeld(one, acts.slice(0, index)),
    );
    if (act === undefined) return "empty";
    const { method, path, contentType, body } = requestOf(act.deed);
    const { status, body: answer } = await ask(fetch, path, {
      method,
      headers: { accept: "application/json", "content-type": contentType, "idempotency-key": act.key },
      body,
    });
    const outcome = judge(status);
    if (outcome === "signed-out") return "signed-out";
    if (outcome === "away") {
      await change(db, act.seq, (held) => ({ ...held, tries: held.tries + 1 }));
      onChange();
      return "away";
    }
    if (outcome === "done") await settle(db, act, answer as object, now());
    else await change(db, act.seq, (held) => ({ ...held, problem: problemOf(status, answer) }));
    onChange();
  }
}

/** Waits for its order to be made. */
const isLocalYet = (act: Act) => isLocal(act.deed.orderId) && act.deed.kind !== "create";

/** Marks what was sent and leads what follows on from its answer, both or neither. */
async function settle(db: OfflineDatabase, sent: Act, answer: object, sentAt: number): Promise<void> {
  const tx = db.transaction("acts", "readwrite", { durability: "strict" });
  const { revision } = answer as { revision?: unknown };
  await tx.store.put({ ...sent, sentAt, ...(typeof revision === "number" && { sentRevision: revision }) });
  for (const act of await tx.store.index("owner").getAll(sent.owner)) {
    if (act.sentAt !== undefined) continue;
    const next = follow(act, sent, answer);
    if (next !== act) await tx.store.put(next);
  }
  await tx.done;
}

async function change(db: OfflineDatabase, seq: number, to: (act: Act) => Act): Promise<void> {
  const tx = db.transaction("acts", "readwrite");
  const act = await tx.store.get(seq);
  if (act !== undefined) await tx.store.put(to(act));
  await tx.done;
}

async function ask(fetch: typeof globalThis.fetch, path: string, init: RequestInit) {
  try {
    const response = await fetch(path, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
      ...init,
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch {
    return { status: 0, body: {} };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function problemOf(status: number, answer: unknown): ActProblem {
  const { code, detail } = (answer ?? {}) as { code?: unknown; detail?: unknown };
  return {
    status,
    code: typeof code === "string" ? code : `http-${status}`,
    detail: typeof detail === "string" ? detail : "",
  };
}
