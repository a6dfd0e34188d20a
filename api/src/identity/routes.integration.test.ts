import { KeyCreated, KeyInfo, rolePermissions, SessionInfo } from "@kontrollrom/contracts/identity.ts";
import { page } from "@kontrollrom/contracts/primitives.ts";
import { afterEach, describe, expect, it } from "vitest";
import { createTestServer, productionConfig, type TestServer } from "../http/test-server.ts";
import { sessionMs } from "./access.ts";

const KeyPage = page(KeyInfo);
const running: TestServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serve(options: Parameters<typeof createTestServer>[0] = {}) {
  const server = createTestServer({ checkAnswers: true, ...options });
  running.push(server);
  const api = `${(await server.start()).url}/api/v1`;
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(api + path, {
      method,
      headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { server, call };
}
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
const cookieOf = (response: Response) => ({ Cookie: response.headers.get("set-cookie")!.split(";")[0]! });
const whoIs = async (response: Response) => SessionInfo.parse(await response.json());

describe("a visitor in demo mode", () => {
  it("may do everything, try another role, and come back", async () => {
    const { call, server } = await serve();
    expect(await whoIs(await call("GET", "/session"))).toMatchObject({
      name: "Systemansvarlig",
      role: "administrator",
      mode: "demo",
    });
    const chosen = await call("POST", "/session", { role: "caretaker" });
    expect(await whoIs(chosen)).toEqual({
      name: "Vaktmester",
      role: "caretaker",
      permissions: rolePermissions.caretaker,
      mode: "demo",
    });
    const cookie = cookieOf(chosen);
    expect(await whoIs(await call("GET", "/session", undefined, cookie))).toMatchObject({
      role: "caretaker",
    });
    expect((await call("POST", "/rules", {}, cookie)).status).toBe(403);

    const again = await call("POST", "/session", { role: "reader" }, cookie);
    expect(await whoIs(await call("GET", "/session", undefined, cookieOf(again)))).toMatchObject({
      role: "reader",
    });
    expect(await whoIs(await call("GET", "/session", undefined, cookie))).toMatchObject({
      role: "administrator",
    });

    const out = await call("DELETE", "/session", undefined, cookieOf(again));
    expect([out.status, out.headers.get("set-cookie")]).toEqual([
      204,
      expect.stringContaining("kr_session=; "),
    ]);
    expect(server.revoked).toHaveLength(2);
    expect(await whoIs(await call("GET", "/session", undefined, cookieOf(again)))).toMatchObject({
      role: "administrator",
    });
  });
});

describe("signing in in production", () => {
  it("opens a session with the key's role until signing out", async () => {
    const { call, server } = await serve({ mode: "production" });
    const { key } = await server.addKey("operator", "Vaktsentral");
    const signedIn = await call("POST", "/session", { key });
    expect(signedIn.headers.get("set-cookie")).toMatch(
      /^kr_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(await whoIs(signedIn)).toMatchObject({
      name: "Vaktsentral",
      role: "operator",
      mode: "production",
    });
    const cookie = cookieOf(signedIn);
    expect((await call("GET", "/session", undefined, cookie)).status).toBe(200);
    expect((await call("DELETE", "/session", undefined, cookie)).status).toBe(204);
    expect((await call("GET", "/session", undefined, cookie)).status).toBe(401);
    expect((await call("DELETE", "/session", undefined, cookie)).status).toBe(204);
  });

  it("works with the bootstrap key", async () => {
    const { call } = await serve({ mode: "production" });
    const signedIn = await call("POST", "/session", { key: productionConfig.adminToken });
    expect(await whoIs(signedIn)).toMatchObject({ name: "Administrator", role: "administrator" });
  });

  it.each([
    ["a wrong key", { key: "wrong" }, 401, "key-unknown"],
    ["a role of one's choice", { role: "administrator" }, 403, "demo-only"],
    ["both", { role: "reader", key: "x" }, 400, "invalid-request"],
    ["neither", {}, 400, "invalid-request"],
  ])("is refused with %s", async (_name, body, status, code) => {
    const { call } = await serve({ mode: "production" });
    const response = await call("POST", "/session", body);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await response.json()).toMatchObject({ status, code });
  });

  it("ends twelve hours after the last call, and the store is tidied", async () => {
    const clock = { now: 1_800_000_000_000 };
    const { call, server } = await serve({ mode: "production", now: () => clock.now });
    const { key } = await server.addKey("operator");
    const cookie = cookieOf(await call("POST", "/session", { key }));
    clock.now += sessionMs - 1;
    expect((await call("GET", "/session", undefined, cookie)).status).toBe(200);
    clock.now += sessionMs - 1;
    expect((await call("GET", "/session", undefined, cookie)).status).toBe(200);
    clock.now += sessionMs;
    expect((await call("GET", "/session", undefined, cookie)).status).toBe(401);
  });
});

describe("access keys", () => {
  it("are made, shown once, used, listed and revoked", async () => {
    const { call, server } = await serve({ mode: "production" });
    const admin = bearer(productionConfig.adminToken!);
    const made = await call("POST", "/keys", { name: "Sensorleverandør", role: "integrator" }, admin);
    expect(made.status).toBe(201);
    const { key, ...info } = KeyCreated.parse(await made.json());
    expect(info).toMatchObject({ name: "Sensorleverandør", role: "integrator" });

    expect(await whoIs(await call("GET", "/session", undefined, bearer(key)))).toMatchObject({
      name: "Sensorleverandør",
    });
    const listed = await (await call("GET", "/keys", undefined, admin)).text();
    expect(KeyInfo.parse(JSON.parse(listed).items[0]).lastUsedAt).toBeDefined();
    for (const text of [listed, JSON.stringify(server.log.lines), JSON.stringify(await server.keys.list())])
      expect(text).not.toContain(key.slice(-43));

    expect((await call("DELETE", `/keys/${info.id}`, undefined, admin)).status).toBe(204);
    expect((await call("GET", "/session", undefined, bearer(key))).status).toBe(401);
    expect(server.revoked).toEqual([`key:${info.id}`]);
    expect(await (await call("DELETE", `/keys/${info.id}`, undefined, admin)).json()).toMatchObject({
      code: "key-not-found",
    });
    expect(server.log.lines.map((line) => line.audit).filter(Boolean)).toEqual([
      "key-made",
      "key-revoked",
      "key-refused",
      "call-denied",
    ]);
  });

  it("end the sessions that were opened with them", async () => {
    const { call, server } = await serve({ mode: "production" });
    const { id, key } = await server.addKey("operator");
    const cookie = cookieOf(await call("POST", "/session", { key }));
    await call("DELETE", `/keys/${id}`, undefined, bearer(productionConfig.adminToken!));
    expect((await call("GET", "/session", undefined, cookie)).status).toBe(401);
  });

  it("are listed page by page, oldest first", async () => {
    const clock = { now: 1_800_000_000_000 };
    const { call, server } = await serve({ now: () => clock.now });
    for (const name of ["a", "b", "c", "d", "e"]) {
      await server.addKey("reader", name);
      clock.now += 1000;
    }
    const names: string[] = [];
    let cursor = "";
    do {
      const answer = KeyPage.parse(await (await call("GET", `/keys?limit=2${cursor}`)).json());
      names.push(...answer.items.map((item) => item.name));
      cursor = answer.nextCursor ? `&cursor=${answer.nextCursor}` : "";
    } while (cursor !== "");
    expect(names).toEqual(["a", "b", "c", "d", "e"]);
    expect(await (await call("GET", "/keys?cursor=gone")).json()).toMatchObject({
      status: 400,
      code: "cursor-unknown",
    });
  });
});
