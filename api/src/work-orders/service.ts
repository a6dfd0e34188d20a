import { randomUUID } from "node:crypto";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import type {
  AttachmentKind,
  Reporter,
  WorkOrder,
  WorkOrderChannel,
  WorkOrderComment,
  WorkOrderPatch,
} from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { addItems, itemsOfTemplate } from "./checklist.ts";
import { createForAlarm, linkToTakenOrder, type OrderForAlarmWritten } from "./for-alarm.ts";
import { type Act, once } from "./once.ts";
import type { OrderColumns, OrderWriter, Written } from "./order-writer.ts";
import { patchColumns } from "./patch-columns.ts";
import { findWorkOrder, toWorkOrder } from "./repository.ts";
import { changedMeanwhile, deadlineOf, readSettings } from "./settings.ts";

export interface NewWorkOrder {
  readonly title: string;
  readonly description: string;
  readonly type: WorkOrder["type"];
  readonly priority: WorkOrder["priority"];
  readonly buildingId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly assignee?: string | undefined;
  readonly assigneeKind?: WorkOrder["assigneeKind"];
  readonly agreement?: string | undefined;
  readonly channel?: WorkOrderChannel | undefined;
  readonly reporter?: Reporter | undefined;
  readonly tfmTag?: string | undefined;
  readonly ns3451?: string | undefined;
  readonly estimateHours?: number | undefined;
  readonly costNok?: number | undefined;
  readonly account?: string | undefined;
  readonly sja?: boolean | undefined;
  readonly checklistTemplateId?: string | undefined;
  readonly planId?: string | undefined;
  readonly plannedAt?: string | undefined;
  readonly dueAt?: string | undefined;
}

export interface NewAttachment {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly fileKey: string;
  readonly kind: AttachmentKind;
}

/** Who does it, or with a key so that it is done once. */
export type By = string | Act;

export interface WorkOrderService {
  create(order: NewWorkOrder, by: By): Promise<WorkOrder>;
  /** The same within a transaction of the caller's: hand the event to `publish` after the commit. */
  createWithin(tx: Transaction<Registry>, order: NewWorkOrder, by: string, origin?: string): Promise<Written>;
  /** Within the transaction that raises the alarm: its own order, or the one that answers the same trouble already. */
  createForAlarm(tx: Transaction<Registry>, alarm: Alarm): Promise<OrderForAlarmWritten | undefined>;
  /** The same for a rule that makes no orders: the one that somebody is at on the point, if any. */
  linkToTakenOrder(tx: Transaction<Registry>, alarm: Alarm): Promise<OrderForAlarmWritten | undefined>;
  change(id: string, patch: WorkOrderPatch, by: By, origin?: string): Promise<WorkOrder>;
  comment(id: string, text: string, by: By, origin?: string): Promise<WorkOrderComment>;
  attach(id: string, file: NewAttachment, by: By): Promise<{ id: string }>;
  publish(events: readonly DomainEvent[]): void;
}

