import { type Job, Model, ModelImportResult } from "@kontrollrom/contracts/job.ts";
import type { Audit } from "../events/audit.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { type Jobs, type JobWork, toJob } from "./jobs.ts";
import { drawingKey, isBuilding, readUpload, writeUpload } from "./upload.ts";

type Keys =
  | "POST /models"
  | "GET /models"
  | "GET /models/{id}/fragments"
  | "GET /jobs"
  | "GET /jobs/{id}"
  | "POST /jobs/{id}/cancel";

const models = listCursor("GET /models", "number");
const jobList = listCursor("GET /jobs", "number");

export function modelHandlers(deps: {
  db: RegistryDatabase;
  files: FileStore;
  jobs: Jobs;
  audit: Audit;
}): Pick<Handlers, Keys> {
  const { db, files, jobs, audit } = deps;
  return {
    "POST /models": async ({ query }, call) => {
      const { key, bytes } = await files.putStream(call.body, call.signal);
      if (bytes === 0)
        throw new ProblemError(
          400,
          "empty-file",
          "the body is empty: send the bytes of an .ifc, .ifczip or gzipped .ifc",
        );
      if (query.buildingId !== undefined && !(await isBuilding(db, query.buildingId)))
        throw new ProblemError(
          422,
          "building-not-found",
          `there is no building "${query.buildingId}": see GET /buildings`,
        );
      const input = writeUpload({
        fileKey: key,
        by: caller(call),
        buildingId: query.buildingId,
        discipline: query.discipline,
      });
      const jobId = await jobs.add("model-import", query.name, input);
      await audit.record(caller(call), "drawing-imported", jobId, { name: query.name, sha256: key, bytes });
      return { jobId };
    },
    "GET /models": async ({ query }) => {
      const after = models.read(query.cursor);
      let rows = db
        .selectFrom("model")
        .selectAll()
        .orderBy("imported_at", "desc")
        .orderBy("id", "desc")
        .limit(query.limit + 1);
      if (after) rows = rows.where(afterCursor(["imported_at", "id"], after, "desc"));
      return models.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: row.imported_at, id: row.id }),
        toModel,
      );
    },
    "GET /models/{id}/fragments": async ({ params }) => {
      const row = await db
        .selectFrom("model")
        .select("frag_key")
        .where("id", "=", params.id)
        .executeTakeFirst();
      if (!row)
        throw new ProblemError(404, "model-not-found", `there is no drawing "${params.id}": see GET /models`);
      if (row.frag_key === null)
        throw new ProblemError(
          404,
          "no-fragments",
          `drawing "${params.id}" has no geometry for the viewer: its import report says why`,
        );
      return new RawAnswer("application/octet-stream", files.stream(row.frag_key), {
        "content-length": String(await files.size(row.frag_key)),
        // A model never changes: a new revision is a new model.
        "cache-control": "private, max-age=31536000, immutable",
      });
    },
    "GET /jobs": async ({ query }) => {
      const rows = await jobs.list(query.limit + 1, jobList.read(query.cursor), query.kind);
      return jobList.page(
        rows,
        query.limit,
        (row) => ({ key: row.created_at, id: row.id }),
        (row) => toJob(row),
      );
    },
    "GET /jobs/{id}": async ({ params }) => {
      const job = await jobs.get(params.id);
      if (!job) throw jobNotFound(params.id);
      return job;
    },
    "POST /jobs/{id}/cancel": async ({ params }, call) => {
      if (!(await jobs.cancel(params.id))) throw jobNotFound(params.id);
      await audit.record(caller(call), "job-cancelled", params.id);
      return (await jobs.get(params.id)) as Job;
    },
  };
}

function jobNotFound(id: string): ProblemError {
  return new ProblemError(404, "job-not-found", `there is no job "${id}": see GET /jobs`);
}

/** The same bytes again are the same drawing: answered from what was imported then. */
export function onceForEachFile(
  db: RegistryDatabase,
  work: JobWork<"model-import">,
): JobWork<"model-import"> {
  return async (job, progress, signal) => {
    const known = await db
      .selectFrom("model")
      .select("result")
      .where("sha256", "=", drawingKey(readUpload(job.input), job.id))
      .executeTakeFirst();
    return known ? ModelImportResult.parse(JSON.parse(known.result)) : work(job, progress, signal);
  };
}

function toModel(row: Row<"model">): Model {
  return Model.parse({
    id: row.id,
    name: row.name,
    schema: row.schema,
    bytes: row.bytes,
    sha256: row.sha256,
    importedAt: iso(row.imported_at),
    buildingIds: JSON.parse(row.building_ids),
  });
}
