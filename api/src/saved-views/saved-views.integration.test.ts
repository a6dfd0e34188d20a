import type { PictureState, SavedView } from "@kontrollrom/contracts/saved-view.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAudit } from "../events/audit.ts";
import { createTestServer, type TestServer } from "../http/test-server.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { savedViewHandlers } from "./routes.ts";

let db: RegistryDatabase;
let server: TestServer;
let url: string;

beforeEach(async () => {
  db = await openRegistry(":memory:");
  const now = () => Date.UTC(2026, 10, 21, 14);
  await db
    .insertInto("building")
    .values({ id: "school", name: "Skolen", created_at: 0 } as never)
    .execute();
  server = createTestServer({
    checkAnswers: true,
    handlers: savedViewHandlers({ db, audit: createAudit(db, now), now }),
  });
  url = (await server.start()).url;
});
afterEach(async () => {
  await server.stop();
  await db.destroy();
});

async function person(name: string, role: "operator" | "reader" | "administrator" = "operator") {
  const { key } = await server.addKey(role, name);
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/v1/saved-views${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === "" ? {} : JSON.parse(text)) as SavedView & { code: string; items: SavedView[] },
    };
  };
}

const state: PictureState = {
  view: "3d",
  layer: "co2",
  storeyId: "first",
  camera: { x: 12.5, y: -3, z: 1.5, bearing: 36, tilt: 53, span: 40, parallel: false },
  section: { axis: "z", at: 2.8, flipped: false },
  hiddenModels: ["electrical"],
  spread: false,
  labels: true,
};

describe("a view under a name", () => {
  it("comes back as it was kept", async () => {
    const kari = await person("Kari");
    const made = await kari("POST", "", { buildingId: "school", name: "Teknisk rom", state });
    expect([made.status, made.body.state, made.body.own, made.body.shared]).toEqual([
      201,
      state,
      true,
      false,
    ]);
    expect((await kari("GET", "?buildingId=school")).body.items).toEqual([made.body]);
    expect((await kari("GET", "?buildingId=other")).body.items).toEqual([]);
  });

  it("is one's own until it is shared, and others do not learn of it", async () => {
    const [kari, ola] = [await person("Kari"), await person("Ola", "reader")];
    const { id } = (await kari("POST", "", { buildingId: "school", name: "Mitt", state })).body;
    expect((await ola("GET", "")).body.items).toEqual([]);
    expect((await ola("PATCH", `/${id}`, { name: "Ditt" })).body.code).toBe("saved-view-not-found");
    await kari("PATCH", `/${id}`, { shared: true });
    expect((await ola("GET", "")).body.items).toMatchObject([{ name: "Mitt", owner: "Kari", own: false }]);
    expect((await ola("DELETE", `/${id}`)).body.code).toBe("not-your-view");
  });

  it("is renamed and taken away by its maker, and when it is shared by administrators", async () => {
    const [kari, admin] = [await person("Kari"), await person("Admin", "administrator")];
    const { id } = (await kari("POST", "", { buildingId: "school", name: "A", shared: true, state })).body;
    expect((await kari("PATCH", `/${id}`, { name: "B" })).body).toMatchObject({ name: "B", state });
    expect((await admin("DELETE", `/${id}`)).status).toBe(204);
    expect((await kari("GET", "")).body.items).toEqual([]);
    expect(await db.selectFrom("audit").select(["who", "action"]).execute()).toEqual([
      { who: "Kari", action: "saved-view-made" },
      { who: "Kari", action: "saved-view-changed" },
      { who: "Admin", action: "saved-view-removed" },
    ]);
  });

  it.each([
    ["a building that is not there", { buildingId: "no", name: "A", state }, 404],
    ["no name", { buildingId: "school", name: " ", state }, 400],
    [
      "a layer that could not be one",
      { buildingId: "school", name: "A", state: { ...state, layer: "<b>" } },
      400,
    ],
    [
      "a camera in the sky",
      { buildingId: "school", name: "A", state: { ...state, camera: { ...state.camera, z: 1e9 } } },
      400,
    ],
  ])("is refused with %s", async (_, body, status) => {
    const kari = await person("Kari");
    const answer = await kari("POST", "", body);
    expect(answer.status).toBe(status);
  });
});
