import { DxfError } from "@kontrollrom/twin/exchange/dxf-error.ts";
import { inspectDxfFile, readDxfFile } from "@kontrollrom/twin/exchange/read-dxf.ts";
import type { Audit } from "../events/audit.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Jobs } from "../models/jobs.ts";
import { isBuilding, writeUpload } from "../models/upload.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { caller } from "../work-orders/routes.ts";
import type { InspectedFiles } from "./inspected-files.ts";

type Keys =
  | "POST /drawings/dxf/inspect"
  | "POST /drawings/dxf/preview"
  | "POST /buildings/{id}/storeys/import-dxf";

/** Each reading is a thread with memory of its own: more at once would take it from the platform. */
const MOST_AT_ONCE = 2;

export function dxfHandlers(deps: {
  db: RegistryDatabase;
  files: FileStore;
  inspected: InspectedFiles;
  jobs: Jobs;
  audit: Audit;
}): Pick<Handlers, Keys> {
  const { db, files, inspected, jobs, audit } = deps;
  let reading = 0;

  async function read<T>(work: () => Promise<T>): Promise<T> {
    if (reading >= MOST_AT_ONCE)
      throw new ProblemError(
        503,
        "busy",
        `${reading} DXF drawings are being read already: try again in a few seconds`,
      );
    reading++;
    try {
      return await work();
    } catch (error) {
      if (error instanceof DxfError) throw new ProblemError(422, error.code, error.detail);
      throw error;
    } finally {
      reading--;
    }
  }

  /** Where a drawing lies: one that was imported before is kept for good. */
  async function pathOf(fileKey: string): Promise<string> {
    if (await inspected.has(fileKey)) return inspected.path(fileKey);
    const kept = await files.size(fileKey).then(
      () => true,
      () => false,
    );
    if (kept) return files.path(fileKey);
    throw new ProblemError(
      422,
      "file-not-found",
      `there is no file "${fileKey}", or it waited longer than a day: send the drawing with POST /drawings/dxf/inspect`,
    );
  }

  return {
    "POST /drawings/dxf/inspect": async (_, call) => {
      const { key, bytes } = await inspected.putStream(call.body, call.signal);
      const inspection = await read(() => inspectDxfFile(inspected.path(key), { signal: call.signal }));
      await audit.record(caller(call), "dxf-inspected", key, { bytes });
      return { fileKey: key, ...inspection };
    },
    "POST /drawings/dxf/preview": async ({ body }, call) => {
      const path = await pathOf(body.fileKey);
      return read(() => readDxfFile(path, body.reading, { signal: call.signal }));
    },
    "POST /buildings/{id}/storeys/import-dxf": async ({ params, body }, call) => {
      if (!(await isBuilding(db, params.id)))
        throw new ProblemError(
          404,
          "building-not-found",
          `there is no building "${params.id}": see GET /buildings`,
        );
      await pathOf(body.fileKey);
      if ("id" in body.storey) {
        const storey = await db
          .selectFrom("storey")
          .select("id")
          .where("id", "=", body.storey.id)
          .where("building_id", "=", params.id)
          .where("ended_revision", "is", null)
          .executeTakeFirst();
        if (storey === undefined)
          throw new ProblemError(
            422,
            "storey-not-found",
            `building "${params.id}" has no storey "${body.storey.id}": see GET /buildings/{id}/storeys`,
          );
      }
      const by = caller(call);
      if (await inspected.has(body.fileKey)) await files.putStream(inspected.stream(body.fileKey));
      const input = writeUpload({ fileKey: body.fileKey, by, buildingId: params.id, dxf: body });
      const jobId = await jobs.add("model-import", body.name, input);
      await audit.record(by, "dxf-imported", jobId, {
        buildingId: params.id,
        storey: body.storey,
        sha256: body.fileKey,
      });
      return { jobId };
    },
  };
}
