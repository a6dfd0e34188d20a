import { randomUUID } from "node:crypto";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import type { ChecklistTemplate } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { Audit } from "../events/audit.ts";
import type { Call, Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { addItems, changeItem, itemsOfTemplate, templateItemsOf, toCheckItem } from "./checklist.ts";
import { actOf, once } from "./once.ts";
import type { OrderWriter } from "./order-writer.ts";
import { findWorkOrder } from "./repository.ts";
import { caller } from "./routes.ts";
import { isWithin, orderScope } from "./scope.ts";
import { workOrderNotFound } from "./service.ts";
import { changedMeanwhile, readSettings, writeSettings } from "./settings.ts";

type Keys =
  | "GET /work-order-settings"
  | "PATCH /work-order-settings"
  | "GET /checklist-templates"
  | "POST /checklist-templates"
  | "PATCH /checklist-templates/{id}"
  | "DELETE /checklist-templates/{id}"
  | "POST /work-orders/{id}/checklist"
  | "PATCH /work-orders/{id}/checklist/{entryId}"
  | "POST /work-orders/{id}/hours"
  | "DELETE /work-orders/{id}/hours/{entryId}"
  | "POST /work-orders/{id}/materials"
  | "DELETE /work-orders/{id}/materials/{entryId}";

/** What belongs to an order beside its own fields: checklist, hours, materials; and the settings of them all. */
export function workOrderPartHandlers(deps: {
  db: RegistryDatabase;
  writer: OrderWriter;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, writer, audit, now } = deps;

  /** Does something with an order in one transaction, once for each key, and tells of it. */
  async function on<T>(
    id: string,
    call: Call,
    what: string,
    work: (
      tx: Transaction<Registry>,
      row: Row<"work_order">,
    ) => Promise<{ answer: T; field: string; from: string; to: string }>,
  ): Promise<T> {
    const act = actOf(call, what);
    let event: DomainEvent | undefined;
    const { answer } = await db.transaction().execute((tx) =>
      once(tx, act, now(), async () => {
        const row = await findWorkOrder(tx, id);
        if (!row || !isWithin(orderScope(call), row)) throw workOrderNotFound(id);
        const { answer, ...step } = await work(tx, row);
        const sum = await hoursOf(tx, id);
        const columns = { touched: 1, actual_hours: sum };
        ({ event } = await writer.beside(tx, row, { kind: "changed", by: act.by, columns, step }));
        return answer;
      }),
    );
    if (event) writer.publish([event]);
    return answer;
  }

  async function template(tx: Transaction<Registry>, id: string): Promise<Row<"checklist_template">> {
    const row = await tx.selectFrom("checklist_template").selectAll().where("id", "=", id).executeTakeFirst();
    if (!row)
      throw new ProblemError(
        404,
        "checklist-not-found",
        `there is no checklist "${id}": see GET /checklist-templates`,
      );
    return row;
  }

  async function nameTaken(tx: Transaction<Registry>, name: string, id: string): Promise<void> {
    const other = await tx
      .selectFrom("checklist_template")
      .select("id")
      .where("name", "=", name)
      .where("id", "<>", id)
      .executeTakeFirst();
    if (other) throw new ProblemError(409, "name-taken", `another checklist is called "${name}"`);
  }

  return {
    "GET /work-order-settings": () => readSettings(db),
    "PATCH /work-order-settings": async ({ body }, call) => {
      const settings = await db.transaction().execute((tx) => writeSettings(tx, body));
      await audit.record(caller(call), "work-order-settings-changed", "work-orders", body);
      return settings;
    },

    "GET /checklist-templates": async () => {
      const rows = await db.selectFrom("checklist_template").selectAll().orderBy("name").execute();
      return { items: rows.map(toTemplate) };
    },
    "POST /checklist-templates": async ({ body }, call) => {
      const row = { id: randomUUID(), name: body.name, items: JSON.stringify(body.items), revision: 1 };
      await db.transaction().execute(async (tx) => {
        await nameTaken(tx, row.name, row.id);
        await tx.insertInto("checklist_template").values(row).execute();
      });
      await audit.record(caller(call), "checklist-made", row.id, { name: body.name });
      return toTemplate(row);
    },
    "PATCH /checklist-templates/{id}": async ({ params, body }, call) => {
      const next = await db.transaction().execute(async (tx) => {
        const row = await template(tx, params.id);
        if (body.revision !== undefined && body.revision !== row.revision)
          throw changedMeanwhile(`the checklist "${row.name}"`, row.revision, body.revision);
        if (body.name !== undefined) await nameTaken(tx, body.name, row.id);
        const changed = {
          ...row,
          name: body.name ?? row.name,
          items: body.items ? JSON.stringify(body.items) : row.items,
          revision: row.revision + 1,
        };
        await tx.updateTable("checklist_template").set(changed).where("id", "=", row.id).execute();
        return changed;
      });
      await audit.record(caller(call), "checklist-changed", params.id, body);
      return toTemplate(next);
    },
    "DELETE /checklist-templates/{id}": async ({ params }, call) => {
      await db.transaction().execute(async (tx) => {
        await template(tx, params.id);
        await tx.deleteFrom("checklist_template").where("id", "=", params.id).execute();
      });
      await audit.record(caller(call), "checklist-removed", params.id);
      return undefined as never;
    },

    "POST /work-orders/{id}/checklist": ({ params, body }, call) =>
      on(params.id, call, `POST /work-orders/${params.id}/checklist`, async (tx) => {
        const items = "templateId" in body ? await itemsOfTemplate(tx, body.templateId) : body.items;
        const added = await addItems(tx, params.id, items);
        return { answer: { items: added }, field: "checklist", from: "", to: `+${added.length}` };
      }),
    "PATCH /work-orders/{id}/checklist/{entryId}": ({ params, body }, call) =>
      on(params.id, call, `PATCH /work-orders/${params.id}/checklist/${params.entryId}`, async (tx) => {
        const by = caller(call);
        const { before, after } = await changeItem(tx, params.id, params.entryId, body, by, now());
        return { answer: toCheckItem(after), field: "checklist", from: shown(before), to: shown(after) };
      }),

    "POST /work-orders/{id}/hours": ({ params, body }, call) =>
      on(params.id, call, `POST /work-orders/${params.id}/hours`, async (tx) => {
        const entry = { id: randomUUID(), ...body, who: body.who ?? caller(call), at: now() };
        await tx
          .insertInto("work_order_hours")
          .values({ ...entry, work_order_id: params.id })
          .execute();
        const to = `${entry.day} ${entry.hours} (${entry.who})`;
        return { answer: { ...entry, at: iso(entry.at) }, field: "hours", from: "", to };
      }),
    "DELETE /work-orders/{id}/hours/{entryId}": ({ params }, call) =>
      on(params.id, call, `DELETE /work-orders/${params.id}/hours/${params.entryId}`, async (tx) => {
        const entry = await tx
          .deleteFrom("work_order_hours")
          .where("id", "=", params.entryId)
          .where("work_order_id", "=", params.id)
          .returningAll()
          .executeTakeFirst();
        if (!entry) throw noEntry(params);
        const from = `${entry.day} ${entry.hours} (${entry.who})`;
        return { answer: undefined as never, field: "hours", from, to: "" };
      }),

    "POST /work-orders/{id}/materials": ({ params, body }, call) =>
      on(params.id, call, `POST /work-orders/${params.id}/materials`, async (tx) => {
        const { unitPriceNok, ...fields } = body;
        const entry = { id: randomUUID(), ...fields, by: caller(call), at: now() };
        await tx
          .insertInto("work_order_material")
          .values({ ...entry, unit_price_nok: unitPriceNok, work_order_id: params.id })
          .execute();
        const to = `${entry.quantity} ${entry.unit} ${entry.name}`;
        return { answer: { ...entry, unitPriceNok, at: iso(entry.at) }, field: "materials", from: "", to };
      }),
    "DELETE /work-orders/{id}/materials/{entryId}": ({ params }, call) =>
      on(params.id, call, `DELETE /work-orders/${params.id}/materials/${params.entryId}`, async (tx) => {
        const entry = await tx
          .deleteFrom("work_order_material")
          .where("id", "=", params.entryId)
          .where("work_order_id", "=", params.id)
          .returningAll()
          .executeTakeFirst();
        if (!entry) throw noEntry(params);
        const from = `${entry.quantity} ${entry.unit} ${entry.name}`;
        return { answer: undefined as never, field: "materials", from, to: "" };
      }),
  };
}

function toTemplate(row: Row<"checklist_template">): ChecklistTemplate {
  return { id: row.id, name: row.name, items: templateItemsOf(row.items), revision: row.revision };
}

async function hoursOf(tx: Transaction<Registry>, id: string): Promise<number> {
  const { sum } = await tx
    .selectFrom("work_order_hours")
    .select((eb) => eb.fn.sum("hours").as("sum"))
    .where("work_order_id", "=", id)
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

/** A point as the history writes it: `☑ Filter byttet: 12`. */
function shown(row: Row<"work_order_check">): string {
  const value = row.value === null ? "" : `: ${row.value}${row.unit === null ? "" : ` ${row.unit}`}`;
  return `${row.done_at === null ? "☐" : "☑"} ${row.text}${value}${row.deviation === null ? "" : ` (${row.deviation})`}`;
}

function noEntry(params: { id: string; entryId: string }): ProblemError {
  return new ProblemError(404, "entry-not-found", `order "${params.id}" has no entry "${params.entryId}"`);
}
