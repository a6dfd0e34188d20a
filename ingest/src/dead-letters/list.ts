import type { DeadLetter } from "@kontrollrom/contracts/dead-letter.ts";
import type { DeadLetterStore, StoredDeadLetter } from "../store/dead-letter-store.ts";

export interface DeadLetterPageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly reason?: string | undefined;
  readonly device?: string | undefined;
}

export interface DeadLetterPage {
  readonly items: DeadLetter[];
  readonly nextCursor?: string;
}

/** As it crosses the boundary. */
function told(letter: StoredDeadLetter): DeadLetter {
  const { id, source, detail, device, payload, replayedAt } = letter;
  return {
    id,
    receivedAt: new Date(letter.receivedAt).toISOString(),
    source,
    format: letter.format as DeadLetter["format"],
    reason: letter.reason as DeadLetter["reason"],
    detail,
    ...(device === undefined ? {} : { device }),
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("base64"),
    ...(replayedAt === undefined ? {} : { replayedAt: new Date(replayedAt).toISOString() }),
  };
}

/** A page of dead letters, newest first; the cursor is the id of the last one. */
export async function listPage(store: DeadLetterStore, query: DeadLetterPageQuery): Promise<DeadLetterPage> {
  const { limit, cursor, reason, device } = query;
  const found = await store.listDeadLetters({
    reasons: reason === undefined ? undefined : [reason],
    devices: device === undefined ? undefined : [device],
    behind: cursor,
    order: "newest-first",
    limit: limit + 1,
  });
  const items = found.slice(0, limit).map(told);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
}
