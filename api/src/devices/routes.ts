import type { ReplayOffer } from "@kontrollrom/contracts/codec.ts";
import {
  type Binding,
  BoundBy,
  type Device,
  type DeviceFrame,
  type Point,
} from "@kontrollrom/contracts/point.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { plainDeviceId } from "@kontrollrom/ingest/pipeline/device-id.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { beginsTfm, compareTfm } from "@kontrollrom/twin/tfm/match.ts";
import { componentMeaning } from "@kontrollrom/twin/tfm/pa0802-letters.ts";
import { parseTfm } from "@kontrollrom/twin/tfm/tfm.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readText } from "../http/read-body.ts";
import type { Catalogue, PointRecord, RegisteredDevice } from "../register/catalogue.ts";
import { type TaggedElement, taggedElements } from "../register/components.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { createTurns } from "../rules/turns.ts";
import { caller } from "../work-orders/routes.ts";
import { batteryOf } from "./battery.ts";
import { framesOf } from "./frames.ts";
import { type DeviceHealth, deviceState } from "./health.ts";
import { summarise } from "./health-summary.ts";
import { createDevicePager, isAskedFor, type ListedDevice } from "./list.ts";
import { pointList } from "./point-list.ts";
import { type DeviceService, deviceNotFound } from "./service.ts";

type Keys =
  | "GET /devices"
  | "POST /devices"
  | "POST /devices/import"
  | "GET /devices/health"
  | "GET /devices/{id}"
  | "PATCH /devices/{id}"
  | "GET /devices/{id}/frames"
  | "DELETE /devices/{id}"
  | "GET /points"
  | "POST /points"
  | "GET /points/{id}"
  | "PATCH /points/{id}"
  | "GET /elements";

/** Devices between two looks at the clock. */
const turnEvery = 100;

export function deviceHandlers(deps: {
  db: RegistryDatabase;
  service: DeviceService;
  catalogue: Catalogue;
  health: DeviceHealth;
  audit: Audit;
  store: Pick<SampleStore, "committedIn" | "frame">;
  presentValue(pointId: number): PresentValue | undefined;
  /** What of a device was read with a decoder that it no longer has. */
  offerReplay?(externalId: string): Promise<ReplayOffer>;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, service, catalogue } = deps;

  /** The device after a change; when it is read otherwise than before, with how much can be read again. */
  async function changed(id: string, before: string | undefined): Promise<Device> {
    const after = await device(id);
    if (before === undefined || before === after.decoder) return after;
    const replay = await deps.offerReplay?.(after.externalId);
    return replay === undefined || replay.frames === 0 ? after : { ...after, replay };
  }

  function listed(registered: RegisteredDevice): ListedDevice {
    const { device, row, profile } = registered;
    const seen = deps.health.of(row.id);
    return {
      ...registered,
      seen,
      state: deviceState(seen?.time, device.expectedIntervalS, deps.now()),
      battery: batteryOf(device.points, profile?.low_battery_v, deps.presentValue),
    };
  }

  /** All devices of the register; of tens of thousands, others have their turn in between. */
  async function eachListed(take: (device: ListedDevice) => void): Promise<void> {
    const turn = createTurns();
    let taken = 0;
    for (const each of catalogue.registered.values()) {
      if (++taken % turnEvery === 0) await turn();
      take(listed(each));
    }
  }

  function toDevice({ device, row, profile, seen, state, battery }: ListedDevice): Device {
    const from = <K extends string>(field: K, own: unknown, profiles: unknown): K[] =>
      own === null && (profiles ?? null) !== null ? [field] : [];
    return {
      id: row.id,
      externalId: row.external_id,
      name: row.name,
      state,
      pointIds: [...device.points.values()],
      fromProfile: [
        ...from("decoder", row.decoder, profile?.decoder),
        ...from("model", row.model, profile?.model),
        ...from("expectedIntervalS", row.expected_interval_s, profile?.expected_interval_s),
      ],
      ...present({
        profile: profile && { id: profile.id, name: profile.name },
        decoder: device.decoder,
        model: row.model ?? profile?.model,
        buildingId: row.building_id,
        storeyId: row.storey_id,
        spaceId: row.space_id,
        binding: toBinding(row),
        position: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
        expectedIntervalS: device.expectedIntervalS,
        lastSeenAt: isoOrNull(seen?.time ?? null),
        battery,
        rssi: seen?.rssi,
        snr: seen?.snr,
        gatewayId: seen?.gatewayId,
        // A device without a frame counter has neither.
        ...(seen && seen.lostFrames + seen.heardFrames > 0
          ? { lostFrames: seen.lostFrames, heardFrames: seen.heardFrames }
          : {}),
      }),
    };
  }

  function registered(id: string): RegisteredDevice {
    const found = catalogue.registered.get(id);
    if (!found) throw deviceNotFound(id);
    return found;
  }

  async function device(id: string): Promise<Device> {
    const found = toDevice(listed(registered(id)));
    return found.binding === undefined
      ? found
      : { ...found, binding: await withName(found.binding, found.buildingId) };
  }

  async function point(id: number): Promise<Point> {
    const found = toPoint(known(catalogue, id));
    return found.binding === undefined
      ? found
      : { ...found, binding: await withName(found.binding, found.buildingId) };
  }

  async function withName(binding: Binding, buildingId: string | undefined): Promise<Binding> {
    if (binding.elementGlobalId === undefined || buildingId === undefined) return binding;
    const element = await db
      .selectFrom("element")
      .select("name")
      .where("building_id", "=", buildingId)
      .where("ifc_global_id", "=", binding.elementGlobalId)
      .executeTakeFirst();
    return element ? { ...binding, elementName: element.name } : binding;
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
        binding: record.own && toBinding(record.own),
        present: deps.presentValue(record.id),
      }),
    };
  }

  return {
    "GET /devices": async ({ query }) => {
      const filter = {
        ...query,
        externalId: query.externalId === undefined ? undefined : plainDeviceId(query.externalId),
      };
      const pager = createDevicePager(query);
      await eachListed((device) => {
        const building = device.device.buildingId;
        if (isAskedFor(device, filter, (building && catalogue.buildings.get(building)) ?? ""))
          pager.add(device);
      });
      const { items, ...rest } = pager.page();
      return { items: items.map(toDevice), ...rest };
    },
    "POST /devices": async ({ body }, call) => {
      const before = catalogue.device(plainDeviceId(body.externalId))?.decoder;
      const { id, outcome } = await service.put(body);
      if (outcome !== "unchanged") await deps.audit.record(caller(call), `device-${outcome}`, id, body);
      return changed(id, before);
    },
    "POST /devices/import": async (_input, call) => {
      const result = await service.importCsv(await readText(call.body));
      const { created, updated, rejectedCount } = result;
      await deps.audit.record(caller(call), "devices-imported", "csv", { created, updated, rejectedCount });
      return result;
    },
    "GET /devices/health": async () => {
      const devices: ListedDevice[] = [];
      await eachListed((device) => devices.push(device));
      return summarise(devices, catalogue.buildings);
    },
    "GET /devices/{id}": ({ params }) => device(params.id),
    "PATCH /devices/{id}": async ({ params, body }, call) => {
      const before = (await device(params.id)).decoder;
      const { outcome } = await service.change(params.id, body);
      if (outcome !== "unchanged") await deps.audit.record(caller(call), "device-updated", params.id, body);
      return changed(params.id, before);
    },
    "GET /devices/{id}/frames": async ({ params, query }) => {
      const { device: its } = registered(params.id);
      const frames = await framesOf(deps.store, [...its.points.values()], deps.presentValue, query.limit);
      return { items: frames.map(({ frame, samples }) => toFrame(catalogue, frame, samples)) };
    },
    "DELETE /devices/{id}": async ({ params }, call) => {
      await service.remove(params.id);
      await deps.audit.record(caller(call), "device-removed", params.id);
      return undefined;
    },
    "GET /points": ({ query }) => {
      const after = pointList.read(query.cursor)?.key ?? 0;
      const found: PointRecord[] = [];
      const ordered = [...catalogue.points.values()].sort((a, b) => a.id - b.id);
      for (const record of ordered) {
        if (record.id <= after || !matches(record, query)) continue;
        found.push(record);
        if (found.length > query.limit) break;
      }
      return pointList.page(found, query.limit, (record) => ({ key: record.id, id: "" }), toPoint);
    },
    "POST /points": async ({ body }) => {
      const id = await service.addPoint(body.deviceId, body.quantity, body.channel);
      return toPoint(known(catalogue, id));
    },
    "GET /points/{id}": ({ params }) => point(params.id),
    "PATCH /points/{id}": async ({ params, body }, call) => {
      known(catalogue, params.id);
      await service.placePoint(params.id, body);
      await deps.audit.record(caller(call), "point-placed", String(params.id), body);
      return point(params.id);
    },
    "GET /elements": async ({ query }) => {
      const found: TaggedElement[] = [];
      for await (const element of taggedElements(db, query.buildingId))
        if (beginsTfm(element.parsed, query.tag)) found.push(element);
      return {
        items: found
          .sort((a, b) => compareTfm(a.parsed, b.parsed))
          .slice(0, query.limit)
          .map((element) => ({
            ifcGlobalId: element.ifc_global_id,
            ifcClass: element.ifc_class,
            name: element.name,
            buildingId: element.building_id,
            ...present({
              tag: element.tag,
              meaning: componentMeaning(element.parsed),
              storeyId: element.storey_id,
              spaceId: element.space_id,
            }),
          })),
      };
    },
  };
}

