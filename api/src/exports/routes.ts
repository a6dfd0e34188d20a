import { type ExportInput, ExportResult, maxExportPoints } from "@kontrollrom/contracts/export.ts";
import type { Job } from "@kontrollrom/contracts/job.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { z } from "zod";
import type { Audit } from "../events/audit.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Jobs } from "../models/jobs.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { PointBook } from "../telemetry/point-book.ts";
import { periodOf } from "../telemetry/series-answer.ts";
import { caller } from "../work-orders/routes.ts";
import type { ExportFiles } from "./export-files.ts";

type Keys = "POST /exports" | "GET /exports/{id}/file" | "DELETE /exports/{id}";

export function exportHandlers(deps: {
  readonly jobs: Pick<Jobs, "add" | "get" | "cancel">;
  readonly files: ExportFiles;
  readonly book: PointBook;
  readonly catalogue: Pick<Catalogue, "points">;
  derivedPoints(): Iterable<Point>;
  readonly audit: Audit;
}): Pick<Handlers, Keys> {
  const { jobs, files, book, audit } = deps;

  async function jobOf(id: string): Promise<Extract<Job, { kind: "series-export" }>> {
    const job = await jobs.get(id);
    if (job?.kind === "series-export") return job;
    throw new ProblemError(404, "export-not-found", `there is no export "${id}": see GET /jobs`);
  }

  return {
    "POST /exports": async ({ body }, call) => {
      periodOf(body);
      const pointIds = pointsOf(body);
      const { from, to, bucket, format } = body;
      const name = `${pointIds.length} points, ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
      const jobId = await jobs.add("series-export", name, JSON.stringify({ ...body, pointIds }));
      await audit.record(caller(call), "series-exported", jobId, {
        points: pointIds.length,
        from,
        to,
        bucket,
        format,
      });
      return { jobId };
    },
    "GET /exports/{id}/file": async ({ params }, call) => {
      const job = await jobOf(params.id);
      if (job.state !== "succeeded" || !job.result)
        throw new ProblemError(
          409,
          "export-not-ready",
          `export "${params.id}" is ${job.state}: fetch it when GET /jobs/${params.id} says succeeded`,
        );
      const bytes = await files.size(params.id);
      if (bytes === undefined)
        throw new ProblemError(
          410,
          "export-expired",
          `the file of export "${params.id}" is kept no more: make it again with POST /exports`,
        );
      const { file, mediaType } = ExportResult.parse(job.result);
      const start = startOf(call.headers.range, bytes);
      return new RawAnswer(
        mediaType,
        files.stream(params.id, start ?? 0),
        {
          "content-disposition": `attachment; filename="${file}"`,
          "content-length": String(bytes - (start ?? 0)),
          "accept-ranges": "bytes",
          ...(start !== undefined && { "content-range": `bytes ${start}-${bytes - 1}/${bytes}` }),
        },
        start === undefined ? 200 : 206,
      );
    },
    "DELETE /exports/{id}": async ({ params }, call) => {
      await jobOf(params.id);
      await jobs.cancel(params.id);
      await files.remove(params.id);
      await audit.record(caller(call), "export-removed", params.id);
      return undefined;
    },
  };

  function pointsOf(input: z.output<typeof ExportInput>): number[] {
    const { pointIds, buildingId, storeyId, spaceId, quantity } = input;
    if (pointIds) {
      for (const id of pointIds) book.get(id);
      return [...new Set(pointIds)];
    }
    if (buildingId === undefined && storeyId === undefined && spaceId === undefined && quantity === undefined)
      throw new ProblemError(
        400,
        "invalid-request",
        "say which points: pointIds, buildingId, storeyId, spaceId or quantity",
      );
    const found: number[] = [];
    const take = (
      id: number,
      place: { buildingId?: string | undefined; storeyId?: string | undefined; spaceId?: string | undefined },
      what: string,
    ): void => {
      const isMeant =
        (buildingId === undefined || place.buildingId === buildingId) &&
        (storeyId === undefined || place.storeyId === storeyId) &&
        (spaceId === undefined || place.spaceId === spaceId) &&
        (quantity === undefined || what === quantity);
      if (isMeant) found.push(id);
    };
    for (const { id, device, quantity: what } of deps.catalogue.points.values())
      if (!device.removed) take(id, device, what);
    for (const point of deps.derivedPoints()) take(point.id, point, point.quantity);
    if (found.length === 0)
      throw new ProblemError(422, "no-points", "there are no such points: see GET /points");
    if (found.length > maxExportPoints)
      throw new ProblemError(
        413,
        "too-many-points",
        `that is ${found.length} points, at most ${maxExportPoints} can be exported at once: name a building or quantity`,
      );
    return found.sort((a, b) => a - b);
  }
}

/** Where a download goes on: the one form of Range that is answered, and any other is the whole (RFC 9110 §14.2). */
function startOf(range: string | readonly string[] | undefined, bytes: number): number | undefined {
  const [, text] = /^bytes=(\d{1,15})-$/.exec(String(range ?? "")) ?? [];
  const start = Number(text);
  return text === undefined || start >= bytes ? undefined : start;
}
