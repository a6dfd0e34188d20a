import { Condition, Schedule } from "@kontrollrom/contracts/condition.ts";
import { Priority } from "@kontrollrom/contracts/primitives.ts";
import { Rule, type RuleInput, RuleScope } from "@kontrollrom/contracts/rule.ts";
import type { PairState } from "@kontrollrom/twin/live/seams.ts";
import type { Kysely, Transaction } from "kysely";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

export async function loadRules(db: Db): Promise<Rule[]> {
  return (await db.selectFrom("rule").selectAll().orderBy("name").orderBy("id").execute()).map(toRule);
}

export async function putRule(db: Db, rule: Rule): Promise<void> {
  const row: Row<"rule"> = {
    id: rule.id,
    name: rule.name,
    enabled: rule.enabled ? 1 : 0,
    scope: JSON.stringify(rule.scope),
    condition: JSON.stringify(rule.condition),
    schedule: rule.schedule === undefined ? null : JSON.stringify(rule.schedule),
    priority: rule.priority,
    advice: rule.advice,
    creates_work_order: rule.createsWorkOrder ? 1 : 0,
    latching: rule.latching ? 1 : 0,
    health: rule.health ? 1 : 0,
    owner_group: rule.ownerGroup ?? null,
    text: rule.text ?? null,
    revision: rule.revision,
    created_at: Date.parse(rule.createdAt),
    updated_at: Date.parse(rule.updatedAt),
  };
  await db
    .insertInto("rule")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

export async function loadPairs(db: Db): Promise<PairState[]> {
  const rows = await db.selectFrom("rule_pair").selectAll().execute();
  return rows.map((row) => ({
    ruleId: row.rule_id,
    pointId: row.point_id,
    judgedUntil: row.judged_until,
    phase: phaseOf(row.phase),
    since: row.since,
    raisedAt: row.raised_at,
    value: row.value,
    frameId: row.frame_id,
    memory: row.memory,
  }));
}

function phaseOf(text: string): PairState["phase"] {
  return text === "pending" || text === "raised" || text === "returning" ? text : "clear";
}

/** Many rows a statement, bounded by SQLite's 32,766 parameters. */
const pairsAtOnce = 500;

export async function savePairs(db: Db, pairs: readonly PairState[]): Promise<void> {
  for (let at = 0; at < pairs.length; at += pairsAtOnce) {
    const rows = pairs.slice(at, at + pairsAtOnce).map((pair) => ({
      rule_id: pair.ruleId,
      point_id: pair.pointId,
      judged_until: pair.judgedUntil,
      phase: pair.phase,
      since: pair.since,
      raised_at: pair.raisedAt,
      value: pair.value,
      frame_id: pair.frameId,
      memory: pair.memory ?? "",
    }));
    await db
      .insertInto("rule_pair")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["rule_id", "point_id"]).doUpdateSet((eb) => ({
          judged_until: eb.ref("excluded.judged_until"),
          phase: eb.ref("excluded.phase"),
          since: eb.ref("excluded.since"),
          raised_at: eb.ref("excluded.raised_at"),
          value: eb.ref("excluded.value"),
          frame_id: eb.ref("excluded.frame_id"),
          memory: eb.ref("excluded.memory"),
        })),
      )
      .execute();
  }
}

export async function deletePairs(
  db: Db,
  pairs: readonly { ruleId: string; pointId: number }[],
): Promise<void> {
  for (const [ruleId, ofRule] of Map.groupBy(pairs, (pair) => pair.ruleId))
    for (let at = 0; at < ofRule.length; at += pairsAtOnce)
      await db
        .deleteFrom("rule_pair")
        .where("rule_id", "=", ruleId)
        .where(
          "point_id",
          "in",
          ofRule.slice(at, at + pairsAtOnce).map((pair) => pair.pointId),
        )
        .execute();
}

function toRule(row: Row<"rule">): Rule {
  return Rule.parse({
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    scope: RuleScope.parse(JSON.parse(row.scope)),
    condition: Condition.parse(JSON.parse(row.condition)),
    ...(row.schedule !== null && { schedule: Schedule.parse(JSON.parse(row.schedule)) }),
    priority: Priority.parse(row.priority),
    advice: row.advice,
    createsWorkOrder: row.creates_work_order === 1,
    ...(row.latching === 1 && { latching: true }),
    ...(row.health === 1 && { health: true }),
    ...(row.owner_group !== null && { ownerGroup: row.owner_group }),
    ...(row.text !== null && { text: row.text }),
    revision: row.revision,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  } satisfies RuleInput & Record<string, unknown>);
}
