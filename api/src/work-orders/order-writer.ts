import { randomUUID } from "node:crypto";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { type WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { DomainEvents } from "../events/domain-events.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { takeNumber, toWorkOrder } from "./repository.ts";
import { endedStatuses } from "./status.ts";

type OrderRow = Row<"work_order">;
export type OrderColumns = Partial<Omit<OrderRow, "id" | "number" | "revision">>;

export interface OrderChange {
  readonly kind: "created" | "changed" | "commented" | "attached";
  readonly order: WorkOrder;
  readonly row: OrderRow;
  /** Fields that changed, by their names in the history. */
  readonly fields: readonly string[];
  readonly by: string;
  /** The system that the change came from, which need not be told of it. */
  readonly origin?: string | undefined;
}

/** Who must hear of changes. What they write is written with the change or not at all. */
export interface OrderFollower {
  changed(tx: Transaction<Registry>, change: OrderChange): Promise<void>;
  /** After the commit: what was written can be sent. */
  committed(): void;
}

/** The one place where orders are written: with their history, their event, and what followers keep of it. */
export interface OrderWriter {
  insert(
    tx: Transaction<Registry>,
    row: NewOrderRow,
    options?: { readonly origin?: string | undefined },
  ): Promise<Written>;
  /** Writes what differs; undefined where nothing does. */
  update(
    tx: Transaction<Registry>,
    row: OrderRow,
    columns: OrderColumns,
    by: string,
    options?: UpdateOptions,
  ): Promise<Written | undefined>;
  /** Something beside the order's own fields: a comment, a photo, hours. */
  beside(
    tx: Transaction<Registry>,
    row: OrderRow,
    what: {
      readonly kind: OrderChange["kind"];
      readonly by: string;
      readonly columns?: OrderColumns;
      readonly step?: OrderStep;
      readonly origin?: string | undefined;
    },
  ): Promise<Written>;
  publish(events: readonly DomainEvent[]): void;
}

export interface UpdateOptions {
  readonly origin?: string | undefined;
  /** The platform's own doing: nobody has touched the order by it. */
  readonly bySystem?: boolean;
  /** Written in the history beside what changed, also where nothing did. */
  readonly step?: OrderStep;
}

export interface OrderStep {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

export interface Written {
  readonly row: OrderRow;
  readonly order: WorkOrder;
  readonly event: DomainEvent;
}

export type NewOrderRow = Pick<
  OrderRow,
  "title" | "type" | "status" | "priority" | "created_at" | "created_by"
> &
  OrderColumns;

const blank = {
  description: "",
  building_id: null,
  building_name: null,
  storey_id: null,
  space_id: null,
  space_label: null,
  source_alarm_id: null,
  assignee: null,
  assignee_kind: null,
  agreement: null,
  channel: null,
  reporter_name: null,
  reporter_email: null,
  reporter_phone: null,
  tfm_tag: null,
  ns3451: null,
  estimate_hours: null,
  actual_hours: 0,
  cost_nok: null,
  account: null,
  sja: 0,
  cause: null,
  action: null,
  archive_reference: null,
  rule_id: null,
  point_id: null,
  plan_id: null,
  follows_id: null,
  touched: 0,
  verified_at: null,
  evidence: null,
  planned_at: null,
  due_at: null,
  closed_at: null,
} as const;

/** Names in the history, where they are not the column's own. */
const fieldNames: Readonly<Record<string, string>> = {
  due_at: "dueAt",
  planned_at: "plannedAt",
  assignee_kind: "assigneeKind",
  tfm_tag: "tfmTag",
  estimate_hours: "estimateHours",
  cost_nok: "costNok",
  archive_reference: "archiveReference",
  verified_at: "verifiedAt",
  space_label: "place",
  reporter_name: "reporter",
  reporter_email: "reporter",
  reporter_phone: "reporter",
};
/** Follow from others, or tell of a person: the history does not repeat them. */
const unwritten = new Set([
  "touched",
  "evidence",
  "building_id",
  "building_name",
  "storey_id",
  "space_id",
  "actual_hours",
  "closed_at",
]);

export function createOrderWriter(deps: {
  events: DomainEvents;
  followers: readonly OrderFollower[];
  now(): number;
}): OrderWriter {
  const { events, followers } = deps;

  async function tell(
    tx: Transaction<Registry>,
    row: OrderRow,
    change: Pick<OrderChange, "kind" | "fields" | "by" | "origin">,
  ): Promise<Written> {
    const order = toWorkOrder(row);
    for (const follower of followers) await follower.changed(tx, { ...change, order, row });
    return { row, order, event: await events.append(tx, { kind: "work-order", workOrder: order }) };
  }

  const step = (tx: Transaction<Registry>, row: OrderRow, at: number, by: string, what: OrderStep) =>
    tx
      .insertInto("work_order_step")
      .values({
        work_order_id: row.id,
        at,
        by,
        field: what.field,
        from_value: what.from,
        to_value: what.to,
      })
      .execute();

  async function store(tx: Transaction<Registry>, row: OrderRow): Promise<void> {
    const { id, ...values } = row;
    await tx.updateTable("work_order").set(values).where("id", "=", id).execute();
  }

  return {
    async insert(tx, given, { origin } = {}) {
      const row: OrderRow = {
        ...blank,
        ...given,
        id: randomUUID(),
        number: await takeNumber(tx, given.created_at),
        updated_at: given.created_at,
        revision: 1,
      };
      await tx.insertInto("work_order").values(row).execute();
      await step(tx, row, row.created_at, row.created_by, { field: "status", from: "", to: row.status });
      return tell(tx, row, { kind: "created", fields: [], by: row.created_by, origin });
    },

    async update(tx, row, columns, by, { origin, bySystem, step: told } = {}) {
      const change = Object.fromEntries(
        Object.entries(columns).filter(
          ([name, value]) => value !== undefined && value !== row[name as keyof OrderRow],
        ),
      ) as OrderColumns;
      if (Object.keys(change).length === 0 && !told) return undefined;
      const now = deps.now();
      const status = WorkOrderStatus.parse(change.status ?? row.status);
      const next: OrderRow = {
        ...row,
        ...change,
        touched: bySystem ? (change.touched ?? row.touched) : 1,
        updated_at: now,
        revision: row.revision + 1,
        closed_at: endedStatuses.includes(status) ? (row.closed_at ?? now) : null,
      };
      await store(tx, next);
      const fields: string[] = [];
      if (told) {
        fields.push(told.field);
        await step(tx, row, now, by, told);
      }
      for (const [column, to] of Object.entries(change)) {
        const field = fieldNames[column] ?? column;
        if (unwritten.has(column) || fields.includes(field)) continue;
        fields.push(field);
        const personal = field === "reporter";
        await step(tx, row, now, by, {
          field,
          from: personal ? "" : written(column, row[column as keyof OrderRow]),
          to: personal ? "" : written(column, to),
        });
      }
      return tell(tx, next, { kind: "changed", fields, by, origin });
    },

    async beside(tx, row, { kind, by, columns = {}, step: told, origin }) {
      const now = deps.now();
      const next = { ...row, ...columns, updated_at: now };
      await store(tx, next);
      if (told) await step(tx, row, now, by, told);
      return tell(tx, next, { kind, fields: told ? [told.field] : [], by, origin });
    },

    publish(written) {
      events.publish(written);
      for (const follower of followers) follower.committed();
    },
  };
}

/** As the history shows it. */
function written(column: string, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (column === "due_at" || column === "planned_at" || column === "verified_at") return iso(Number(value));
  if (column === "sja") return value === 1 ? "true" : "false";
  return String(value);
}
