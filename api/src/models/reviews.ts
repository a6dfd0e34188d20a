import type { Plan } from "@kontrollrom/contracts/building.ts";
import type { PlanFragment, Review, ReviewDecision, ReviewDetail } from "@kontrollrom/contracts/revision.ts";
import { type Kysely, sql, type Transaction } from "kysely";
import type { FileStore } from "../files/file-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { linkedTables, linkedTo, moveLinks } from "./linked.ts";
import { planFragment } from "./plan-fragment.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

/** Rooms whose links wait for a person, and what the person decides. */
export interface Reviews {
  list(
    filter: { buildingId?: string; state: string },
    limit: number,
    after: { key: number; id: string } | undefined,
  ): Promise<Row<"review">[]>;
  toReview(row: Row<"review">): Promise<Review>;
  detail(id: string): Promise<ReviewDetail>;
  /** @returns the building, whose places and devices changed */
  decide(id: string, decision: ReviewDecision, by: string): Promise<{ review: Review; buildingId: string }>;
}

export function createReviews(deps: { db: RegistryDatabase; files: FileStore; now(): number }): Reviews {
  const { db, files } = deps;
  /** The tables stay as the migrations left them. */
  let known: Promise<string[]> | undefined;
  const tablesWithLinks = (): Promise<string[]> => {
    known ??= linkedTables(db);
    return known;
  };

  async function row(id: string): Promise<Row<"review">> {
    const found = await db.selectFrom("review").selectAll().where("id", "=", id).executeTakeFirst();
    if (!found)
      throw new ProblemError(
        404,
        "review-not-found",
        `there is no review "${id}": see GET /buildings/{id}/reviews`,
      );
    return found;
  }

  async function toReview(review: Row<"review">): Promise<Review> {
    const candidates = JSON.parse(review.candidates) as string[];
    const ids = [review.space_id, ...candidates];
    const spaces = await db
      .selectFrom("space")
      .innerJoin("storey", "storey.id", "space.storey_id")
      .selectAll("space")
      .select("storey.name as storey_name")
      .where("space.id", "in", ids)
      .execute();
    const byId = new Map(spaces.map((space) => [space.id, space]));
    const describe = (id: string) => {
      const space = byId.get(id);
      return {
        number: space?.number ?? "",
        name: space?.name ?? "",
        storeyName: space?.storey_name ?? "",
        ...present({ area: space?.area }),
      };
    };
    const drawn = await db
      .selectFrom("revision_space")
      .select("ifc_global_id")
      .where("revision_id", "=", review.revision_id)
      .where("space_id", "=", review.space_id)
      .executeTakeFirst();
    return {
      id: review.id,
      buildingId: review.building_id,
      revisionId: review.revision_id,
      state: review.state as Review["state"],
      kind: review.kind as Review["kind"],
      reason: review.reason as Review["reason"],
      space: {
        id: review.space_id,
        ...describe(review.space_id),
        ...present({ ifcGlobalId: drawn?.ifc_global_id }),
      },
      candidates: candidates.filter((id) => byId.has(id)).map((id) => ({ spaceId: id, ...describe(id) })),
      linked: await linkedTo(db, await tablesWithLinks(), review.space_id),
      createdAt: iso(review.created_at),
      ...present({
        decision: review.decision as Review["decision"] | null,
        decidedSpaceId: review.decided_space_id,
        decidedAt: isoOrNull(review.decided_at),
        decidedBy: review.decided_by,
      }),
    };
  }

  async function plan(key: string | null | undefined): Promise<Plan | undefined> {
    return key == null ? undefined : (JSON.parse((await files.read(key)).toString("utf8")) as Plan);
  }

  /** The newest plan before a revision that has the room. */
  async function pictureBefore(review: Row<"review">): Promise<PlanFragment | undefined> {
    const drawings = await db
      .selectFrom("revision_space")
      .innerJoin("revision", "revision.id", "revision_space.revision_id")
      .innerJoin("revision_storey", (join) =>
        join
          .onRef("revision_storey.revision_id", "=", "revision.id")
          .onRef("revision_storey.storey_id", "=", "revision_space.storey_id"),
      )
      .select("revision_storey.plan_key")
      .where("revision_space.space_id", "=", review.space_id)
      .where("revision.id", "<>", review.revision_id)
      .where("revision.imported_at", "<=", review.created_at)
      .orderBy("revision.imported_at", "desc")
      .limit(1)
      .execute();
    const drawn = await plan(drawings[0]?.plan_key);
    return drawn && planFragment(drawn, [review.space_id]);
  }
  async function pictureAfter(review: Row<"review">): Promise<PlanFragment | undefined> {
    const candidates = JSON.parse(review.candidates) as string[];
    const first = candidates[0] ?? review.space_id;
    const space = await db
      .selectFrom("revision_space")
      .innerJoin("revision_storey", (join) =>
        join
          .onRef("revision_storey.revision_id", "=", "revision_space.revision_id")
          .onRef("revision_storey.storey_id", "=", "revision_space.storey_id"),
      )
      .select("revision_storey.plan_key")
      .where("revision_space.revision_id", "=", review.revision_id)
      .where("revision_space.space_id", "=", first)
      .executeTakeFirst();
    const drawn = await plan(space?.plan_key);
    if (drawn === undefined) return undefined;
    return planFragment(drawn, candidates) ?? wholePlan(drawn);
  }

  return {
    toReview,
    list({ buildingId, state }, limit, after) {
      let rows = db
        .selectFrom("review")
        .selectAll()
        .where("state", "=", state)
        .orderBy("created_at")
        .orderBy("id")
        .limit(limit);
      if (buildingId !== undefined) rows = rows.where("building_id", "=", buildingId);
      if (after) rows = rows.where(afterCursor(["created_at", "id"], after));
      return rows.execute();
    },
    async detail(id) {
      const review = await row(id);
      const [before, after] = await Promise.all([pictureBefore(review), pictureAfter(review)]);
      return { ...(await toReview(review)), ...(before && { before }), ...(after && { after }) };
    },
    async decide(id, decision, by) {
      const review = await row(id);
      const candidates = JSON.parse(review.candidates) as string[];
      const chosen =
        decision.decision === "accept"
          ? candidates[0]
          : decision.decision === "other"
            ? decision.spaceId
            : undefined;
      if (decision.decision === "accept" && chosen === undefined)
        throw new ProblemError(
          422,
          "no-suggestion",
          "there is no suggestion to accept: choose a room, or say that the room is gone",
        );
      const target = chosen === undefined ? undefined : await checkTarget(db, review, chosen);
      const taking = target !== undefined && review.space_id !== target.id && canTake(review, target);
      const swap = taking ? await prepareSwap(db, files, review, target) : undefined;
      const tables = await tablesWithLinks();
      await db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable("review")
          .set({
            state: "decided",
            decision: decision.decision,
            decided_space_id: chosen ?? null,
            decided_at: deps.now(),
            decided_by: by,
          })
          .where("id", "=", id)
          .where("state", "=", "open")
          .executeTakeFirst();
        if (numUpdatedRows === 0n)
          throw new ProblemError(409, "review-decided", "somebody has decided this already: read it again");
        const devices =
          "devices" in decision && decision.devices !== undefined ? Object.entries(decision.devices) : [];
        for (const [deviceId, spaceId] of devices) {
          await checkTarget(tx, review, spaceId);
          await tx
            .updateTable("device")
            .set({ space_id: spaceId })
            .where("id", "=", deviceId)
            .where("space_id", "=", review.space_id)
            .execute();
        }
        if (target === undefined) return;
        if (swap !== undefined) await takePlace(tx, review, target, swap, tables);
        else if (target.id !== review.space_id) await moveLinks(tx, tables, review.space_id, target.id);
        await tx
          .updateTable("device")
          .set((eb) => ({
            storey_id: eb
              .selectFrom("space")
              .select("storey_id")
              .whereRef("space.id", "=", "device.space_id"),
          }))
          .where("building_id", "=", review.building_id)
          .where("space_id", "is not", null)
          .execute();
        if (swap !== undefined)
          await tx
            .updateTable("review")
            .set({ decided_space_id: review.space_id })
            .where("id", "=", id)
            .execute();
      });
      return { review: await toReview(await row(id)), buildingId: review.building_id };
    },
  };
}

