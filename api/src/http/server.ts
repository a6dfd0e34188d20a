import http from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import Router from "@koa/router";
import type { RouteDefinition } from "@kontrollrom/contracts/route.ts";
import { type RouteKey, routes } from "@kontrollrom/contracts/routes.ts";
import Koa from "koa";
import type { Identify } from "../identity/access.ts";
import type { HttpConfig } from "../identity/config.ts";
import { type AttemptLimiter, createAttemptLimiter } from "./attempt-limiter.ts";
import { clientAddress } from "./client-address.ts";
import { answerEarly } from "./early-answer.ts";
import type { Handlers, Identity } from "./handler.ts";
import { defaultLimits, type HttpLimits } from "./limits.ts";
import { answerUnreadable, listen, readPem, urlOf } from "./listening.ts";
import type { Log } from "./log.ts";
import { foreignOriginProblem, foreignReadProblem, strangerProblem } from "./origin.ts";
import { internalError, problemMediaType, problemOf } from "./problem.ts";
import { ProblemError } from "./problem-error.ts";
import { type AnyHandler, callRoute } from "./route-call.ts";
import { securityHeaders } from "./security-headers.ts";
import type { StaticFiles } from "./static-files.ts";

export interface HttpServerDeps {
  readonly handlers: Handlers;
  readonly identify: Identify;
  readonly config: HttpConfig;
  readonly log: Log;
  /** The viewer; without it only the interface is served. */
  readonly staticFiles?: StaticFiles;
  readonly limits?: Partial<HttpLimits>;
  /** Tests: an answer that does not fit the route table becomes a 500. */
  readonly checkAnswers?: boolean;
  /** ms */
  readonly now?: () => number;
  /** A name for one unexpected failure, shown to the caller and written to the log. */
  readonly newLogId?: () => string;
}

export interface HttpServer {
  /** Listens. Fails with one clear line when the port is taken or a TLS file cannot be read. */
  start(): Promise<{ url: string; port: number }>;
  /** Takes no new calls, lets those under way finish for a moment, then closes all connections. */
  stop(): Promise<void>;
  readonly httpServer: http.Server | https.Server;
}

export const apiPrefix = "/api/v1";

/** Serves the route table, and nothing that it does not name. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { config, log, staticFiles } = deps;
  const limits: HttpLimits = { ...defaultLimits, ...deps.limits };
  const app = createApp(deps, limits);
  const options: http.ServerOptions = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(5000, limits.headersMs),
    maxHeaderSize: limits.headerBytes,
  };
  const answer = app.callback();
  const httpServer = config.tls ? https.createServer(options, answer) : http.createServer(options, answer);
  httpServer.maxConnections = limits.connections;
  httpServer.timeout = limits.silentMs;
  // Node would invite the body before anyone has asked whether the caller may send it.
  httpServer.on("checkContinue", answer);
  httpServer.on("clientError", answerUnreadable);
  // An upgraded connection is no longer the http server's to close.
  const open = new Set<Socket>();
  httpServer.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  httpServer.on("drop", () =>
    log.warn({ connections: limits.connections }, "a connection was refused: too many are open"),
  );

  return {
    httpServer,
    async start() {
      if (config.tls && httpServer instanceof https.Server) {
        const cert = await readPem("KR_TLS_CERT", config.tls.certFile);
        const key = await readPem("KR_TLS_KEY", config.tls.keyFile);
        httpServer.setSecureContext({ cert, key, minVersion: "TLSv1.2" });
      }
      await staticFiles?.start();
      await listen(httpServer, config);
      const { port } = httpServer.address() as AddressInfo;
      return { url: urlOf(config, port), port };
    },
    async stop() {
      if (!httpServer.listening) return;
      const closed = new Promise<void>((resolve) => httpServer.close(() => resolve()));
      const timer = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, limits.stopMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function createApp(deps: HttpServerDeps, limits: HttpLimits): Koa {
  const { config, log, staticFiles } = deps;
  const https = config.tls !== undefined || config.behindProxy;
  const pageHeaders = securityHeaders({ page: true, https });
  const dataHeaders = securityHeaders({ page: false, https });
  const newLogId = deps.newLogId ?? (() => crypto.randomUUID().slice(0, 8));
  const router = createRouter(deps, limits);

  const app = new Koa();
  app.on("error", (error: Error & { code?: string }) => {
    // A caller that goes away in the middle of an answer is everyday life.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE" && error.code !== "ECONNRESET" && error.code !== "EPIPE")
      log.error({ err: error }, "an answer broke off");
  });
  app.use(async (context, next) => {
    const isApi = isApiPath(context.path);
    context.set(isApi ? dataHeaders : pageHeaders);
    if (isApi) context.set("Cache-Control", "no-store");
    try {
      const stranger = context.url.startsWith("/") ? strangerProblem(context.headers, config) : unreadable();
      if (stranger) throw denied(context, stranger, undefined);
      await next();
    } catch (error) {
      answerProblem(context, expected(error, context));
    }
    await answerEarly(context, limits.lingerMs);
  });
  app.use(router.routes());
  app.use(async (context) => {
    const allowed = allowedMethods(context.matched);
    if (allowed.length > 0) throw methodRefused(context, allowed);
    if (!isApiPath(context.path) && staticFiles) {
      if (context.method !== "GET" && context.method !== "HEAD")
        throw methodRefused(context, ["GET", "HEAD"]);
      if (await staticFiles.answer(context)) return;
    }
    throw new ProblemError(
      404,
      "path-unknown",
      `there is nothing at ${JSON.stringify(context.path.slice(0, 200))}`,
    );
  });
  return app;

  function denied(context: Koa.Context, problem: ProblemError, identity: Identity | undefined): ProblemError {
    logDenied(log, context, config, problem, identity);
    return problem;
  }

  function expected(error: unknown, context: Koa.Context): ProblemError {
    if (error instanceof ProblemError) return error;
    const logId = newLogId();
    log.error(
      { err: error, logId, method: context.method, path: context.path },
      "a call failed unexpectedly",
    );
    return internalError(logId, error);
  }
}

function createRouter(deps: HttpServerDeps, limits: HttpLimits): Router {
  const { config, log } = deps;
  const router = new Router({ prefix: apiPrefix, sensitive: true, strict: true });
  // Choosing a role in demo mode guesses nothing, and whoever tries them all should not be made to wait.
  const signInsPerMinute = limits.signInsPerMinute * (config.mode === "demo" ? 12 : 1);
  const signIns = createAttemptLimiter(
    { max: signInsPerMinute, windowMs: 60_000 },
    deps.now ?? (() => Date.now()),
  );
  const options = {
    limits,
    secureCookie: config.tls !== undefined || config.behindProxy,
    behindProxy: config.behindProxy,
    checkAnswers: deps.checkAnswers ?? false,
  };

  for (const key of Object.keys(routes) as RouteKey[]) {
    const route: RouteDefinition = routes[key];
    const handler = deps.handlers[key] as AnyHandler;
    const [method = "", path = ""] = key.split(" ", 2);
    router.register(path.replace(/\{(\w+)\}/g, ":$1"), [method], async (context) => {
      let identity: Identity | undefined;
      try {
        if (key === "POST /session") limitSignIns(signIns, clientAddress(context.req, config.behindProxy));
        identity = await identifyCaller(context, deps);
        refuseForeign(context, config, identity);
        requirePermission(route, identity);
      } catch (error) {
        if (error instanceof ProblemError) logDenied(log, context, config, error, identity);
        throw error;
      }
      await callRoute(context, route, handler, identity, options);
    });
  }
  return router;
}

function identifyCaller(context: Koa.Context, deps: HttpServerDeps): Promise<Identity | undefined> {
  const { authorization, cookie } = context.headers;
  return deps.identify({
    authorization,
    cookie,
    address: clientAddress(context.req, deps.config.behindProxy),
  });
}

/** A key in the request was put there on purpose; a cookie or this machine's address comes along with any page's request. */
function refuseForeign(context: Koa.Context, config: HttpConfig, identity: Identity | undefined): void {
  if (identity?.kind === "key") return;
  const problem =
    context.method === "GET" || context.method === "HEAD"
      ? foreignReadProblem(context.headers, config)
      : foreignOriginProblem(context.headers, config);
  if (problem) throw problem;
}

