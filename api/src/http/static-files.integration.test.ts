import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { brotliCompressSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createStaticFiles } from "./static-files.ts";
import { createTestServer, type TestServer } from "./test-server.ts";

let folder: string;
let server: TestServer;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "kr-static-"));
  const dist = path.join(folder, "dist");
  mkdirSync(path.join(dist, "assets"), { recursive: true });
  const script = "console.log('kontrollrom');".repeat(100);
  writeFileSync(path.join(folder, "secret.txt"), "secret");
  writeFileSync(path.join(dist, "index.html"), "<!doctype html><title>Kontrollrom</title>");
  writeFileSync(path.join(dist, "assets", "main-Ab3_x9Zq.js"), script);
  writeFileSync(path.join(dist, "assets", "main-Ab3_x9Zq.js.br"), brotliCompressSync(script));
  writeFileSync(path.join(dist, "web-ifc.wasm"), "wasm");
  writeFileSync(path.join(dist, "møte.svg"), "<svg/>");
  writeFileSync(path.join(dist, ".env"), "KEY=1");
  symlinkSync(path.join(folder, "secret.txt"), path.join(dist, "linked.txt"));
  server = createTestServer({ staticFiles: createStaticFiles(dist) });
  url = (await server.start()).url;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** The path as it is: fetch would tidy it. */
async function rawGet(target: string, headers = ""): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`);
  return text(socket);
}

describe("the viewer's files", () => {
  it.each(["/", "/bygg/b1", "/alarmer?state=active", "/index.html"])("show the page at %s", async (at) => {
    const response = await fetch(url + at);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(await response.text()).toContain("<title>Kontrollrom</title>");
  });

  it.each([
    ["/assets/main-Ab3_x9Zq.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["/web-ifc.wasm", "application/wasm", "no-cache"],
    ["/m%C3%B8te.svg", "image/svg+xml", "no-cache"],
  ])("are typed and cached by their kind: %s", async (at, type, caching) => {
    const { status, headers } = await fetch(url + at);
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([200, type, caching]);
  });

  it("come compressed to who takes it", async () => {
    const at = `${url}/assets/main-Ab3_x9Zq.js`;
    const packed = await fetch(at, { headers: { "Accept-Encoding": "br" } });
    expect([packed.headers.get("content-encoding"), packed.headers.get("vary")]).toEqual([
      "br",
      "Accept-Encoding",
    ]);
    const plain = await fetch(at, { headers: { "Accept-Encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await packed.text()).toBe(await plain.text());
  });

  it("are not sent again when they have not changed", async () => {
    const etag = (await fetch(`${url}/web-ifc.wasm`)).headers.get("etag")!;
    const raw = await rawGet("/web-ifc.wasm", `If-None-Match: ${etag}\r\n`);
    expect(raw).toMatch(/^HTTP\/1\.1 304 /);
    expect(raw).not.toMatch(/wasm$/);
  });

  it("answer HEAD without the bytes", async () => {
    const response = await fetch(`${url}/web-ifc.wasm`, { method: "HEAD" });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "4",
      "",
    ]);
  });

  it.each([
    "/missing.js",
    "/assets/gone-12345678.js",
    "/.env",
    "/linked.txt",
    "/api/nothing",
    "/%00.txt",
    "/%zz.txt",
  ])("are 404 where there is none: %s", async (at) => expect((await fetch(url + at)).status).toBe(404));

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "//etc/passwd.txt",
    "/%2fetc/passwd.txt",
  ])("end at their folder: %s", async (target) => {
    const raw = await rawGet(target);
    expect(raw).toMatch(/^HTTP\/1\.1 404 /);
    expect(raw).not.toContain("secret\r");
  });

  it("are only read", async () => {
    const response = await fetch(url, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("of a new build are found without a restart", async () => {
    const dist = path.join(folder, "dist");
    writeFileSync(path.join(dist, "assets", "next-Zz9_x9Zq.js"), "next");
    writeFileSync(path.join(dist, "index.html"), "<!doctype html><title>Kontrollrom</title><!-- next -->");
    expect(await (await fetch(`${url}/assets/next-Zz9_x9Zq.js`)).text()).toBe("next");
  });
});

describe("TLS", () => {
  const running: TestServer[] = [];
  afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

  it("is spoken with the given certificate", async () => {
    const certFile = path.join(folder, "cert.pem");
    const keyFile = path.join(folder, "key.pem");
    const make = [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "1",
    ];
    execFileSync("openssl", [...make, "-subj", "/CN=localhost", "-keyout", keyFile, "-out", certFile], {
      stdio: "ignore",
    });
    const secure = createTestServer({
      mode: "production",
      config: { behindProxy: false, tls: { certFile, keyFile } },
    });
    running.push(secure);
    const { url: at } = await secure.start();
    expect(at).toMatch(/^https:\/\//);
    const { key } = await secure.addKey("reader");
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      const request = https.request(
        `${at}/api/v1/session`,
        { method: "POST", rejectUnauthorized: false, agent: false },
        resolve,
      );
      request.on("error", reject);
      request.setHeader("Content-Type", "application/json");
      request.end(JSON.stringify({ key }));
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers["strict-transport-security"]).toBe("max-age=31536000");
    expect(response.headers["set-cookie"]?.[0]).toContain("; Secure");
    response.resume();
  });

  it("does not start without its files, and says which", async () => {
    const tls = { certFile: "/nowhere/cert.pem", keyFile: "/nowhere/key.pem" };
    await expect(createTestServer({ config: { tls } }).start()).rejects.toThrow(
      "KR_TLS_CERT=/nowhere/cert.pem: cannot be read (ENOENT)",
    );
  });

  it("or not, a port that is taken is named", async () => {
    const port = Number(new URL(url).port);
    await expect(createTestServer({ config: { port } }).start()).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: another program uses this port; choose one with KR_HTTP_PORT`,
    );
  });
});
