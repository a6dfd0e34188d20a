import { randomUUID } from "node:crypto";
import type { DevicePatch } from "@kontrollrom/contracts/point.ts";
import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { pointKey } from "@kontrollrom/ingest/point-index.ts";
import type { Transaction } from "kysely";
import { nowhere, type Place } from "../register/place.ts";
import type { Registry, Row } from "../registry/schema.ts";

export type Outcome = "created" | "updated" | "unchanged";

export interface Written {
  readonly id: string;
  readonly externalId: string;
  readonly outcome: Outcome;
}

/** What is undefined stays as it is: a file with three columns must not empty the others. Null empties. */
export type DeviceFields = Omit<DevicePatch, "name" | "spaceId" | "buildingId"> & { readonly name: string };

/** A device as it shall stand, with all that it names found. */
export interface DeviceToWrite {
  readonly externalId: string;
  readonly input: DeviceFields;
  readonly profile: Row<"device_profile"> | undefined;
  /** Undefined: where it is. */
  readonly where: Place | undefined;
  readonly points: readonly PointToWrite[];
}

export interface PointToWrite {
  readonly quantity: Quantity;
  readonly channel: string;
}

/** Each external id once. A statement for all that is new, and one for each device that changes. */
export async function writeDevices(
  tx: Transaction<Registry>,
  devices: readonly DeviceToWrite[],
): Promise<Written[]> {
  if (devices.length === 0) return [];
  const rows = await tx
    .selectFrom("device")
    .selectAll()
    .where(
      "external_id",
      "in",
      devices.map(({ externalId }) => externalId),
    )
    .execute();
  const knownOf = new Map(rows.map((row) => [row.external_id, row]));
  const created: Omit<Row<"device">, "heard_frames">[] = [];
  const planned = devices.map((device) => {
    const { externalId } = device;
    const known = knownOf.get(externalId);
    const columns = columnsOf(device, known);
    const id = known?.id ?? randomUUID();
    if (!known) created.push({ ...columns, ...neverHeard, id, external_id: externalId });
    const changed =
      known && Object.entries(columns).some(([key, value]) => known[key as keyof typeof columns] !== value);
    return { device, known, columns, id, changed };
  });
  if (created.length > 0) await tx.insertInto("device").values(created).execute();
  for (const { id, columns, changed } of planned)
    if (changed) await tx.updateTable("device").set(columns).where("id", "=", id).execute();
  const added = await insertPoints(
    tx,
    planned.map(({ id, device }) => ({ deviceId: id, points: device.points })),
  );
  return planned.map(({ device, known, id, changed }) => ({
    id,
    externalId: device.externalId,
    outcome: !known ? "created" : changed || added.has(id) ? "updated" : "unchanged",
  }));
}

const neverHeard = {
  last_seen_at: null,
  rssi: null,
  snr: null,
  gateway_id: null,
  f_cnt: null,
  lost_frames: 0,
};

function columnsOf({ input, profile, where }: DeviceToWrite, known: Row<"device"> | undefined) {
  const profileId = input.profile === undefined ? (known?.profile_id ?? null) : (profile?.id ?? null);
  const taken = profile !== undefined && profile.id !== known?.profile_id ? profile : undefined;
  // A device that is given a profile follows it in what is not said of it now.
  const own = <T>(said: T | null | undefined, before: T | null | undefined, profiles: unknown): T | null =>
    said !== undefined ? said : (profiles ?? null) !== null ? null : (before ?? null);
  return {
    name: input.name,
    profile_id: profileId,
    decoder: own(input.decoder, known?.decoder, taken?.decoder),
    model: own(input.model, known?.model, taken?.model),
    expected_interval_s: own(input.expectedIntervalS, known?.expected_interval_s, taken?.expected_interval_s),
    lat: own(input.lat, known?.lat, undefined),
    lon: own(input.lon, known?.lon, undefined),
    ...(where ? placeColumns(where) : keptPlace(known)),
    removed_at: null,
  } satisfies Partial<Row<"device">>;
}

export function placeColumns(place: Place) {
  return {
    building_id: place.buildingId,
    storey_id: place.storeyId,
    space_id: place.spaceId,
    bound_by: place.boundBy,
    tfm_tag: place.tfmTag,
    element_global_id: place.elementGlobalId,
  };
}

function keptPlace(known: Row<"device"> | undefined): ReturnType<typeof placeColumns> {
  if (!known) return placeColumns(nowhere);
  const { building_id, storey_id, space_id, bound_by, tfm_tag, element_global_id } = known;
  return {
    building_id,
    storey_id,
    space_id,
    bound_by: bound_by as Place["boundBy"],
    tfm_tag,
    element_global_id,
  };
}

/** @returns how many each device did not have before; devices that had them all are left out */
export async function insertPoints(
  tx: Transaction<Registry>,
  devices: readonly { readonly deviceId: string; readonly points: readonly PointToWrite[] }[],
): Promise<ReadonlyMap<string, number>> {
  const added = new Map<string, number>();
  const rows = devices.flatMap(({ deviceId, points }) => {
    const once = new Map(points.map((point) => [pointKey(point.quantity, point.channel), point]));
    return [...once.values()].map((point) => ({ device_id: deviceId, ...point }));
  });
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const inserted = await tx
      .insertInto("point")
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict((conflict) => conflict.columns(["device_id", "quantity", "channel"]).doNothing())
      .returning("device_id")
      .execute();
    for (const { device_id } of inserted) added.set(device_id, (added.get(device_id) ?? 0) + 1);
  }
  return added;
}

/** Bounded by SQLite's 32,766 parameters. */
const rowsAtOnce = 500;
