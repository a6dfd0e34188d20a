import type { SessionInfo } from "@kontrollrom/contracts/identity.ts";
import { ownerOf } from "./act.ts";
import { forgetSession, keepSession, type OfflineDatabase, openOfflineDatabase } from "./database.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

/** What one user has on this device. */
export interface Offline {
  readonly owner: string;
  readonly db: OfflineDatabase;
  readonly outbox: Outbox;
  stop(): void;
}

/** Opens what the user has kept here, and begins to send what waits. Rejects where the browser allows no storage. */
export async function startOffline(
  session: SessionInfo,
  { confirmed, onSent }: { confirmed: boolean; onSent: () => void },
): Promise<Offline> {
  const db = await openOfflineDatabase();
  const owner = ownerOf(session);
  if (confirmed) await keepSession(db, session, owner);
  const outbox = createOutbox({
    db,
    owner,
    fetch: (url, init) => fetch(url, init),
    onSent,
    newKey: () => crypto.randomUUID(),
    now: () => Date.now(),
  });
  outbox.start();
  return {
    owner,
    db,
    outbox,
    stop() {
      outbox.stop();
      db.close();
    },
  };
}

/** Who was signed in last, for when the server cannot be asked. */
export async function lastSession(): Promise<SessionInfo | null> {
  const db = await openOfflineDatabase();
  try {
    return (await db.get("session", "last")) ?? null;
  } finally {
    db.close();
  }
}

/** After signing out: nothing that was read stays on the device. */
export async function forgetReader(): Promise<void> {
  const db = await openOfflineDatabase();
  try {
    await forgetSession(db);
  } finally {
    db.close();
  }
}
