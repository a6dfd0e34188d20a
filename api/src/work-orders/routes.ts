import { randomUUID } from "node:crypto";
import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { decodeCursor, toPage } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import {
  detailOf,
  dueKey,
  findWorkOrder,
  listWorkOrders,
  toWorkOrder,
  type WorkOrderFilter,
} from "./repository.ts";
import { type WorkOrderService, workOrderNotFound } from "./service.ts";

type Keys =
  | "GET /work-orders"
  | "POST /work-orders"
  | "GET /work-orders/{id}"
  | "PATCH /work-orders/{id}"
  | "POST /work-orders/{id}/comments"
  | "POST /work-orders/{id}/attachments"
  | "GET /work-orders/{id}/attachments/{attachmentId}";

export function workOrderHandlers(deps: {
  db: RegistryDatabase;
  service: WorkOrderService;
  files: FileStore;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, service, files } = deps;

  async function order(id: string) {
    const row = await findWorkOrder(db, id);
    if (!row) throw workOrderNotFound(id);
    return row;
  }

  return {
    "GET /work-orders": async ({ query }) => {
      const cursor = decodeCursor(query.cursor);
      const after = cursor && { key: Number(cursor.key), id: cursor.id };
      const rows = await listWorkOrders(
        db,
        readOrderFilter(query, deps.now()),
        query.limit + 1,
        after,
        query.sort,
      );
      const keyOf = query.sort === "due" ? dueKey : (row: { created_at: number }) => row.created_at;
      return toPage(rows, query.limit, (row) => ({ key: keyOf(row), id: row.id }), toWorkOrder);
    },
    "POST /work-orders": ({ body }, call) => service.create(body, caller(call)),
    "GET /work-orders/{id}": async ({ params }) => detailOf(db, await order(params.id)),
    "PATCH /work-orders/{id}": ({ params, body }, call) => service.change(params.id, body, caller(call)),
    "POST /work-orders/{id}/comments": ({ params, body }, call) =>
      service.comment(params.id, body.text, caller(call)),
    "POST /work-orders/{id}/attachments": async ({ params, query }, call) => {
      await order(params.id);
      const { key, bytes } = await files.putStream(call.body, call.signal);
      const id = randomUUID();
      const file = { ...query, id, mediaType: call.contentType, bytes, fileKey: key };
      await service.attach(params.id, file, caller(call));
      return { id };
    },
    "GET /work-orders/{id}/attachments/{attachmentId}": async ({ params }) => {
      const row = await db
        .selectFrom("attachment")
        .selectAll()
        .where("id", "=", params.attachmentId)
        .where("work_order_id", "=", params.id)
        .executeTakeFirst();
      if (!row)
        throw new ProblemError(
          404,
          "attachment-not-found",
          `order "${params.id}" has no attachment "${params.attachmentId}"`,
        );
      return new RawAnswer(row.media_type, files.stream(row.file_key), {
        "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(row.name)}`,
      });
    },
  };
}

export function caller(call: { identity: { name: string } | undefined }): string {
  return call.identity?.name ?? "unknown";
}

/** The filter of a list or an export, as its query has it. */
export function readOrderFilter(
  query: Omit<WorkOrderFilter, "status" | "overdueAt" | "dueFrom" | "dueTo"> & {
    readonly status?: string | undefined;
    readonly overdue?: "true" | "false" | undefined;
    readonly dueFrom?: string | undefined;
    readonly dueTo?: string | undefined;
  },
  now: number,
): WorkOrderFilter {
  return {
    ...query,
    status: parseStatus(query.status),
    overdueAt: query.overdue === "true" ? now : undefined,
    dueFrom: query.dueFrom === undefined ? undefined : Date.parse(query.dueFrom),
    dueTo: query.dueTo === undefined ? undefined : Date.parse(query.dueTo),
  };
}

function parseStatus(text: string | undefined): WorkOrderFilter["status"] {
  if (text === undefined || text === "open") return text;
  return text.split(",").map((part) => {
    const status = WorkOrderStatus.safeParse(part);
    if (!status.success)
      throw new ProblemError(
        400,
        "bad-status",
        `status "${part}" is not known: use open, or any of ${WorkOrderStatus.options.join(", ")}`,
      );
    return status.data;
  });
}
