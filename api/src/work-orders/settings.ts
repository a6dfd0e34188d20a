import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { WorkOrderSettings } from "@kontrollrom/contracts/work-order.ts";
import type { Kysely, Transaction } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { Registry } from "../registry/schema.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

const name = "work-orders";

/** Until somebody has set them otherwise. */
export const defaultSettings: WorkOrderSettings = {
  deadlineHours: { "1": 4, "2": 24, "3": 7 * 24, "4": 30 * 24 },
  verifyAfterMinutes: 15,
  reopenWithinDays: 7,
  revision: 0,
};

export async function readSettings(db: Db): Promise<WorkOrderSettings> {
  const row = await db
    .selectFrom("work_order_setting")
    .selectAll()
    .where("name", "=", name)
    .executeTakeFirst();
  return row
    ? WorkOrderSettings.parse({ ...defaultSettings, ...JSON.parse(row.value), revision: row.revision })
    : defaultSettings;
}

export async function writeSettings(
  tx: Transaction<Registry>,
  patch: { [K in keyof WorkOrderSettings]?: WorkOrderSettings[K] | undefined },
): Promise<WorkOrderSettings> {
  const held = await readSettings(tx);
  if (patch.revision !== undefined && patch.revision !== held.revision)
    throw changedMeanwhile("the settings of work orders", held.revision, patch.revision);
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const next = { ...held, ...given, revision: held.revision + 1 };
  const row = { name, value: JSON.stringify(next), revision: next.revision };
  await tx
    .insertInto("work_order_setting")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
    .execute();
  return next;
}

/** Deadline of an order that is made now, ms. */
export function deadlineOf(settings: WorkOrderSettings, priority: Priority, now: number): number {
  return now + settings.deadlineHours[priority] * 3_600_000;
}

export function changedMeanwhile(what: string, revision: number, yours: number): ProblemError {
  return new ProblemError(
    409,
    "changed-meanwhile",
    `${what} was changed by somebody else (revision ${revision}, yours ${yours}): read it again and repeat your change`,
  );
}
