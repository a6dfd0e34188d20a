import { decoderInfos, decoderNames } from "@kontrollrom/ingest/decoder-names.ts";
import { type StartedIngest, startIngest } from "@kontrollrom/ingest/test/harness.ts";
import { createPresentValues } from "@kontrollrom/twin/live/present-values.ts";
import { deviceProfileHandlers } from "../device-profiles/routes.ts";
import { createDeviceProfileService } from "../device-profiles/service.ts";
import { createAudit } from "../events/audit.ts";
import { createTestServer } from "../http/test-server.ts";
import { ingestHandlers } from "../ingest/routes.ts";
import { createCatalogue } from "../register/catalogue.ts";
import { createRegisterRepository } from "../register/repository.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { createDeviceHealth } from "./health.ts";
import { deviceHandlers } from "./routes.ts";
import { createDeviceService, type DeviceService } from "./service.ts";

export interface DevicePlatform {
  readonly db: RegistryDatabase;
  readonly ingest: StartedIngest["ingest"];
  readonly devices: DeviceService;
  /** The clock of states and batteries; telemetry keeps its own. */
  now: number;
  /** The answer's JSON; a refusal is thrown as its problem body. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** The road of devices with its real parts: HTTP server, registry, ingest with broker and DuckDB. No rules, alarms or orders. */
export async function startDevicePlatform(): Promise<DevicePlatform> {
  const db = await openRegistry(":memory:");
  const catalogue = createCatalogue(db);
  await seedDrawing(db);
  await catalogue.load();
  const present = createPresentValues();
  const health = createDeviceHealth(db);
  const { ingest, stop: stopIngest } = await startIngest({
    deps: {
      pointIndex: catalogue,
      onCommitted: (samples) => void present.apply(samples),
      onDevicesSeen: (seen) => health.seen(seen),
    },
  });
  const audit = createAudit(db, Date.now);
  const deps = {
    db,
    catalogue,
    decoders: { known: (id: string) => decoderNames().includes(id), names: decoderNames },
    onRegistered: (ids: readonly string[]) => void ingest.deadLetters.replayUnknown(ids),
    now: Date.now,
  };
  const devices = createDeviceService({ ...deps, register: createRegisterRepository(db) });
  const platform = { now: Date.now() };
  const server = createTestServer({
    checkAnswers: true,
    handlers: {
      ...deviceHandlers({
        db,
        service: devices,
        catalogue,
        health,
        audit,
        store: ingest.store,
        presentValue: (id) => present.get(id),
        now: () => platform.now,
      }),
      ...deviceProfileHandlers({
        db,
        service: createDeviceProfileService(deps),
        decoders: decoderInfos(),
        audit,
      }),
      ...ingestHandlers({
        ingest,
        webhookSecrets: { thingpark: [], "disruptive-technologies": [] },
        now: Date.now,
      } as Parameters<typeof ingestHandlers>[0]),
    },
  });
  const { url } = await server.start();
  return Object.assign(platform, {
    db,
    ingest,
    devices,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const text = typeof body === "string";
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        ...(body === undefined
          ? {}
          : {
              headers: { "content-type": text ? "text/csv" : "application/json" },
              body: text ? body : JSON.stringify(body),
            }),
      });
      const answer = await response.text();
      const json = answer === "" ? undefined : JSON.parse(answer);
      if (!response.ok) throw json;
      return json as T;
    },
    async stop() {
      await server.stop();
      await stopIngest();
      await db.destroy();
    },
  });
}

/** GlobalIds have 22 characters, the first 0 to 3. */
export const globalId = (name: string) => `0${name.padEnd(21, "_")}`;

/** Two schools, each with a plant room and a classroom, whose ventilation plants carry the same tags. */
async function seedDrawing(db: RegistryDatabase): Promise<void> {
  for (const [id, name, location] of [
    ["school-a", "Furuset skole", "+A="],
    ["school-b", "Granli skole", "+B="],
  ] as const) {
    const building_id = id;
    await db
      .insertInto("building")
      .values({ id, name, ifc_global_id: globalId(id.replace("-", "")), created_at: 0 })
      .execute();
    const storey_id = `${id}-1`;
    await db
      .insertInto("storey")
      .values({ id: storey_id, building_id, name: "1. etasje", elevation: 0 })
      .execute();
    for (const [number, room] of [
      ["101", "Klasserom"],
      ["002", "Teknisk rom"],
    ] as const)
      await db
        .insertInto("space")
        .values({
          id: `${id}-${number}`,
          building_id,
          storey_id,
          number,
          name: room,
          ifc_global_id: globalId(`${id.replace("-", "")}${number}`),
          zones: "[]",
        })
        .execute();
    for (const [tag, space, ifc_class] of [
      [`${location}360.001-RT401`, "002", "IFCSENSOR"],
      [`${location}360.001-JV401`, "002", "IFCFAN"],
      [`${location}360.001-RT601`, "101", "IFCSENSOR"],
      [`${location}360.002-${id === "school-a" ? "RY501" : "RH501"}`, "101", "IFCSENSOR"],
    ] as const)
      await db
        .insertInto("element")
        .values({
          ifc_global_id: globalId(`${id.replace("-", "")}${tag.slice(-5)}`),
          building_id,
          storey_id,
          space_id: `${id}-${space}`,
          ifc_class,
          name: `Komponent ${tag.slice(-5)}`,
          tag,
          systems: "[]",
        })
        .execute();
  }
}
