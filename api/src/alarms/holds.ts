import { randomUUID } from "node:crypto";
import type { Alarm, AlarmAside, ServiceSubject } from "@kontrollrom/contracts/alarm.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { type AsideEvent, nextAlarm } from "@kontrollrom/twin/live/alarm-machine.ts";
import type { Transaction } from "kysely";
import type { Audit } from "../events/audit.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { Registry } from "../registry/schema.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { endedStatuses } from "../work-orders/status.ts";
import { type AlarmRow, standingOf } from "./alarm-steps.ts";
import { type HeldAlarm, type Hold, type HoldSubject, holdOnAlarm } from "./hold-book.ts";
import { type Actor, refusal } from "./operator.ts";
import { missingHolds, platform, recordBound } from "./order-holds.ts";
import type { PointSystems } from "./point-systems.ts";
import { findAlarm, toAlarm } from "./repository.ts";
import { type AlarmParts, alarmNotFound } from "./service.ts";

/** Sets alarms aside and takes them back. Leaving returns to the live state, which goes on beneath. */
export interface AlarmHolds {
  /** Reads what holds, and brings alarms in line with it: after a crash between the two, too. */
  start(): Promise<void>;
  /** Sets this alarm's rule on its point aside, for later occurrences as well. */
  setAside(id: string, kind: AlarmAside, input: HoldInput): Promise<Alarm>;
  takeBack(id: string, kind: AlarmAside, actor: Actor): Promise<Alarm>;
  beginService(subject: ServiceSubject, input: HoldInput): Promise<Hold>;
  endService(id: string, by: string): Promise<void>;
  serviceModes(): readonly Hold[];
  pointsOf(hold: Hold): number;
  /** A gateway fell silent or is heard again: called by whoever watches them. */
  beginGateway(gatewayId: string, reason: string): Promise<void>;
  endGateway(gatewayId: string): Promise<void>;
  silentGateways(): readonly string[];
  /** By the clock: ends what has run out, and what waited for a work order that has ended; begins what an order now answers. */
  tick(): Promise<void>;
  /** Orders have changed: the next tick looks at them. */
  ordersChanged(): void;
}

export interface HoldInput {
  readonly reason: string;
  readonly by: string;
  readonly minutes?: number | undefined;
  readonly workOrderId?: string | undefined;
}

export interface HoldLimits {
  readonly shelveMaxMinutes: number;
  readonly serviceModeMaxMinutes: number;
}

const begins: Readonly<Record<AlarmAside, AsideEvent>> = {
  shelved: "shelve",
  suppressedByDesign: "suppress",
  outOfService: "out-of-service",
};
const ends: Readonly<Record<AlarmAside, AsideEvent>> = {
  shelved: "unshelve",
  suppressedByDesign: "unsuppress",
  outOfService: "return-to-service",
};
const rowsAtOnce = 100;

