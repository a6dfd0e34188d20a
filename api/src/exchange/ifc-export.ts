import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { IfcExportResult, ifcMediaType } from "@kontrollrom/contracts/ifc-export.ts";
import type { Job } from "@kontrollrom/contracts/job.ts";
import { writeIfcFile } from "@kontrollrom/twin/ifc-write/write-ifc-file.ts";
import type { Audit } from "../events/audit.ts";
import { type ExportFiles, keptMs } from "../exports/export-files.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Jobs, JobWork } from "../models/jobs.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import { caller } from "../work-orders/routes.ts";
import { attachment } from "./attachment.ts";
import { ifcBase, ifcWanted } from "./ifc-wanted.ts";

interface Deps {
  readonly db: RegistryDatabase;
  /** Where drawings are kept. */
  readonly files: FileStore;
  /** Where the copies are kept, for a day. */
  readonly exports: ExportFiles;
  now(): number;
}

/** Writes a copy of a building's drawing: whole under its name, or not at all. The job's input is the building's id. */
export function createIfcExport(deps: Deps): JobWork<"ifc-export"> {
  const { db, files, exports } = deps;
  return async (job, onProgress, signal) => {
    const { model, buildings } = await ifcBase(db, job.input);
    const wanted = await ifcWanted(deps, buildings);
    await exports.refuseFull();
    const part = exports.partPath(job.id);
    try {
      const report = await writeIfcFile({ source: files.path(model.file_key), out: part }, wanted, {
        signal,
        onProgress,
      });
      await rename(part, exports.path(job.id));
      const folder = await open(dirname(part), "r");
      await folder.sync();
      await folder.close();
      return {
        ...report,
        warnings: report.warnings.map((warning) => ({ ...warning, globalIds: [...warning.globalIds] })),
        file: `${model.name.replace(/\.(ifc|ifczip|zip|gz|ifc\.gz)$/i, "")} - Kontrollrom.ifc`,
        modelId: model.id,
        buildingIds: buildings.map(({ id }) => id),
        expiresAt: iso(deps.now() + keptMs),
      };
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  };
}

export function ifcExportHandlers(
  deps: Deps & { readonly jobs: Pick<Jobs, "add" | "get">; readonly audit: Audit },
): Pick<Handlers, "POST /buildings/{id}/ifc-export" | "GET /ifc-exports/{id}/file"> {
  const { db, exports, jobs, audit } = deps;

  async function jobOf(id: string): Promise<Extract<Job, { kind: "ifc-export" }>> {
    const job = await jobs.get(id);
    if (job?.kind === "ifc-export") return job;
    throw new ProblemError(404, "export-not-found", `there is no IFC export "${id}": see GET /jobs`);
  }

  return {
    "POST /buildings/{id}/ifc-export": async ({ params }, call) => {
      const { building, model } = await ifcBase(db, params.id);
      const jobId = await jobs.add("ifc-export", building.name, params.id);
      await audit.record(caller(call), "ifc-exported", jobId, { buildingId: params.id, modelId: model.id });
      return { jobId };
    },
    "GET /ifc-exports/{id}/file": async ({ params }) => {
      const job = await jobOf(params.id);
      if (job.state !== "succeeded" || job.result === undefined)
        throw new ProblemError(
          409,
          "export-not-ready",
          `IFC export "${params.id}" is ${job.state}: fetch it when GET /jobs/${params.id} says succeeded`,
        );
      const bytes = await exports.size(params.id);
      if (bytes === undefined)
        throw new ProblemError(
          410,
          "export-expired",
          `the file of IFC export "${params.id}" is kept no more: make it again with POST /buildings/{id}/ifc-export`,
        );
      const { file } = IfcExportResult.parse(job.result);
      return new RawAnswer(ifcMediaType, exports.stream(params.id, 0), {
        "content-disposition": attachment(file.replace(/\.ifc$/, ""), "ifc"),
        "content-length": String(bytes),
      });
    },
  };
}
