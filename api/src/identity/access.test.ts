import { rolePermissions } from "@kontrollrom/contracts/identity.ts";
import { describe, expect, it } from "vitest";
import { createRecordedLog, demoConfig, productionConfig } from "../http/test-server.ts";
import { createAccess, sessionMs } from "./access.ts";
import type { HttpConfig } from "./config.ts";
import { createMemoryKeyStore, createMemorySessionStore } from "./memory-stores.ts";
import { hashSecret, makeKey, makeSessionToken } from "./secrets.ts";
import type { KeyRecord, SessionRecord } from "./stores.ts";

const here = "127.0.0.1";
const elsewhere = "10.1.2.3";

function setup(config: HttpConfig = productionConfig) {
  const clock = { now: 1_800_000_000_000 };
  const keys = createMemoryKeyStore();
  const sessions = createMemorySessionStore();
  const log = createRecordedLog();
  const deps = { keys, sessions, now: () => clock.now, log };
  return {
    clock,
    keys,
    sessions,
    log,
    deps,
    access: createAccess(config, deps),
    async addKey(role: KeyRecord["role"]) {
      const { id, key, secretHash } = makeKey();
      await keys.insert({ id, name: `${role} key`, role, secretHash, createdAt: 0, lastUsedAt: undefined });
      return { id, key };
    },
    async addSession(session: Partial<SessionRecord>) {
      const token = makeSessionToken();
      const expiresAt = clock.now + sessionMs;
      await sessions.insert({
        tokenHash: hashSecret(token),
        keyId: undefined,
        role: "reader",
        createdAt: 0,
        expiresAt,
        ...session,
      });
      return `kr_session=${token}`;
    },
  };
}
const parts = (fields: { authorization?: string; cookie?: string; address?: string }) => ({
  authorization: undefined,
  cookie: undefined,
  address: elsewhere,
  ...fields,
});

describe("identify", () => {
  it("knows nobody who shows nothing in production, wherever they are", async () => {
    const { access } = setup();
    expect(await access.identify(parts({ address: here }))).toBeUndefined();
    expect(await access.identify(parts({}))).toBeUndefined();
  });

  it("signs a visitor at this machine in as administrator in demo mode", async () => {
    const { access } = setup(demoConfig);
    expect(await access.identify(parts({ address: here }))).toMatchObject({
      kind: "demo-visitor",
      name: "Systemansvarlig",
      role: "administrator",
    });
    expect(await access.identify(parts({ address: elsewhere }))).toBeUndefined();
  });

  it("gives a key its name and what its role may do", async () => {
    const { access, addKey } = setup();
    const { id, key } = await addKey("integrator");
    const identity = await access.identify(parts({ authorization: `Bearer ${key}` }));
    expect(identity).toMatchObject({
      kind: "key",
      name: "integrator key",
      role: "integrator",
      credentials: [`key:${id}`],
    });
    expect([...identity!.permissions]).toEqual(rolePermissions.integrator);
  });

  it("takes the bootstrap key for an administrator", async () => {
    const { access } = setup();
    const identity = await access.identify(parts({ authorization: `bearer ${productionConfig.adminToken}` }));
    expect(identity).toMatchObject({ kind: "key", role: "administrator" });
  });

  it.each([
    ["another scheme", "Basic abc", "authorization-unknown"],
    ["no key", "Bearer ", "authorization-unknown"],
    ["a key that was never made", `Bearer kr_abc_${"a".repeat(43)}`, "key-unknown"],
    ["nearly the bootstrap key", `Bearer ${productionConfig.adminToken?.slice(0, -1)}`, "key-unknown"],
  ])("refuses %s, even in demo mode", async (_name, authorization, code) => {
    for (const config of [productionConfig, { ...demoConfig, adminToken: productionConfig.adminToken }])
      await expect(
        setup(config).access.identify(parts({ authorization, address: here })),
      ).rejects.toMatchObject({ status: 401, code });
  });

  it("refuses the right id with the wrong secret", async () => {
    const { access, addKey } = setup();
    const { id } = await addKey("reader");
    const { key } = makeKey();
    await expect(
      access.identify(parts({ authorization: `Bearer kr_${id}_${key.slice(-43)}` })),
    ).rejects.toMatchObject({ code: "key-unknown" });
  });

  it("remembers the use of a key at most once a minute", async () => {
    const { access, addKey, keys, clock } = setup();
    const { id, key } = await addKey("reader");
    const use = () => access.identify(parts({ authorization: `Bearer ${key}` }));
    await use();
    const first = clock.now;
    clock.now += 59_000;
    await use();
    expect((await keys.find(id))?.lastUsedAt).toBe(first);
    clock.now += 1000;
    await use();
    expect((await keys.find(id))?.lastUsedAt).toBe(clock.now);
  });
});

