import { randomUUID } from "node:crypto";
import { Job, type JobKind, type JobResult } from "@kontrollrom/contracts/job.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

/** What a job does; throws a failure with `code` and a message for a person, or when the signal aborts. */
export type JobWork<K extends JobKind> = (
  job: { id: string; name: string; input: string },
  progress: (fraction: number) => void,
  signal: AbortSignal,
) => Promise<JobResult<K>>;

/** The work behind each kind of job. */
export type JobKindsOfWork = { readonly [K in JobKind]: JobWork<K> };

/**
 * Long work, of each kind one at a time, in the order it came. Queued work survives a restart, and work that a restart cut off
 * begins anew.
 */
export interface Jobs {
  start(): Promise<void>;
  stop(): Promise<void>;
  add(kind: JobKind, name: string, input: string): Promise<string>;
  /** @returns false where there is no such job; one that has ended stays as it is */
  cancel(id: string): Promise<boolean>;
  get(id: string): Promise<Job | undefined>;
  list(
    limit: number,
    after: { key: number; id: string } | undefined,
    kind?: JobKind | undefined,
  ): Promise<Row<"job">[]>;
}

const maxQueued = 100;
/** Work that took the whole process with it must not do so at every start. */
const maxAttempts = 2;

class CutOffError extends Error {
  readonly code = "cut-off";
  readonly detail =
    "the platform ended twice while it did this: it is not tried again; do a smaller part of it, or give the machine more memory";
}

export function createJobs(deps: {
  db: RegistryDatabase;
  work: JobKindsOfWork;
  now(): number;
  onError(error: unknown): void;
}): Jobs {
  const { db } = deps;
  const progressOf = new Map<string, number>();
  const stopping = new AbortController();
  /** Those that wait or run, each with what ends it. */
  const open = new Map<string, AbortController>();
  const running = new Map<JobKind, Promise<void>>();

  async function run(job: Row<"job">, cancelled: AbortSignal): Promise<void> {
    if (stopping.signal.aborted || cancelled.aborted) return;
    await db
      .updateTable("job")
      .set({ state: "running", attempts: job.attempts + 1 })
      .where("id", "=", job.id)
      .where("state", "!=", "cancelled")
      .execute();
    let end: Pick<Row<"job">, "state" | "progress" | "result" | "error">;
    try {
      if (job.attempts >= maxAttempts) throw new CutOffError();
      const work = deps.work[job.kind as JobKind];
      const signal = AbortSignal.any([stopping.signal, cancelled]);
      const result = await work(job, (fraction) => progressOf.set(job.id, fraction), signal);
      end = { state: "succeeded", progress: 1, result: JSON.stringify(result), error: null };
    } catch (error) {
      if (stopping.signal.aborted || cancelled.aborted) return;
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
      .where("state", "!=", "cancelled")
      .execute();
  }

  function enqueue(job: Row<"job">): void {
    const kind = job.kind as JobKind;
    const cancel = new AbortController();
    open.set(job.id, cancel);
    const before = running.get(kind) ?? Promise.resolve();
    running.set(
      kind,
      before
        .then(() => run(job, cancel.signal))
        .catch(deps.onError)
        .finally(() => {
          open.delete(job.id);
          progressOf.delete(job.id);
        }),
    );
  }

  return {
    async start() {
      const left = await db
        .selectFrom("job")
        .selectAll()
        .where("state", "in", ["queued", "running"])
        .orderBy("created_at")
        .execute();
      for (const job of left) enqueue(job);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
    async add(kind, name, input) {
      if (open.size >= maxQueued)
        throw new ProblemError(
          503,
          "queue-full",
          `${open.size} jobs are waiting already: try again when some are done (GET /jobs)`,
        );
      const job: Row<"job"> = {
        id: randomUUID(),
        kind,
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
    async cancel(id) {
      const waiting = open.get(id);
      if (waiting === undefined)
        return (
          (await db.selectFrom("job").select("id").where("id", "=", id).executeTakeFirst()) !== undefined
        );
      // Written first: work that ends by the signal writes no end of its own.
      await db
        .updateTable("job")
        .set({ state: "cancelled", progress: progressOf.get(id) ?? 0, finished_at: deps.now() })
        .where("id", "=", id)
        .where("state", "in", ["queued", "running"])
        .execute();
      waiting.abort(new Error("cancelled"));
      return true;
    },
    async get(id) {
      const row = await db.selectFrom("job").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toJob(row, progressOf.get(id));
    },
    list(limit, after, kind) {
      let query = db
        .selectFrom("job")
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit);
      if (kind !== undefined) query = query.where("kind", "=", kind);
      if (after) query = query.where(afterCursor(["created_at", "id"], after, "desc"));
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
  if (error instanceof ProblemError) return { code: error.code, detail: error.message };
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
    detail: "this failed unexpectedly; what it was given is kept and the log says more",
  };
}
