import type { Parsed } from "../message.ts";

/** A message as a wire brought it. */
export interface Arrival {
  readonly payload: Uint8Array;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/** A pushed message with what its sender proves itself by. */
export interface SignedRequest {
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What follows the `?` of the URL, as it was received: not decoded, in its order. */
  readonly query: string;
  /** The bytes as they were received. */
  readonly body: Uint8Array;
  /** Epoch ms. */
  readonly now: number;
}

export type VerificationFailure =
  /** The platform was given no secret to check with. */
  | "no-secret"
  /** The request is not signed. */
  | "missing"
  /** It carries something that is no signature, or not one of this body. */
  | "malformed"
  /** It was signed with another secret, or changed on its way. */
  | "wrong"
  /** It was signed too long ago. */
  | "expired";

/** `detail` says what to do and holds neither the secret nor the signature. */
export type Verification =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: VerificationFailure; readonly detail: string };

/** Checks that a request was sent by somebody who has the secret, and that its body is the one that was signed. */
export type Verify = (request: SignedRequest, secret: string) => Verification;

/** A wire format. */
export interface Format {
  /** Pure, and never throws: what it cannot read is in `refused`. */
  parse(arrival: Arrival): Parsed;
  /** Only where the sender signs what it sends. */
  readonly verify?: Verify;
}