function toBinding(
  row: Pick<Row<"device">, "bound_by" | "tfm_tag" | "element_global_id">,
): Binding | undefined {
  const by = BoundBy.safeParse(row.bound_by);
  if (!by.success) return undefined;
  const tag = row.tfm_tag === null ? undefined : parseTfm(row.tfm_tag);
  return {
    by: by.data,
    ...present({
      tfmTag: row.tfm_tag,
      elementGlobalId: row.element_global_id,
      meaning: tag?.ok ? componentMeaning(tag.tag) : undefined,
    }),
  };
}

function toFrame(
  catalogue: Catalogue,
  frame: Awaited<ReturnType<typeof framesOf>>[number]["frame"],
  samples: Awaited<ReturnType<typeof framesOf>>[number]["samples"],
): DeviceFrame {
  return {
    id: frame.id,
    receivedAt: iso(frame.receivedAt),
    source: frame.source,
    payload: Buffer.from(frame.payload).toString("base64"),
    values: samples.flatMap(({ pointId, time, value }) => {
      const record = catalogue.points.get(pointId);
      return record === undefined
        ? []
        : [
            {
              pointId,
              quantity: record.quantity,
              time: iso(time),
              value,
              ...present({ channel: record.channel }),
            },
          ];
    }),
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
    outside?: "true" | "false" | undefined;
  },
): boolean {
  return (
    !record.device.removed &&
    (query.outside === undefined ||
      (record.device.buildingId === undefined) === (query.outside === "true")) &&
    (query.buildingId === undefined || record.device.buildingId === query.buildingId) &&
    (query.storeyId === undefined || record.device.storeyId === query.storeyId) &&
    (query.spaceId === undefined || record.device.spaceId === query.spaceId) &&
    (query.deviceId === undefined || record.device.id === query.deviceId) &&
    (query.quantity === undefined || record.quantity === query.quantity)
  );
}