function requirePermission(
  { permission, assigned }: Pick<RouteDefinition, "permission" | "assigned">,
  identity: Identity | undefined,
): void {
  if (permission === "public") return;
  if (!identity)
    throw new ProblemError(
      401,
      "not-signed-in",
      permission === "signed-in"
        ? "sign in, or send Authorization: Bearer <access key>"
        : `this needs the permission ${permission}: sign in, or send Authorization: Bearer <access key>`,
      { headers: { "WWW-Authenticate": "Bearer" } },
    );
  if (permission === "signed-in" || identity.permissions.has(permission)) return;
  if (assigned && identity.permissions.has("work-order:assigned")) return;
  throw new ProblemError(
    403,
    "permission-missing",
    `this needs the permission ${permission}, which the role ${identity.role} does not have`,
  );
}

function limitSignIns(limiter: AttemptLimiter, address: string): void {
  if (limiter.take(address)) return;
  throw new ProblemError(429, "too-many-attempts", "too many sign-ins from this address: wait a minute", {
    headers: { "Retry-After": String(limiter.retryAfterS(address)) },
  });
}

function answerProblem(context: Koa.Context, error: ProblemError): void {
  context.status = error.status;
  context.remove("Content-Encoding");
  context.set({ ...error.headers });
  context.type = problemMediaType;
  context.body = JSON.stringify(problemOf(error));
}

function logDenied(
  log: Log,
  context: Koa.Context,
  config: HttpConfig,
  problem: ProblemError,
  identity: Identity | undefined,
): void {
  log.warn(
    {
      audit: "call-denied",
      code: problem.code,
      method: context.method,
      path: context.path,
      address: clientAddress(context.req, config.behindProxy),
      name: identity?.name,
      role: identity?.role,
    },
    "a call was denied",
  );
}

function isApiPath(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

function allowedMethods(matched: unknown): string[] {
  const layers = Array.isArray(matched) ? (matched as { methods: string[] }[]) : [];
  return [...new Set(layers.flatMap((layer) => layer.methods))];
}

function methodRefused(context: Koa.Context, allowed: readonly string[]): ProblemError {
  const list = allowed.join(", ");
  return new ProblemError(
    405,
    "method-refused",
    `${context.method} is not possible here; possible are ${list}`,
    {
      headers: { Allow: list },
    },
  );
}

function unreadable(): ProblemError {
  return new ProblemError(400, "request-unreadable", "the request target must be a path");
}
