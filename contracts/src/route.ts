import { z } from "zod";
import type { Permission } from "./identity.ts";
import { Id } from "./primitives.ts";

/** A body or answer that is not JSON. */
export interface RawBody {
  readonly mediaTypes: readonly string[];
  /** Bytes; more is refused with 413. */
  readonly maxBytes: number;
}

/**
 * One operation of the REST interface. From the tables the server validates, the viewer's calls are typed and the OpenAPI document
 * is made. `permission` is required: `public` must be said.
 */
export interface RouteDefinition {
  readonly summary: string;
  readonly permission: Permission | "public" | "signed-in";
  /**
   * Open too to who holds `work-order:assigned` alone, as contractors do: the handler keeps to the orders that are assigned to them.
   */
  readonly assigned?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body as bytes, instead of `body`. Read by the handler as a stream, never held whole unless small. */
  readonly rawBody?: RawBody;
  /** Takes `Idempotency-Key`: sent again with the same key, it is done once and answered alike. */
  readonly repeatable?: true;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer?: z.ZodType;
  /** Media types that can be answered instead of JSON, chosen by `Accept`. */
  readonly rawAnswer?: readonly string[];
}

/** Operations of one part of the interface, each by its method and path. */
export type RouteTable = Readonly<
  Record<`${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`, RouteDefinition>
>;

/** `{id}` in a path. */
export const byId = z.object({ id: Id });
export const kilobyte = 1024;
export const megabyte = 1024 * kilobyte;
