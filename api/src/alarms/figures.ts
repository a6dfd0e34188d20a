import { AlarmAside, activeStates } from "@kontrollrom/contracts/alarm.ts";
import type {
  AlarmFlood,
  AlarmGroup,
  AlarmGrouping,
  AlarmStatistics,
} from "@kontrollrom/contracts/alarm-load.ts";
import { sql } from "kysely";
import type { DomainEvents } from "../events/domain-events.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import { groupAlarms } from "./grouping.ts";
import { floodAfter, judge, loadOf, priorityTargets, windowMs } from "./load.ts";
import type { PointSystems } from "./point-systems.ts";

/** How many alarms there are, and how they belong together. */
export interface AlarmFigures {
  groups(query: {
    by: AlarmGrouping;
    state: "active" | "aside";
    buildingId?: string | undefined;
  }): Promise<{ items: AlarmGroup[]; bounded: boolean }>;
  statistics(query: {
    from?: string | undefined;
    to?: string | undefined;
    buildingId?: string | undefined;
  }): Promise<AlarmStatistics>;
  flood(): AlarmFlood;
  /** Counts anew, and tells by event when a flood begins or ends. */
  tick(): Promise<void>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostGrouped = 20_000;
const unseen = new Set(["unacknowledged", "returnedUnacknowledged", "latchedUnacknowledged"]);

export function createAlarmFigures(deps: {
  db: RegistryDatabase;
  events: DomainEvents;
  catalogue: Catalogue;
  systems: PointSystems;
  gatewayOf(deviceId: string): string | undefined;
  operators: number;
  now(): number;
}): AlarmFigures {
  const { db, events, catalogue, systems, operators, now } = deps;
  let flood: AlarmFlood = { active: false, since: iso(now()), per10Minutes: 0, perHour: 0 };

  async function toldSince(since: number): Promise<number> {
    const { told } = await db
      .selectFrom("alarm")
      .select((eb) => eb.fn.countAll().as("told"))
      .where("told_at", ">", since)
      .executeTakeFirstOrThrow();
    return Number(told);
  }

  function range(query: { from?: string | undefined; to?: string | undefined }) {
    const to = query.to === undefined ? now() : Date.parse(query.to);
    const from = query.from === undefined ? to - 7 * dayMs : Date.parse(query.from);
    if (from >= to)
      throw new ProblemError(422, "time-range", `from ${iso(from)} must be before to ${iso(to)}`);
    if (to - from > 366 * dayMs)
      throw new ProblemError(422, "time-range", "from and to may be at most 366 days apart");
    return { from, to };
  }

  return {
    flood: () => flood,

    async tick() {
      const at = now();
      const [last10, lastHour] = await Promise.all([toldSince(at - windowMs), toldSince(at - hourMs)]);
      const active = floodAfter(flood.active, last10, operators);
      const changed = active !== flood.active;
      flood = {
        active,
        since: changed ? iso(at) : flood.since,
        per10Minutes: last10 / operators,
        perHour: lastHour / operators,
      };
      if (!changed) return;
      const event = await db.transaction().execute((tx) => events.append(tx, { kind: "alarm-flood", flood }));
      events.publish([event]);
    },

    async groups({ by, state, buildingId }) {
      await systems.refresh();
      let query = db
        .selectFrom("alarm")
        .select([
          "id",
          "priority",
          "state",
          "raised_at",
          "rule_id",
          "rule_name",
          "building_id",
          "building_name",
          "condition",
          "cause_key",
          "point_id",
        ])
        .where("state", "in", state === "active" ? [...activeStates] : [...AlarmAside.options])
        .orderBy("raised_at", "desc")
        .limit(mostGrouped + 1);
      if (buildingId !== undefined) query = query.where("building_id", "=", buildingId);
      const rows = await query.execute();
      const grouped = rows.slice(0, mostGrouped).map((row) => {
        const device = catalogue.points.get(row.point_id)?.device;
        return {
          id: row.id,
          priority: row.priority,
          unacknowledged: unseen.has(row.state),
          raisedAt: row.raised_at,
          ruleId: row.rule_id,
          ruleName: row.rule_name,
          buildingId: row.building_id ?? undefined,
          buildingName: row.building_name ?? undefined,
          silence: row.condition.includes('"kind":"no-data"'),
          gatewayId: device && deps.gatewayOf(device.id),
          systems: systems.of(row.point_id),
        };
      });
      return { items: groupAlarms(grouped, by), bounded: rows.length > mostGrouped };
    },

    async statistics(query) {
      const { from, to } = range(query);
      const { buildingId } = query;
      const told = () => {
        const base = db.selectFrom("alarm").where("told_at", ">=", from).where("told_at", "<", to);
        return buildingId === undefined ? base : base.where("building_id", "=", buildingId);
      };
      const standing = () => {
        const base = db.selectFrom("alarm").where("state", "in", [...activeStates]);
        return buildingId === undefined ? base : base.where("building_id", "=", buildingId);
      };
      const counts = await told()
        .select((eb) => [
          sql<number>`told_at / ${sql.lit(windowMs)}`.as("window"),
          eb.fn.countAll().as("told"),
        ])
        .groupBy("window")
        .execute();
      const binMs = to - from > 14 * dayMs ? dayMs : hourMs;
      const load = loadOf(
        counts.map((row) => ({ window: Number(row.window), told: Number(row.told) })),
        { from, to, operators, binMs },
      );
      const byPriority = await told()
        .select((eb) => ["priority", eb.fn.countAll().as("told")])
        .groupBy("priority")
        .execute();
      const actors = await told()
        .select((eb) => [
          "rule_id",
          "point_id",
          eb.fn.max("rule_name").as("rule_name"),
          eb.fn.max("device_name").as("device_name"),
          eb.fn.max("space_label").as("space_label"),
          eb.fn.max("building_name").as("building_name"),
          eb.fn.max("chattering").as("chattering"),
          eb.fn.countAll<number>().as("told"),
        ])
        .groupBy(["rule_id", "point_id"])
        .orderBy("told", "desc")
        .orderBy("rule_id")
        .orderBy("point_id")
        .limit(10)
        .execute();
      const chattering = await told()
        .select(["rule_id", "point_id"])
        .where("chattering", "=", 1)
        .distinct()
        .execute();
      const counted = (eb: { count: number | string | bigint }) => Number(eb.count);
      const standingNow = counted(
        await standing()
          .select((eb) => eb.fn.countAll().as("count"))
          .executeTakeFirstOrThrow(),
      );
      const stale = counted(
        await standing()
          .where("raised_at", "<", now() - dayMs)
          .select((eb) => eb.fn.countAll().as("count"))
          .executeTakeFirstOrThrow(),
      );
      const percent = (part: number) => (load.told === 0 ? 0 : (100 * part) / load.told);
      const each = load.told / operators;
      return {
        from: iso(from),
        to: iso(to),
        operators,
        told: load.told,
        perHour: judge("perHour", (each * hourMs) / (to - from)),
        perDay: judge("perDay", (each * dayMs) / (to - from)),
        floodPercent: judge("floodPercent", load.floodPercent),
        peakPer10Minutes: judge("peakPer10Minutes", load.peak),
        standing: standingNow,
        stale: judge("stale", stale),
        chattering: judge("chattering", chattering.length),
        priorities: ([1, 2, 3, 4] as const).map((priority) => {
          const count = Number(byPriority.find((row) => row.priority === priority)?.told ?? 0);
          return {
            priority,
            told: count,
            percent: percent(count),
            targetPercent: priorityTargets[priority],
          };
        }),
        binMinutes: binMs / 60_000,
        bins: load.bins.map((bin) => ({ ...bin, at: iso(bin.at) })),
        badActors: actors.map((row) => ({
          ruleId: row.rule_id,
          ruleName: row.rule_name,
          pointId: row.point_id,
          deviceName: row.device_name,
          ...present({ spaceLabel: row.space_label, buildingName: row.building_name }),
          told: Number(row.told),
          percent: percent(Number(row.told)),
          chattering: Number(row.chattering) === 1,
        })),
      };
    },
  };
}
