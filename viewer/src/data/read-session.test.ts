import { QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import { queries } from "./queries.ts";
import { readSession } from "./read-session.ts";

const session = { name: "Kari", role: "reader", permissions: ["alarm:read"], mode: "production" } as const;
const answer = (status: number, body: unknown) =>
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));

describe("reading the session anew", () => {
  afterEach(() => void vi.unstubAllGlobals());
  const make = () => {
    const client = new QueryClient();
    client.setQueryData(queries.session().queryKey, { ...session, permissions: [] });
    client.setQueryData(["alarms"], { items: [] });
    return client;
  };

  it("takes what the visitor may do now", async () => {
    const client = make();
    answer(200, session);
    expect(await readSession(client)).toBe("signed-in");
    expect(client.getQueryData(queries.session().queryKey)?.permissions).toEqual(["alarm:read"]);
  });

  it("lets everything go when nobody is signed in", async () => {
    const client = make();
    answer(401, { code: "not-signed-in", detail: "sign in first" });
    expect(await readSession(client)).toBe("signed-out");
    expect(client.getQueryData(queries.session().queryKey)).toBeUndefined();
    expect(client.getQueryData(["alarms"])).toBeUndefined();
  });

  it("keeps what is shown when there is no answer or a failing one", async () => {
    const client = make();
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("fetch failed");
    });
    expect(await readSession(client)).toBe("unknown");
    answer(503, { code: "starting", detail: "not ready" });
    expect(await readSession(client)).toBe("unknown");
    expect(client.getQueryData(queries.session().queryKey)).toBeDefined();
    expect(client.getQueryData(["alarms"])).toBeDefined();
  });
});
