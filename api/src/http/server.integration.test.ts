import { Readable } from "node:stream";
import { type Permission, Role, rolePermissions } from "@kontrollrom/contracts/identity.ts";
import { Problem } from "@kontrollrom/contracts/problem.ts";
import type { RouteDefinition } from "@kontrollrom/contracts/route.ts";
import { type RouteKey, routes } from "@kontrollrom/contracts/routes.ts";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { RawAnswer } from "./handler.ts";
import { ProblemError } from "./problem-error.ts";
import { readBytes } from "./read-body.ts";
import { createTestServer, type TestServer } from "./test-server.ts";

const table = Object.entries(routes) as [RouteKey, RouteDefinition][];
const running: TestServer[] = [];

async function serve(options: Parameters<typeof createTestServer>[0] = {}) {
  const server = createTestServer(options);
  running.push(server);
  const { url } = await server.start();
  return { server, api: `${url}/api/v1`, url };
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

const json = (body: unknown, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

async function problem(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = Problem.parse(await response.json());
  expect(body.status).toBe(response.status);
  expect(body.type).toBe(`urn:kontrollrom:problem:${body.code}`);
  return body;
}

const callOf = (api: string, key: RouteKey, headers: Record<string, string> = {}) => {
  const [method = "", path = ""] = key.split(" ", 2);
  const filled = path.replace("{format}", "json").replace(/\{\w+\}/g, "1");
  return fetch(api + filled, { method, headers });
};

describe("every route of the table", () => {
  let keysByRole: Map<Role, string>;
  const { reached, handlers } = recordReached();
  let api: string;
  let shared: TestServer;

  function recordReached() {
    const reached: RouteKey[] = [];
    const handlers = Object.fromEntries(
      table.map(([key, route]) => [
        key,
        () => {
          reached.push(key);
          return route.status === 204 ? undefined : {};
        },
      ]),
    );
    return { reached, handlers };
  }

  beforeAll(async () => {
    shared = createTestServer({ mode: "production", handlers, limits: { signInsPerMinute: 1000 } });
    api = `${(await shared.start()).url}/api/v1`;
    keysByRole = new Map();
    for (const role of Role.options) keysByRole.set(role, (await shared.addKey(role)).key);
    return () => shared.stop();
  });

  it.each(table)("%s asks who calls, unless it is public", async (key, route) => {
    reached.length = 0;
    const response = await callOf(api, key);
    if (route.permission === "public") return expect([200, 204, 400]).toContain(response.status);
    expect(response.status).toBe(401);
    expect((await problem(response)).code).toBe("not-signed-in");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(reached).toEqual([]);
  });

  it.each(
    table.flatMap(([key, route]) =>
      route.permission === "public" || route.permission === "signed-in"
        ? []
        : [[key, route.permission as Permission, route.assigned === true] as const],
    ),
  )("%s is closed to roles without %s and open to the others", async (key, permission, assigned) => {
    for (const role of Role.options) {
      reached.length = 0;
      const response = await callOf(api, key, { Authorization: `Bearer ${keysByRole.get(role)}` });
      const may = rolePermissions[role];
      if (may.includes(permission) || (assigned && may.includes("work-order:assigned"))) {
        expect([200, 201, 202, 204, 400], role).toContain(response.status);
        if (response.status !== 400) expect(reached).toEqual([key]);
      } else {
        expect(response.status, role).toBe(403);
        const { code, detail } = await problem(response);
        expect(code).toBe("permission-missing");
        expect(detail).toContain(permission);
        expect(reached).toEqual([]);
      }
    }
  });

  it("is logged when it is denied, without the key", async () => {
    shared.log.lines.length = 0;
    await callOf(api, "POST /rules", { Authorization: `Bearer ${keysByRole.get("reader")}` });
    expect(shared.log.lines).toMatchObject([
      {
        audit: "call-denied",
        code: "permission-missing",
        method: "POST",
        path: "/api/v1/rules",
        name: "reader",
        role: "reader",
      },
    ]);
    expect(JSON.stringify(shared.log.lines)).not.toContain(keysByRole.get("reader"));
  });
});

describe("requests", () => {
  it("reach the handler parsed, with defaults", async () => {
    const seen: unknown[] = [];
    const { api } = await serve({
      handlers: {
        "GET /points/{id}/samples": (input) => {
          seen.push(input);
          return { points: [] };
        },
      },
    });
    const query = "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00%2B01:00&aggregates=avg,max";
    expect((await fetch(`${api}/points/7/samples?${query}`)).status).toBe(200);
    expect(seen).toMatchObject([
      { params: { id: 7 }, query: { bucket: "raw", aggregates: ["avg", "max"], limit: 20_000 } },
    ]);
  });

  it.each([
    [
      "a query key that is not known",
      "GET",
      "/buildings?limt=5",
      "query.limt: is not known here; known are limit, cursor",
    ],
    [
      "a query where none is taken",
      "GET",
      "/health?verbose=1",
      "query.verbose: is not known here; none is taken here",
    ],
    ["a query key given twice", "GET", "/buildings?limit=1&limit=2", "query.limit: is given more than once"],
    ["a query value", "GET", "/buildings?limit=0", "query.limit: Too small: expected number to be >=1"],
    ["a path value", "GET", "/points/abc", 'path.id: expected number, got "abc"'],
    ["a path that is badly encoded", "GET", "/points/%zz", "path.id: expected number"],
  ])("are refused with what is wrong: %s", async (_name, method, path, detail) => {
    const { api } = await serve();
    const body = await problem(await fetch(api + path, { method }));
    expect(body).toMatchObject({ status: 400, code: "invalid-request" });
    expect(body.detail).toContain(detail);
    expect(body.errors).toHaveLength(1);
  });

  it.each([
    ["text that is not JSON", json('{"name": "A",}'), 400, "not-json"],
    ["JSON that nests too deep", json("[".repeat(100) + "]".repeat(100)), 400, "json-too-deep"],
    ["JSON in another encoding", { ...json(""), body: new Uint8Array([0x22, 0xff, 0x22]) }, 400, "not-utf8"],
    ["a field too many", json({ name: "A", admin: true }), 400, "invalid-request"],
    ["another media type", json("{}", { "Content-Type": "text/plain" }), 415, "media-type-refused"],
    [
      "a form",
      json("name=A", { "Content-Type": "application/x-www-form-urlencoded" }),
      415,
      "media-type-refused",
    ],
    ["a compressed body", json("{}", { "Content-Encoding": "gzip" }), 415, "encoding-refused"],
    ["a body over the limit", json({ name: "A".repeat(1024 * 1024) }), 413, "body-too-large"],
  ])("with a body are refused with what is wrong: %s", async (_name, init, status, code) => {
    const { api } = await serve();
    const response = await fetch(`${api}/buildings`, init);
    expect(await problem(response)).toMatchObject({ status, code });
  });

  it("may leave a body out where nothing in it is required", async () => {
    const { api } = await serve({ handlers: { "POST /alarms/{id}/acknowledge": (input) => input as never } });
    const response = await fetch(`${api}/alarms/a1/acknowledge`, { method: "POST" });
    expect(await response.json()).toEqual({ params: { id: "a1" }, body: {} });
    const missing = await fetch(`${api}/buildings`, { method: "POST" });
    expect((await problem(missing)).detail).toBe("body.name: is missing: expected string");
  });

  it("for what is not there get 404, and 405 names what is possible", async () => {
    const { api, url } = await serve();
    for (const at of [
      `${api}/nothing`,
      `${api}/Buildings`,
      `${api}/buildings/`,
      `${api}/buildings/1/2/3`,
      `${url}/api/v2/buildings`,
      `${url}/api`,
    ])
      expect(await problem(await fetch(at))).toMatchObject({ status: 404, code: "path-unknown" });
    for (const method of ["DELETE", "PUT", "OPTIONS", "PROPFIND"]) {
      const response = await fetch(`${api}/buildings`, { method });
      expect(response.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "POST"]);
      expect(await problem(response)).toMatchObject({ status: 405, code: "method-refused" });
    }
  });

  it("by HEAD get the headers of GET", async () => {
    const { api } = await serve();
    const response = await fetch(`${api}/buildings`, { method: "HEAD" });
    const length = (await (await fetch(`${api}/buildings`)).text()).length;
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      String(length),
      "",
    ]);
  });
});

