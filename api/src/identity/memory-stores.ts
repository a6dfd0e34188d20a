import type { KeyRecord, KeyStore, SessionRecord, SessionStore } from "./stores.ts";

/** Keys that live as long as the process: for tests of what stands on the store. */
export function createMemoryKeyStore(): KeyStore {
  const keys = new Map<string, KeyRecord>();
  return {
    find: async (id) => keys.get(id),
    async touch(id, at) {
      const key = keys.get(id);
      if (key) keys.set(id, { ...key, lastUsedAt: at });
    },
    list: async () => [...keys.values()],
    async insert(key) {
      keys.set(key.id, key);
    },
    remove: async (id) => keys.delete(id),
  };
}

/** Sessions that live as long as the process. */
export function createMemorySessionStore(): SessionStore {
  const sessions = new Map<string, SessionRecord>();
  return {
    find: async (tokenHash) => sessions.get(tokenHash),
    async insert(session) {
      sessions.set(session.tokenHash, session);
    },
    async extend(tokenHash, expiresAt) {
      const session = sessions.get(tokenHash);
      if (session) sessions.set(tokenHash, { ...session, expiresAt });
    },
    remove: async (tokenHash) => sessions.delete(tokenHash),
    async removeExpired(now) {
      for (const [hash, session] of sessions) if (session.expiresAt <= now) sessions.delete(hash);
    },
  };
}
