import type { Readable } from "node:stream";
import type { Permission, Role } from "@kontrollrom/contracts/identity.ts";
import type { RouteAnswer, RouteInput, RouteKey } from "@kontrollrom/contracts/routes.ts";

/** Who calls, established once for each request and socket. */
export interface Identity {
  readonly kind: "key" | "session" | "demo-visitor";
  /** Shown in histories: "Vaktoperatør", a key's name. */
  readonly name: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  /**
   * What it rests on: `key:<id>`, `session:<hash of the token>`. When one of them is revoked the identity is void and its
   * open connections are closed.
   */
  readonly credentials: readonly string[];
}

/** What a handler knows of the call besides its parsed input. */
export interface Call {
  readonly identity: Identity | undefined;
  /** Of the caller, as `clientAddress` has it. */
  readonly address: string;
  /** The request body where the route has `rawBody`; already limited to its `maxBytes`. */
  readonly body: Readable;
  /** The media type of the body, lower case, without parameters. */
  readonly contentType: string;
  /** Header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What follows the `?`, as it was received. */
  readonly rawQuery: string;
  /** The best of these media types for the caller, or undefined when only JSON will do. */
  prefers(mediaTypes: readonly string[]): string | undefined;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  /** Sets the session cookie (undefined clears it). */
  setSession(token: string | undefined): void;
  readonly sessionToken: string | undefined;
}

/** An answer that is not JSON. */
export class RawAnswer {
  readonly mediaType: string;
  readonly body: Uint8Array | Readable | string;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of the route's own status, as `GET /health` needs for 503. */
  readonly status: number | undefined;
  constructor(
    mediaType: string,
    body: Uint8Array | Readable | string,
    headers: Record<string, string> = {},
    status?: number,
  ) {
    this.mediaType = mediaType;
    this.body = body;
    this.headers = headers;
    this.status = status;
  }
}

export type Handler<K extends RouteKey> = (
  input: RouteInput<K>,
  call: Call,
) => Promise<RouteAnswer<K> | RawAnswer> | RouteAnswer<K> | RawAnswer;

/** Every route of the table has a handler: a feature gives some, the platform must have them all. */
export type Handlers = { readonly [K in RouteKey]: Handler<K> };
