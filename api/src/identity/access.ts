import { type Role, rolePermissions } from "@kontrollrom/contracts/identity.ts";
import { createAttemptLimiter } from "../http/attempt-limiter.ts";
import type { Identity } from "../http/handler.ts";
import type { Log } from "../http/log.ts";
import { isLoopbackAddress } from "../http/origin.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { HttpConfig } from "./config.ts";
import { hashSecret, readKey, sameHash } from "./secrets.ts";
import { readSessionCookie } from "./session-cookie.ts";
import type { KeyStore, SessionStore } from "./stores.ts";

/** What an identity is established from, for requests and sockets alike. */
export interface RequestParts {
  /** `Authorization` header. */
  readonly authorization: string | undefined;
  /** `Cookie` header. */
  readonly cookie: string | undefined;
  readonly address: string;
}

/**
 * @throws ProblemError 401 `key-unknown` when a key is given and is not valid; 429 `too-many-attempts`
 */
export type Identify = (parts: RequestParts) => Promise<Identity | undefined>;

export interface MqttLogin {
  readonly username: string | undefined;
  readonly password: string | Uint8Array | undefined;
  readonly remoteAddress: string | undefined;
}

export interface MqttAccess {
  readonly name: string;
  readonly mayPublish: boolean;
  readonly maySubscribe: boolean;
  readonly credentials: readonly string[];
}

/** Decides who is calling. */
export interface Access {
  readonly identify: Identify;
  /** Access key as the password; the user name is free. Undefined: refuse the connection. Throws when the store fails. */
  authenticateMqtt(login: MqttLogin): Promise<MqttAccess | undefined>;
  /** The identity of a key, and its id for a session that rests on it. */
  verifyKey(key: string): Promise<Verified | undefined>;
}

export interface Verified {
  readonly identity: Identity;
  readonly keyId: string;
}

/** Time that a session lasts after its last use. */
export const sessionMs = 12 * 3_600_000;
const touchEveryMs = 60_000;
const failedKeysPerMinute = 20;

/** Names of visitors in demo mode, as they stand in histories. */
export const demoNames: Readonly<Record<Role, string>> = {
  administrator: "Systemansvarlig",
  operator: "Vaktoperatør",
  "property-manager": "Eiendomsforvalter",
  caretaker: "Vaktmester",
  integrator: "Integrator",
  reader: "Leser",
  contractor: "Nordmøre Ventilasjon AS",
};

export interface AccessDeps {
  readonly keys: KeyStore;
  readonly sessions: SessionStore;
  /** ms */
  readonly now: () => number;
  readonly log: Log;
}

