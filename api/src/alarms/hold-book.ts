import { AlarmAside, type AlarmHold } from "@kontrollrom/contracts/alarm.ts";
import type { Transaction } from "kysely";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import type { PointSystems } from "./point-systems.ts";

/** What a hold is on. `gateway` is on what is silent behind it, and nothing else. */
export type HoldSubject =
  | { readonly kind: "alarm"; readonly ruleId: string; readonly pointId: number }
  | { readonly kind: "device" | "space" | "building" | "gateway"; readonly id: string }
  | { readonly kind: "system"; readonly id: string; readonly buildingId: string };

/** Something that sets alarms aside. Times in ms. */
export interface Hold {
  readonly id: string;
  readonly kind: AlarmAside;
  readonly subject: HoldSubject;
  /** What it is on, in words. */
  readonly label: string;
  readonly reason: string;
  readonly by: string;
  readonly since: number;
  readonly until?: number | undefined;
  readonly workOrderId?: string | undefined;
}

/** One rule on one point; `silence` where the rule is about values that do not come. */
export interface HeldAlarm {
  readonly ruleId: string;
  readonly pointId: number;
  readonly silence: boolean;
}

/** The holds that stand, in memory: few, and asked about each alarm that is raised. */
export interface HoldBook {
  load(): Promise<void>;
  all(): readonly Hold[];
  get(id: string): Hold | undefined;
  /** Those that set this alarm aside now. */
  covering(alarm: HeldAlarm): Hold[];
  covers(hold: Hold, alarm: HeldAlarm): boolean;
  /** Written in the transaction; in force once `add` is called after the commit. */
  write(tx: Transaction<Registry>, hold: Hold): Promise<void>;
  add(hold: Hold): void;
  /** Somebody has taken this alarm back from this order: it is not set aside to it again. */
  wasTakenBack(
    db: RegistryDatabase | Transaction<Registry>,
    pair: { ruleId: string; pointId: number },
    workOrderId: string,
  ): Promise<boolean>;
  writeEnd(tx: Transaction<Registry>, hold: Hold, at: number, by: string, why: string): Promise<void>;
  remove(id: string): void;
}

const pairKey = (ruleId: string, pointId: number) => `${pointId} ${ruleId}`;

export function createHoldBook(deps: {
  db: RegistryDatabase;
  catalogue: Catalogue;
  systems: PointSystems;
  /** The gateway that last heard a device. */
  gatewayOf(deviceId: string): string | undefined;
}): HoldBook {
  const { db, catalogue } = deps;
  const standing = new Map<string, Hold>();
  /** Holds on one alarm, by rule and point; they may be thousands after a storm. */
  const ofPair = new Map<string, Hold[]>();
  const wide = new Map<string, Hold>();

  function add(hold: Hold): void {
    standing.set(hold.id, hold);
    if (hold.subject.kind !== "alarm") {
      wide.set(hold.id, hold);
      return;
    }
    const key = pairKey(hold.subject.ruleId, hold.subject.pointId);
    ofPair.set(key, [...(ofPair.get(key) ?? []), hold]);
  }

  function covers({ subject }: Hold, { ruleId, pointId, silence }: HeldAlarm): boolean {
    if (subject.kind === "alarm") return subject.ruleId === ruleId && subject.pointId === pointId;
    const device = catalogue.points.get(pointId)?.device;
    if (!device) return false;
    switch (subject.kind) {
      case "device":
        return device.id === subject.id;
      case "space":
        return device.spaceId === subject.id;
      case "building":
        return device.buildingId === subject.id;
      case "gateway":
        return silence && !ruleId.startsWith("platform:") && deps.gatewayOf(device.id) === subject.id;
      case "system":
        return device.buildingId === subject.buildingId && deps.systems.of(pointId).includes(subject.id);
    }
  }

  return {
    async load() {
      for (const row of await db
        .selectFrom("alarm_hold")
        .selectAll()
        .where("ended_at", "is", null)
        .orderBy("since")
        .execute())
        add(toHold(row));
    },
    all: () => [...standing.values()],
    get: (id) => standing.get(id),
    covers,
    covering(alarm) {
      const found = [...(ofPair.get(pairKey(alarm.ruleId, alarm.pointId)) ?? [])];
      for (const hold of wide.values()) if (covers(hold, alarm)) found.push(hold);
      return found;
    },
    async write(tx, hold) {
      await tx.insertInto("alarm_hold").values(toRow(hold)).execute();
    },
    add,
    async wasTakenBack(from, { ruleId, pointId }, workOrderId) {
      const found = await from
        .selectFrom("alarm_hold")
        .select("id")
        .where("work_order_id", "=", workOrderId)
        .where("rule_id", "=", ruleId)
        .where("point_id", "=", pointId)
        .where("ended_why", "=", "taken-back")
        .executeTakeFirst();
      return found !== undefined;
    },
    async writeEnd(tx, hold, at, by, why) {
      await tx
        .updateTable("alarm_hold")
        .set({ ended_at: at, ended_by: by, ended_why: why })
        .where("id", "=", hold.id)
        .execute();
    },
    remove(id) {
      const hold = standing.get(id);
      standing.delete(id);
      wide.delete(id);
      if (hold?.subject.kind !== "alarm") return;
      const key = pairKey(hold.subject.ruleId, hold.subject.pointId);
      const left = (ofPair.get(key) ?? []).filter((other) => other.id !== id);
      if (left.length > 0) ofPair.set(key, left);
      else ofPair.delete(key);
    },
  };
}

export function holdOnAlarm(hold: Hold): AlarmHold {
  return {
    id: hold.id,
    kind: hold.kind,
    reason: hold.reason,
    by: hold.by,
    since: iso(hold.since),
    ...(hold.until !== undefined && { until: iso(hold.until) }),
    ...(hold.workOrderId !== undefined && { workOrderId: hold.workOrderId }),
  };
}

function toRow({ subject, ...hold }: Hold): Row<"alarm_hold"> {
  return {
    id: hold.id,
    kind: hold.kind,
    subject_kind: subject.kind,
    subject_id: subject.kind === "alarm" ? String(subject.pointId) : subject.id,
    building_id: subject.kind === "system" ? subject.buildingId : null,
    rule_id: subject.kind === "alarm" ? subject.ruleId : null,
    point_id: subject.kind === "alarm" ? subject.pointId : null,
    label: hold.label,
    reason: hold.reason,
    by: hold.by,
    since: hold.since,
    until: hold.until ?? null,
    work_order_id: hold.workOrderId ?? null,
    ended_at: null,
    ended_by: null,
    ended_why: null,
  };
}

function toHold(row: Row<"alarm_hold">): Hold {
  return {
    id: row.id,
    kind: AlarmAside.parse(row.kind),
    subject: subjectOf(row),
    label: row.label,
    reason: row.reason,
    by: row.by,
    since: row.since,
    until: row.until ?? undefined,
    workOrderId: row.work_order_id ?? undefined,
  };
}

function subjectOf(row: Row<"alarm_hold">): HoldSubject {
  switch (row.subject_kind) {
    case "alarm":
      return { kind: "alarm", ruleId: row.rule_id ?? "", pointId: row.point_id ?? 0 };
    case "system":
      return { kind: "system", id: row.subject_id, buildingId: row.building_id ?? "" };
    case "device":
    case "space":
    case "building":
    case "gateway":
      return { kind: row.subject_kind, id: row.subject_id };
    default:
      throw new Error(`a hold on "${row.subject_kind}" is not known`);
  }
}
