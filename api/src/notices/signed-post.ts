import { createHmac } from "node:crypto";
import { type Delivery, failed, reasonOf, sendTimeoutMs } from "./delivery.ts";

/** `t=<s since 1970>,v1=<HMAC-SHA256 of "t.body" with the secret, hex>`: the receiver checks both the sender and the age. */
export function signature(secret: string, body: string, now: number): string {
  const at = Math.floor(now / 1000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
}

/** Posts JSON, signed. Redirects are not followed: the address is the one that somebody wrote down. */
export async function signedPost(
  url: string,
  secret: string,
  id: string,
  payload: unknown,
  now: number,
): Promise<Delivery> {
  const body = JSON.stringify(payload);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(sendTimeoutMs),
      headers: {
        "content-type": "application/json",
        "x-kontrollrom-notice": id,
        ...(secret !== "" && { "x-kontrollrom-signature": signature(secret, body, now) }),
      },
    });
    await response.body?.cancel();
    if (response.ok) return { ok: true };
    const { status } = response;
    return failed(`answered ${status}`, status >= 400 && status < 500 && status !== 408 && status !== 429);
  } catch (error) {
    return failed(reasonOf(error, [url]));
  }
}
