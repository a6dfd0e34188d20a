import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documentHandlers } from "../documents/routes.ts";
import { createAudit } from "../events/audit.ts";
import { createFileStore } from "../files/file-store.ts";
import { createTestServer, type HandlerOverrides } from "../http/test-server.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { type Catalogue, createCatalogue } from "./catalogue.ts";
import { componentHandlers } from "./component-routes.ts";
import { propertyHandlers } from "./properties.ts";
import { createRegisterRepository } from "./repository.ts";
import { registerHandlers } from "./routes.ts";
import { searchHandlers } from "./search.ts";

/** The register with its real parts: HTTP server, registry and files. */
export interface RegisterPlatform {
  readonly db: RegistryDatabase;
  readonly catalogue: Catalogue;
  readonly url: string;
  /** The answer's JSON; a refusal is thrown as its problem body. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Sends bytes. */
  send<T>(path: string, bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<T>;
  stop(): Promise<void>;
}

export async function startRegister(
  more: (parts: {
    db: RegistryDatabase;
    catalogue: Catalogue;
    files: ReturnType<typeof createFileStore>;
  }) => HandlerOverrides = () => ({}),
): Promise<RegisterPlatform> {
  const folder = await mkdtemp(join(tmpdir(), "kontrollrom-register-"));
  const db = await openRegistry(":memory:");
  const files = createFileStore(folder);
  await files.start();
  const catalogue = createCatalogue(db);
  await catalogue.load();
  const audit = createAudit(db, Date.now);
  const now = Date.now;
  const server = createTestServer({
    checkAnswers: true,
    handlers: {
      ...registerHandlers({ repository: createRegisterRepository(db), catalogue, files, now }),
      ...propertyHandlers({ db, audit, now }),
      ...componentHandlers({ db, audit, changed: () => {}, now }),
      ...documentHandlers({ db, files, audit, now }),
      ...searchHandlers({ db, catalogue }),
      ...more({ db, catalogue, files }),
    },
  });
  const { url } = await server.start();
  async function ask<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, init);
    const text = await response.text();
    const answer = text === "" ? undefined : JSON.parse(text);
    if (!response.ok) throw answer;
    return answer as T;
  }
  return {
    db,
    catalogue,
    url,
    call: (method, path, body) =>
      ask(path, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      }),
    send: (path, bytes, mediaType) =>
      ask(path, { method: "POST", headers: { "content-type": mediaType }, body: bytes }),
    async stop() {
      await server.stop();
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A school with a plant room and a classroom, and a ventilation plant in them, as a drawing leaves them. */
export async function seedSchool(
  db: RegistryDatabase,
  { id = "school", name = "Furuset skole", location = "+A=" } = {},
): Promise<void> {
  const building_id = id;
  await db.insertInto("building").values({ id, name, created_at: 0 }).execute();
  for (const [storey, elevation] of [
    ["1. etasje", 0],
    ["2. etasje", 3.5],
  ] as const)
    await db
      .insertInto("storey")
      .values({ id: `${id}-${elevation}`, building_id, name: storey, elevation })
      .execute();
  for (const [number, room, storey] of [
    ["002", "Teknisk rom", 0],
    ["101", "Klasserom", 0],
    ["201", "Naturfag", 3.5],
  ] as const)
    await db
      .insertInto("space")
      .values({
        id: `${id}-${number}`,
        building_id,
        storey_id: `${id}-${storey}`,
        number,
        name: room,
        zones: number === "201" ? '["Undervisning"]' : "[]",
      })
      .execute();
  for (const [tag, space, storey, ifc_class, label] of [
    ["360.001-JV401", "002", 0, "IfcFan", "Tilluftsvifte"],
    ["360.001-LV401", "002", 0, "IfcCoil", "Varmebatteri"],
    ["360.001-SQ501", "101", 0, "IfcDamper", "VAV 101"],
    ["360.001-SQ502", "201", 3.5, "IfcDamper", "VAV 201"],
    ["360.001-RY502", "201", 3.5, "IfcSensor", "CO2-føler 201"],
    ["320.001-JP401", "002", 0, "IfcPump", "Sirkulasjonspumpe"],
  ] as const)
    await db
      .insertInto("element")
      .values({
        id: `${id}-${tag}`,
        ifc_global_id: `0${`${id}${tag}`.replaceAll(/[^\w]/g, "").padEnd(21, "_").slice(-21)}`,
        building_id,
        storey_id: `${id}-${storey}`,
        space_id: `${id}-${space}`,
        ifc_class,
        name: label,
        tag: `${location}${tag}`,
        systems: tag.startsWith("360") ? '["Ventilasjon skole"]' : "[]",
      })
      .execute();
}
