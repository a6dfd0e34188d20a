import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan, Polygon, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import { createFileStore } from "../../files/file-store.ts";
import { createTestServer, type HandlerOverrides } from "../../http/test-server.ts";
import { createCatalogue } from "../../register/catalogue.ts";
import { createRegisterRepository } from "../../register/repository.ts";
import { registerHandlers } from "../../register/routes.ts";
import { openRegistry } from "../../registry/database.ts";

export const box = (x: number, y: number, width: number, depth: number): Polygon => [
  [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ],
];

export interface TestRoom {
  readonly id: string;
  readonly polygon: Polygon;
  readonly functionCode?: string;
  readonly height?: number;
}

/** One storey as an import writes it: two offices of 4 × 5 m on either side of a wall of 0.2 m, over a corridor along both. */
export const offices: readonly TestRoom[] = [
  { id: "101", polygon: box(0, 2.2, 4, 5), functionCode: "221" },
  { id: "102", polygon: box(4.2, 2.2, 4, 5), functionCode: "221" },
  { id: "103", polygon: box(0, 0, 8.2, 2), functionCode: "511" },
];
export const officeWalls: readonly Polygon[] = [
  [box(-0.3, -0.3, 8.8, 7.8)[0] ?? [], (box(0, 0, 8.2, 7.2)[0] ?? []).toReversed()],
  box(0, 2, 8.2, 0.2),
  box(4, 2.2, 0.2, 5),
];

/** Real registry, file store and HTTP over a building with one drawn storey. */
export async function startDrawnBuilding(
  handlersOf: (deps: {
    db: Awaited<ReturnType<typeof openRegistry>>;
    files: ReturnType<typeof createFileStore>;
    catalogue: ReturnType<typeof createCatalogue>;
    now(): number;
  }) => HandlerOverrides,
  rooms: readonly TestRoom[] = offices,
  walls: readonly Polygon[] = officeWalls,
) {
  const folder = await mkdtemp(join(tmpdir(), "kontrollrom-drawings-"));
  const db = await openRegistry(":memory:");
  const files = createFileStore(join(folder, "files"));
  await files.start();
  let clock = 1_800_000_000_000;
  const now = () => clock++;

  const plan: Plan = {
    storeyId: "storey",
    buildingId: "building",
    name: "1. etasje",
    elevation: 0,
    bounds: [-0.3, -0.3, 8.5, 7.5],
    rooms: rooms.map(({ id, polygon }) => ({
      spaceId: id,
      number: id,
      name: `Rom ${id}`,
      area: 0,
      polygon,
      label: polygon[0]?.[0] ?? [0, 0],
    })),
    walls: [...walls],
    doors: [],
    windows: [],
    stairs: [],
  };
  const meshes: RoomMeshes = {
    buildingId: "building",
    modelId: "model",
    origin: [0, 0, 0],
    rooms: rooms.map(({ id }) => ({ spaceId: id, storeyId: "storey", positions: [0, 0, 0], indices: [] })),
  };
  await db
    .insertInto("building")
    .values({
      id: "building",
      name: "Prøvehuset",
      ifc_global_id: null,
      building_number: null,
      building_type: null,
      address: null,
      lat: null,
      lon: null,
      footprint: null,
      model_id: "model",
      rooms_key: await files.put(JSON.stringify(meshes)),
      created_at: 0,
    } as never)
    .execute();
  await db
    .insertInto("storey")
    .values({
      id: "storey",
      building_id: "building",
      name: "1. etasje",
      ifc_global_id: null,
      elevation: 0,
      plan_key: await files.put(JSON.stringify(plan)),
      ended_revision: null,
    })
    .execute();
  for (const { id, functionCode, height } of rooms)
    await db
      .insertInto("space")
      .values({
        id,
        building_id: "building",
        storey_id: "storey",
        number: id,
        name: `Rom ${id}`,
        ifc_global_id: null,
        area: null,
        area_declared: null,
        height: height ?? 2.7,
        volume: null,
        zones: "[]",
        function_code: functionCode ?? null,
        floor_z: 0,
        since_revision: null,
        ended_revision: null,
        ended_at: null,
      } as never)
      .execute();
  const catalogue = createCatalogue(db);
  await catalogue.load();
  const server = createTestServer({
    handlers: {
      ...registerHandlers({ repository: createRegisterRepository(db), catalogue, files, now }),
      ...handlersOf({ db, files, catalogue, now }),
    },
    checkAnswers: true,
  });
  const { url } = await server.start();
  const { key } = await server.addKey("property-manager", "Eva");
  const { key: readerKey } = await server.addKey("reader", "Leser");

  async function call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    as: "manager" | "reader" = "manager",
  ): Promise<{ status: number; body: T }> {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as === "manager" ? key : readerKey}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
  }

  async function addDevice(id: string, spaceId: string): Promise<void> {
    await db
      .insertInto("device")
      .values({
        id,
        external_id: id,
        name: id,
        building_id: "building",
        storey_id: "storey",
        space_id: spaceId,
        lost_frames: 0,
      } as never)
      .execute();
  }

  return {
    db,
    files,
    call,
    addDevice,
    csv: async (path: string) => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${readerKey}`, accept: "text/csv" },
      });
      return {
        status: answer.status,
        body: new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer()),
      };
    },
    spaceOf: async (device: string) =>
      (await db.selectFrom("device").select("space_id").where("id", "=", device).executeTakeFirstOrThrow())
        .space_id,
    async stop() {
      await server.stop();
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type DrawnBuildingTest = Awaited<ReturnType<typeof startDrawnBuilding>>;
