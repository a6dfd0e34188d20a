import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { DeviceHealth } from "../devices/health.ts";
import type { Audit } from "../events/audit.ts";
import type { DomainEvents } from "../events/domain-events.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { createAlarmSteps } from "./alarm-steps.ts";
import type { AlarmConfig } from "./config.ts";
import { createAlarmFigures } from "./figures.ts";
import { type HeardDevice, silentGateways } from "./gateway-watch.ts";
import { createHoldBook } from "./hold-book.ts";
import { type AlarmHolds, createAlarmHolds } from "./holds.ts";
import { type AlarmOperator, createAlarmOperator } from "./operator.ts";
import { createPointSystems } from "./point-systems.ts";
import { alarmHandlers } from "./routes.ts";
import { type AlarmService, createAlarmService } from "./service.ts";

/** Alarms whole: what rules raise, what people do with them, what sets them aside, and how many there are. */
export interface Alarms {
  readonly service: AlarmService;
  readonly holds: AlarmHolds;
  readonly operator: AlarmOperator;
  readonly handlers: ReturnType<typeof alarmHandlers>;
  /** Reads what holds. Before the rules start: what they then raise is set aside as it comes. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const tickMs = 1000;
const gatewayEveryMs = 10_000;

export function createAlarms(
  config: AlarmConfig,
  deps: {
    db: RegistryDatabase;
    catalogue: Catalogue;
    events: DomainEvents;
    health: Pick<DeviceHealth, "of">;
    workOrders: Pick<WorkOrderService, "createForAlarm" | "linkToTakenOrder">;
    audit: Audit;
    rule(id: string): Rule | undefined;
    onError(error: unknown): void;
    now(): number;
  },
): Alarms {
  const { db, catalogue, events, health, now } = deps;
  const systems = createPointSystems({ db, catalogue });
  const gatewayOf = (deviceId: string) => health.of(deviceId)?.gatewayId;
  const book = createHoldBook({
    db,
    catalogue,
    systems,
    gatewayOf,
  });
  const service = createAlarmService({ ...deps, book });
  const parts = { db, events, steps: createAlarmSteps(events), book, now };
  const operator = createAlarmOperator(parts);
  const holds = createAlarmHolds({ ...deps, ...parts, systems }, config);
  const figures = createAlarmFigures({
    db,
    events,
    catalogue,
    systems,
    gatewayOf,
    operators: config.operators,
    now,
  });
  const handlers = alarmHandlers({ db, operator, holds, figures, audit: deps.audit });
  let listeningSince = now();
  let watchedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;

  function* heard(): Generator<HeardDevice> {
    for (const { device } of catalogue.registered.values()) {
      const last = health.of(device.id);
      const [pointId] = device.points.values();
      if (last?.gatewayId === undefined || device.expectedIntervalS === undefined || pointId === undefined)
        continue;
      yield {
        gatewayId: last.gatewayId,
        heardAt: last.time,
        expectedIntervalMs: device.expectedIntervalS * 1000,
        buildingId: device.buildingId,
        pointId,
      };
    }
  }

  async function watchGateways(): Promise<void> {
    const silent = silentGateways(heard(), now(), listeningSince);
    const ids = new Set(silent.map(({ gatewayId }) => gatewayId));
    for (const { gatewayId, since, devices, pointId } of silent) {
      // First what it silences, then the alarm that stands for them all.
      await holds.beginGateway(gatewayId, `gateway ${gatewayId} is silent`);
      await service.raisePlatform({
        cause: { kind: "gateway-silent", gatewayId, devices },
        key: gatewayId,
        pointId,
        priority: 2,
        name: `Basestasjon ${gatewayId} er taus`,
        advice: "",
        value: devices,
        since,
      });
    }
    for (const gatewayId of holds.silentGateways())
      if (!ids.has(gatewayId)) {
        await holds.endGateway(gatewayId);
        await service.returnPlatform("gateway-silent", gatewayId);
      }
  }

  async function tick(): Promise<void> {
    await systems.refresh();
    await holds.tick();
    await figures.tick();
    if (now() - watchedAt < gatewayEveryMs) return;
    watchedAt = now();
    await watchGateways();
  }

  return {
    service,
    holds,
    operator,
    handlers,
    async start() {
      listeningSince = now();
      await holds.start();
      timer = setInterval(() => {
        ticking ??= tick()
          .catch(deps.onError)
          .finally(() => {
            ticking = undefined;
          });
      }, tickMs);
    },
    async stop() {
      clearInterval(timer);
      await ticking;
    },
  };
}
