import type { IncomingHttpHeaders } from "node:http";
import { ProblemError } from "./problem-error.ts";

/** What decides which pages and proxies may speak to this server. */
export interface OriginRules {
  readonly mode: "demo" | "production";
  readonly behindProxy: boolean;
  readonly tls: object | undefined;
  /** Origin under which browsers reach it, where that is not what `Host` says. */
  readonly publicUrl: string | undefined;
}

const forwardingHeaders = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-server",
  "x-real-ip",
] as const;

/** `localhost`, 127.0.0.1 or [::1], with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** 127.0.0.0/8, ::1, and the first written as IPv6. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/i.test(address);
}

/**
 * Demo mode trusts whoever sits at this machine, so nothing that only passes through it may speak: no name that was rebound
 * to loopback (DNS rebinding), no proxy, no tunnel.
 */
export function strangerProblem(headers: IncomingHttpHeaders, rules: OriginRules): ProblemError | undefined {
  if (rules.mode !== "demo") return undefined;
  const host = headers.host ?? "";
  if (!isLoopbackHost(host))
    return new ProblemError(
      403,
      "host-refused",
      `demo mode is for this machine only and answers to localhost, not to ${JSON.stringify(host)}; use KR_MODE=production to serve others`,
    );
  const forwarded = forwardingHeaders.find((name) => headers[name] !== undefined);
  if (forwarded)
    return new ProblemError(
      403,
      "proxy-refused",
      `demo mode is for this machine only, but the request came through a proxy (${forwarded}); use KR_MODE=production with KR_BEHIND_PROXY`,
    );
  return undefined;
}

/**
 * Refuses what a page of another origin sends with the visitor's own cookie or address (cross-site request forgery).
 * Programs that are not browsers send neither `Origin` nor `Sec-Fetch-Site` and pass.
 */
export function foreignOriginProblem(
  headers: IncomingHttpHeaders,
  rules: OriginRules,
): ProblemError | undefined {
  const site = headers["sec-fetch-site"];
  const origin = headers.origin;
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return foreign(origin ?? "a page of another site");
  if (origin === undefined || origin === rules.publicUrl || origin === ownOrigin(headers.host, rules))
    return undefined;
  return foreign(origin);
}

/**
 * Demo mode knows a visitor by the address alone, so even reading is refused to pages of other sites. Following a link is not
 * reading.
 */
export function foreignReadProblem(
  headers: IncomingHttpHeaders,
  rules: OriginRules,
): ProblemError | undefined {
  if (rules.mode !== "demo" || headers["sec-fetch-mode"] === "navigate") return undefined;
  return foreignOriginProblem(headers, rules);
}

function ownOrigin(host: string | undefined, rules: OriginRules): string | undefined {
  const scheme = rules.tls !== undefined || rules.behindProxy ? "https" : "http";
  const url = URL.parse(`${scheme}://${host ?? ""}`);
  return url === null ? undefined : url.origin;
}

function foreign(origin: string): ProblemError {
  return new ProblemError(
    403,
    "origin-refused",
    `a request from ${JSON.stringify(origin)} may not act for the user of this page; if that is this server's own address, set KR_PUBLIC_URL`,
  );
}
