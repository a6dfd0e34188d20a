import type { MapSensor, MapShapes } from "@kontrollrom/contracts/map.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createAudit } from "../events/audit.ts";
import { createTestServer, type TestServer } from "../http/test-server.ts";
import { createCatalogue } from "../register/catalogue.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { mapHandlers } from "./routes.ts";

let db: RegistryDatabase;
let server: TestServer;
let url: string;
const devices = ["a", "b", "c"].map((id, index) => ({ id, lat: 63.1 + index / 1000, building_id: null }));

beforeEach(async () => {
  db = await openRegistry(":memory:");
  await db.insertInto("building").values({ id: "school", name: "Granli skole", created_at: 0 }).execute();
  await db
    .insertInto("device")
    .values(
      [
        ...devices,
        { id: "indoors", lat: 63.1, building_id: "school" },
        { id: "nowhere", lat: null, building_id: null },
      ].map((device) => ({
        ...device,
        external_id: device.id,
        name: `Søppelkasse ${device.id}`,
        lon: device.lat === null ? null : 7.7,
        lost_frames: 0,
      })),
    )
    .execute();
  await db
    .insertInto("point")
    .values(["a", "b"].map((device_id) => ({ device_id, quantity: "fill-level", channel: "" })))
    .execute();
  const catalogue = createCatalogue(db);
  await catalogue.load();
  server = createTestServer({
    checkAnswers: true,
    handlers: mapHandlers({
      db,
      catalogue,
      presentValue: (pointId) =>
        pointId === 1 ? { pointId, time: 5, value: 86, quality: "good" } : undefined,
      audit: createAudit(db, Date.now),
    }),
  });
  url = (await server.start()).url;
});
afterEach(async () => {
  await server.stop();
  await db.destroy();
});

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  role: "integrator" | "reader" = "integrator",
) {
  const { key } = await server.addKey(role);
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

it("gives what stands outdoors page by page, each with the point that tells most and its value", async () => {
  type Page = { items: MapSensor[]; nextCursor?: string };
  const first = (await call<Page>("GET", "/map/sensors?limit=2")).body;
  expect(first.items).toEqual([
    expect.objectContaining({
      deviceId: "a",
      layer: "bin",
      pointId: 1,
      quantity: "fill-level",
      unit: "%",
      present: { pointId: 1, time: 5, value: 86, quality: "good" },
    }),
    expect.not.objectContaining({ present: expect.anything() }),
  ]);
  const second = (await call<Page>("GET", `/map/sensors?limit=2&cursor=${first.nextCursor}`)).body;
  expect(second.items).toMatchObject([{ deviceId: "c", layer: "other" }]);
  expect(second.nextCursor).toBeUndefined();
});

it("keeps the newest drawing of the map whole, and who drew it", async () => {
  const shape = (name: string) => ({
    kind: "road",
    name,
    coordinates: [
      [7.7, 63.1],
      [7.8, 63.2],
    ],
  });
  await call("POST", "/map/shapes", { shapes: ["Strandgata", "Kirkeveien"].map(shape) });
  await call("POST", "/map/shapes", { shapes: [shape("Skolegata")] });
  expect((await call<MapShapes>("GET", "/map/shapes", undefined, "reader")).body).toEqual({
    shapes: [shape("Skolegata")],
  });
  expect(await db.selectFrom("audit").select(["who", "action"]).execute()).toEqual([
    { who: "integrator", action: "map-shapes-replaced" },
    { who: "integrator", action: "map-shapes-replaced" },
  ]);
});

it("refuses a place that is not on the globe, and readers who draw", async () => {
  const far = {
    shapes: [
      {
        kind: "road",
        name: "",
        coordinates: [
          [7.7, 63.1],
          [700, 63.2],
        ],
      },
    ],
  };
  expect((await call("POST", "/map/shapes", far)).status).toBe(400);
  expect((await call("POST", "/map/shapes", { shapes: [] }, "reader")).status).toBe(403);
});
