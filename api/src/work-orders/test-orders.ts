import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { toAlarm } from "../alarms/repository.ts";
import { createAudit } from "../events/audit.ts";
import { createDomainEvents } from "../events/domain-events.ts";
import { createFileStore, type FileStore } from "../files/file-store.ts";
import { createTestServer, type HandlerOverrides } from "../http/test-server.ts";
import { type Catalogue, createCatalogue } from "../register/catalogue.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import type { NewRow } from "../registry/schema.ts";
import { createOrderWriter, type OrderFollower, type OrderWriter } from "./order-writer.ts";
import { workOrderPartHandlers } from "./part-routes.ts";
import { workOrderHandlers } from "./routes.ts";
import { createWorkOrderService, type WorkOrderService } from "./service.ts";

export interface TestOrders {
  readonly db: RegistryDatabase;
  readonly catalogue: Catalogue;
  readonly writer: OrderWriter;
  readonly service: WorkOrderService;
  readonly files: FileStore;
  readonly events: DomainEvent[];
  readonly url: string;
  clock: number;
  /** The answer's JSON; a refusal is thrown as its problem body. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Writes an occurrence as the rules raise it, and asks for its order. */
  raise(occurrence: { ruleId?: string; pointId?: number; at: number }): Promise<Alarm & { orderId: string }>;
  stop(): Promise<void>;
}

export interface TestOrderParts
  extends Pick<TestOrders, "db" | "writer" | "service" | "files" | "catalogue"> {
  now(): number;
  audit: ReturnType<typeof createAudit>;
}

/** The register, the events and the interface of orders, joined as the platform joins them. */
export async function startTestOrders(
  options: {
    readonly followers?: (db: RegistryDatabase) => readonly OrderFollower[];
    readonly handlers?: (parts: TestOrderParts) => HandlerOverrides;
    readonly clock?: number;
    readonly registryPath?: string;
  } = {},
): Promise<TestOrders> {
  const dir = await mkdtemp(join(tmpdir(), "kontrollrom-orders-"));
  const db = await openRegistry(options.registryPath ?? ":memory:");
  const files = createFileStore(join(dir, "files"));
  await files.start();
  await db
    .insertInto("building")
    .values({ id: "school", name: "Granli skole", created_at: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto("storey")
    .values({ id: "first", building_id: "school", name: "1. etasje", elevation: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto("space")
    .values({
      id: "room-101",
      building_id: "school",
      storey_id: "first",
      number: "101",
      name: "Klasserom",
      zones: "[]",
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const catalogue = createCatalogue(db);
  await catalogue.load();
  const seen: DomainEvent[] = [];
  const events = createDomainEvents(db, (event) => seen.push(event));
  await events.load();
  const state = { clock: options.clock ?? Date.UTC(2026, 10, 2, 8) };
  const now = () => state.clock;
  const writer = createOrderWriter({ events, followers: options.followers?.(db) ?? [], now });
  const service = createWorkOrderService({ db, writer, catalogue, now });
  const audit = createAudit(db, now);
  const server = createTestServer({
    checkAnswers: true,
    now,
    handlers: {
      ...workOrderHandlers({ db, service, files, now }),
      ...workOrderPartHandlers({ db, writer, audit, now }),
      ...options.handlers?.({ db, writer, service, files, catalogue, now, audit }),
    },
  });
  const { url } = await server.start();
  let occurrences = 0;

  return Object.assign(state, {
    db,
    catalogue,
    writer,
    service,
    files,
    events: seen,
    url,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const bytes = body instanceof Uint8Array;
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        ...(body === undefined
          ? {}
          : {
              headers: { "content-type": bytes ? "image/png" : "application/json" },
              body: bytes ? Buffer.from(body) : JSON.stringify(body),
            }),
      });
      const text = await response.text();
      const json = text === "" ? undefined : JSON.parse(text);
      if (!response.ok) throw json;
      return json as T;
    },
    async raise({ ruleId = "high-co2", pointId = 1, at }: { ruleId?: string; pointId?: number; at: number }) {
      occurrences += 1;
      const row: NewRow<"alarm"> = {
        id: `alarm-${occurrences}`,
        rule_id: ruleId,
        rule_name: "Høy CO₂",
        priority: 2,
        state: "unacknowledged",
        point_id: pointId,
        quantity: "co2",
        unit: "[ppm]",
        device_name: "Sensor",
        condition: JSON.stringify({
          kind: "threshold",
          direction: "above",
          setpoint: 1000,
          deadband: 50,
          onDelayMs: 0,
        }),
        withdrawn: 0,
        value: 1200,
        raised_at: at,
        returned_at: null,
        acknowledged_at: null,
        acknowledged_by: null,
        advice: "Luft rommet.",
        building_id: "school",
        building_name: "Granli skole",
        storey_id: "first",
        space_id: "room-101",
        space_label: "101 Klasserom",
        work_order_id: null,
        condition_since: at,
        sample_time: at,
        frame_id: "frame",
      };
      await db.insertInto("alarm").values(row).execute();
      const stored = await db
        .selectFrom("alarm")
        .selectAll()
        .where("id", "=", row.id)
        .executeTakeFirstOrThrow();
      const alarm = toAlarm(stored);
      const written = await db.transaction().execute((tx) => service.createForAlarm(tx, alarm));
      if (!written) throw new Error("the occurrence got no order");
      service.publish([written.event]);
      return { ...alarm, orderId: written.orderId };
    },
    async stop() {
      await server.stop();
      await db.destroy();
      await rm(dir, { recursive: true, force: true });
    },
  });
}