function wholePlan(plan: Plan): PlanFragment {
  return {
    bounds: plan.bounds,
    storeyName: plan.name,
    rooms: plan.rooms.map(({ spaceId, number, name, polygon }) => ({ spaceId, number, name, polygon })),
    walls: plan.walls.slice(0, 2000),
  };
}

async function checkTarget(db: Db, review: Row<"review">, id: string): Promise<Row<"space">> {
  const space = await db
    .selectFrom("space")
    .selectAll()
    .where("id", "=", id)
    .where("building_id", "=", review.building_id)
    .where("ended_revision", "is", null)
    .executeTakeFirst();
  if (!space)
    throw new ProblemError(
      422,
      "space-not-found",
      `"${id}" is not a room of this building's newest drawing: see GET /buildings/{id}/spaces`,
    );
  return space;
}

/** A room that came with this revision has no history of its own: the old room goes on in its place, under its own id. */
function canTake(review: Row<"review">, target: Row<"space">): boolean {
  return review.kind !== "split" && target.since_revision === review.revision_id;
}

interface Swap {
  readonly storeyPlan: { from: string; to: string } | undefined;
  readonly rooms: { from: string; to: string } | undefined;
}

/** The plan and the room bodies with the old room's id in the place of the new one's. */
async function prepareSwap(
  db: Db,
  files: FileStore,
  review: Row<"review">,
  target: Row<"space">,
): Promise<Swap> {
  const [storey, building] = await Promise.all([
    db.selectFrom("storey").select("plan_key").where("id", "=", target.storey_id).executeTakeFirst(),
    db.selectFrom("building").select("rooms_key").where("id", "=", review.building_id).executeTakeFirst(),
  ]);
  const rewrite = async (from: string | null | undefined) => {
    if (from == null) return undefined;
    const text = (await files.read(from))
      .toString("utf8")
      .replaceAll(`"${target.id}"`, `"${review.space_id}"`);
    return { from, to: await files.put(text) };
  };
  return { storeyPlan: await rewrite(storey?.plan_key), rooms: await rewrite(building?.rooms_key) };
}

