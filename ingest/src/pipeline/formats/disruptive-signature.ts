import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { isObject } from "../message.ts";
import type { SignedRequest, Verification, VerificationFailure } from "./format.ts";

/** A clock may differ this much, s. */
const leewayS = 60;
const maxTokenLength = 4096;

function failed(reason: VerificationFailure, detail: string): Verification {
  return { ok: false, reason, detail };
}

function jsonOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function equalHex(claim: unknown, algorithm: "sha1" | "sha256", body: Uint8Array): boolean {
  const digest = hash(algorithm, body, "buffer");
  const claimed = typeof claim === "string" ? Buffer.from(claim, "hex") : Buffer.alloc(0);
  return claimed.length === digest.length && timingSafeEqual(claimed, digest);
}

/**
 * Checks `X-Dt-Signature` of a Data Connector: a JWT (RFC 7519) signed with HS256 and the connector's signature secret, that has not
 * expired and whose checksum is that of the body. `checksum_sha256` counts where it is there, else `checksum` (SHA-1).
 */
export function verifyDisruptiveTechnologies(request: SignedRequest, secret: string): Verification {
  if (secret === "") return failed("no-secret", "no signature secret of the Data Connector is configured");
  const header = request.headers["x-dt-signature"];
  if (header === undefined || header === "")
    return failed("missing", "X-Dt-Signature is missing: set a signature secret in the Data Connector");
  const parts = typeof header === "string" && header.length <= maxTokenLength ? header.split(".") : [];
  const [head = "", claims = "", signature = ""] = parts;
  // The algorithm is ours to say, not the token's: "none" and everything else is refused.
  if (parts.length !== 3 || jsonOf(head)?.alg !== "HS256")
    return failed("malformed", "X-Dt-Signature is not a JWT signed with HS256");
  const expected = createHmac("sha256", secret).update(`${head}.${claims}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return failed("wrong", "X-Dt-Signature was made with another secret than the one configured here");

  const claim = jsonOf(claims);
  if (typeof claim?.exp !== "number") return failed("malformed", "X-Dt-Signature has no time of expiry");
  if (claim.exp + leewayS < request.now / 1000)
    return failed("expired", "X-Dt-Signature has expired: check the clock of this machine");
  const same =
    claim.checksum_sha256 !== undefined
      ? equalHex(claim.checksum_sha256, "sha256", request.body)
      : equalHex(claim.checksum, "sha1", request.body);
  return same ? { ok: true } : failed("wrong", "the body is not the one that X-Dt-Signature was made for");
}
