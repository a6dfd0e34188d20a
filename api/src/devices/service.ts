import { randomUUID } from "node:crypto";
import type { DevicePatch, ImportResult, PointPatch } from "@kontrollrom/contracts/point.ts";
import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { plainDeviceId } from "@kontrollrom/ingest/pipeline/device-id.ts";
import type { Transaction } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { type Components, createComponents } from "../register/components.ts";
import { nowhere, type Place, resolvePlace } from "../register/place.ts";
import type { RegisterRepository } from "../register/repository.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { type ParsedDevice, parseDeviceCsv } from "./csv.ts";
import { bindAgain } from "./rebind.ts";

const maxRejectedTold = 1000;

export type Outcome = "created" | "updated" | "unchanged";

export interface Written {
  readonly id: string;
  readonly externalId: string;
  readonly outcome: Outcome;
}

export interface DeviceService {
  put(device: ParsedDevice): Promise<Written>;
  change(id: string, patch: DevicePatch): Promise<Written>;
  importCsv(text: string): Promise<ImportResult>;
  remove(id: string): Promise<void>;
  addPoint(deviceId: string, quantity: Quantity, channel: string | undefined): Promise<number>;
  placePoint(pointId: number, patch: PointPatch): Promise<void>;
  /**
   * Puts devices and points that are bound to components where the components stand now: after a revision of the drawings of these
   * buildings. The component is found by its GlobalId, else by its tag; what is not found stays where it is.
   * @returns how many moved
   */
  bindAgain(buildingIds: readonly string[]): Promise<number>;
}

