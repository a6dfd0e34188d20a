import { Role } from "@kontrollrom/contracts/identity.ts";
import { z } from "zod";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import type { KeyRecord, KeyStore, SessionStore } from "./stores.ts";

export function createKeyStore(db: RegistryDatabase): KeyStore {
  return {
    async find(id) {
      const row = await db.selectFrom("api_key").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toKey(row);
    },
    async touch(id, at) {
      await db.updateTable("api_key").set({ last_used_at: at }).where("id", "=", id).execute();
    },
    async list() {
      return (await db.selectFrom("api_key").selectAll().orderBy("created_at").orderBy("id").execute()).map(
        toKey,
      );
    },
    async insert(key) {
      await db
        .insertInto("api_key")
        .values({
          id: key.id,
          name: key.name,
          role: key.role,
          secret_hash: key.secretHash,
          created_at: key.createdAt,
          last_used_at: key.lastUsedAt ?? null,
        })
        .execute();
    },
    async remove(id) {
      const result = await db.deleteFrom("api_key").where("id", "=", id).executeTakeFirst();
      return Number(result.numDeletedRows) > 0;
    },
  };
}

const SessionBody = z.object({ keyId: z.string().optional(), role: Role, createdAt: z.int() });

export function createSessionStore(db: RegistryDatabase): SessionStore {
  return {
    async find(tokenHash) {
      const row = await db
        .selectFrom("session")
        .selectAll()
        .where("token_hash", "=", tokenHash)
        .executeTakeFirst();
      if (!row) return undefined;
      const { keyId, role, createdAt } = SessionBody.parse(JSON.parse(row.body));
      return { tokenHash, keyId, role, createdAt, expiresAt: row.expires_at };
    },
    async insert({ tokenHash, keyId, role, createdAt, expiresAt }) {
      await db
        .insertInto("session")
        .values({
          token_hash: tokenHash,
          body: JSON.stringify({ keyId, role, createdAt }),
          expires_at: expiresAt,
        })
        .execute();
    },
    async extend(tokenHash, expiresAt) {
      await db
        .updateTable("session")
        .set({ expires_at: expiresAt })
        .where("token_hash", "=", tokenHash)
        .execute();
    },
    async remove(tokenHash) {
      const result = await db.deleteFrom("session").where("token_hash", "=", tokenHash).executeTakeFirst();
      return Number(result.numDeletedRows) > 0;
    },
    async removeExpired(now) {
      await db.deleteFrom("session").where("expires_at", "<", now).execute();
    },
  };
}

function toKey(row: Row<"api_key">): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    role: Role.parse(row.role),
    secretHash: row.secret_hash,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}
