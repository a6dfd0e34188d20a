import type { DevicePatch, ImportResult, PointPatch } from "@kontrollrom/contracts/point.ts";
import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { plainDeviceId } from "@kontrollrom/ingest/pipeline/device-id.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { type Components, createComponents } from "../register/components.ts";
import { nowhere, type Place, resolvePlace } from "../register/place.ts";
import type { RegisterRepository } from "../register/repository.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { createTurns } from "../rules/turns.ts";
import { type ParsedDevice, parseDeviceCsv } from "./csv.ts";
import { bindAgain } from "./rebind.ts";
import { type DeviceFields, type DeviceToWrite, placeColumns, type Written, writeDevices } from "./write.ts";

const maxRejectedTold = 1000;
/** Devices a transaction of an import: one fsync for all of them, and a few milliseconds of the event loop. */
const writtenAtOnce = 50;

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

  /** Finds all that the input names. @throws ProblemError where something of it is unknown */
  async function prepare(
    externalId: string,
    { points = [], ...input }: DeviceFields & { readonly points?: readonly string[] },
    where: Place | undefined,
  ): Promise<DeviceToWrite> {
    await checkDecoder(input.decoder);
    const profile = typeof input.profile === "string" ? await profileOf(input.profile) : undefined;
    const specs = profile ? [...points, ...pointsOf(profile)] : points;
    return { externalId, input, profile, where, points: specs.map(parsePointSpec) };
  }

  async function preparePut(input: ParsedDevice, components: Components): Promise<DeviceToWrite> {
    return prepare(plainDeviceId(input.externalId), input, await place(input, components));
  }

  const write = (devices: readonly DeviceToWrite[]): Promise<Written[]> =>
    db.transaction().execute((tx) => writeDevices(tx, devices));

  async function reload(written: readonly Written[]): Promise<void> {
    const changed = written.filter((device) => device.outcome !== "unchanged");
    if (changed.length === 0) return;
    await catalogue.loadDevices(changed.map((device) => device.id));
    deps.onRegistered(changed.map((device) => device.externalId));
  }

  return {
    async put(device) {
      const written = await write([await preparePut(device, createComponents(db))]);
      await reload(written);
      return only(written);
    },
    async change(id, { spaceId, buildingId, ...patch }) {
      const known = await db
        .selectFrom("device")
        .selectAll()
        .where("id", "=", id)
        .where("removed_at", "is", null)
        .executeTakeFirst();
      if (!known) throw deviceNotFound(id);
      const meant = { ...patch, spaceId: spaceId ?? undefined, buildingId: buildingId ?? undefined };
      const where =
        (await place(meant, createComponents(db))) ??
        (spaceId === null || buildingId === null ? nowhere : undefined);
      const named = { ...patch, name: patch.name ?? known.name };
      const written = await write([await prepare(known.external_id, named, where)]);
      await reload(written);
      return only(written);
    },
    async importCsv(text) {
      const result: ImportResult = { created: 0, updated: 0, unchanged: 0, rejectedCount: 0, rejected: [] };
      const written: Written[] = [];
      const components = createComponents(db);
      const turn = createTurns();
      let waiting = new Map<string, DeviceToWrite>();
      const flush = async (): Promise<void> => {
        const devices = [...waiting.values()];
        waiting = new Map();
        for (const device of await write(devices)) {
          result[device.outcome] += 1;
          written.push(device);
        }
      };
      const reject = (line: number, reason: string): void => {
        result.rejectedCount += 1;
        if (result.rejected.length < maxRejectedTold) result.rejected.push({ line, reason });
      };
      try {
        for await (const line of parseDeviceCsv(text)) {
          // A long file must not hold up the live road.
          await turn();
          if ("reason" in line) {
            reject(line.line, line.reason);
            continue;
          }
          try {
            const device = await preparePut(line.device, components);
            // What a device is given twice is written twice, in the order of the file.
            if (waiting.size === writtenAtOnce || waiting.has(device.externalId)) await flush();
            waiting.set(device.externalId, device);
          } catch (error) {
            if (!(error instanceof ProblemError)) throw error;
            reject(line.line, error.message);
          }
        }
        await flush();
      } finally {
        // What is written is so, also where the rest of the file cannot be read.
        await reload(written);
      }
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

function only(written: readonly Written[]): Written {
  const [device] = written;
  if (device === undefined) throw new Error("no device was written");
  return device;
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
