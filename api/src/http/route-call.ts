import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { RouteDefinition } from "@kontrollrom/contracts/route.ts";
import type Koa from "koa";
import { readSessionCookie, writeSessionCookie } from "../identity/session-cookie.ts";
import { clientAddress } from "./client-address.ts";
import { type Call, type Identity, RawAnswer } from "./handler.ts";
import { parseJson } from "./json-body.ts";
import { type LimitedBody, limitBody, tooLarge } from "./limited-body.ts";
import type { HttpLimits } from "./limits.ts";
import { isLoopbackAddress } from "./origin.ts";
import { ProblemError } from "./problem-error.ts";
import { readText } from "./read-body.ts";
import { parsePart, queryOf } from "./validation.ts";

/** A handler without the types of its route: the table gives them back at the call. */
export type AnyHandler = (input: { params: unknown; query: unknown; body: unknown }, call: Call) => unknown;

export interface RouteCallOptions {
  readonly limits: HttpLimits;
  readonly secureCookie: boolean;
  /** A proxy says who calls. */
  readonly behindProxy: boolean;
  /** Development and tests: an answer that does not fit the table is an error. */
  readonly checkAnswers: boolean;
}

const gzipAsync = promisify(gzip);
const compressFrom = 4096;
const jsonMediaType = "application/json";

/** Reads, parses, calls the handler and answers. Identity and permission have been settled before. */
export async function callRoute(
  context: Koa.Context,
  route: RouteDefinition,
  handler: AnyHandler,
  identity: Identity | undefined,
  options: RouteCallOptions,
): Promise<void> {
  const contentType = mediaTypeOf(context.get("Content-Type"));
  const params = route.params && parsePart(route.params, context.params, "path");
  const query = parseQuery(route, context.querystring);
  const body = acceptBody(context, route, contentType, options.limits);

  const gone = new AbortController();
  context.res.once("close", () => {
    if (!context.res.writableFinished) gone.abort(new Error("the caller has gone"));
  });
  const call: Call = {
    identity,
    address: clientAddress(context.req, options.behindProxy),
    body: body.stream,
    contentType,
    headers: context.req.headers,
    rawQuery: context.querystring,
    prefers(mediaTypes) {
      const best = context.accepts(...(route.answer ? [jsonMediaType] : []), ...mediaTypes);
      return typeof best === "string" && best !== jsonMediaType ? best : undefined;
    },
    signal: gone.signal,
    setSession: (token) => context.set("Set-Cookie", writeSessionCookie(token, options.secureCookie)),
    sessionToken: readSessionCookie(context.get("Cookie")),
  };

  try {
    const parsed = route.body && parsePart(route.body, await readJson(context, body, options.limits), "body");
    const answer = await withDeadline(
      async () => handler({ params, query, body: parsed }, call),
      route.rawBody ? body.stream : undefined,
      options.limits.answerMs,
      gone,
    );
    await writeAnswer(context, route, answer, options);
  } catch (error) {
    // A handler may dress up the error of a cut body as its own; the caller needs the true reason.
    throw body.cutBy() ?? error;
  }
}

function parseQuery(route: RouteDefinition, search: string): unknown {
  const query = queryOf(search);
  if (route.query) return parsePart(route.query.strict(), query, "query");
  const [name] = Object.keys(query);
  if (name !== undefined)
    throw new ProblemError(400, "invalid-request", `query.${name}: is not known here; none is taken here`, {
      errors: [{ path: `query.${name}`, message: "is not known here; none is taken here" }],
    });
  return undefined;
}

/** Refuses a body by its headers, before a byte of it is read. */
function acceptBody(
  context: Koa.Context,
  route: RouteDefinition,
  contentType: string,
  limits: HttpLimits,
): LimitedBody {
  const { req, res } = context;
  const maxBytes = route.rawBody?.maxBytes ?? (route.body ? limits.jsonBytes : 0);
  if ((route.rawBody || route.body) && hasBody(context)) {
    const mediaTypes = route.rawBody?.mediaTypes ?? [jsonMediaType];
    if (!mediaTypes.includes(contentType))
      throw new ProblemError(
        415,
        "media-type-refused",
        `the body is ${contentType === "" ? "of no declared type" : contentType}; send Content-Type: ${mediaTypes.join(" or ")}`,
        { headers: { Accept: mediaTypes.join(", ") } },
      );
    const encoding = context.get("Content-Encoding").toLowerCase();
    if (encoding !== "" && encoding !== "identity")
      throw new ProblemError(
        415,
        "encoding-refused",
        `Content-Encoding ${JSON.stringify(encoding)} is not taken: send the body as it is`,
      );
  }
  if (Number(context.get("Content-Length")) > maxBytes) throw tooLarge(maxBytes);
  return limitBody(
    req,
    { maxBytes, idleMs: limits.bodyIdleMs, bytesPerSecond: limits.bodyBytesPerSecond },
    () => {
      if (req.headers.expect !== undefined) res.writeContinue();
    },
  );
}

/** An absent body reads as an empty object: an acknowledgement without a comment needs none. */
async function readJson(context: Koa.Context, body: LimitedBody, limits: HttpLimits): Promise<unknown> {
  if (!hasBody(context)) return {};
  return parseJson(await readText(body.stream), limits.jsonDepth);
}

export function hasBody(context: Koa.Context): boolean {
  const { headers } = context.req;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function mediaTypeOf(header: string): string {
  return (header.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/** The clock of a handler starts when its body has come: until then the sender's own limits hold. */
async function withDeadline(
  work: () => Promise<unknown>,
  body: LimitedBody["stream"] | undefined,
  answerMs: number,
  gone: AbortController,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  let done = false;
  const late = new Promise<never>((_resolve, reject) => {
    const expire = () => {
      const detail = `no answer was ready within ${answerMs} ms: try again later`;
      const error = new ProblemError(503, "took-too-long", detail, { headers: { "Retry-After": "10" } });
      gone.abort(error);
      reject(error);
    };
    const start = () => {
      if (!done) timer = setTimeout(expire, answerMs);
    };
    if (body) body.once("end", start);
    else start();
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    done = true;
    clearTimeout(timer);
  }
}

async function writeAnswer(
  context: Koa.Context,
  route: RouteDefinition,
  answer: unknown,
  options: RouteCallOptions,
): Promise<void> {
  if (answer instanceof RawAnswer) {
    context.status = answer.status ?? route.status;
    context.set(answer.headers);
    context.type = answer.mediaType;
    context.body =
      answer.body instanceof Uint8Array && !Buffer.isBuffer(answer.body)
        ? Buffer.from(answer.body)
        : answer.body;
    return;
  }
  context.status = route.status;
  if (route.status === 204) {
    context.body = null;
    return;
  }
  if (options.checkAnswers && route.answer) {
    const checked = route.answer.safeParse(answer);
    if (!checked.success)
      throw new Error(`the answer does not fit the route table: ${checked.error.message}`);
  }
  const json = JSON.stringify(answer);
  if (json === undefined) throw new Error("the handler answered nothing");
  context.type = jsonMediaType;
  context.vary("Accept");
  context.body = await compressed(context, json);
}

/** Compresses what is worth it. A caller on this machine gains nothing by it. */
async function compressed(context: Koa.Context, json: string): Promise<string | Buffer> {
  if (json.length < compressFrom || isLoopbackAddress(context.req.socket.remoteAddress)) return json;
  context.vary("Accept-Encoding");
  if (context.acceptsEncodings("gzip", "identity") !== "gzip") return json;
  context.set("Content-Encoding", "gzip");
  return gzipAsync(json, { level: 4 });
}
