import { type RouteKey, routes } from "@kontrollrom/contracts/routes.ts";
import { type Access, createAccess } from "../identity/access.ts";
import type { HttpConfig } from "../identity/config.ts";
import { createMemoryKeyStore, createMemorySessionStore } from "../identity/memory-stores.ts";
import { identityHandlers } from "../identity/routes.ts";
import { makeKey } from "../identity/secrets.ts";
import type { KeyRecord, KeyStore, SessionStore } from "../identity/stores.ts";
import type { Handler, Handlers } from "./handler.ts";
import type { Log } from "./log.ts";
import { createHttpServer, type HttpServer, type HttpServerDeps } from "./server.ts";

/** A server with real identity over handlers that only say that they were reached: what is tested is the server itself. */
export interface TestServer extends HttpServer {
  readonly access: Access;
  readonly keys: KeyStore;
  readonly sessions: SessionStore;
  readonly config: HttpConfig;
  readonly log: RecordedLog;
  readonly revoked: string[];
  /** Text of a new access key. */
  addKey(role: KeyRecord["role"], name?: string): Promise<{ id: string; key: string }>;
}

export type HandlerOverrides = { [K in RouteKey]?: Handler<K> };

export interface RecordedLog extends Log {
  readonly lines: (Record<string, unknown> & { message: string })[];
}

export function createRecordedLog(): RecordedLog {
  const lines: RecordedLog["lines"] = [];
  const write = (fields: object, message: string) => void lines.push({ ...fields, message });
  return { lines, info: write, warn: write, error: write };
}

export const demoConfig: HttpConfig = {
  mode: "demo",
  host: "127.0.0.1",
  port: 0,
  tls: undefined,
  behindProxy: false,
  publicUrl: undefined,
  adminToken: undefined,
};

export const productionConfig: HttpConfig = {
  ...demoConfig,
  mode: "production",
  behindProxy: true,
  adminToken: "Zq8sKd02Lmx7Vb41Nc93Ry65Tw80Pf24",
};

export function createTestServer(
  options: {
    config?: Partial<HttpConfig>;
    mode?: "demo" | "production";
    handlers?: HandlerOverrides;
    now?: () => number;
  } & Pick<HttpServerDeps, "limits" | "checkAnswers" | "staticFiles"> = {},
): TestServer {
  const config = { ...(options.mode === "production" ? productionConfig : demoConfig), ...options.config };
  const keys = createMemoryKeyStore();
  const sessions = createMemorySessionStore();
  const log = createRecordedLog();
  const now = options.now ?? (() => Date.now());
  const access = createAccess(config, { keys, sessions, now, log });
  const revoked: string[] = [];
  const handlers = {
    ...Object.fromEntries(Object.keys(routes).map((key) => [key, () => ({ reached: key })])),
    ...identityHandlers({ config, access, keys, sessions, now, log, revoked: (id) => revoked.push(id) }),
    ...options.handlers,
  } as unknown as Handlers;
  const server = createHttpServer({ ...options, handlers, identify: access.identify, config, log, now });
  return {
    ...server,
    access,
    keys,
    sessions,
    config,
    log,
    revoked,
    async addKey(role, name = role) {
      const { id, key, secretHash } = makeKey();
      await keys.insert({ id, name, role, secretHash, createdAt: now(), lastUsedAt: undefined });
      return { id, key };
    },
  };
}
