import { randomUUID } from "node:crypto";
import { Job, type ModelImportResult } from "@kontrollrom/contracts/job.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

/** What a job does; throws a failure with `code` and a message for a person. */
export type JobWork = (
  job: { id: string; name: string; input: string },
  progress: (fraction: number) => void,
  signal: AbortSignal,
) => Promise<ModelImportResult>;

/**
 * Long work, one at a time, in the order it came. Queued work survives a restart, and work that a restart cut off begins anew.
 */
export interface Jobs {
  start(): Promise<void>;
  stop(): Promise<void>;
  add(name: string, input: string): Promise<string>;
  get(id: string): Promise<Job | undefined>;
  list(limit: number, after: { key: number; id: string } | undefined): Promise<Row<"job">[]>;
}

const maxQueued = 100;
/** A drawing that took the whole process with it must not do so at every start. */
const maxAttempts = 2;

class CutOffError extends Error {
  readonly code = "cut-off";
  readonly detail =
    "the platform ended twice while it read this drawing: it is not tried again; import a smaller part of it, or give the machine more memory";
}

export function createJobs(deps: {
  db: RegistryDatabase;
  work: JobWork;
  now(): number;
  onError(error: unknown): void;
}): Jobs {
  const { db } = deps;
  const progressOf = new Map<string, number>();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let queued = 0;

  async function run(job: Row<"job">): Promise<void> {
    if (stopping.signal.aborted) return;
    await db
      .updateTable("job")
      .set({ state: "running", attempts: job.attempts + 1 })
      .where("id", "=", job.id)
      .execute();
    let end: Pick<Row<"job">, "state" | "progress" | "result" | "error">;
    try {
      if (job.attempts >= maxAttempts) throw new CutOffError();
      const result = await deps.work(job, (fraction) => progressOf.set(job.id, fraction), stopping.signal);
      end = { state: "succeeded", progress: 1, result: JSON.stringify(result), error: null };
    } catch (error) {
      if (stopping.signal.aborted) return;
      end = {
        state: "failed",
        progress: progressOf.get(job.id) ?? 0,
        result: null,
        error: JSON.stringify(describe(error)),
      };
      if (describe(error).code === "internal") deps.onError(error);
    }
    await db
      .updateTable("job")
      .set({ ...end, finished_at: deps.now() })
      .where("id", "=", job.id)
      .execute();
    progressOf.delete(job.id);
  }

  function enqueue(job: Row<"job">): void {
    queued += 1;
    running = running
      .then(() => run(job))
      .catch(deps.onError)
      .finally(() => {
        queued -= 1;
      });
  }

  return {
    async start() {
      const open = await db
        .selectFrom("job")
        .selectAll()
        .where("state", "in", ["queued", "running"])
        .orderBy("created_at")
        .execute();
      for (const job of open) enqueue(job);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    async add(name, input) {
      if (queued >= maxQueued)
        throw new ProblemError(
          503,
          "queue-full",
          `${queued} imports are waiting already: try again when some are done (GET /jobs)`,
        );
      const job: Row<"job"> = {
        id: randomUUID(),
        kind: "model-import",
        name,
        state: "queued",
        progress: 0,
        created_at: deps.now(),
        finished_at: null,
        input,
        attempts: 0,
        result: null,
        error: null,
      };
      await db.insertInto("job").values(job).execute();
      enqueue(job);
      return job.id;
    },
    async get(id) {
      const row = await db.selectFrom("job").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toJob(row, progressOf.get(id));
    },
    list(limit, after) {
      let query = db
        .selectFrom("job")
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit);
      if (after)
        query = query.where((eb) =>
          eb.or([
            eb("created_at", "<", after.key),
            eb.and([eb("created_at", "=", after.key), eb("id", "<", after.id)]),
          ]),
        );
      return query.execute();
    },
  };
}

export function toJob(row: Row<"job">, progress = row.progress): Job {
  return Job.parse({
    id: row.id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    progress: Math.min(1, Math.max(0, progress)),
    createdAt: iso(row.created_at),
    ...present({
      finishedAt: isoOrNull(row.finished_at),
      result: row.result === null ? null : JSON.parse(row.result),
      error: row.error === null ? null : JSON.parse(row.error),
    }),
  });
}

function describe(error: unknown): { code: string; detail: string } {
  if (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    "detail" in error &&
    typeof error.detail === "string"
  )
    return { code: error.code, detail: error.detail };
  return {
    code: "internal",
    detail: "the import failed unexpectedly; the file is kept and the log says more",
  };
}