export function createAlarmHolds(
  parts: AlarmParts & {
    catalogue: Catalogue;
    systems: PointSystems;
    workOrders: Pick<WorkOrderService, "createForAlarm">;
    audit: Audit;
    rule(id: string): Rule | undefined;
  },
  limits: HoldLimits,
): AlarmHolds {
  const { db, events, steps, book, catalogue, systems, now } = parts;

  /** Looked at once after the start, too: a crash may lie between an order and its hold. */
  let ordersChanged = true;

  const heldOf = (row: AlarmRow): HeldAlarm => ({
    ruleId: row.rule_id,
    pointId: row.point_id,
    silence: (JSON.parse(row.condition) as { kind: string }).kind === "no-data",
  });

  /** Brings one alarm in line with what holds now. */
  async function align(
    tx: Transaction<Registry>,
    row: AlarmRow,
    end?: { event: AsideEvent; by: string; comment?: string | undefined },
  ): Promise<{ row: AlarmRow; events: DomainEvent[] }> {
    const at = now();
    const holds = book.covering(heldOf(row));
    const written: DomainEvent[] = [];
    let current = row;
    // The one that is shown: as the machine orders them, the one that lasts longest first.
    const shown = (["outOfService", "suppressedByDesign", "shelved"] as const)
      .flatMap((kind) => holds.filter((hold) => hold.kind === kind).sort(lastsLongest))
      .at(0);
    const hold = shown === undefined ? null : JSON.stringify(holdOnAlarm(shown));
    for (const kind of ["shelved", "suppressedByDesign", "outOfService"] as const) {
      const because = holds.find((one) => one.kind === kind);
      const standing = standingOf(current);
      if (standing.aside.has(kind) === (because !== undefined)) continue;
      const event =
        because !== undefined ? begins[kind] : end && eventKind[end.event] === kind ? end.event : ends[kind];
      const outcome = nextAlarm(standing, event, at, because?.by ?? end?.by);
      if (!outcome.ok) continue;
      const free = outcome.standing.aside.size === 0;
      const change: Partial<AlarmRow> = { hold, ...(free && current.told_at === null && { told_at: at }) };
      const order = free && outcome.standing.live !== "normal" ? await orderFor(tx, current) : undefined;
      if (order) change.work_order_id = order.orderId;
      const comment = because?.reason ?? end?.comment;
      const stepped = await steps.write(tx, current, outcome, { comment, change });
      current = stepped.row;
      written.push(stepped.event, ...(order ? [order.event] : []));
    }
    return { row: current, events: written };
  }

  /** What was raised while it was set aside gets its order when it still stands after. */
  async function orderFor(tx: Transaction<Registry>, row: AlarmRow) {
    if (row.returned_at !== null) return undefined;
    if (!parts.rule(row.rule_id)?.createsWorkOrder) return undefined;
    return parts.workOrders.createForAlarm(tx, toAlarm({ ...row, state: row.live_state }));
  }

  async function alignAll(
    affected: (alarm: HeldAlarm) => boolean,
    end?: { event: AsideEvent; by: string; comment?: string | undefined },
  ): Promise<void> {
    const open = await db
      .selectFrom("alarm")
      .select(["id", "rule_id", "point_id", "condition"])
      .where("state", "<>", "normal")
      .execute();
    const ids = open.filter((row) => affected(heldOf(row as AlarmRow))).map(({ id }) => id);
    for (let from = 0; from < ids.length; from += rowsAtOnce) {
      const written = await db.transaction().execute(async (tx) => {
        const all: DomainEvent[] = [];
        for (const id of ids.slice(from, from + rowsAtOnce)) {
          const row = await findAlarm(tx, id);
          if (row && row.state !== "normal") all.push(...(await align(tx, row, end)).events);
        }
        return all;
      });
      events.publish(written);
      await new Promise(setImmediate);
    }
  }

  async function begin(hold: Hold): Promise<void> {
    await systems.refresh();
    await db.transaction().execute((tx) => book.write(tx, hold));
    // In force before alarms are aligned: what is raised in between is then set aside as it comes.
    book.add(hold);
    await alignAll((alarm) => book.covers(hold, alarm));
  }

  async function endHold(hold: Hold, why: string, { by, comment }: Actor): Promise<void> {
    await systems.refresh();
    const event = why === "expired" && hold.kind === "shelved" ? "shelving-expires" : ends[hold.kind];
    await db.transaction().execute((tx) => book.writeEnd(tx, hold, now(), by, why));
    book.remove(hold.id);
    await alignAll((alarm) => book.covers(hold, alarm), { event, by, comment });
  }

  async function alarmRow(id: string): Promise<AlarmRow> {
    const row = await findAlarm(db, id);
    if (!row) throw alarmNotFound(id);
    return row;
  }

  function until(minutes: number | undefined, greatest: number): number | undefined {
    if (minutes === undefined) return undefined;
    if (minutes > greatest)
      throw new ProblemError(
        422,
        "too-long",
        `minutes ${minutes} is more than this platform allows: at most ${greatest}`,
      );
    return now() + minutes * 60_000;
  }

  async function openOrder(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const order = await db
      .selectFrom("work_order")
      .select(["number", "status"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!order)
      throw new ProblemError(422, "work-order-unknown", `there is no work order "${id}": create one first`);
    if ((endedStatuses as readonly string[]).includes(order.status))
      throw new ProblemError(
        422,
        "work-order-ended",
        `order ${order.number} is "${order.status}": an alarm is out of service while its order is open`,
      );
  }

  return {
    async start() {
      await book.load();
      await systems.refresh();
      await alignAll(() => true);
    },

    async setAside(id, kind, { reason, by, minutes, workOrderId }) {
      const row = await alarmRow(id);
      const decision = nextAlarm(standingOf(row), begins[kind], now());
      const pair = { ruleId: row.rule_id, pointId: row.point_id };
      const own = ownHolds(pair, kind);
      // A gateway or a plant may suppress it already; a person may do so too, and for longer.
      if (!decision.ok && (decision.reason === "already-normal" || own.length > 0))
        throw refusal(decision.reason, row);
      await openOrder(workOrderId);
      await begin({
        id: randomUUID(),
        kind,
        subject: { kind: "alarm", ...pair },
        label: row.rule_name,
        reason,
        by,
        since: now(),
        until: until(minutes, kind === "shelved" ? limits.shelveMaxMinutes : limits.serviceModeMaxMinutes),
        workOrderId,
      });
      return toAlarm(await alarmRow(id));
    },

    async takeBack(id, kind, actor) {
      const row = await alarmRow(id);
      const own = ownHolds({ ruleId: row.rule_id, pointId: row.point_id }, kind);
      const wider = book.covering(heldOf(row)).find((hold) => hold.kind === kind && !own.includes(hold));
      if (own.length === 0 && wider)
        throw new ProblemError(
          409,
          "suppressed-with-others",
          wider.subject.kind === "gateway"
            ? `the gateway ${wider.label} is silent: the alarm comes back when it is heard`
            : `${wider.label} is in service mode: end that instead (DELETE /service-modes/${wider.id})`,
        );
      if (own.length === 0) {
        const decision = nextAlarm(standingOf(row), ends[kind], now());
        if (!decision.ok) throw refusal(decision.reason, row);
      }
      for (const hold of own) await endHold(hold, "taken-back", actor);
      return toAlarm(await alarmRow(id));
    },

    async beginService(subject, { reason, by, minutes }) {
      await systems.refresh();
      const hold: Hold = {
        id: randomUUID(),
        kind: "suppressedByDesign",
        subject,
        label: labelOf(subject),
        reason,
        by,
        since: now(),
        until: until(minutes, limits.serviceModeMaxMinutes),
      };
      await begin(hold);
      return hold;
    },

    async endService(id, by) {
      const hold = book.get(id);
      if (!hold || hold.subject.kind === "alarm" || hold.subject.kind === "gateway")
        throw new ProblemError(
          404,
          "service-mode-not-found",
          `there is no service mode "${id}": see GET /service-modes`,
        );
      await endHold(hold, "taken-back", { by });
    },

    serviceModes: () =>
      book.all().filter(({ subject }) => subject.kind !== "alarm" && subject.kind !== "gateway"),
    pointsOf(hold) {
      let count = 0;
      for (const [pointId, { device }] of catalogue.points)
        if (!device.removed && book.covers(hold, { ruleId: "", pointId, silence: true })) count += 1;
      return count;
    },

    async beginGateway(gatewayId, reason) {
      if (gatewayHold(gatewayId)) return;
      await begin({
        id: randomUUID(),
        kind: "suppressedByDesign",
        subject: { kind: "gateway", id: gatewayId },
        label: gatewayId,
        reason,
        by: platform,
        since: now(),
      });
    },
    async endGateway(gatewayId) {
      const hold = gatewayHold(gatewayId);
      if (hold) await endHold(hold, "heard-again", { by: platform });
    },
    silentGateways: () =>
      book.all().flatMap(({ subject }) => (subject.kind === "gateway" ? [subject.id] : [])),

    async tick() {
      const at = now();
      for (const hold of book.all())
        if (hold.until !== undefined && hold.until <= at) await endHold(hold, "expired", { by: platform });
      const bound = book.all().filter((hold) => hold.workOrderId !== undefined);
      for (let from = 0; from < bound.length; from += rowsAtOnce) {
        const part = bound.slice(from, from + rowsAtOnce);
        const ended = await db
          .selectFrom("work_order")
          .select(["id", "number"])
          .where(
            "id",
            "in",
            part.map((hold) => hold.workOrderId ?? ""),
          )
          .where("status", "in", [...endedStatuses])
          .execute();
        for (const order of ended)
          for (const hold of part)
            if (hold.workOrderId === order.id)
              await endHold(hold, "work-order-ended", { by: platform, comment: order.number });
      }
      if (!ordersChanged) return;
      ordersChanged = false;
      const health = (id: string) => parts.rule(id)?.health === true;
      for (const hold of await missingHolds(db, book, health, at)) {
        await begin(hold);
        await recordBound(parts.audit, hold);
      }
    },
    ordersChanged() {
      ordersChanged = true;
    },
  };

  function ownHolds(pair: { ruleId: string; pointId: number }, kind: AlarmAside): Hold[] {
    return book
      .covering({ ...pair, silence: false })
      .filter((hold) => hold.kind === kind && hold.subject.kind === "alarm");
  }

  function gatewayHold(gatewayId: string): Hold | undefined {
    return book.all().find(({ subject }) => subject.kind === "gateway" && subject.id === gatewayId);
  }

  function labelOf(subject: Exclude<HoldSubject, { kind: "alarm" }>): string {
    const building = (id: string) => {
      const name = catalogue.buildings.get(id);
      if (name === undefined) throw placeUnknown("building", id);
      return name;
    };
    switch (subject.kind) {
      case "device": {
        const entry = catalogue.registered.get(subject.id);
        if (!entry) throw placeUnknown("device", subject.id);
        return entry.device.name;
      }
      case "space": {
        const space = catalogue.spaces.get(subject.id);
        if (!space) throw placeUnknown("space", subject.id);
        return `${space.number} ${space.name}, ${building(space.buildingId)}`.trim();
      }
      case "building":
        return building(subject.id);
      case "system": {
        const name = building(subject.buildingId);
        const known = [...catalogue.points.keys()].some(
          (pointId) =>
            catalogue.points.get(pointId)?.device.buildingId === subject.buildingId &&
            systems.of(pointId).includes(subject.id),
        );
        if (!known)
          throw new ProblemError(
            422,
            "system-unknown",
            `no point of ${name} belongs to the system "${subject.id}": bind points by their tag, or to an element of the system`,
          );
        return `${subject.id}, ${name}`;
      }
      case "gateway":
        return subject.id;
    }
  }
}

const eventKind: Readonly<Record<AsideEvent, AlarmAside>> = {
  shelve: "shelved",
  unshelve: "shelved",
  "shelving-expires": "shelved",
  suppress: "suppressedByDesign",
  unsuppress: "suppressedByDesign",
  "out-of-service": "outOfService",
  "return-to-service": "outOfService",
};

function lastsLongest(a: Hold, b: Hold): number {
  return (b.until ?? Number.POSITIVE_INFINITY) > (a.until ?? Number.POSITIVE_INFINITY) ? 1 : -1;
}

function placeUnknown(kind: string, id: string): ProblemError {
  return new ProblemError(422, "place-unknown", `${kind} "${id}" is not in the register`);
}
