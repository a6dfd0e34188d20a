import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";

/** When the running hours of rules were set back, held in memory: there are few. */
export interface Resets {
  load(): Promise<void>;
  /** By time. */
  of(ruleId: string, pointId: number): readonly Row<"rule_reset">[];
  /** Durable when it resolves. Saying the same moment again says it otherwise. */
  add(reset: Row<"rule_reset">): Promise<void>;
}

export function createResets(db: RegistryDatabase): Resets {
  const byPair = new Map<string, Row<"rule_reset">[]>();
  const keep = (reset: Row<"rule_reset">): void => {
    const key = `${reset.rule_id} ${reset.point_id}`;
    const others = (byPair.get(key) ?? []).filter(({ at }) => at !== reset.at);
    byPair.set(
      key,
      [...others, reset].sort((a, b) => a.at - b.at),
    );
  };
  return {
    async load() {
      byPair.clear();
      for (const row of await db.selectFrom("rule_reset").selectAll().execute()) keep(row);
    },
    of: (ruleId, pointId) => byPair.get(`${ruleId} ${pointId}`) ?? [],
    async add(reset) {
      const { by, why } = reset;
      await db
        .insertInto("rule_reset")
        .values(reset)
        .onConflict((conflict) => conflict.columns(["rule_id", "point_id", "at"]).doUpdateSet({ by, why }))
        .execute();
      keep(reset);
    },
  };
}
