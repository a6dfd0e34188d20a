import { randomUUID } from "node:crypto";
import {
  type WorkOrderBulkDone,
  type WorkOrderFilterQuery,
  WorkOrderStatus,
} from "@kontrollrom/contracts/work-order.ts";
import type { z } from "zod";
import type { FileStore } from "../files/file-store.ts";
import { type Call, type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { countOrders, namesOfOrders } from "./counts.ts";
import { actOf } from "./once.ts";
import {
  detailOf,
  type ExternalLink,
  findWorkOrder,
  listWorkOrders,
  sortKey,
  toWorkOrder,
  type WorkOrderFilter,
} from "./repository.ts";
import { isWithin, type OrderScope, orderScope, refuseBeyond } from "./scope.ts";
import { type WorkOrderService, workOrderNotFound } from "./service.ts";

type Keys =
  | "GET /work-orders"
  | "GET /work-order-counts"
  | "GET /work-order-names"
  | "POST /work-orders/bulk"
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
  /** Absent: other systems are named and not linked to. */
  linkOf?: ExternalLink;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, service, files } = deps;

  /** What the caller may not see is not there for them. */
  async function order(id: string, call: Pick<Call, "identity">) {
    const row = await findWorkOrder(db, id);
    if (!row || !isWithin(orderScope(call), row)) throw workOrderNotFound(id);
    return row;
  }

  return {
    "GET /work-orders": async ({ query }, call) => {
      // In another order a place in the list means something else.
      const list = listCursor(`/work-orders?sort=${query.sort}`, "number");
      const after = list.read(query.cursor);
      const rows = await listWorkOrders(
        db,
        readOrderFilter(query, deps.now(), orderScope(call)),
        query.limit + 1,
        after,
        query.sort,
      );
      const keyOf = sortKey(query.sort);
      return list.page(rows, query.limit, (row) => ({ key: keyOf(row), id: row.id }), toWorkOrder);
    },
    "GET /work-order-counts": ({ query }, call) =>
      countOrders(db, readOrderFilter(query, deps.now(), orderScope(call)), deps.now()),
    "GET /work-order-names": () => namesOfOrders(db),
    "POST /work-orders/bulk": async ({ body }, call) => {
      const refused: WorkOrderBulkDone["refused"] = [];
      let changed = 0;
      for (const id of new Set(body.ids)) {
        try {
          await service.change(id, body.change, caller(call));
          changed += 1;
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          const number = (await findWorkOrder(db, id))?.number ?? id;
          refused.push({ id, number, code: error.code, detail: error.message });
        }
      }
      return { changed, refused };
    },
    "POST /work-orders": ({ body }, call) => service.create(body, actOf(call, "POST /work-orders")),
    "GET /work-orders/{id}": async ({ params }, call) =>
      detailOf(db, await order(params.id, call), deps.linkOf),
    "PATCH /work-orders/{id}": async ({ params, body }, call) => {
      await order(params.id, call);
      refuseBeyond(orderScope(call), body);
      return service.change(params.id, body, actOf(call, `PATCH /work-orders/${params.id}`));
    },
    "POST /work-orders/{id}/comments": async ({ params, body }, call) => {
      await order(params.id, call);
      return service.comment(params.id, body.text, actOf(call, `POST /work-orders/${params.id}/comments`));
    },
    "POST /work-orders/{id}/attachments": async ({ params, query }, call) => {
      await order(params.id, call);
      const { key, bytes } = await files.putStream(call.body, call.signal);
      const id = randomUUID();
      const file = { ...query, id, mediaType: call.contentType, bytes, fileKey: key };
      return service.attach(params.id, file, actOf(call, `POST /work-orders/${params.id}/attachments`));
    },
    "GET /work-orders/{id}/attachments/{attachmentId}": async ({ params }, call) => {
      await order(params.id, call);
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
  query: z.infer<typeof WorkOrderFilterQuery>,
  now: number,
  scope: OrderScope = undefined,
): WorkOrderFilter {
  const moment = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return {
    ...query,
    ...scope,
    status: parseStatus(query.status),
    priority: query.priority?.split(",").map(Number),
    unassigned: query.unassigned === undefined ? undefined : query.unassigned === "true",
    overdueAt: query.overdue === "true" ? now : undefined,
    dueFrom: moment(query.dueFrom),
    dueTo: moment(query.dueTo),
    plannedFrom: moment(query.plannedFrom),
    plannedTo: moment(query.plannedTo),
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
