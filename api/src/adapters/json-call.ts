import { retryAfterMs } from "../webhooks/webhook-target.ts";
import type { OAuthClient } from "./oauth-client.ts";
import { TaskSystemError } from "./task-system.ts";

/** Refusals that the same call meets again however often it is made. */
const hopeless = new Set([400, 403, 405, 413, 415, 422]);

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where the answer has no body. */
  readonly body: unknown;
}

/**
 * One call with JSON.
 * @param expected statuses that are answers, not errors
 * @throws TaskSystemError with the time that a 429 or 503 asks for
 */
export async function jsonCall(
  client: OAuthClient,
  now: () => number,
  request: {
    readonly method: string;
    readonly url: string;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
    readonly signal: AbortSignal;
    readonly expected?: readonly number[];
  },
): Promise<JsonAnswer> {
  const { method, url, headers, body, signal, expected = [] } = request;
  const response = await client.fetch(url, {
    method,
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  });
  const text = await response.text();
  const { status } = response;
  if (!response.ok && !expected.includes(status))
    throw new TaskSystemError(
      `${method} ${new URL(url).pathname}: HTTP ${status} ${text.slice(0, 200)}`,
      status,
      {
        hopeless: hopeless.has(status),
        retryAfterMs: retryAfterMs(response.headers.get("retry-after"), now()),
      },
    );
  return { status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}
