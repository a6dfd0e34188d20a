import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import type { RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import { sql } from "kysely";
import { createDeviceHealth } from "../devices/health.ts";
import { createAudit } from "../events/audit.ts";
import { createDomainEvents } from "../events/domain-events.ts";
import { createFileStore } from "../files/file-store.ts";
import { createTestServer } from "../http/test-server.ts";
import { createCatalogue } from "../register/catalogue.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { createOrderWriter } from "../work-orders/order-writer.ts";
import { workOrderHandlers } from "../work-orders/routes.ts";
import { createWorkOrderService } from "../work-orders/service.ts";
import { type Alarms, createAlarms } from "./alarms.ts";

/** Alarms with their real registry and HTTP interface, a clock that the test sets, and transitions as the rules would give them. */
export interface AlarmBench {
  readonly db: RegistryDatabase;
  readonly alarms: Alarms;
  readonly health: ReturnType<typeof createDeviceHealth>;
  readonly events: DomainEvent[];
  now: number;
  rule(change?: Partial<Rule>): Rule;
  /** A device with a point; answers the point's id. */
  device(id: string, columns?: Record<string, string | number | null>): Promise<number>;
  raise(rule: Rule, pointId: number, change?: Partial<RuleTransition>): Promise<void>;
  return(rule: Rule, pointId: number, raisedAt: number): Promise<void>;
  call<T = Alarm>(method: string, path: string, body?: unknown): Promise<T>;
  /** Alarms by `GET /alarms`, newest first. */
  list(query?: string): Promise<Alarm[]>;
  /** Stops everything in memory and builds it anew on the same registry. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const minute = 60_000;

export async function startAlarmBench(path = ":memory:"): Promise<AlarmBench> {
  const db = await openRegistry(path);
  await db
    .insertInto("building")
    .values({ id: "school", name: "Furuset skole", ifc_global_id: null, created_at: 0 })
    .execute();
  await db
    .insertInto("storey")
    .values({ id: "s1", building_id: "school", name: "1", elevation: 0, ifc_global_id: null, plan_key: null })
    .execute();
  await db
    .insertInto("space")
    .values({
      id: "r101",
      building_id: "school",
      storey_id: "s1",
      number: "101",
      name: "Klasserom",
      zones: "[]",
    })
    .execute();

  const dir = await mkdtemp(join(tmpdir(), "kontrollrom-alarms-"));
  const files = createFileStore(join(dir, "files"));
  await files.start();
  const rules = new Map<string, Rule>();
  const events: DomainEvent[] = [];
  const clock = { now: Date.parse("2026-03-12T10:00:00Z") };
  const now = () => clock.now;
  let parts = await build();

  async function build() {
    const catalogue = createCatalogue(db);
    await catalogue.load();
    const health = createDeviceHealth(db);
    await health.load();
    const log = createDomainEvents(db, (event) => events.push(event));
    await log.load();
    const writer = createOrderWriter({
      events: log,
      followers: [{ changed: async () => {}, committed: () => alarms.holds.ordersChanged() }],
      now,
    });
    const workOrders = createWorkOrderService({ db, writer, catalogue, now });
    const alarms: Alarms = createAlarms(
      { shelveMaxMinutes: 24 * 60, serviceModeMaxMinutes: 7 * 24 * 60, operators: 1 },
      {
        db,
        catalogue,
        events: log,
        health,
        workOrders,
        audit: createAudit(db, now),
        rule: (id) => rules.get(id),
        onError: (error) => {
          throw error;
        },
        now,
      },
    );
    await alarms.start();
    const server = createTestServer({
      checkAnswers: true,
      handlers: { ...alarms.handlers, ...workOrderHandlers({ db, service: workOrders, files, now }) },
    });
    const { url } = await server.start();
    return { catalogue, health, alarms, server, url };
  }

  async function halt() {
    await parts.server.stop();
    await parts.alarms.stop();
  }

  const bench: AlarmBench = {
    db,
    events,
    get alarms() {
      return parts.alarms;
    },
    get health() {
      return parts.health;
    },
    get now() {
      return clock.now;
    },
    set now(at) {
      clock.now = at;
    },
    rule(change = {}) {
      const rule: Rule = {
        id: `rule-${rules.size + 1}`,
        name: "CO2 for høy",
        enabled: true,
        scope: { quantity: "co2" },
        condition: {
          kind: "threshold",
          direction: "above",
          setpoint: 1000,
          deadband: 0,
          onDelayMs: 0,
          offDelayMs: 0,
        },
        priority: 2,
        advice: "",
        createsWorkOrder: false,
        createdAt: "2026-01-01T00:00:00Z",
        updatedAt: "2026-01-01T00:00:00Z",
        ...change,
      } as Rule;
      rules.set(rule.id, rule);
      return rule;
    },
    async device(id, columns = {}) {
      await db
        .insertInto("device")
        .values({
          id,
          external_id: id,
          name: id,
          building_id: "school",
          storey_id: "s1",
          space_id: "r101",
          expected_interval_s: 600,
          lost_frames: 0,
          ...columns,
        })
        .execute();
      await sql`insert into point (device_id, quantity, channel) values (${id}, 'co2', '')`.execute(db);
      await parts.catalogue.loadDevices([id]);
      const [pointId = 0] = parts.catalogue.pointsOfDevice(id);
      return pointId;
    },
    async raise(rule, pointId, change = {}) {
      await parts.alarms.service.record([
        {
          kind: "raised",
          ruleId: rule.id,
          pointId,
          raisedAt: clock.now,
          at: clock.now,
          value: 1250,
          conditionSince: clock.now,
          sampleTime: clock.now,
          frameId: "frame",
          ...change,
        },
      ]);
    },
    async return(rule, pointId, raisedAt) {
      await bench.raise(rule, pointId, { kind: "returned", raisedAt });
    },
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${parts.url}/api/v1${path}`, {
        method,
        ...(body !== undefined && {
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      });
      const text = await response.text();
      const json = text === "" ? undefined : JSON.parse(text);
      if (!response.ok) throw json;
      return json as T;
    },
    async list(query = "") {
      return (await bench.call<{ items: Alarm[] }>("GET", `/alarms${query}`)).items;
    },
    async restart() {
      await halt();
      parts = await build();
    },
    async stop() {
      await halt();
      await db.destroy();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return bench;
}
