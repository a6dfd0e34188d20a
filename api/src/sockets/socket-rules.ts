import type { IncomingMessage } from "node:http";
import {
  type SocketEventDefinition,
  type SubscribeAnswer,
  socketEvents,
} from "@kontrollrom/contracts/sockets.ts";
import { clientAddress } from "../http/client-address.ts";
import type { Identity } from "../http/handler.ts";
import type { Log } from "../http/log.ts";
import { foreignOriginProblem, type OriginRules, strangerProblem } from "../http/origin.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RequestParts } from "../identity/access.ts";

export function partsOf(request: IncomingMessage, config: OriginRules): RequestParts {
  const { authorization, cookie } = request.headers;
  return { authorization, cookie, address: clientAddress(request, config.behindProxy) };
}

export function strangerOf(request: IncomingMessage, config: OriginRules): ProblemError | undefined {
  return strangerProblem(request.headers, config) ?? foreignOriginProblem(request.headers, config);
}

export function refused(problem: ProblemError): SubscribeAnswer {
  return { ok: false, code: problem.code, detail: problem.message };
}

export function failed(): ProblemError {
  return new ProblemError(500, "internal-error", "this failed unexpectedly: try again");
}

export function refusal(name: string, identity: Identity): ProblemError | undefined {
  const definition = Object.hasOwn(socketEvents, name)
    ? (socketEvents as Record<string, SocketEventDefinition>)[name]
    : undefined;
  if (definition?.from !== "client")
    return new ProblemError(404, "event-unknown", `there is no event ${JSON.stringify(name.slice(0, 80))}`);
  return missing(name, definition, identity);
}

/** An event that declares no permission is denied to all. */
export function missing(
  name: string,
  definition: SocketEventDefinition,
  identity: Identity,
): ProblemError | undefined {
  const lacking = definition.permissions.filter((permission) => !identity.permissions.has(permission));
  if (lacking.length === 0 && definition.permissions.length > 0) return undefined;
  return new ProblemError(
    403,
    "permission-missing",
    `${name} needs the permission ${lacking.join(" and ") || "of nobody"}, which the role ${identity.role} does not have`,
  );
}

export function logRefused(
  log: Log,
  request: IncomingMessage,
  config: OriginRules,
  problem: ProblemError,
): void {
  log.warn(
    { audit: "socket-denied", code: problem.code, address: clientAddress(request, config.behindProxy) },
    "a socket was refused",
  );
}
