import { z } from "zod";

/** Client credentials of an application in Microsoft Entra ID (RFC 6749 §4.4). */
export interface OAuthConfig {
  /** `https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token`. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });
/** A token is renewed so long before it ends. */
const marginMs = 120_000;

export interface OAuthClient {
  /** Calls with a token, and once more with a new one where the old was refused. */
  fetch(url: string, init: RequestInit): Promise<Response>;
}

export function createOAuthClient(config: OAuthConfig, now: () => number): OAuthClient {
  let held: { token: string; until: number } | undefined;

  async function token(signal: AbortSignal | undefined): Promise<string> {
    if (held && held.until - marginMs > now()) return held.token;
    const response = await fetch(config.tokenUrl, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: config.clientId,
        client_secret: config.clientSecret,
        scope: config.scope,
      }),
      ...(signal && { signal }),
    });
    // The body of a refusal may repeat what was sent.
    if (!response.ok)
      throw new Error(`no token: HTTP ${response.status} from ${new URL(config.tokenUrl).host}`);
    const answer = TokenAnswer.parse(await response.json());
    held = { token: answer.access_token, until: now() + answer.expires_in * 1000 };
    return held.token;
  }

  return {
    async fetch(url, init) {
      const signal = init.signal ?? undefined;
      const once = async () => {
        const headers = new Headers(init.headers);
        headers.set("authorization", `Bearer ${await token(signal)}`);
        return fetch(url, { ...init, headers, redirect: "error" });
      };
      const response = await once();
      if (response.status !== 401) return response;
      await response.body?.cancel();
      held = undefined;
      return once();
    },
  };
}
