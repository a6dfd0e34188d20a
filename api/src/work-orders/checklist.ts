import { randomUUID } from "node:crypto";
import {
  type CheckItem,
  type CheckItemPatch,
  ChecklistTemplateItem,
} from "@kontrollrom/contracts/work-order.ts";
import type { Kysely, Transaction } from "kysely";
import { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import { isoOrNull, present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { changedMeanwhile } from "./settings.ts";

type Db = Kysely<Registry> | Transaction<Registry>;
type Item = z.infer<typeof ChecklistTemplateItem>;

export const templateItemsOf = (json: string): Item[] =>
  z.array(ChecklistTemplateItem).parse(JSON.parse(json));

/** @throws ProblemError 422 `checklist-unknown` */
export async function itemsOfTemplate(db: Db, id: string): Promise<Item[]> {
  const row = await db.selectFrom("checklist_template").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row)
    throw new ProblemError(
      422,
      "checklist-unknown",
      `there is no checklist "${id}": see GET /checklist-templates`,
    );
  return templateItemsOf(row.items);
}

const mostItems = 500;

/** Adds points at the end of an order's checklist. */
export async function addItems(
  tx: Transaction<Registry>,
  orderId: string,
  items: readonly Item[],
): Promise<CheckItem[]> {
  const { last } = await tx
    .selectFrom("work_order_check")
    .select((eb) => eb.fn.max("position").as("last"))
    .where("work_order_id", "=", orderId)
    .executeTakeFirstOrThrow();
  const first = Number(last ?? -1) + 1;
  if (first + items.length > mostItems)
    throw new ProblemError(
      422,
      "checklist-too-long",
      `an order has at most ${mostItems} points; this one has ${first} and ${items.length} more were sent`,
    );
  const rows = items.map((item, index) => ({
    id: randomUUID(),
    work_order_id: orderId,
    position: first + index,
    text: item.text,
    unit: item.unit ?? null,
    done_at: null,
    done_by: null,
    value: null,
    deviation: null,
    revision: 1,
  }));
  for (const row of rows) await tx.insertInto("work_order_check").values(row).execute();
  return rows.map(toCheckItem);
}

/** @throws ProblemError 404, or 409 when somebody else changed it meanwhile */
export async function changeItem(
  tx: Transaction<Registry>,
  orderId: string,
  itemId: string,
  patch: CheckItemPatch,
  by: string,
  now: number,
): Promise<{ before: Row<"work_order_check">; after: Row<"work_order_check"> }> {
  const before = await tx
    .selectFrom("work_order_check")
    .selectAll()
    .where("id", "=", itemId)
    .where("work_order_id", "=", orderId)
    .executeTakeFirst();
  if (!before)
    throw new ProblemError(404, "check-item-not-found", `order "${orderId}" has no point "${itemId}"`);
  if (patch.revision !== undefined && patch.revision !== before.revision)
    throw changedMeanwhile(`the point "${before.text}"`, before.revision, patch.revision);
  const after = { ...before, revision: before.revision + 1 };
  if (patch.done === true && before.done_at === null) Object.assign(after, { done_at: now, done_by: by });
  if (patch.done === false) Object.assign(after, { done_at: null, done_by: null });
  if (patch.value !== undefined) after.value = patch.value;
  if (patch.deviation !== undefined) after.deviation = patch.deviation === "" ? null : patch.deviation;
  const { id, ...values } = after;
  await tx.updateTable("work_order_check").set(values).where("id", "=", id).execute();
  return { before, after };
}

export function toCheckItem(row: Row<"work_order_check">): CheckItem {
  return {
    id: row.id,
    text: row.text,
    revision: row.revision,
    ...present({
      unit: row.unit,
      doneAt: isoOrNull(row.done_at),
      doneBy: row.done_by,
      value: row.value,
      deviation: row.deviation,
    }),
  };
}
