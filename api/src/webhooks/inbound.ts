import { InboundOrder } from "@kontrollrom/contracts/webhook.ts";
import type { WorkOrder, WorkOrderPatch } from "@kontrollrom/contracts/work-order.ts";
import { parseJson } from "../http/json-body.ts";
import { ProblemError } from "../http/problem-error.ts";
import { parsePart } from "../http/validation.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { findWorkOrder, toWorkOrder } from "../work-orders/repository.ts";
import type { WorkOrderService } from "../work-orders/service.ts";

const jsonDepth = 16;

/** What a system tells about an order by its own name for it. Told twice, it changes nothing the second time. */
export async function takeInbound(
  deps: { db: RegistryDatabase; service: WorkOrderService },
  hook: Pick<Row<"webhook">, "id" | "name">,
  text: string,
): Promise<WorkOrder> {
  const { db, service } = deps;
  const told = parsePart(InboundOrder, parseJson(text, jsonDepth), "body") as InboundOrder;
  const system = `webhook:${hook.id}`;
  const { id, made } = await orderOf(told);
  const { externalId, number, title, description, comment, type, priority, buildingId, spaceId, ...rest } =
    told;
  const given = { ...rest, ...(made ? {} : { title, description, type, priority, buildingId, spaceId }) };
  const patch = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as WorkOrderPatch;
  if (Object.keys(patch).length > 0) await service.change(id, patch, hook.name, system);
  if (comment !== undefined && !(await alreadySaid(id, comment)))
    await service.comment(id, comment, hook.name, system);
  const row = await findWorkOrder(db, id);
  if (!row) throw new Error(`order ${id} disappeared`);
  return toWorkOrder(row);

  async function orderOf(inbound: InboundOrder): Promise<{ id: string; made: boolean }> {
    const known = await db
      .selectFrom("order_external")
      .select("work_order_id")
      .where("system", "=", system)
      .where("external_id", "=", inbound.externalId)
      .executeTakeFirst();
    if (known) return { id: known.work_order_id, made: false };
    if (inbound.number !== undefined)
      return { id: await name(inbound.externalId, inbound.number), made: false };
    if (inbound.title === undefined)
      throw new ProblemError(
        404,
        "external-id-unknown",
        `"${inbound.externalId}" is not known: send number with it once, or title to make an order`,
      );
    const { title: wanted, ...fields } = inbound;
    const { row, event } = await db.transaction().execute(async (tx) => {
      const written = await service.createWithin(
        tx,
        {
          title: wanted,
          description: fields.description ?? "",
          type: fields.type ?? "corrective",
          priority: fields.priority ?? 3,
          buildingId: fields.buildingId,
          spaceId: fields.spaceId,
          channel: "system",
        },
        hook.name,
        system,
      );
      await tx
        .insertInto("order_external")
        .values({ system, external_id: inbound.externalId, work_order_id: written.row.id, state: "{}" })
        .execute();
      return written;
    });
    service.publish([event]);
    return { id: row.id, made: true };
  }

  async function name(externalId: string, number: string): Promise<string> {
    const order = await db
      .selectFrom("work_order")
      .select("id")
      .where("number", "=", number)
      .executeTakeFirst();
    if (!order)
      throw new ProblemError(404, "work-order-not-found", `there is no order with number "${number}"`);
    const other = await db
      .selectFrom("order_external")
      .select("external_id")
      .where("system", "=", system)
      .where("work_order_id", "=", order.id)
      .executeTakeFirst();
    if (other)
      throw new ProblemError(
        409,
        "external-id-taken",
        `order ${number} is already "${other.external_id}" to this system`,
      );
    const row = { system, external_id: externalId, work_order_id: order.id, state: "{}" };
    await db.insertInto("order_external").values(row).execute();
    return order.id;
  }

  async function alreadySaid(id: string, words: string): Promise<boolean> {
    const same = await db
      .selectFrom("work_order_comment")
      .select("id")
      .where("work_order_id", "=", id)
      .where("by", "=", hook.name)
      .where("text", "=", words)
      .executeTakeFirst();
    return same !== undefined;
  }
}
