import { sign } from "../webhooks/signature.ts";
import { type Delivery, failed, reasonOf, sendTimeoutMs } from "./delivery.ts";

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
        ...(secret !== "" && { "x-kontrollrom-signature": sign(secret, body, now) }),
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
