/** What a request is to the service worker; undefined: none of its business, the browser answers as if it were not there. */
export type RequestKind = "page" | "asset" | "plain" | undefined;

export function kindOf(
  request: Pick<Request, "method" | "url" | "mode">,
  origin: string,
  assets: ReadonlySet<string>,
): RequestKind {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return undefined;
  if (/^\/(api|socket\.io)(\/|$)/.test(url.pathname)) return undefined;
  if (assets.has(url.pathname)) return "asset";
  const isFile = (url.pathname.split("/").at(-1) ?? "").includes(".");
  if (request.mode === "navigate") return isFile ? undefined : "page";
  return url.pathname.startsWith("/assets/") ? undefined : "plain";
}

/** What was kept, or the network's answer, which is kept where asked and whole. */
export async function fromCache(name: string, request: Request, keep: boolean): Promise<Response> {
  const cache = await caches.open(name);
  const held = await cache.match(request, { ignoreVary: true });
  if (held !== undefined) return held;
  const answer = await fetch(request);
  if (keep && answer.ok && answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}
