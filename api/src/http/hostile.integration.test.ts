import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readBytes } from "./read-body.ts";
import { createTestServer, type TestServer } from "./test-server.ts";

const running: TestServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serve(options: Parameters<typeof createTestServer>[0] = {}) {
  const server = createTestServer({
    handlers: {
      "POST /devices/import": async (_input, call) => {
        const { length } = await readBytes(call.body);
        return { created: length, updated: 0, unchanged: 0, rejectedCount: 0, rejected: [] };
      },
    },
    ...options,
  });
  running.push(server);
  const { port } = await server.start();
  return { server, port };
}

/** All that came before the connection was closed or reset. */
function received(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  return new Promise((resolve) =>
    socket.once("close", () => resolve(Buffer.concat(chunks).toString("latin1"))),
  );
}

/** Writes bytes as they are and reads until the server closes. */
async function exchange(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  for (const part of parts) socket.write(part);
  return received(socket);
}

function answersIn(raw: string): { status: number; code: string | undefined }[] {
  return [...raw.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status], index) => ({
    status: Number(status),
    code: [...raw.matchAll(/"code":"([^"]+)"/g)][index]?.[1],
  }));
}

const host = "Host: localhost\r\n";

describe("what is not HTTP", () => {
  it.each([
    ["noise", Buffer.from([0, 1, 2, 3, 255, 13, 10, 13, 10]), 400, "request-unreadable"],
    ["TLS to the open port", Buffer.from("160301020001000001fc0303", "hex"), 400, "request-unreadable"],
    [
      "two lengths",
      `POST /api/v1/session HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      400,
      "request-unreadable",
    ],
    [
      "a length beside chunks (request smuggling)",
      `POST /api/v1/session HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      "request-unreadable",
    ],
    [
      "a header without end",
      `GET / HTTP/1.1\r\n${host}X: ${"a".repeat(20_000)}\r\n\r\n`,
      431,
      "headers-too-large",
    ],
    ["no host", "GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n\r\n", 400, undefined],
  ])("is answered as a problem and closed: %s", async (_name, bytes, status, code) => {
    const { port } = await serve();
    expect(answersIn(await exchange(port, bytes))).toEqual([{ status, code }]);
  });

  it.each([
    [
      "another host in the target",
      `GET http://evil.example/api/v1/session HTTP/1.1\r\n${host}`,
      400,
      "request-unreadable",
    ],
    [
      "a name rebound to this machine",
      "GET /api/v1/session HTTP/1.1\r\nHost: evil.example\r\n",
      403,
      "host-refused",
    ],
    ["the same for a page", "GET / HTTP/1.1\r\nHost: evil.example:8080\r\n", 403, "host-refused"],
    ["HTTP/1.0 without a host", "GET /api/v1/session HTTP/1.0\r\n", 403, "host-refused"],
    ["a tunnel", `CONNECT localhost:22 HTTP/1.1\r\n${host}`, undefined, undefined],
    ["the server as such", `OPTIONS * HTTP/1.1\r\n${host}`, 400, "request-unreadable"],
  ])("reaches no handler: %s", async (_name, head, status, code) => {
    const { port } = await serve();
    const raw = await exchange(port, `${head}Connection: close\r\n\r\n`);
    expect(answersIn(raw)).toEqual(status === undefined ? [] : [{ status, code }]);
  });

  it("leaves the server well", async () => {
    const { port } = await serve();
    await exchange(port, Buffer.alloc(100_000, 0xff));
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/session`)).status).toBe(200);
  });
});

describe("slow callers", () => {
  it("who do not finish their headers are closed", async () => {
    const { port } = await serve({ limits: { headersMs: 100 } });
    const raw = await exchange(port, `GET /api/v1/health HTTP/1.1\r\n${host}X-Slow: `);
    expect(answersIn(raw)).toEqual([{ status: 408, code: "request-too-slow" }]);
  });

  it.each([
    ["a JSON body", "/api/v1/buildings", "application/json"],
    ["a raw body", "/api/v1/devices/import", "text/csv"],
  ])("who do not send %s are told and closed", async (_name, path, type) => {
    const { port } = await serve({ limits: { bodyIdleMs: 100, lingerMs: 50 } });
    const head = `POST ${path} HTTP/1.1\r\n${host}Content-Type: ${type}\r\nContent-Length: 100\r\n\r\n`;
    expect(answersIn(await exchange(port, head, "{"))).toEqual([{ status: 408, code: "body-too-slow" }]);
  });

  it("who drip their body are told and closed", async () => {
    const { port } = await serve({
      limits: { bodyIdleMs: 200, lingerMs: 50, bodyBytesPerSecond: 1_000_000 },
    });
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(
      `POST /api/v1/devices/import HTTP/1.1\r\n${host}Content-Type: text/csv\r\nContent-Length: 100000\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write("x"), 20);
    const raw = await received(socket);
    clearInterval(drip);
    expect(answersIn(raw)).toEqual([{ status: 408, code: "body-too-slow" }]);
  });

  it("who send nothing at all are closed", async () => {
    const { port } = await serve({ limits: { silentMs: 100 } });
    expect(await exchange(port, "")).toBe("");
  });

  it("who wait for a reader that is slow itself are not blamed", async () => {
    const { port } = await serve({
      limits: { bodyIdleMs: 1000, bodyBytesPerSecond: 1e9 },
      handlers: {
        "POST /devices/import": async (_input, call) => {
          let bytes = 0;
          for await (const chunk of call.body) {
            if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 2500));
            bytes += (chunk as Buffer).length;
          }
          return { created: bytes, updated: 0, unchanged: 0, rejectedCount: 0, rejected: [] };
        },
      },
    });
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/devices/import`, {
      method: "POST",
      headers: { "Content-Type": "text/csv" },
      body: Buffer.alloc(8_000_000),
    });
    expect(await response.json()).toMatchObject({ created: 8_000_000 });
  });
});

describe("bodies that are not wanted", () => {
  const upload = (headers: string) => `POST /api/v1/models HTTP/1.1\r\n${host}${headers}\r\n`;
  const gigabytes = "Content-Length: 2000000000\r\n";

  it("are refused by their length before a byte is read", async () => {
    const { port } = await serve({ limits: { lingerMs: 50 } });
    const raw = await exchange(port, upload(`Content-Type: application/octet-stream\r\n${gigabytes}`));
    expect(answersIn(raw)).toEqual([{ status: 413, code: "body-too-large" }]);
    expect(raw).toContain("Connection: close");
  });

  it("are not even invited when the caller may not send them", async () => {
    const { port } = await serve({ mode: "production", limits: { lingerMs: 50 } });
    const raw = await exchange(
      port,
      upload(`Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n`),
    );
    expect(answersIn(raw)).toEqual([{ status: 401, code: "not-signed-in" }]);
  });

  it("are invited when they are wanted", async () => {
    const { port } = await serve();
    const head = `POST /api/v1/devices/import HTTP/1.1\r\n${host}Content-Type: text/csv\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    const raw = await exchange(port, head, "abc");
    expect(answersIn(raw).map((answer) => answer.status)).toEqual([100, 200]);
    expect(raw).toContain('"created":3');
  });

  it("do not keep the caller from reading why", async () => {
    const { port } = await serve({ mode: "production" });
    const raw = await exchange(
      port,
      upload(`Content-Type: application/octet-stream\r\nContent-Length: 500000\r\n`),
      Buffer.alloc(500_000),
    );
    expect(answersIn(raw)).toEqual([{ status: 401, code: "not-signed-in" }]);
  });

  it("that go on and on are cut off", async () => {
    const { port } = await serve({ mode: "production", limits: { lingerMs: 60_000 } });
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(upload(`Content-Type: application/octet-stream\r\n${gigabytes}`));
    const flood = setInterval(() => socket.write(Buffer.alloc(256 * 1024)), 5);
    const raw = await received(socket);
    clearInterval(flood);
    expect(answersIn(raw)).toEqual([{ status: 401, code: "not-signed-in" }]);
  });

  it("that break off end the handler's reading", async () => {
    const failed = Promise.withResolvers<unknown>();
    const begun = Promise.withResolvers<void>();
    const { port } = await serve({
      handlers: {
        "POST /devices/import": async (_input, call) => {
          begun.resolve();
          await readBytes(call.body).catch((error: unknown) => {
            failed.resolve(error);
            throw error;
          });
          throw new Error("unreachable");
        },
      },
    });
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(
      `POST /api/v1/devices/import HTTP/1.1\r\n${host}Content-Type: text/csv\r\nContent-Length: 100\r\n\r\nabc`,
    );
    await begun.promise;
    socket.destroy();
    expect(await failed.promise).toMatchObject({ code: "body-cut" });
  });
});

describe("many connections", () => {
  it("beyond the limit are closed at once", async () => {
    const { port, server } = await serve({ limits: { connections: 2 } });
    const held = [1, 2].map(() => net.connect(port, "127.0.0.1"));
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    expect(await exchange(port, `GET / HTTP/1.1\r\n${host}\r\n`)).toBe("");
    expect(server.log.lines.at(-1)?.message).toMatch(/too many/);
    for (const socket of held) socket.destroy();
  });

  it("that are open do not keep the server from stopping", async () => {
    const { port, server } = await serve({ limits: { stopMs: 50 } });
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write(`GET /api/v1/session HTTP/1.1\r\n${host}X-Unfinished: `);
    await server.stop();
  });
});
