import { readFile } from "node:fs/promises";
import http from "node:http";
import type { Duplex } from "node:stream";
import type { HttpConfig } from "../identity/config.ts";
import { problemMediaType, problemOf } from "./problem.ts";
import { ProblemError } from "./problem-error.ts";

const unreadableReasons: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "headers-too-large", "the headers of the request are too large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "request-too-slow", "the request came too slowly"],
};

/** What cannot be read as HTTP never reaches the application. */
export function answerUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  const fresh = !("bytesWritten" in socket) || socket.bytesWritten === 0;
  if (!socket.writable || !fresh || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, code, detail] = unreadableReasons[error.code ?? ""] ?? [
    400,
    "request-unreadable",
    "the request is not valid HTTP/1.1",
  ];
  const body = JSON.stringify(problemOf(new ProblemError(status, code, detail)));
  socket.end(
    [
      `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`,
      `Content-Type: ${problemMediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
    () => socket.destroy(),
  );
}

export async function readPem(name: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Error(`${name}=${file}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

export function listen(server: http.Server, config: HttpConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === "EADDRINUSE"
          ? "another program uses this port; choose one with KR_HTTP_PORT"
          : (cause.code ?? cause.message);
      reject(new Error(`cannot listen on ${config.host}:${config.port}: ${reason}`, { cause }));
    });
    server.listen({ host: config.host, port: config.port }, resolve);
  });
}

export function urlOf(config: HttpConfig, port: number): string {
  const any = config.host === "0.0.0.0" || config.host === "::";
  const host = any ? "localhost" : config.host.includes(":") ? `[${config.host}]` : config.host;
  return `${config.tls ? "https" : "http"}://${host}:${port}`;
}
