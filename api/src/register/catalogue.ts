import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import {
  type DeviceEntry,
  type MissingPoint,
  type PointIndex,
  pointKey,
} from "@kontrollrom/ingest/point-index.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";

export interface SpaceRecord {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly storeyId: string;
  readonly buildingId: string;
  readonly zones: readonly string[];
  readonly functionCode: string | undefined;
  /** Net, m²; none of a room that is gone. */
  readonly area: number | undefined;
}

export interface DeviceRecord extends DeviceEntry {
  readonly externalId: string;
  readonly name: string;
  readonly buildingId: string | undefined;
  readonly storeyId: string | undefined;
  readonly spaceId: string | undefined;
  /** How often it is expected to be heard. */
  readonly expectedIntervalS: number | undefined;
  /** Taken out of the register: its history stays, and nothing judges or shows it any more. */
  readonly removed: boolean;
  readonly points: Map<string, number>;
}

export interface PointRecord {
  readonly id: number;
  readonly quantity: Quantity;
  readonly channel: string | undefined;
  /** Its device, with the point's own place in the place of the device's where it has one. */
  readonly device: DeviceRecord;
  /** How it is bound, where it has a place of its own. */
  readonly own?: Pick<Row<"point">, "bound_by" | "tfm_tag" | "element_global_id">;
}

/** A device as the register writes it: what it says itself, and the profile that says the rest. */
export interface RegisteredDevice {
  readonly device: DeviceRecord;
  readonly row: Row<"device">;
  readonly profile: Row<"device_profile"> | undefined;
}

/** The register's places, devices and points, held in memory: every reading asks it, and 50,000 points are a few MB. */
export interface Catalogue extends PointIndex {
  load(): Promise<void>;
  /** Reads buildings and spaces again after a drawing or a building changed. */
  loadPlaces(): Promise<void>;
  /** Reads these devices again; one that was removed disappears, its points stay known. */
  loadDevices(ids: readonly string[]): Promise<void>;
  readonly points: ReadonlyMap<number, PointRecord>;
  /** Devices by id, without those that were removed. */
  readonly registered: ReadonlyMap<string, RegisteredDevice>;
  readonly spaces: ReadonlyMap<string, SpaceRecord>;
  readonly buildings: ReadonlyMap<string, string>;
  /** The type of each building that has one. */
  readonly buildingTypes: ReadonlyMap<string, string>;
  pointsOfDevice(deviceId: string): readonly number[];
  pointsIn(place: { buildingIds?: readonly string[]; storeyIds?: readonly string[] }): number[];
  pointsOfSpace(spaceId: string): number[];
  /** Grows with every change that can alter which points a rule judges. */
  readonly version: number;
  /** The points that came since that version; undefined when anything else has changed since, or it is long ago. */
  newSince(version: number): readonly number[] | undefined;
}

const chunk = 500;
/** Changes that are remembered by what they brought. */
const remembered = 100;

