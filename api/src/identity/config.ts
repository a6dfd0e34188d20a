import type { OriginRules } from "../http/origin.ts";
import { isLoopbackHost } from "../http/origin.ts";

/** How the platform is reached and who gets in: `KR_MODE`, `KR_ADMIN_TOKEN`, `KR_HTTP_*`, `KR_TLS_*`, `KR_BEHIND_PROXY`, `KR_PUBLIC_URL`. */
export interface HttpConfig extends OriginRules {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** PEM files. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Text of the bootstrap key, which is an administrator's. */
  readonly adminToken: string | undefined;
}

/** Values of the environment that cannot be used, one line each. */
export class HttpConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "HttpConfigError";
    this.problems = problems;
  }
}

const minimumTokenLength = 32;

/**
 * @throws HttpConfigError naming every wrong value
 */
export function readHttpConfig(env: Readonly<Record<string, string | undefined>>): HttpConfig {
  const problems: string[] = [];
  const text = (name: string) => env[name]?.trim() || undefined;

  const mode = text("KR_MODE") ?? "demo";
  if (mode !== "demo" && mode !== "production") problems.push(`KR_MODE=${mode}: must be demo or production`);
  const demo = mode !== "production";

  const host = text("KR_HTTP_HOST") ?? "127.0.0.1";
  if (!/^[A-Za-z0-9.:_-]+$/.test(host))
    problems.push(`KR_HTTP_HOST=${host}: must be a host name or an address`);
  else if (demo && !isLoopbackHost(host.includes(":") ? `[${host}]` : host))
    problems.push(
      `KR_HTTP_HOST=${host}: demo mode signs every visitor in and listens on 127.0.0.1, ::1 or localhost only; set KR_MODE=production to serve others`,
    );

  const portText = text("KR_HTTP_PORT") ?? "8080";
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) problems.push(`KR_HTTP_PORT=${portText}: must be a port from 0 to 65535`);

  const certFile = text("KR_TLS_CERT");
  const keyFile = text("KR_TLS_KEY");
  if ((certFile === undefined) !== (keyFile === undefined))
    problems.push(
      `${certFile ? "KR_TLS_KEY" : "KR_TLS_CERT"} is missing: TLS needs both the certificate and its key as PEM files`,
    );
  const tls = certFile && keyFile ? { certFile, keyFile } : undefined;

  const behindProxy = readFlag("KR_BEHIND_PROXY", text("KR_BEHIND_PROXY"), problems);
  if (demo && behindProxy)
    problems.push(
      "KR_BEHIND_PROXY: demo mode signs every visitor in and cannot stand behind a proxy; set KR_MODE=production",
    );
  if (!demo && !tls && !behindProxy)
    problems.push(
      "KR_MODE=production needs TLS: set KR_TLS_CERT and KR_TLS_KEY, or KR_BEHIND_PROXY=1 when a proxy in front does TLS",
    );

  const publicUrl = readPublicUrl(text("KR_PUBLIC_URL"), demo, problems);

  const adminToken = text("KR_ADMIN_TOKEN");
  const weakness = demo ? undefined : tokenWeakness(adminToken);
  if (weakness) problems.push(`KR_ADMIN_TOKEN ${weakness}; make one with: openssl rand -base64 36`);

  if (problems.length > 0) throw new HttpConfigError(problems);
  return { mode: demo ? "demo" : "production", host, port, tls, behindProxy, publicUrl, adminToken };
}

function readFlag(name: string, value: string | undefined, problems: string[]): boolean {
  if (value === undefined || /^(0|false|no)$/i.test(value)) return false;
  if (!/^(1|true|yes)$/i.test(value)) problems.push(`${name}=${value}: must be 1 or 0`);
  return true;
}

function readPublicUrl(value: string | undefined, demo: boolean, problems: string[]): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== "/" ||
    url.search ||
    url.hash ||
    url.username
  ) {
    problems.push(
      `KR_PUBLIC_URL=${value}: must be an address without a path, such as https://kontrollrom.example.no`,
    );
    return undefined;
  }
  if (demo && !isLoopbackHost(url.host))
    problems.push(
      `KR_PUBLIC_URL=${value}: demo mode is for this machine only; set KR_MODE=production to serve others`,
    );
  return url.origin;
}

/** What is wrong with a token, never the token itself. */
function tokenWeakness(token: string | undefined): string | undefined {
  if (token === undefined) return "is missing: production mode needs the key of the first administrator";
  if (token.length < minimumTokenLength)
    return `is too short: ${token.length} characters, at least ${minimumTokenLength} are needed`;
  if (
    /change.?me|example|replace|placeholder|insert|your.?(admin|token|key|secret)|password|kontrollrom|0123456789/i.test(
      token,
    )
  )
    return "looks like an example value";
  if (new Set(token).size < 10) return "is too easy to guess: it repeats fewer than 10 different characters";
  return undefined;
}