async function takePlace(
  tx: Transaction<Registry>,
  review: Row<"review">,
  target: Row<"space">,
  swap: Swap,
  tables: readonly string[],
): Promise<void> {
  const { space_id: oldId } = review;
  await moveLinks(tx, tables, target.id, oldId);
  await tx.updateTable("element").set({ space_id: oldId }).where("space_id", "=", target.id).execute();
  await tx
    .deleteFrom("revision_space")
    .where("revision_id", "=", review.revision_id)
    .where("space_id", "=", oldId)
    .execute();
  await tx
    .updateTable("revision_space")
    .set({ space_id: oldId, kind: "moved", reason: review.reason })
    .where("space_id", "=", target.id)
    .where("revision_id", "=", review.revision_id)
    .execute();
  await tx.updateTable("revision_space").set({ space_id: oldId }).where("space_id", "=", target.id).execute();
  for (const [table, column] of [
    ["review", "candidates"],
    ["revision_space", "became"],
  ] as const)
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = replace(${sql.ref(column)}, ${target.id}, ${oldId})
      where ${sql.ref(column)} like ${`%${target.id}%`}`.execute(tx);
  await tx.updateTable("review").set({ space_id: oldId }).where("space_id", "=", target.id).execute();
  await tx.deleteFrom("space").where("id", "=", target.id).execute();
  const { id: _, since_revision: __, ...drawn } = target;
  await tx.updateTable("space").set(drawn).where("id", "=", oldId).execute();

  for (const [change, table, column] of [
    [swap.storeyPlan, "storey", "plan_key"],
    [swap.storeyPlan, "revision_storey", "plan_key"],
    [swap.rooms, "building", "rooms_key"],
    [swap.rooms, "revision", "rooms_key"],
  ] as const) {
    if (change === undefined) continue;
    const { numAffectedRows } =
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${change.to} where ${sql.ref(column)} = ${change.from}`.execute(
        tx,
      );
    if (numAffectedRows === 0n && (table === "storey" || table === "building"))
      throw new ProblemError(
        409,
        "drawing-changed",
        "another drawing came in the meantime: read the review again",
      );
  }
}
