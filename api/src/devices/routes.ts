import type { Device, Point } from "@kontrollrom/contracts/point.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readText } from "../http/read-body.ts";
import type { Catalogue, PointRecord } from "../register/catalogue.ts";
import { decodeCursor, toPage } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { type DeviceHealth, deviceState } from "./health.ts";
import { type DeviceService, deviceNotFound } from "./service.ts";

type Keys =
  | "GET /devices"
  | "POST /devices"
  | "POST /devices/import"
  | "GET /devices/{id}"
  | "DELETE /devices/{id}"
  | "GET /points"
  | "POST /points"
  | "GET /points/{id}";

export function deviceHandlers(deps: {
  db: RegistryDatabase;
  service: DeviceService;
  catalogue: Catalogue;
  health: DeviceHealth;
  audit: Audit;
  presentValue(pointId: number): PresentValue | undefined;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, service, catalogue } = deps;

  function toDevice(row: Row<"device">): Device {
    const seen = deps.health.of(row.id);
    return {
      id: row.id,
      externalId: row.external_id,
      name: row.name,
      state: deviceState(seen?.time, row.expected_interval_s ?? undefined, deps.now()),
      pointIds: [...catalogue.pointsOfDevice(row.id)],
      ...present({
        decoder: row.decoder,
        model: row.model,
        buildingId: row.building_id,
        storeyId: row.storey_id,
        spaceId: row.space_id,
        position: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
        expectedIntervalS: row.expected_interval_s,
        lastSeenAt: isoOrNull(seen?.time ?? null),
        rssi: seen?.rssi,
        snr: seen?.snr,
        gatewayId: seen?.gatewayId,
        lostFrames: seen?.lostFrames,
      }),
    };
  }

  async function device(id: string): Promise<Device> {
    const row = await db.selectFrom("device").selectAll().where("id", "=", id).executeTakeFirst();
    if (!row) throw deviceNotFound(id);
    return toDevice(row);
  }

  function toPoint(record: PointRecord): Point {
    const definition = quantities[record.quantity];
    return {
      id: record.id,
      deviceId: record.device.id,
      deviceName: record.device.name,
      quantity: record.quantity,
      kind: definition.kind,
      unit: definition.unit,
      brickClass: definition.brick,
      diagnostic: "diagnostic" in definition,
      ...present({
        channel: record.channel,
        buildingId: record.device.buildingId,
        storeyId: record.device.storeyId,
        spaceId: record.device.spaceId,
        present: deps.presentValue(record.id),
      }),
    };
  }

  return {
    "GET /devices": async ({ query }) => {
      const after = decodeCursor(query.cursor);
      let rows = db
        .selectFrom("device")
        .selectAll()
        .where("removed_at", "is", null)
        .orderBy("name")
        .orderBy("id")
        .limit(query.limit + 1);
      if (query.buildingId !== undefined) rows = rows.where("building_id", "=", query.buildingId);
      if (query.spaceId !== undefined) rows = rows.where("space_id", "=", query.spaceId);
      if (query.externalId !== undefined) rows = rows.where("external_id", "=", query.externalId);
      if (after) {
        const key = String(after.key);
        rows = rows.where((eb) =>
          eb.or([eb("name", ">", key), eb.and([eb("name", "=", key), eb("id", ">", after.id)])]),
        );
      }
      return toPage(await rows.execute(), query.limit, (row) => ({ key: row.name, id: row.id }), toDevice);
    },
    "POST /devices": async ({ body }, call) => {
      const { id, outcome } = await service.put(body);
      if (outcome !== "unchanged") await deps.audit.record(caller(call), `device-${outcome}`, id, body);
      return device(id);
    },
    "POST /devices/import": async (_input, call) => {
      const result = await service.importCsv(await readText(call.body));
      const { created, updated, rejectedCount } = result;
      await deps.audit.record(caller(call), "devices-imported", "csv", { created, updated, rejectedCount });
      return result;
    },
    "GET /devices/{id}": ({ params }) => device(params.id),
    "DELETE /devices/{id}": async ({ params }, call) => {
      await service.remove(params.id);
      await deps.audit.record(caller(call), "device-removed", params.id);
      return undefined;
    },
    "GET /points": ({ query }) => {
      const after = Number(decodeCursor(query.cursor)?.key ?? 0);
      const found: PointRecord[] = [];
      const ordered = [...catalogue.points.values()].sort((a, b) => a.id - b.id);
      for (const record of ordered) {
        if (record.id <= after || !matches(record, query)) continue;
        found.push(record);
        if (found.length > query.limit) break;
      }
      return toPage(found, query.limit, (record) => ({ key: record.id, id: "" }), toPoint);
    },
    "POST /points": async ({ body }) => {
      const id = await service.addPoint(body.deviceId, body.quantity, body.channel);
      return toPoint(known(catalogue, id));
    },
    "GET /points/{id}": ({ params }) => toPoint(known(catalogue, params.id)),
  };
}

export function known(catalogue: Catalogue, pointId: number): PointRecord {
  const record = catalogue.points.get(pointId);
  if (!record)
    throw new ProblemError(404, "point-not-found", `there is no point ${pointId}: see GET /points`);
  return record;
}

function matches(
  record: PointRecord,
  query: {
    buildingId?: string | undefined;
    storeyId?: string | undefined;
    spaceId?: string | undefined;
    deviceId?: string | undefined;
    quantity?: string | undefined;
  },
): boolean {
  return (
    !record.device.removed &&
    (query.buildingId === undefined || record.device.buildingId === query.buildingId) &&
    (query.storeyId === undefined || record.device.storeyId === query.storeyId) &&
    (query.spaceId === undefined || record.device.spaceId === query.spaceId) &&
    (query.deviceId === undefined || record.device.id === query.deviceId) &&
    (query.quantity === undefined || record.quantity === query.quantity)
  );
}
