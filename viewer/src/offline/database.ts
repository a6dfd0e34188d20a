import type { SessionInfo } from "@kontrollrom/contracts/identity.ts";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Act } from "./act.ts";

interface OfflineSchema extends DBSchema {
  /** What was read, for whom: gone when they sign out. */
  snapshots: { key: [string, string]; value: { owner: string; name: string; at: number; data: unknown } };
  /** Acts that the server does not have yet, and those it got since the round was read. The former stay when their owner signs out. */
  acts: { key: number; value: Act; indexes: { owner: string } };
  /** The last one who was signed in, so that the page opens without a network. */
  session: { key: "last"; value: SessionInfo };
}
export type OfflineDatabase = IDBPDatabase<OfflineSchema>;

/** Opens what this browser keeps. Rejects where the browser allows no storage. */
export function openOfflineDatabase(name = "kontrollrom"): Promise<OfflineDatabase> {
  return openDB<OfflineSchema>(name, 1, {
    upgrade(db) {
      db.createObjectStore("snapshots", { keyPath: ["owner", "name"] });
      db.createObjectStore("acts", { keyPath: "seq", autoIncrement: true }).createIndex("owner", "owner");
      db.createObjectStore("session");
    },
    // A newer version of the page, or the browser cleaning up, must not wait for this one.
    blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
  });
}

/** Keeps who is signed in. What was read for anybody else is removed. */
export async function keepSession(db: OfflineDatabase, session: SessionInfo, owner: string): Promise<void> {
  const tx = db.transaction(["session", "snapshots", "acts"], "readwrite");
  await tx.objectStore("session").put(session, "last");
  const snapshots = tx.objectStore("snapshots");
  for (const key of await snapshots.getAllKeys()) if (key[0] !== owner) await snapshots.delete(key);
  const acts = tx.objectStore("acts");
  for (const act of await acts.getAll())
    if (act.owner !== owner && act.sentAt !== undefined) await acts.delete(act.seq);
  await tx.done;
}

/** Removes who was signed in and all that was read for anybody. Acts that wait are kept. */
export async function forgetSession(db: OfflineDatabase): Promise<void> {
  const tx = db.transaction(["session", "snapshots", "acts"], "readwrite");
  await Promise.all([tx.objectStore("session").clear(), tx.objectStore("snapshots").clear()]);
  const acts = tx.objectStore("acts");
  for (const act of await acts.getAll()) if (act.sentAt !== undefined) await acts.delete(act.seq);
  await tx.done;
}

export async function saveSnapshot<T>(
  db: OfflineDatabase,
  owner: string,
  name: string,
  data: T,
): Promise<void> {
  await db.put("snapshots", { owner, name, at: Date.now(), data });
}

export async function loadSnapshot<T>(
  db: OfflineDatabase,
  owner: string,
  name: string,
): Promise<{ at: number; data: T } | undefined> {
  const found = await db.get("snapshots", [owner, name]);
  return found && { at: found.at, data: found.data as T };
}
