import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a signature's clock may be off, ms: what is older may be somebody else's copy. */
const tolerance = 300_000;

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function sign(secret: string, body: string | Buffer, now: number): string {
  const t = Math.floor(now / 1000);
  return `t=${t},v1=${digest(secret, t, body)}`;
}

export type SignatureDecision = "good" | "missing" | "malformed" | "too-old" | "wrong";

export function checkSignature(
  secret: string,
  body: Buffer,
  header: string | undefined,
  now: number,
): SignatureDecision {
  if (header === undefined) return "missing";
  const [, t, v1] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (t === undefined || v1 === undefined) return "malformed";
  if (Math.abs(now - Number(t) * 1000) > tolerance) return "too-old";
  const expected = Buffer.from(digest(secret, Number(t), body), "hex");
  return timingSafeEqual(expected, Buffer.from(v1, "hex")) ? "good" : "wrong";
}

function digest(secret: string, t: number, body: string | Buffer): string {
  return createHmac("sha256", secret).update(`${t}.`).update(body).digest("hex");
}