export function createCatalogue(db: RegistryDatabase): Catalogue {
  const byExternalId = new Map<string, DeviceRecord>();
  const byId = new Map<string, DeviceRecord>();
  const points = new Map<number, PointRecord>();
  const registered = new Map<string, RegisteredDevice>();
  let profiles: ReadonlyMap<string, Row<"device_profile">> = new Map();
  const spaces = new Map<string, SpaceRecord>();
  const buildings = new Map<string, string>();
  const buildingTypes = new Map<string, string>();
  let version = 0;
  /** What the last changes brought, the newest last; undefined: something else than new points. */
  const changes: (readonly number[] | undefined)[] = [];

  function changed(brought: readonly number[] | undefined): void {
    version += 1;
    changes.push(brought);
    if (changes.length > remembered) changes.shift();
  }

  async function loadPlaces(): Promise<void> {
    const [spaceRows, buildingRows] = await Promise.all([
      db
        .selectFrom("space")
        .select(["id", "number", "name", "storey_id", "building_id", "zones", "function_code", "area"])
        .select("ended_revision")
        .execute(),
      db.selectFrom("building").select(["id", "name", "building_type"]).execute(),
    ]);
    spaces.clear();
    for (const row of spaceRows)
      spaces.set(row.id, {
        id: row.id,
        number: row.number,
        name: row.name,
        storeyId: row.storey_id,
        buildingId: row.building_id,
        zones: JSON.parse(row.zones) as string[],
        functionCode: row.function_code ?? undefined,
        area: row.ended_revision === null ? (row.area ?? undefined) : undefined,
      });
    buildings.clear();
    buildingTypes.clear();
    for (const row of buildingRows) {
      buildings.set(row.id, row.name);
      if (row.building_type !== null) buildingTypes.set(row.id, row.building_type);
    }
    changed(undefined);
  }

  /** @returns its points that were not there before; undefined where it stands otherwise than before */
  function takeDevice(row: Row<"device">, pointRows: readonly Row<"point">[]): number[] | undefined {
    const profile = row.profile_id === null ? undefined : profiles.get(row.profile_id);
    const device: DeviceRecord = {
      id: row.id,
      externalId: row.external_id,
      name: row.name,
      decoder: row.decoder ?? profile?.decoder ?? undefined,
      buildingId: row.building_id ?? undefined,
      storeyId: row.storey_id ?? undefined,
      spaceId: row.space_id ?? undefined,
      expectedIntervalS: row.expected_interval_s ?? profile?.expected_interval_s ?? undefined,
      removed: row.removed_at !== null,
      points: new Map(),
    };
    const before = byId.get(device.id);
    const same =
      before === undefined
        ? !device.removed
        : isSame(before, device) && isSameTag(registered.get(device.id)?.row, row);
    byId.set(device.id, device);
    if (row.removed_at === null) {
      byExternalId.set(device.externalId, device);
      registered.set(device.id, { device, row, profile });
    } else {
      byExternalId.delete(device.externalId);
      registered.delete(device.id);
    }
    const fresh: number[] = [];
    let samePlaces = true;
    for (const point of pointRows) {
      const quantity = Quantity.safeParse(point.quantity);
      if (!quantity.success) continue;
      const channel = point.channel === "" ? undefined : point.channel;
      device.points.set(pointKey(point.quantity, channel), point.id);
      const known = points.get(point.id);
      if (known === undefined) fresh.push(point.id);
      else samePlaces &&= known.own === undefined && point.bound_by === null;
      const its = { id: point.id, quantity: quantity.data, channel };
      points.set(
        point.id,
        point.bound_by === null
          ? { ...its, device }
          : { ...its, device: placedApart(device, point), own: point },
      );
    }
    return same && samePlaces ? fresh : undefined;
  }

  async function loadDevices(ids?: readonly string[]): Promise<void> {
    const wanted = ids === undefined ? [undefined] : chunks(ids);
    const profileRows = await db.selectFrom("device_profile").selectAll().execute();
    profiles = new Map(profileRows.map((row) => [row.id, row]));
    let brought: number[] | undefined = ids === undefined ? undefined : [];
    for (const part of wanted) {
      let devices = db.selectFrom("device").selectAll();
      let pointRows = db.selectFrom("point").selectAll();
      if (part) {
        devices = devices.where("id", "in", part);
        pointRows = pointRows.where("device_id", "in", part);
      }
      const grouped = Map.groupBy(await pointRows.execute(), (row) => row.device_id);
      for (const row of await devices.execute()) {
        const fresh = takeDevice(row, grouped.get(row.id) ?? []);
        if (fresh === undefined) brought = undefined;
        else brought?.push(...fresh);
      }
      // Thousands of them must not hold up the live road.
      if (part?.length === chunk) await new Promise(setImmediate);
    }
    changed(brought);
  }

  return {
    points,
    registered,
    spaces,
    buildings,
    buildingTypes,
    loadPlaces,
    loadDevices,
    get version() {
      return version;
    },
    newSince(since) {
      const missed = version - since;
      if (missed > changes.length) return undefined;
      const found: number[] = [];
      for (const brought of changes.slice(changes.length - missed)) {
        if (brought === undefined) return undefined;
        found.push(...brought);
      }
      return found;
    },
    async load() {
      await loadPlaces();
      await loadDevices();
    },
    device: (externalId) => byExternalId.get(externalId),
    async ensurePoints(missing: readonly MissingPoint[]) {
      const rows = missing.map((point) => ({
        device_id: point.deviceId,
        quantity: point.quantity,
        channel: point.channel ?? "",
      }));
      await db.transaction().execute(async (tx) => {
        for (const part of chunks(rows))
          await tx
            .insertInto("point")
            .values(part)
            .onConflict((conflict) => conflict.columns(["device_id", "quantity", "channel"]).doNothing())
            .execute();
      });
      await loadDevices([...new Set(missing.map((point) => point.deviceId))]);
    },
    pointsOfDevice: (deviceId) => [...(byId.get(deviceId)?.points.values() ?? [])],
    pointsIn({ buildingIds = [], storeyIds = [] }) {
      const inBuilding = new Set(buildingIds);
      const onStorey = new Set(storeyIds);
      const found: number[] = [];
      for (const { id, device } of points.values())
        if (
          !device.removed &&
          ((device.buildingId !== undefined && inBuilding.has(device.buildingId)) ||
            (device.storeyId !== undefined && onStorey.has(device.storeyId)))
        )
          found.push(id);
      return found;
    },
    pointsOfSpace(spaceId) {
      const found: number[] = [];
      for (const { id, device } of points.values())
        if (device.spaceId === spaceId && !device.removed) found.push(id);
      return found;
    },
  };
}

/** Whether the same is true of it, as far as rules ask; its points apart. */
function isSame(before: DeviceRecord, after: DeviceRecord): boolean {
  return (
    [
      "externalId",
      "name",
      "buildingId",
      "storeyId",
      "spaceId",
      "expectedIntervalS",
      "removed",
    ] as const satisfies readonly (keyof DeviceRecord)[]
  ).every((field) => before[field] === after[field]);
}

const isSameTag = (before: Row<"device"> | undefined, after: Row<"device">) =>
  before?.tfm_tag === after.tfm_tag;

function placedApart(device: DeviceRecord, point: Row<"point">): DeviceRecord {
  return {
    ...device,
    buildingId: point.building_id ?? undefined,
    storeyId: point.storey_id ?? undefined,
    spaceId: point.space_id ?? undefined,
  };
}

function chunks<T>(list: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += chunk) parts.push(list.slice(at, at + chunk));
  return parts;
}
