import type { IncomingMessage } from "node:http";

/**
 * Address of the caller. Behind a declared proxy it is the last entry of `X-Forwarded-For`: the one that our own proxy
 * wrote; what stands before it is the caller's word.
 */
export function clientAddress(request: IncomingMessage, behindProxy: boolean): string {
  const direct = request.socket.remoteAddress ?? "";
  if (!behindProxy) return direct;
  const forwarded = request.headers["x-forwarded-for"];
  const last = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded)?.split(",").at(-1)?.trim();
  return last || direct;
}
