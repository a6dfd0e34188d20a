import type { RouteAnswer, RouteCall, RouteKey } from "@kontrollrom/contracts/routes.ts";
import { ApiProblem, toApiProblem } from "./api-problem.ts";

type Given<T> = { [K in keyof T as undefined extends T[K] ? (T[K] extends undefined ? never : K) : K]: T[K] };
/** The parts of a call that its route declares; a query may be left out. */
export type CallInput<K extends RouteKey> = Partial<Pick<RouteCall<K>, "query">> &
  Omit<Given<RouteCall<K>>, "query"> & { readonly signal?: AbortSignal };

/** Fills the path of a route and writes its query: `GET /alarms/{id}` → `/api/v1/alarms/7?limit=10`. */
export function routeUrl(
  route: string,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = route
    .slice(route.indexOf(" ") + 1)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text === "" ? "" : `?${text}`}`;
}

/** Calls one operation of the REST interface. Throws `ApiProblem`. */
export async function call<K extends RouteKey>(route: K, input?: CallInput<K>): Promise<RouteAnswer<K>> {
  const { params, query, body, signal } = (input ?? {}) as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
    signal?: AbortSignal;
  };
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await send(routeUrl(route, params, query), {
    method: route.slice(0, route.indexOf(" ")),
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.status === 204) return undefined as RouteAnswer<K>;
  return (await response.json()) as RouteAnswer<K>;
}

/** Reads an answer that is bytes (`GET /models/{id}/fragments`). Throws `ApiProblem`. */
export async function callBytes(route: RouteKey, params: Record<string, string>, signal: AbortSignal) {
  const response = await send(routeUrl(route, params), { signal });
  return response.arrayBuffer();
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem(0, "network", "no answer from the server", cause);
  }
  if (!response.ok) throw toApiProblem(response.status, response.statusText, await response.text());
  return response;
}