export function createWorkOrderService(deps: {
  db: RegistryDatabase;
  writer: OrderWriter;
  catalogue: Catalogue;
  now(): number;
}): WorkOrderService {
  const { db, writer, catalogue, now } = deps;

  function placeOf(place: {
    readonly spaceId?: string | null | undefined;
    readonly buildingId?: string | null | undefined;
  }): Pick<OrderColumns, "building_id" | "building_name" | "storey_id" | "space_id" | "space_label"> {
    const space = place.spaceId == null ? undefined : catalogue.spaces.get(place.spaceId);
    if (place.spaceId != null && !space)
      throw new ProblemError(422, "place-unknown", `spaceId "${place.spaceId}" is not in the register`);
    const buildingId = space?.buildingId ?? place.buildingId ?? undefined;
    if (buildingId !== undefined && !catalogue.buildings.has(buildingId))
      throw new ProblemError(422, "place-unknown", `buildingId "${buildingId}" is not in the register`);
    return {
      building_id: buildingId ?? null,
      building_name: buildingId === undefined ? null : (catalogue.buildings.get(buildingId) ?? null),
      storey_id: space?.storeyId ?? null,
      space_id: space?.id ?? null,
      space_label: space ? `${space.number} ${space.name}`.trim() : null,
    };
  }

  async function held(tx: Transaction<Registry>, id: string): Promise<Row<"work_order">> {
    const row = await findWorkOrder(tx, id);
    if (!row) throw workOrderNotFound(id);
    return row;
  }

  /** Does it in one transaction, once for each key, and tells of it after the commit. */
  async function keyed<T>(
    by: By,
    work: (tx: Transaction<Registry>, name: string) => Promise<{ answer: T; event: DomainEvent | undefined }>,
  ): Promise<T> {
    const act = typeof by === "string" ? { key: undefined, by, what: "" } : by;
    let event: DomainEvent | undefined;
    const { answer } = await db.transaction().execute((tx) =>
      once(tx, act, now(), async () => {
        const done = await work(tx, act.by);
        event = done.event;
        return done.answer;
      }),
    );
    if (event) writer.publish([event]);
    return answer;
  }

  async function createWithin(
    tx: Transaction<Registry>,
    order: NewWorkOrder,
    by: string,
    origin?: string,
  ): Promise<Written> {
    const items =
      order.checklistTemplateId === undefined ? [] : await itemsOfTemplate(tx, order.checklistTemplateId);
    const at = now();
    const settings = await readSettings(tx);
    const written = await writer.insert(
      tx,
      {
        title: order.title,
        description: order.description,
        type: order.type,
        status: order.assignee === undefined ? "new" : "assigned",
        priority: order.priority,
        ...placeOf(order),
        assignee: order.assignee ?? null,
        assignee_kind: order.assigneeKind ?? (order.assignee === undefined ? null : "person"),
        agreement: order.agreement ?? null,
        channel: order.channel ?? "staff",
        reporter_name: order.reporter?.name || null,
        reporter_email: order.reporter?.email ?? null,
        reporter_phone: order.reporter?.phone || null,
        tfm_tag: order.tfmTag ?? null,
        ns3451: order.ns3451 ?? null,
        estimate_hours: order.estimateHours ?? null,
        cost_nok: order.costNok ?? null,
        account: order.account ?? null,
        sja: order.sja ? 1 : 0,
        plan_id: order.planId ?? null,
        created_at: at,
        created_by: by,
        planned_at: order.plannedAt === undefined ? null : Date.parse(order.plannedAt),
        due_at:
          order.dueAt === undefined ? deadlineOf(settings, order.priority, at) : Date.parse(order.dueAt),
      },
      { origin },
    );
    if (items.length > 0) await addItems(tx, written.row.id, items);
    return written;
  }

  return {
    createWithin,
    publish: writer.publish,
    createForAlarm: (tx, alarm) => createForAlarm({ writer, now }, tx, alarm),
    linkToTakenOrder: (tx, alarm) => linkToTakenOrder({ writer, now }, tx, alarm),

    create: (order, by) =>
      keyed(by, async (tx, name) => {
        const { order: answer, event } = await createWithin(tx, order, name);
        return { answer, event };
      }),

    change: (id, patch, by, origin) =>
      keyed(by, async (tx, name) => {
        const row = await held(tx, id);
        if (patch.revision !== undefined && patch.revision !== row.revision)
          throw changedMeanwhile(`order ${row.number}`, row.revision, patch.revision);
        const moved = patch.spaceId !== undefined || patch.buildingId !== undefined;
        const columns = {
          ...patchColumns(row, patch),
          ...(moved && placeOf({ buildingId: row.building_id, ...patch })),
        };
        const written = await writer.update(tx, row, columns, name, { origin });
        return { answer: written?.order ?? toWorkOrder(row), event: written?.event };
      }),

    comment: (id, text, by, origin) =>
      keyed(by, async (tx, name) => {
        const comment = { id: randomUUID(), at: now(), by: name, text };
        const row = await held(tx, id);
        await tx
          .insertInto("work_order_comment")
          .values({ ...comment, work_order_id: id })
          .execute();
        const written = { kind: "commented", by: name, columns: { touched: 1 }, origin } as const;
        const { event } = await writer.beside(tx, row, written);
        return { answer: { ...comment, at: iso(comment.at) }, event };
      }),

    attach: (id, { fileKey, mediaType, ...file }, by) =>
      keyed(by, async (tx, name) => {
        const row = await held(tx, id);
        await tx
          .insertInto("attachment")
          .values({
            ...file,
            media_type: mediaType,
            file_key: fileKey,
            work_order_id: id,
            at: now(),
            by: name,
          })
          .execute();
        const { event } = await writer.beside(tx, row, {
          kind: "attached",
          by: name,
          columns: { touched: 1 },
          step: { field: "attachment", from: "", to: file.name },
        });
        return { answer: { id: file.id }, event };
      }),
  };
}

export function workOrderNotFound(id: string): ProblemError {
  return new ProblemError(
    404,
    "work-order-not-found",
    `there is no work order "${id}": see GET /work-orders`,
  );
}
