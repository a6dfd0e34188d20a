import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "@kontrollrom/contracts/job.ts";
import { importModel } from "@kontrollrom/twin/ifc/import-model.ts";
import { type SmallFile, smallIfc, testGlobalId } from "../../../twin/test/small-ifc.ts";
import { createAreas } from "../areas/service.ts";
import { drawingHandlers } from "../drawings/routes.ts";
import { createDrawings } from "../drawings/service.ts";
import { createAudit } from "../events/audit.ts";
import { createExportFiles } from "../exports/export-files.ts";
import { createFileStore, type FileStore } from "../files/file-store.ts";
import { createTestServer } from "../http/test-server.ts";
import { createJobs, type JobKindsOfWork } from "../models/jobs.ts";
import { persistModel } from "../models/persist.ts";
import { modelHandlers, onceForEachFile } from "../models/routes.ts";
import { readUpload } from "../models/upload.ts";
import { createCatalogue } from "../register/catalogue.ts";
import { createRegisterRepository } from "../register/repository.ts";
import { registerHandlers } from "../register/routes.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { dxfHandlers } from "./dxf-routes.ts";
import { createIfcExport, ifcExportHandlers } from "./ifc-export.ts";
import { importDxf } from "./import-dxf.ts";
import { createInspectedFiles } from "./inspected-files.ts";
import { planExportHandlers } from "./plan-routes.ts";
import { underlayHandlers } from "./underlay-routes.ts";

export interface TestExchange {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  readonly url: string;
  /** The answer's JSON; a refusal is thrown as its problem body. A Buffer is sent as bytes. */
  call<T>(method: string, path: string, body?: unknown, mediaType?: string): Promise<T>;
  jobDone(id: string): Promise<Job>;
  addDevice(spaceId: string): Promise<{ id: string; spaceId: string }>;
  spaceOf(deviceId: string): Promise<string | null>;
  /** Two storeys of four rooms with a sensor in each. */
  importSmallIfc(): Promise<string>;
  stop(): Promise<void>;
}

/** Drawings in and out with the real parts: HTTP server, registry, file store, jobs and workers. */
export async function startExchange(folder: string): Promise<TestExchange> {
  const db = await openRegistry(":memory:");
  const files = createFileStore(join(folder, "files"));
  await files.start();
  const now = Date.now;
  const onError = (error: unknown) => console.error(error);
  const exports = createExportFiles(join(folder, "exports"), { now, onError });
  await exports.start();
  const inspected = createInspectedFiles(join(folder, "inspected"), { now, onError });
  await inspected.start();
  const catalogue = createCatalogue(db);
  await catalogue.load();
  const audit = createAudit(db, now);
  const jobs = createJobs({
    db,
    now,
    onError,
    work: {
      "ifc-export": createIfcExport({ db, files, exports, now }),
      "model-import": onceForEachFile(db, (job, onProgress, signal) =>
        importDxf({ db, files, now }, readUpload(job.input), job.id, { signal, onProgress }),
      ),
    } as JobKindsOfWork,
  });
  await jobs.start();
  const server = createTestServer({
    checkAnswers: true,
    handlers: {
      ...modelHandlers({ db, files, jobs, audit }),
      ...dxfHandlers({ db, files, inspected, jobs, audit }),
      ...ifcExportHandlers({ db, files, exports, jobs, audit, now }),
      ...drawingHandlers({
        drawings: createDrawings({
          db,
          files,
          areas: createAreas({ db, files }),
          now,
          changed: async () => undefined,
        }),
        audit,
      }),
      ...underlayHandlers({ db, files, audit, now }),
      ...planExportHandlers({ db, files, now }),
      ...registerHandlers({ repository: createRegisterRepository(db), catalogue, files, now } as Parameters<
        typeof registerHandlers
      >[0]),
    },
  });
  const { url } = await server.start();

  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    mediaType = "application/octet-stream",
  ): Promise<T> {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": bytes ? mediaType : "application/json" },
        body: bytes ? Buffer.from(body) : JSON.stringify(body),
      }),
    });
    const answer = await response.text();
    const json = answer === "" ? undefined : JSON.parse(answer);
    if (!response.ok) throw json;
    return json as T;
  }

  return {
    db,
    files,
    url,
    call,
    async jobDone(id) {
      for (;;) {
        const job = await call<Job>("GET", `/jobs/${id}`);
        if (job.state !== "queued" && job.state !== "running") return job;
        await sleep(20);
      }
    },
    async addDevice(spaceId) {
      const id = randomUUID();
      const space = await db
        .selectFrom("space")
        .selectAll()
        .where("id", "=", spaceId)
        .executeTakeFirstOrThrow();
      await db
        .insertInto("device")
        .values({
          id,
          external_id: id,
          name: "Luftføler",
          building_id: space.building_id,
          storey_id: space.storey_id,
          space_id: spaceId,
          lost_frames: 0,
        })
        .execute();
      return { id, spaceId };
    },
    async spaceOf(deviceId) {
      const row = await db
        .selectFrom("device")
        .select("space_id")
        .where("id", "=", deviceId)
        .executeTakeFirst();
      return row?.space_id ?? null;
    },
    async importSmallIfc() {
      const path = join(folder, `${randomUUID()}.ifc`);
      await writeFile(path, smallIfc(smallSchool));
      const model = await importModel({ path, name: "Prøve" }, { frag: false });
      const result = await persistModel(
        { db, files, now },
        { name: "ARK.ifc", fileKey: await files.put(smallIfc(smallSchool)) },
        model,
      );
      return result.buildings[0]?.id ?? "";
    },
    async stop() {
      await server.stop();
      await jobs.stop();
      exports.stop();
      inspected.stop();
      await db.destroy();
    },
  };
}

const smallSchool: SmallFile = {
  buildings: [
    {
      name: "Prøveskolen",
      storeys: [1, 2].map((storey) => ({
        name: `${storey}. etasje`,
        elevation: (storey - 1) * 3,
        spaces: [0, 1, 2, 3].map((i) => ({
          x: i * 8,
          y: 0,
          width: 7.5,
          depth: 5,
          height: 2.7,
          number: `${storey}0${i + 1}`,
          name: "Klasserom",
          globalId: testGlobalId(7000 + storey * 100 + i),
        })),
        elements: [0, 1, 2, 3].map((i) => ({
          ifcClass: "IFCSENSOR",
          name: `Føler ${storey}${i}`,
          tag: `+P=360.00${storey}-RT6${i}0`,
          inSpace: `${storey}0${i + 1}`,
          x: i * 8 + 7,
          y: 1,
          z: 1.5,
          width: 0.1,
          depth: 0.1,
          height: 0.1,
        })),
      })),
    },
  ],
};
