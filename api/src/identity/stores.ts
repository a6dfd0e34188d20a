import type { Role } from "@kontrollrom/contracts/identity.ts";

/** An access key as it is kept. The secret itself is kept nowhere. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string;
  /** ms */
  readonly createdAt: number;
  /** ms */
  readonly lastUsedAt: number | undefined;
}

export interface KeyStore {
  find(id: string): Promise<KeyRecord | undefined>;
  /** Remembers when a key was last used. */
  touch(id: string, at: number): Promise<void>;
  list(): Promise<readonly KeyRecord[]>;
  insert(key: KeyRecord): Promise<void>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
}

/** A signed-in browser. The token is kept by the browser alone. */
export interface SessionRecord {
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
  /** The key that it was opened with; undefined for a role chosen in demo mode. */
  readonly keyId: string | undefined;
  /** The role chosen in demo mode; with a key it is the key's role at each call that counts. */
  readonly role: Role;
  /** ms */
  readonly createdAt: number;
  /** ms */
  readonly expiresAt: number;
}

export interface SessionStore {
  find(tokenHash: string): Promise<SessionRecord | undefined>;
  insert(session: SessionRecord): Promise<void>;
  /** Moves the end of a session that is in use. */
  extend(tokenHash: string, expiresAt: number): Promise<void>;
  remove(tokenHash: string): Promise<boolean>;
  /** Removes all that ended before `now`. */
  removeExpired(now: number): Promise<void>;
}