describe("sessions", () => {
  it("last twelve hours after their last use", async () => {
    const { access, addSession, clock, addKey } = setup();
    const { id } = await addKey("operator");
    const cookie = await addSession({ keyId: id });
    for (const hours of [11, 11, 11]) {
      clock.now += hours * 3_600_000;
      expect(await access.identify(parts({ cookie }))).toMatchObject({ kind: "session", role: "operator" });
    }
    clock.now += sessionMs;
    expect(await access.identify(parts({ cookie }))).toBeUndefined();
  });

  it("end with the key that they were opened with", async () => {
    const { access, addSession, addKey, keys } = setup();
    const { id } = await addKey("operator");
    const cookie = await addSession({ keyId: id });
    expect((await access.identify(parts({ cookie })))?.credentials).toContain(`key:${id}`);
    await keys.remove(id);
    expect(await access.identify(parts({ cookie }))).toBeUndefined();
  });

  it("of the bootstrap key end when it is replaced", async () => {
    const { access, addSession, deps } = setup();
    const verified = await access.verifyKey(productionConfig.adminToken!);
    const cookie = await addSession({ keyId: verified!.keyId });
    expect(await access.identify(parts({ cookie }))).toMatchObject({ role: "administrator" });
    const replaced = createAccess(
      { ...productionConfig, adminToken: "another token of thirty-two letters 42" },
      deps,
    );
    expect(await replaced.identify(parts({ cookie }))).toBeUndefined();
  });

  it("of a role that was chosen in demo mode count for nothing in production", async () => {
    const { addSession, deps } = setup();
    const cookie = await addSession({ role: "administrator" });
    expect(await createAccess(demoConfig, deps).identify(parts({ cookie }))).toMatchObject({
      role: "administrator",
    });
    expect(await createAccess(productionConfig, deps).identify(parts({ cookie }))).toBeUndefined();
  });

  it("with an unknown token leave a demo visitor what he is", async () => {
    const { access } = setup(demoConfig);
    const cookie = `kr_session=${makeSessionToken()}`;
    expect(await access.identify(parts({ cookie, address: here }))).toMatchObject({ kind: "demo-visitor" });
  });
});

describe("wrong keys", () => {
  it("are counted by address and then refused unseen, while issued keys go on working", async () => {
    const { access, addKey, clock, log } = setup();
    const { key } = await addKey("integrator");
    const attempt = (authorization: string, address = elsewhere) =>
      access.identify(parts({ authorization: `Bearer ${authorization}`, address })).then(
        (identity) => identity?.role,
        (error) => error.status,
      );
    for (let n = 0; n < 20; n++) expect(await attempt(`wrong-${n}`)).toBe(401);
    expect(await attempt("wrong")).toBe(429);
    expect(await attempt(productionConfig.adminToken!)).toBe(429);
    expect(await attempt(productionConfig.adminToken!, "10.9.9.9")).toBe("administrator");
    expect(await attempt(key)).toBe("integrator");
    clock.now += 60_000;
    expect(await attempt(productionConfig.adminToken!)).toBe("administrator");
    expect(log.lines.filter((line) => line.audit === "key-refused")).toHaveLength(20);
    expect(JSON.stringify(log.lines)).not.toContain("wrong-");
  });
});

describe("authenticateMqtt", () => {
  const login = (fields: object) => ({
    username: undefined,
    password: undefined,
    remoteAddress: elsewhere,
    ...fields,
  });

  it.each([
    ["integrator", { mayPublish: true, maySubscribe: true }],
    ["administrator", { mayPublish: true, maySubscribe: true }],
    ["operator", undefined],
    ["reader", undefined],
  ] as const)("lets a key publish when its role may ingest: %s", async (role, expected) => {
    const { access, addKey } = setup();
    const { id, key } = await addKey(role);
    const answer = await access.authenticateMqtt(login({ username: "gateway", password: Buffer.from(key) }));
    if (expected) expect(answer).toEqual({ ...expected, name: `${role} key`, credentials: [`key:${id}`] });
    else expect(answer).toBeUndefined();
  });

  it.each([
    ["demo mode at this machine", demoConfig, here, true],
    ["demo mode elsewhere", demoConfig, elsewhere, false],
    ["production at this machine", productionConfig, here, false],
  ] as const)("without a password: %s", async (_name, config, remoteAddress, admitted) => {
    const answer = await setup(config).access.authenticateMqtt(login({ remoteAddress }));
    expect(answer !== undefined).toBe(admitted);
  });

  it("refuses a wrong key in demo mode too", async () => {
    const { access } = setup(demoConfig);
    expect(await access.authenticateMqtt(login({ password: "wrong", remoteAddress: here }))).toBeUndefined();
  });

  it("does not take a failing store for a wrong key", async () => {
    const { deps } = setup();
    const keys = { ...deps.keys, find: () => Promise.reject(new Error("disk")) };
    const access = createAccess(productionConfig, { ...deps, keys });
    await expect(access.authenticateMqtt(login({ password: makeKey().key }))).rejects.toThrow("disk");
  });
});