describe("answers", () => {
  it("are JSON that nobody stores", async () => {
    const { api } = await serve({
      handlers: { "GET /health": () => ({ state: "ok", version: "1", mode: "demo", parts: {} }) },
    });
    const response = await fetch(`${api}/health`);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ state: "ok", version: "1", mode: "demo", parts: {} });
  });

  it("carry the headers that keep browsers safe", async () => {
    const { api, url } = await serve();
    for (const at of [`${api}/health`, `${api}/nothing`, url]) {
      const { headers } = await fetch(at);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("microphone=()");
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
    }
    const { url: secure } = await serve({ mode: "production" });
    expect((await fetch(secure)).headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  it("come in the media type that the caller prefers", async () => {
    const { api } = await serve({
      handlers: {
        "GET /storeys/{id}/plan": (_input, call) =>
          call.prefers(["image/svg+xml"])
            ? new RawAnswer("image/svg+xml", "<svg/>")
            : ({ plan: true } as never),
      },
    });
    const type = async (accept: string) =>
      (await fetch(`${api}/storeys/1/plan`, { headers: { Accept: accept } })).headers.get("content-type");
    expect(await type("*/*")).toBe("application/json; charset=utf-8");
    expect(await type("image/svg+xml")).toBe("image/svg+xml");
    expect(await type("application/json, image/svg+xml;q=0.5")).toBe("application/json; charset=utf-8");
  });

  it("can be bytes, a stream, and of another status", async () => {
    const { api } = await serve({
      handlers: {
        "GET /models/{id}/fragments": () =>
          new RawAnswer("application/octet-stream", new Uint8Array([1, 2, 3])),
        "GET /metrics": () => new RawAnswer("text/plain; version=0.0.4", Readable.from(["a 1\n", "b 2\n"])),
        "GET /health": () =>
          new RawAnswer("application/json", '{"state":"down"}', { "Retry-After": "5" }, 503),
      },
    });
    expect(new Uint8Array(await (await fetch(`${api}/models/1/fragments`)).arrayBuffer())).toEqual(
      new Uint8Array([1, 2, 3]),
    );
    const metrics = await fetch(`${api}/metrics`);
    expect([metrics.headers.get("content-type"), await metrics.text()]).toEqual([
      "text/plain; version=0.0.4; charset=utf-8",
      "a 1\nb 2\n",
    ]);
    const health = await fetch(`${api}/health`);
    expect([health.status, health.headers.get("retry-after"), await health.json()]).toEqual([
      503,
      "5",
      { state: "down" },
    ]);
  });

  it("of an expected failure are its problem, with its headers", async () => {
    const { api } = await serve({
      handlers: {
        "GET /buildings/{id}": ({ params }) => {
          throw new ProblemError(503, "busy", `building ${params.id} is busy`, {
            headers: { "Retry-After": "3" },
          });
        },
      },
    });
    const response = await fetch(`${api}/buildings/b1`);
    expect(response.headers.get("retry-after")).toBe("3");
    expect(await problem(response)).toMatchObject({
      status: 503,
      code: "busy",
      detail: "building b1 is busy",
      title: "Service Unavailable",
    });
  });

  it("of an unexpected failure show nothing but where it is logged", async () => {
    const { api, server } = await serve({
      handlers: {
        "GET /buildings": () => {
          throw new TypeError("secret table buildings_v2 has no column x");
        },
      },
    });
    const body = await problem(await fetch(`${api}/buildings`));
    expect(body).toMatchObject({ status: 500, code: "internal-error" });
    expect(JSON.stringify(body)).not.toContain("buildings_v2");
    const line = server.log.lines.find((entry) => entry.logId !== undefined);
    expect(body.detail).toContain(line?.logId);
    expect(String(line?.err)).toContain("buildings_v2");
  });

  it("that do not fit the table are an error where answers are checked", async () => {
    const handlers = { "GET /buildings": () => ({ items: [{ id: 1 }] }) as never };
    const checked = await serve({ handlers, checkAnswers: true });
    expect((await fetch(`${checked.api}/buildings`)).status).toBe(500);
    const unchecked = await serve({ handlers });
    expect((await fetch(`${unchecked.api}/buildings`)).status).toBe(200);
  });

  it("that never come end in 503, and the handler is told", async () => {
    const told: unknown[] = [];
    const { api } = await serve({
      limits: { answerMs: 50 },
      handlers: {
        "GET /buildings": (_input, call) =>
          new Promise((_resolve, reject) => {
            call.signal.addEventListener("abort", () => {
              told.push(call.signal.reason.code);
              reject(call.signal.reason);
            });
          }),
      },
    });
    expect(await problem(await fetch(`${api}/buildings`))).toMatchObject({
      status: 503,
      code: "took-too-long",
    });
    expect(told).toEqual(["took-too-long"]);
  });

  it("that nobody waits for any more are given up", async () => {
    const gone = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { api } = await serve({
      handlers: {
        "GET /buildings": (_input, call) => {
          begun.resolve();
          call.signal.addEventListener("abort", () => gone.resolve());
          return gone.promise.then(() => ({ items: [] }));
        },
      },
    });
    const leaving = new AbortController();
    const call = fetch(`${api}/buildings`, { signal: leaving.signal });
    await begun.promise;
    leaving.abort();
    await expect(call).rejects.toThrow();
    await gone.promise;
  });
});

describe("bodies that are not JSON", () => {
  const upload = {
    "POST /devices/import": async (_input: unknown, call: { body: Readable }) => {
      const bytes = await readBytes(call.body);
      return { created: bytes.length, updated: 0, unchanged: 0, rejectedCount: 0, rejected: [] };
    },
  };
  const csv = (body: RequestInit["body"], headers: Record<string, string> = {}) =>
    ({
      method: "POST",
      headers: { "Content-Type": "text/csv; charset=utf-8", ...headers },
      body,
      duplex: "half",
    }) as RequestInit;

  it("come through whole", async () => {
    const { api } = await serve({ handlers: upload });
    const body = Buffer.alloc(3_000_000, "x");
    expect(await (await fetch(`${api}/devices/import`, csv(body))).json()).toMatchObject({
      created: 3_000_000,
    });
  });

  it("are refused for their type", async () => {
    const { api } = await serve({ handlers: upload });
    const response = await fetch(`${api}/devices/import`, csv("{}", { "Content-Type": "application/json" }));
    expect(await problem(response)).toMatchObject({ status: 415, code: "media-type-refused" });
  });

  it("are counted while they come when no length was said", async () => {
    const { api } = await serve({ handlers: upload });
    async function* endless() {
      for (;;) yield Buffer.alloc(64 * 1024);
    }
    const response = await fetch(
      `${api}/devices/import`,
      csv(Readable.toWeb(Readable.from(endless())) as never),
    );
    expect(await problem(response)).toMatchObject({ status: 413, code: "body-too-large" });
    expect(response.headers.get("connection")).toBe("close");
  });

  it("give their own reason even where the handler says another", async () => {
    const { api } = await serve({
      handlers: {
        "POST /devices/import": async (_input, call) => {
          await readBytes(call.body).catch(() => {
            throw new Error("the import failed");
          });
          throw new Error("unreachable");
        },
      },
    });
    async function* endless() {
      for (;;) yield Buffer.alloc(64 * 1024);
    }
    const response = await fetch(
      `${api}/devices/import`,
      csv(Readable.toWeb(Readable.from(endless())) as never),
    );
    expect(await problem(response)).toMatchObject({ status: 413, code: "body-too-large" });
  });
});

describe("requests from elsewhere", () => {
  const write = (api: string, headers: Record<string, string>) =>
    fetch(`${api}/buildings`, {
      ...json({ name: "A" }),
      headers: { "Content-Type": "application/json", ...headers },
    });

  it("may not write with a demo visitor's or a cookie's identity", async () => {
    const { api, url } = await serve();
    expect((await write(api, {})).status).toBe(201);
    expect((await write(api, { Origin: url })).status).toBe(201);
    for (const headers of [
      { Origin: "http://evil.example" },
      { Origin: "null" },
      { Origin: "http://localhost:1" },
    ]) {
      const response = await write(api, headers);
      expect(await problem(response)).toMatchObject({ status: 403, code: "origin-refused" });
    }
    const signIn = await fetch(`${api}/session`, json({ role: "administrator" }));
    const cookie = signIn.headers.get("set-cookie")!.split(";")[0]!;
    expect((await write(api, { Cookie: cookie })).status).toBe(201);
    expect((await write(api, { Cookie: cookie, Origin: "http://evil.example" })).status).toBe(403);
  });

  it("may not sign anyone in or out", async () => {
    const { api } = await serve();
    const foreign = { Origin: "http://evil.example" };
    expect((await fetch(`${api}/session`, json({ role: "reader" }, foreign))).status).toBe(403);
    expect((await fetch(`${api}/session`, { method: "DELETE", headers: foreign })).status).toBe(403);
  });

  it("may write with a key that they hold", async () => {
    const { api, server } = await serve();
    const { key } = await server.addKey("property-manager");
    expect(
      (await write(api, { Origin: "http://portal.example", Authorization: `Bearer ${key}` })).status,
    ).toBe(201);
  });

  it("do not get past demo mode by a proxy, and are logged", async () => {
    const { api, server } = await serve();
    const response = await fetch(`${api}/health`, { headers: { "X-Forwarded-For": "10.0.0.9" } });
    expect(await problem(response)).toMatchObject({ status: 403, code: "proxy-refused" });
    expect(server.log.lines).toMatchObject([{ audit: "call-denied", code: "proxy-refused" }]);
  });
});

describe("signing in", () => {
  it("is possible ten times a minute from one address", async () => {
    const { api, server } = await serve({ mode: "production", now: () => 1_800_000_000_000 });
    const { key } = await server.addKey("operator");
    const attempt = (address: string, body: object) =>
      fetch(`${api}/session`, json(body, { "X-Forwarded-For": address }));
    for (let n = 0; n < 10; n++) expect((await attempt("10.0.0.1", { key: "wrong" })).status).toBe(401);
    const full = await attempt("10.0.0.1", { key });
    expect(full.headers.get("retry-after")).toBe("60");
    expect(await problem(full)).toMatchObject({ status: 429, code: "too-many-attempts" });
    expect((await attempt("10.0.0.2", { key })).status).toBe(200);
  });
});
