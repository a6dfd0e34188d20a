import { randomUUID } from "node:crypto";
import {
  type MaintenancePlan,
  MaintenancePlanInput,
  type MaintenancePlanPatch,
  type PlanRound,
} from "@kontrollrom/contracts/recurring.ts";
import type { Kysely, Transaction } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { itemsOfTemplate } from "../work-orders/checklist.ts";
import { changedMeanwhile } from "../work-orders/settings.ts";
import { addDays, dayInNorway } from "./norwegian-days.ts";
import { roundsBetween } from "./occurrences.ts";

export interface Plans {
  list(filter: {
    buildingId?: string | undefined;
    limit: number;
    after: string | undefined;
  }): Promise<Row<"maintenance_plan">[]>;
  get(id: string): Promise<MaintenancePlan>;
  create(input: MaintenancePlanInput, by: string): Promise<MaintenancePlan>;
  change(id: string, patch: MaintenancePlanPatch): Promise<MaintenancePlan>;
  end(id: string): Promise<void>;
  rounds(id: string): Promise<PlanRound[]>;
  toPlan(row: Row<"maintenance_plan">): MaintenancePlan;
}

const shownDays = 5;
/** Rounds that are looked for ahead, days. */
const horizonDays = 3 * 366;

export function createPlans(deps: {
  db: RegistryDatabase;
  catalogue: Pick<Catalogue, "spaces" | "buildings">;
  now(): number;
}): Plans {
  const { db, catalogue, now } = deps;

  async function find(tx: Kysely<Registry> | Transaction<Registry>, id: string) {
    const row = await tx
      .selectFrom("maintenance_plan")
      .selectAll()
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .executeTakeFirst();
    if (!row)
      throw new ProblemError(404, "plan-not-found", `there is no plan "${id}": see GET /maintenance-plans`);
    return row;
  }

  async function check(tx: Transaction<Registry>, plan: MaintenancePlanInput): Promise<string | null> {
    const space = plan.spaceId === undefined ? undefined : catalogue.spaces.get(plan.spaceId);
    if (plan.spaceId !== undefined && !space)
      throw new ProblemError(422, "place-unknown", `spaceId "${plan.spaceId}" is not in the register`);
    const buildingId = space?.buildingId ?? plan.buildingId;
    if (buildingId !== undefined && !catalogue.buildings.has(buildingId))
      throw new ProblemError(422, "place-unknown", `buildingId "${buildingId}" is not in the register`);
    if (plan.checklistTemplateId !== undefined) await itemsOfTemplate(tx, plan.checklistTemplateId);
    const { from, until } = plan.recurrence;
    if (until !== undefined && until < from)
      throw new ProblemError(
        422,
        "recurrence-empty",
        `the plan ends on ${until}, before it begins on ${from}`,
      );
    return buildingId ?? null;
  }

  function toPlan(row: Row<"maintenance_plan">): MaintenancePlan {
    const body = bodyOf(row);
    const today = dayInNorway(now());
    const rounds = roundsBetween(body.recurrence, today, addDays(today, horizonDays), shownDays);
    return {
      ...body,
      id: row.id,
      nextDays: row.enabled === 1 ? rounds.map((round) => round.dueDay) : [],
      createdAt: iso(row.created_at),
      createdBy: row.created_by,
      revision: row.revision,
    };
  }

  return {
    toPlan,
    list({ buildingId, limit, after }) {
      let query = db
        .selectFrom("maintenance_plan")
        .selectAll()
        .where("ended_at", "is", null)
        .orderBy("id")
        .limit(limit);
      if (buildingId !== undefined) query = query.where("building_id", "=", buildingId);
      if (after !== undefined) query = query.where("id", ">", after);
      return query.execute();
    },
    get: async (id) => toPlan(await find(db, id)),

    async create(input, by) {
      const row = await db.transaction().execute(async (tx) => {
        const made = {
          id: randomUUID(),
          name: input.name,
          enabled: input.enabled ? 1 : 0,
          body: JSON.stringify(input),
          building_id: await check(tx, input),
          created_at: now(),
          created_by: by,
          revision: 1,
          // What was due before the plan was made is nobody's duty.
          made_until: addDays(dayInNorway(now()), -1),
          ended_at: null,
        };
        await tx.insertInto("maintenance_plan").values(made).execute();
        return made;
      });
      return toPlan(row);
    },

    async change(id, { revision, ...patch }) {
      const row = await db.transaction().execute(async (tx) => {
        const held = await find(tx, id);
        if (revision !== undefined && revision !== held.revision)
          throw changedMeanwhile(`the plan "${held.name}"`, held.revision, revision);
        const merged: Record<string, unknown> = { ...bodyOf(held) };
        for (const [field, value] of Object.entries(patch))
          if (value === null) delete merged[field];
          else if (value !== undefined) merged[field] = value;
        const body = MaintenancePlanInput.parse(merged);
        const begunAgain = body.enabled && held.enabled === 0;
        const next = {
          ...held,
          name: body.name,
          enabled: body.enabled ? 1 : 0,
          body: JSON.stringify(body),
          building_id: await check(tx, body),
          revision: held.revision + 1,
          made_until: begunAgain ? addDays(dayInNorway(now()), -1) : held.made_until,
        };
        await tx.updateTable("maintenance_plan").set(next).where("id", "=", id).execute();
        return next;
      });
      return toPlan(row);
    },

    async end(id) {
      await find(db, id);
      const ended = { ended_at: now(), enabled: 0 };
      await db.updateTable("maintenance_plan").set(ended).where("id", "=", id).execute();
    },

    async rounds(id) {
      await find(db, id);
      const rows = await db
        .selectFrom("plan_round")
        .leftJoin("work_order", "work_order.id", "plan_round.work_order_id")
        .select([
          "plan_round.day",
          "plan_round.due_at",
          "plan_round.work_order_id",
          "plan_round.missed_at",
          "work_order.status",
          "work_order.updated_at",
          "work_order.closed_at",
        ])
        .where("plan_round.plan_id", "=", id)
        .orderBy("plan_round.day", "desc")
        .limit(500)
        .execute();
      return rows.map((row) => ({
        day: row.day,
        dueAt: iso(row.due_at),
        ...present({
          workOrderId: row.work_order_id,
          missedAt: isoOrNull(row.missed_at === 0 ? null : row.missed_at),
          doneAt: isDone(row.status) ? isoOrNull(row.closed_at ?? row.updated_at) : null,
        }),
      }));
    },
  };
}

export function bodyOf(row: Pick<Row<"maintenance_plan">, "body">): MaintenancePlanInput {
  return MaintenancePlanInput.parse(JSON.parse(row.body));
}

/** Nobody needs to do more for the round. */
export function isDone(status: string | null): boolean {
  return status === "done" || status === "approved" || status === "closed";
}
