import { type KeyInfo, rolePermissions, type SessionInfo } from "@kontrollrom/contracts/identity.ts";
import type { z } from "zod";
import type { Handlers, Identity } from "../http/handler.ts";
import type { Log } from "../http/log.ts";
import { ProblemError } from "../http/problem-error.ts";
import { type Access, demoNames, sessionMs } from "./access.ts";
import type { HttpConfig } from "./config.ts";
import { hashSecret, makeKey, makeSessionToken, type RandomBytes } from "./secrets.ts";
import type { KeyRecord, KeyStore, SessionRecord, SessionStore } from "./stores.ts";

export interface IdentityDeps {
  readonly config: Pick<HttpConfig, "mode">;
  readonly access: Access;
  readonly keys: KeyStore;
  readonly sessions: SessionStore;
  /** ms */
  readonly now: () => number;
  readonly log: Log;
  /** Told of each credential that ends (`key:<id>`, `session:<hash>`), so that open connections can be closed. */
  readonly revoked: (credential: string) => void;
  /** Source of randomness; that of the system where none is given. */
  readonly random?: RandomBytes;
}

type IdentityRoute =
  | "GET /session"
  | "POST /session"
  | "DELETE /session"
  | "GET /keys"
  | "POST /keys"
  | "DELETE /keys/{id}";

const maxKeys = 10_000;

/** Signing in and out, and access keys. */
export function identityHandlers(deps: IdentityDeps): Pick<Handlers, IdentityRoute> {
  const { config, access, keys, sessions, now, log, revoked, random } = deps;

  async function endSession(token: string | undefined): Promise<void> {
    if (token === undefined) return;
    const tokenHash = hashSecret(token);
    if (await sessions.remove(tokenHash)) revoked(`session:${tokenHash}`);
  }

  async function openSession(keyId: string | undefined, role: SessionRecord["role"]): Promise<string> {
    const token = makeSessionToken(random);
    await sessions.removeExpired(now());
    await sessions.insert({
      tokenHash: hashSecret(token),
      keyId,
      role,
      createdAt: now(),
      expiresAt: now() + sessionMs,
    });
    return token;
  }

  return {
    "GET /session": (_input, call) => sessionInfo(signedIn(call.identity), config.mode),

    async "POST /session"({ body }, call) {
      if ("role" in body) {
        if (config.mode !== "demo")
          throw new ProblemError(
            403,
            "demo-only",
            "a role can be chosen in demo mode only; sign in with an access key",
          );
        await endSession(call.sessionToken);
        call.setSession(await openSession(undefined, body.role));
        const { role } = body;
        log.info({ audit: "session-opened", name: demoNames[role], role }, "a demo role was chosen");
        return sessionInfo({ name: demoNames[role], role, permissions: rolePermissions[role] }, config.mode);
      }
      const verified = await access.verifyKey(body.key);
      if (!verified) {
        log.warn({ audit: "sign-in-refused" }, "an access key was refused");
        throw new ProblemError(
          401,
          "key-unknown",
          "this access key is not known here, or it has been revoked",
        );
      }
      await endSession(call.sessionToken);
      call.setSession(await openSession(verified.keyId, verified.identity.role));
      const { name, role } = verified.identity;
      log.info(
        { audit: "session-opened", name, role, keyId: verified.keyId },
        "signed in with an access key",
      );
      return sessionInfo(verified.identity, config.mode);
    },

    async "DELETE /session"(_input, call) {
      await endSession(call.sessionToken);
      call.setSession(undefined);
      log.info({ audit: "session-closed", name: call.identity?.name }, "signed out");
      return undefined;
    },

    async "GET /keys"({ query }) {
      const all = [...(await keys.list())].sort(
        (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
      );
      const start = query.cursor === undefined ? 0 : all.findIndex((key) => key.id === query.cursor) + 1;
      if (query.cursor !== undefined && start === 0)
        throw new ProblemError(
          400,
          "cursor-unknown",
          `cursor ${JSON.stringify(query.cursor)} is not known: start over`,
        );
      const items = all.slice(start, start + query.limit);
      const last = items.at(-1);
      const more = start + items.length < all.length && last !== undefined;
      return { items: items.map(keyInfo), ...(more && { nextCursor: last.id }) };
    },

    async "POST /keys"({ body }, call) {
      if ((await keys.list()).length >= maxKeys)
        throw new ProblemError(
          409,
          "too-many-keys",
          `there are ${maxKeys} keys already: revoke those not in use`,
        );
      const { id, key, secretHash } = makeKey(random);
      const record: KeyRecord = { id, ...body, secretHash, createdAt: now(), lastUsedAt: undefined };
      await keys.insert(record);
      log.info(
        { audit: "key-made", by: call.identity?.name, keyId: id, name: body.name, role: body.role },
        "a key was made",
      );
      return { ...keyInfo(record), key };
    },

    async "DELETE /keys/{id}"({ params }, call) {
      if (!(await keys.remove(params.id)))
        throw new ProblemError(404, "key-not-found", `there is no key ${JSON.stringify(params.id)}`);
      revoked(`key:${params.id}`);
      log.info({ audit: "key-revoked", by: call.identity?.name, keyId: params.id }, "a key was revoked");
      return undefined;
    },
  };
}

function signedIn(identity: Identity | undefined): Identity {
  if (!identity) throw new ProblemError(401, "not-signed-in", "sign in first");
  return identity;
}

function sessionInfo(
  who: { name: string; role: SessionInfo["role"]; permissions: Iterable<SessionInfo["permissions"][number]> },
  mode: SessionInfo["mode"],
): SessionInfo {
  return { name: who.name, role: who.role, permissions: [...who.permissions], mode };
}

function keyInfo(record: KeyRecord): z.infer<typeof KeyInfo> {
  return {
    id: record.id,
    name: record.name,
    role: record.role,
    createdAt: new Date(record.createdAt).toISOString(),
    ...(record.lastUsedAt !== undefined && { lastUsedAt: new Date(record.lastUsedAt).toISOString() }),
  };
}