export function createDeviceService(deps: {
  db: RegistryDatabase;
  register: RegisterRepository;
  catalogue: Catalogue;
  /** Whether a device can be read by this decoder, and which can be, for an error. */
  decoders: { known(id: string): boolean | Promise<boolean>; names(): readonly string[] };
  /** Told after devices were added or changed, so that what waited for them is tried again. */
  onRegistered(externalIds: readonly string[]): void;
  now(): number;
}): DeviceService {
  const { db, register, catalogue } = deps;

  function place(
    input: Parameters<typeof resolvePlace>[1],
    components: Components,
  ): Promise<Place | undefined> {
    const spaceLabel = (id: string) => {
      const space = catalogue.spaces.get(id);
      return space && `${space.number} ${space.name}`.trim();
    };
    return resolvePlace(
      { register, components, buildingName: (id) => catalogue.buildings.get(id), spaceLabel },
      input,
    );
  }

  async function profileOf(named: string): Promise<Row<"device_profile">> {
    const found = await db
      .selectFrom("device_profile")
      .selectAll()
      .where((eb) => eb.or([eb("id", "=", named), eb("name_key", "=", profileKey(named))]))
      .executeTakeFirst();
    if (!found)
      throw new ProblemError(
        422,
        "profile-unknown",
        `there is no device profile "${named}": see GET /device-profiles, or add it first`,
      );
    return found;
  }

  async function checkDecoder(decoder: string | null | undefined): Promise<void> {
    if (decoder == null || (await deps.decoders.known(decoder))) return;
    throw unknownDecoder(decoder, deps.decoders.names());
  }

  /** What is undefined stays as it is: a file with three columns must not empty the others. Null empties. */
  async function write(
    known: Row<"device"> | undefined,
    externalId: string,
    input: Omit<DevicePatch, "name"> & { name: string },
    points: readonly string[],
    where: Place | undefined,
  ): Promise<Written> {
    await checkDecoder(input.decoder);
    const wanted = points.map(parsePointSpec);
    const profile = typeof input.profile === "string" ? await profileOf(input.profile) : undefined;
    const profileId = input.profile === undefined ? (known?.profile_id ?? null) : (profile?.id ?? null);
    const taken = profile !== undefined && profile.id !== known?.profile_id ? profile : undefined;
    // A device that is given a profile follows it in what is not said of it now.
    const own = <T>(said: T | null | undefined, before: T | null | undefined, profiles: unknown): T | null =>
      said !== undefined ? said : (profiles ?? null) !== null ? null : (before ?? null);
    const columns = {
      name: input.name,
      profile_id: profileId,
      decoder: own(input.decoder, known?.decoder, taken?.decoder),
      model: own(input.model, known?.model, taken?.model),
      expected_interval_s: own(
        input.expectedIntervalS,
        known?.expected_interval_s,
        taken?.expected_interval_s,
      ),
      lat: own(input.lat, known?.lat, undefined),
      lon: own(input.lon, known?.lon, undefined),
      ...(where ? placeColumns(where) : keptPlace(known)),
      removed_at: null,
    } satisfies Partial<Row<"device">>;
    const id = known?.id ?? randomUUID();
    const changed =
      known && Object.entries(columns).some(([key, value]) => known[key as keyof typeof columns] !== value);
    if (profile) wanted.push(...pointsOf(profile).map(parsePointSpec));
    let added = 0;
    await db.transaction().execute(async (tx) => {
      if (!known)
        await tx
          .insertInto("device")
          .values({
            ...columns,
            id,
            external_id: externalId,
            last_seen_at: null,
            rssi: null,
            snr: null,
            gateway_id: null,
            f_cnt: null,
            lost_frames: 0,
          })
          .execute();
      else if (changed) await tx.updateTable("device").set(columns).where("id", "=", id).execute();
      added = await insertPoints(tx, id, wanted);
    });
    const outcome = !known ? "created" : changed || added > 0 ? "updated" : "unchanged";
    return { id, externalId, outcome };
  }

  async function put(input: ParsedDevice, components: Components): Promise<Written> {
    const externalId = plainDeviceId(input.externalId);
    const where = await place(input, components);
    const known = await db
      .selectFrom("device")
      .selectAll()
      .where("external_id", "=", externalId)
      .executeTakeFirst();
    return write(known, externalId, input, input.points, where);
  }

  async function reload(written: readonly Written[]): Promise<void> {
    const changed = written.filter((device) => device.outcome !== "unchanged");
    if (changed.length === 0) return;
    await catalogue.loadDevices(changed.map((device) => device.id));
    deps.onRegistered(changed.map((device) => device.externalId));
  }

  return {
    async put(device) {
      const written = await put(device, createComponents(db));
      await reload([written]);
      return written;
    },
    async change(id, { spaceId, buildingId, ...patch }) {
      const known = await db
        .selectFrom("device")
        .selectAll()
        .where("id", "=", id)
        .where("removed_at", "is", null)
        .executeTakeFirst();
      if (!known) throw deviceNotFound(id);
      const named = { ...patch, spaceId: spaceId ?? undefined, buildingId: buildingId ?? undefined };
      const where =
        (await place(named, createComponents(db))) ??
        (spaceId === null || buildingId === null ? nowhere : undefined);
      const written = await write(
        known,
        known.external_id,
        { ...patch, name: patch.name ?? known.name },
        [],
        where,
      );
      await reload([written]);
      return written;
    },
    async importCsv(text) {
      const result: ImportResult = { created: 0, updated: 0, unchanged: 0, rejectedCount: 0, rejected: [] };
      const written: Written[] = [];
      const components = createComponents(db);
      let count = 0;
      const reject = (line: number, reason: string): void => {
        result.rejectedCount += 1;
        if (result.rejected.length < maxRejectedTold) result.rejected.push({ line, reason });
      };
      for await (const line of parseDeviceCsv(text)) {
        // A long file must not hold up the live road.
        if (++count % 20 === 0) await new Promise(setImmediate);
        if ("reason" in line) {
          reject(line.line, line.reason);
          continue;
        }
        try {
          const device = await put(line.device, components);
          result[device.outcome] += 1;
          written.push(device);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          reject(line.line, error.message);
        }
      }
      await reload(written);
      return result;
    },
    async remove(id) {
      const result = await db
        .updateTable("device")
        .set({ removed_at: deps.now() })
        .where("id", "=", id)
        .where("removed_at", "is", null)
        .executeTakeFirst();
      if (Number(result.numUpdatedRows) === 0) throw deviceNotFound(id);
      await catalogue.loadDevices([id]);
    },
    async addPoint(deviceId, quantity, channel) {
      const device = await db.selectFrom("device").select("id").where("id", "=", deviceId).executeTakeFirst();
      if (!device) throw deviceNotFound(deviceId);
      await catalogue.ensurePoints([{ deviceId, quantity, channel }]);
      const row = await db
        .selectFrom("point")
        .select("id")
        .where("device_id", "=", deviceId)
        .where("quantity", "=", quantity)
        .where("channel", "=", channel ?? "")
        .executeTakeFirstOrThrow();
      return row.id;
    },
    async placePoint(pointId, { spaceId, ...patch }) {
      const where = spaceId === null ? nowhere : await place({ ...patch, spaceId }, createComponents(db));
      if (where !== undefined)
        await db.updateTable("point").set(placeColumns(where)).where("id", "=", pointId).execute();
      const device = catalogue.points.get(pointId)?.device;
      if (device) await catalogue.loadDevices([device.id]);
    },
    async bindAgain(buildingIds) {
      const moved = await bindAgain(db, createComponents(db), buildingIds);
      if (moved.length > 0) await catalogue.loadDevices([...new Set(moved)]);
      return moved.length;
    },
  };
}

function placeColumns(place: Place) {
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

/** How many were not there before. */
export async function insertPoints(
  tx: Transaction<Registry>,
  deviceId: string,
  points: readonly { quantity: Quantity; channel: string }[],
): Promise<number> {
  let added = 0;
  for (const point of points) {
    const result = await tx
      .insertInto("point")
      .values({ device_id: deviceId, ...point })
      .onConflict((conflict) => conflict.columns(["device_id", "quantity", "channel"]).doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return added;
}

export function deviceNotFound(id: string): ProblemError {
  return new ProblemError(404, "device-not-found", `there is no device "${id}": see GET /devices`);
}

export function unknownDecoder(decoder: string, names: readonly string[]): ProblemError {
  return new ProblemError(
    422,
    "decoder-unknown",
    `decoder "${decoder}" is not known: use one of ${names.join(", ")}`,
  );
}

/** How names of profiles are compared. */
export function profileKey(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLocaleLowerCase("nb");
}

export function pointsOf(profile: Pick<Row<"device_profile">, "points">): string[] {
  return JSON.parse(profile.points) as string[];
}

export function parsePointSpec(spec: string): { quantity: Quantity; channel: string } {
  const [name = "", channel = ""] = spec.split("@");
  const quantity = Quantity.safeParse(name);
  if (!quantity.success)
    throw new ProblemError(
      422,
      "quantity-unknown",
      `quantity "${name}" is not in the dictionary: see contracts/src/quantity.ts`,
    );
  return { quantity: quantity.data, channel };
}
