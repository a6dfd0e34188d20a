import { randomUUID } from "node:crypto";
import { activeStates } from "@kontrollrom/contracts/alarm.ts";
import { type ShiftEntry, ShiftSituation } from "@kontrollrom/contracts/shift-log.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";

type Keys =
  | "GET /shift-log"
  | "POST /shift-log"
  | "POST /shift-log/handovers"
  | "POST /shift-log/{id}/acknowledge";

const entries = listCursor("GET /shift-log", "number");
const asideStates = ["shelved", "suppressedByDesign", "outOfService"];
const finished = ["closed", "rejected", "cancelled"];

export function shiftLogHandlers({
  db,
  audit,
  now,
}: {
  db: RegistryDatabase;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  async function add(
    row: Partial<Row<"shift_entry">> & Pick<Row<"shift_entry">, "kind" | "author" | "text">,
  ) {
    const whole = { ...empty, ...row, id: randomUUID(), at: now() };
    await db.insertInto("shift_entry").values(whole).execute();
    await audit.record(whole.author, `shift-${whole.kind}`, whole.id);
    return toEntry(whole);
  }

  async function situation(): Promise<ShiftSituation> {
    const [alarms, orders] = await Promise.all([
      db
        .selectFrom("alarm")
        .select(["priority", "state", (eb) => eb.fn.countAll<number>().as("n")])
        .where("state", "!=", "normal")
        .groupBy(["priority", "state"])
        .execute(),
      db
        .selectFrom("work_order")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .where("status", "not in", finished)
        .executeTakeFirstOrThrow(),
    ]);
    const count = (fits: (row: (typeof alarms)[number]) => boolean) =>
      alarms.filter(fits).reduce((sum, { n }) => sum + Number(n), 0);
    const isActive = ({ state }: { state: string }) => activeStates.some((one) => one === state);
    const active = (priority: number) => count((row) => row.priority === priority && isActive(row));
    return {
      activeAlarms: [active(1), active(2), active(3), active(4)],
      unacknowledgedAlarms: count((row) => isActive(row) && /unacknowledged$/i.test(row.state)),
      alarmsAside: count(({ state }) => asideStates.includes(state)),
      openOrders: Number(orders.n),
    };
  }

  return {
    "GET /shift-log": async ({ query }) => {
      const after = entries.read(query.cursor);
      let rows = db
        .selectFrom("shift_entry")
        .selectAll()
        .orderBy("at", "desc")
        .orderBy("id", "desc")
        .limit(query.limit + 1);
      if (query.kind !== undefined) rows = rows.where("kind", "=", query.kind);
      if (query.open !== undefined)
        rows = rows.where("kind", "=", "handover").where("acknowledged_at", "is", null);
      if (after) rows = rows.where(afterCursor(["at", "id"], after, "desc"));
      return entries.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: Number(row.at), id: row.id }),
        toEntry,
      );
    },
    "POST /shift-log": ({ body }, call) =>
      add({
        kind: "note",
        author: caller(call),
        text: body.text,
        signature: body.signature ?? null,
        building_id: body.buildingId ?? null,
        alarm_id: body.alarmId ?? null,
        work_order_id: body.workOrderId ?? null,
      }),
    "POST /shift-log/handovers": async ({ body }, call) =>
      add({
        kind: "handover",
        author: caller(call),
        text: body.text,
        signature: body.signature ?? null,
        situation: JSON.stringify(await situation()),
      }),
    "POST /shift-log/{id}/acknowledge": async ({ params, body }, call) => {
      const by = caller(call);
      const row = await db
        .selectFrom("shift_entry")
        .selectAll()
        .where("id", "=", params.id)
        .executeTakeFirst();
      if (row?.kind !== "handover")
        throw new ProblemError(
          404,
          "handover-not-found",
          `there is no handover "${params.id}": see GET /shift-log`,
        );
      if (row.author === by && same(row.signature, body.signature))
        throw new ProblemError(
          409,
          "own-handover",
          `${row.signature ?? by} handed this shift over: the one who takes over acknowledges it, with a signature of their own at a shared workstation`,
        );
      const change = {
        acknowledged_at: now(),
        acknowledged_by: by,
        acknowledged_signature: body.signature ?? null,
      };
      const { numUpdatedRows } = await db
        .updateTable("shift_entry")
        .set(change)
        .where("id", "=", params.id)
        .where("acknowledged_at", "is", null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n)
        throw new ProblemError(
          409,
          "already-acknowledged",
          `this handover was acknowledged before: read GET /shift-log again`,
        );
      await audit.record(by, "shift-handover-acknowledged", params.id);
      return toEntry({ ...row, ...change });
    },
  };
}

const empty: Omit<Row<"shift_entry">, "id" | "at" | "kind" | "author" | "text"> = {
  signature: null,
  building_id: null,
  alarm_id: null,
  work_order_id: null,
  situation: null,
  acknowledged_at: null,
  acknowledged_by: null,
  acknowledged_signature: null,
};

const same = (a: string | null, b: string | undefined) =>
  (a ?? "").trim().toLocaleLowerCase("nb") === (b ?? "").trim().toLocaleLowerCase("nb");

function toEntry(row: Row<"shift_entry">): ShiftEntry {
  return {
    id: row.id,
    kind: row.kind === "handover" ? "handover" : "note",
    at: iso(Number(row.at)),
    by: row.author,
    text: row.text,
    ...present({
      signature: row.signature,
      buildingId: row.building_id,
      alarmId: row.alarm_id,
      workOrderId: row.work_order_id,
    }),
    ...(row.situation !== null && { situation: ShiftSituation.parse(JSON.parse(row.situation)) }),
    ...(row.acknowledged_at !== null &&
      row.acknowledged_by !== null && {
        acknowledged: {
          at: iso(Number(row.acknowledged_at)),
          by: row.acknowledged_by,
          ...present({ signature: row.acknowledged_signature }),
        },
      }),
  };
}
