import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Source of randomness: that many unguessable bytes. */
export type RandomBytes = (size: number) => Buffer;

const keyPattern = /^kr_([a-z0-9]{1,40})_([A-Za-z0-9_-]{43})$/;

/** SHA-256, hex. Enough for secrets of 256 random bits, which cannot be guessed however fast the hash is. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, "hex");
  const right = Buffer.from(b, "hex");
  return left.length === 32 && right.length === 32 && timingSafeEqual(left, right);
}

/** A new access key `kr_<id>_<secret>` with 256 random bits of secret. */
export function makeKey(random: RandomBytes = randomBytes): { id: string; key: string; secretHash: string } {
  const id = random(8).toString("hex");
  const secret = random(32).toString("base64url");
  return { id, key: `kr_${id}_${secret}`, secretHash: hashSecret(secret) };
}

/** The parts of an access key, or undefined when the text is none. */
export function readKey(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = keyPattern.exec(text) ?? [];
  return id && secret ? { id, secret } : undefined;
}

/** A session token of 256 random bits. */
export function makeSessionToken(random: RandomBytes = randomBytes): string {
  return random(32).toString("base64url");
}
