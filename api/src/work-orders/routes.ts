import { randomUUID } from "node:crypto";
import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { decodeCursor, toPage } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import { detailOf, findWorkOrder, listWorkOrders, toWorkOrder, type WorkOrderFilter } from "./repository.ts";
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
      const filter = { ...query, status: parseStatus(query.status) };
      const after = cursor && { key: Number(cursor.key), id: cursor.id };
      const rows = await listWorkOrders(
        db,
        { sourceAlarmId: undefined, buildingId: undefined, spaceId: undefined, ...filter },
        query.limit + 1,
        after,
      );
      return toPage(rows, query.limit, (row) => ({ key: row.created_at, id: row.id }), toWorkOrder);
    },
    "POST /work-orders": ({ body }, call) => service.create(body, caller(call)),
    "GET /work-orders/{id}": async ({ params }) => detailOf(db, await order(params.id)),
    "PATCH /work-orders/{id}": ({ params, body }, call) => service.change(params.id, body, caller(call)),
    "POST /work-orders/{id}/comments": async ({ params, body }, call) => {
      await order(params.id);
      const comment = { id: randomUUID(), at: deps.now(), by: caller(call), text: body.text };
      await db
        .insertInto("work_order_comment")
        .values({ ...comment, work_order_id: params.id })
        .execute();
      return { ...comment, at: iso(comment.at) };
    },
    "POST /work-orders/{id}/attachments": async ({ params, query }, call) => {
      await order(params.id);
      const { key, bytes } = await files.putStream(call.body, call.signal);
      const id = randomUUID();
      await db
        .insertInto("attachment")
        .values({
          id,
          work_order_id: params.id,
          name: query.name,
          media_type: call.contentType,
          bytes,
          file_key: key,
          at: deps.now(),
          by: caller(call),
        })
        .execute();
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