export function createAccess(config: Pick<HttpConfig, "mode" | "adminToken">, deps: AccessDeps): Access {
  const { keys, sessions, now, log } = deps;
  const failures = createAttemptLimiter({ max: failedKeysPerMinute, windowMs: 60_000 }, now);
  const touched = new Map<string, number>();
  const adminHash = config.adminToken === undefined ? undefined : hashSecret(config.adminToken);
  // Changes with the token, so that sessions opened with an older one end.
  const adminKeyId = adminHash === undefined ? undefined : `bootstrap${hashSecret(adminHash).slice(0, 16)}`;

  async function keyIdentity(keyId: string): Promise<Identity | undefined> {
    if (keyId === adminKeyId) return identityOf("key", "Administrator", "administrator", [`key:${keyId}`]);
    const record = await keys.find(keyId);
    return record && identityOf("key", record.name, record.role, [`key:${keyId}`]);
  }

  async function verifyIssued(text: string): Promise<Verified | undefined> {
    const parts = readKey(text);
    const record = parts && (await keys.find(parts.id));
    if (!parts || !record || !sameHash(hashSecret(parts.secret), record.secretHash)) return undefined;
    const credential = `key:${record.id}`;
    if (isDue(credential)) await keys.touch(record.id, now());
    return { identity: identityOf("key", record.name, record.role, [credential]), keyId: record.id };
  }

  async function verifyBootstrap(text: string): Promise<Verified | undefined> {
    if (adminHash === undefined || adminKeyId === undefined || !sameHash(hashSecret(text), adminHash))
      return undefined;
    const identity = await keyIdentity(adminKeyId);
    return identity && { identity, keyId: adminKeyId };
  }

  /** Uses are written at most once a minute: a key that pushes telemetry is used a thousand times a second. */
  function isDue(credential: string): boolean {
    const last = touched.get(credential);
    if (last !== undefined && now() - last < touchEveryMs) return false;
    touched.delete(credential);
    touched.set(credential, now());
    if (touched.size > 10_000) touched.delete(touched.keys().next().value ?? "");
    return true;
  }

  async function sessionIdentity(token: string): Promise<Identity | undefined> {
    const tokenHash = hashSecret(token);
    const session = await sessions.find(tokenHash);
    if (!session || session.expiresAt <= now()) return undefined;
    const credential = `session:${tokenHash}`;
    let identity: Identity | undefined;
    if (session.keyId !== undefined) {
      const key = await keyIdentity(session.keyId);
      identity = key && { ...key, kind: "session", credentials: [credential, ...key.credentials] };
    } else if (config.mode === "demo") {
      identity = identityOf("session", demoNames[session.role], session.role, [credential]);
    }
    if (identity && isDue(credential)) await sessions.extend(tokenHash, now() + sessionMs);
    return identity;
  }

  /**
   * Wrong keys are counted by address and end in 429. An issued key passes all the same: its 256 random bits cannot be tried out,
   * and one wrong client must not shut out the others behind the same address. The bootstrap key was thought out by a person.
   */
  async function verifyGuarded(key: string, address: string): Promise<Verified | undefined> {
    const issued = await verifyIssued(key);
    if (issued) return issued;
    if (failures.full(address))
      throw new ProblemError(
        429,
        "too-many-attempts",
        "too many wrong keys came from this address: wait a minute",
        { headers: { "Retry-After": String(failures.retryAfterS(address)) } },
      );
    const bootstrap = await verifyBootstrap(key);
    if (bootstrap) return bootstrap;
    failures.take(address);
    log.warn({ audit: "key-refused", address, keyId: readKey(key)?.id }, "an access key was refused");
    return undefined;
  }

  return {
    verifyKey: async (key) => (await verifyIssued(key)) ?? verifyBootstrap(key),
    async identify(parts) {
      if (parts.authorization !== undefined) {
        const [, key] = /^bearer +(\S{1,200})$/i.exec(parts.authorization) ?? [];
        if (key === undefined)
          throw new ProblemError(401, "authorization-unknown", "Authorization must be: Bearer <access key>");
        const verified = await verifyGuarded(key, parts.address);
        if (!verified)
          throw new ProblemError(
            401,
            "key-unknown",
            "this access key is not known here, or it has been revoked",
          );
        return verified.identity;
      }
      const token = readSessionCookie(parts.cookie);
      const session = token === undefined ? undefined : await sessionIdentity(token);
      if (session) return session;
      if (config.mode === "demo" && isLoopbackAddress(parts.address))
        return identityOf("demo-visitor", demoNames.administrator, "administrator", []);
      return undefined;
    },
    async authenticateMqtt({ password, remoteAddress }) {
      const address = remoteAddress ?? "";
      const key =
        typeof password === "string" ? password : password && Buffer.from(password).toString("utf8");
      if (!key) {
        if (config.mode !== "demo" || !isLoopbackAddress(address)) return undefined;
        return { name: "demo", mayPublish: true, maySubscribe: true, credentials: [] };
      }
      const verified = await verifyGuarded(key, address).catch((error: unknown) => {
        if (error instanceof ProblemError) return undefined;
        throw error;
      });
      if (!verified) return undefined;
      const { identity } = verified;
      const mayPublish = identity.permissions.has("ingest:write");
      if (!mayPublish) {
        log.warn(
          { audit: "mqtt-denied", address, name: identity.name, role: identity.role },
          "the key may not publish",
        );
        return undefined;
      }
      return {
        name: identity.name,
        mayPublish,
        maySubscribe: identity.permissions.has("telemetry:read"),
        credentials: identity.credentials,
      };
    },
  };
}

function identityOf(
  kind: Identity["kind"],
  name: string,
  role: Role,
  credentials: readonly string[],
): Identity {
  return { kind, name, role, permissions: new Set(rolePermissions[role]), credentials };
}
