import type Koa from "koa";
import { hasBody } from "./route-call.ts";

const mostThrownAway = 1024 * 1024;

/**
 * Answers a call whose body has not been read to its end, then closes the connection. What still comes is thrown away for a
 * moment, as closing at once would reset the connection before the caller has read why.
 */
export async function answerEarly(context: Koa.Context, lingerMs: number): Promise<void> {
  const { req, res } = context;
  if (
    req.complete ||
    !hasBody(context) ||
    res.headersSent ||
    !(isPlain(context.body) || context.body == null)
  )
    return;
  context.respond = false;
  const payload = Buffer.from(context.body ?? "");
  res.setHeader("Connection", "close");
  if (payload.length > 0) res.setHeader("Content-Length", payload.length);
  if (payload.length > 0 && context.method !== "HEAD") res.write(payload);
  else res.flushHeaders();

  await new Promise<void>((resolve) => {
    let thrownAway = 0;
    const timer = setTimeout(resolve, lingerMs);
    req.on("data", (chunk: Buffer) => {
      thrownAway += chunk.length;
      if (thrownAway > mostThrownAway) resolve();
    });
    for (const event of ["end", "close", "error"]) req.once(event, () => resolve());
    res.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    req.resume();
  });
  res.end();
}

function isPlain(body: unknown): body is string | Buffer {
  return typeof body === "string" || Buffer.isBuffer(body);
}
