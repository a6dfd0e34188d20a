import { randomUUID } from "node:crypto";
import type { DeviceProfileInput, DeviceProfilePatch } from "@kontrollrom/contracts/device-profile.ts";
import type { z } from "zod";
import { parsePointSpec, pointsOf, profileKey, unknownDecoder } from "../devices/service.ts";
import { insertPoints } from "../devices/write.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";

type ProfileRow = Row<"device_profile">;

export interface ProfileChange {
  readonly changedDevices: number;
  readonly addedPoints: number;
}

export interface DeviceProfileService {
  add(input: z.output<typeof DeviceProfileInput>): Promise<string>;
  change(id: string, patch: DeviceProfilePatch): Promise<ProfileChange>;
  /** @throws ProblemError 409 while devices have it, with their number */
  remove(id: string): Promise<void>;
}

export function createDeviceProfileService(deps: {
  db: RegistryDatabase;
  catalogue: Catalogue;
  decoders: { known(id: string): boolean | Promise<boolean>; names(): readonly string[] };
  /** Told when devices got another decoder, so that what could not be read is tried again. */
  onRegistered(externalIds: readonly string[]): void;
  now(): number;
}): DeviceProfileService {
  const { db, catalogue } = deps;

  async function check(input: { decoder?: string | null | undefined; points?: string[] | undefined }) {
    if (input.decoder != null && !(await deps.decoders.known(input.decoder)))
      throw unknownDecoder(input.decoder, deps.decoders.names());
    input.points?.forEach(parsePointSpec);
  }

  async function mustBeFree(name: string, exceptId: string | undefined): Promise<void> {
    const other = await db
      .selectFrom("device_profile")
      .select(["id", "name"])
      .where("name_key", "=", profileKey(name))
      .executeTakeFirst();
    if (other && other.id !== exceptId)
      throw new ProblemError(
        409,
        "profile-name-taken",
        `there is a profile "${other.name}" already (id ${other.id}): change that one, or choose another name`,
      );
  }

  return {
    async add(input) {
      await check(input);
      await mustBeFree(input.name, undefined);
      const id = randomUUID();
      await db
        .insertInto("device_profile")
        .values({
          id,
          ...nameColumns(input.name),
          vendor: input.vendor ?? null,
          model: input.model ?? null,
          decoder: input.decoder ?? null,
          points: JSON.stringify([...new Set(input.points)]),
          expected_interval_s: input.expectedIntervalS ?? null,
          low_battery_v: input.lowBatteryV ?? null,
          notes: input.notes || null,
          created_at: deps.now(),
          updated_at: deps.now(),
        })
        .execute();
      return id;
    },
    async change(id, patch) {
      await check(patch);
      if (patch.name !== undefined) await mustBeFree(patch.name, id);
      const result = await db.transaction().execute(async (tx) => {
        const before = await tx
          .selectFrom("device_profile")
          .selectAll()
          .where("id", "=", id)
          .executeTakeFirst();
        if (!before) throw profileNotFound(id);
        const after = { ...before, ...columnsOf(patch), updated_at: deps.now() };
        await tx.updateTable("device_profile").set(after).where("id", "=", id).execute();
        const devices = await tx
          .selectFrom("device")
          .selectAll()
          .where("profile_id", "=", id)
          .where("removed_at", "is", null)
          .execute();
        const had = new Set(pointsOf(before));
        const points = pointsOf(after)
          .filter((spec) => !had.has(spec))
          .map(parsePointSpec);
        const added = await insertPoints(
          tx,
          devices.map((device) => ({ deviceId: device.id, points })),
        );
        const addedPoints = added.values().reduce((sum, n) => sum + n, 0);
        const changedDevices = devices.filter(
          (device) => added.has(device.id) || concerns(device, before, after),
        ).length;
        const reread =
          before.decoder === after.decoder ? [] : devices.filter(({ decoder }) => decoder === null);
        return { addedPoints, changedDevices, devices, reread };
      });
      await catalogue.loadDevices(result.devices.map((device) => device.id));
      if (result.reread.length > 0) deps.onRegistered(result.reread.map((device) => device.external_id));
      return { changedDevices: result.changedDevices, addedPoints: result.addedPoints };
    },
    async remove(id) {
      await db.transaction().execute(async (tx) => {
        const profile = await tx
          .selectFrom("device_profile")
          .selectAll()
          .where("id", "=", id)
          .executeTakeFirst();
        if (!profile) throw profileNotFound(id);
        const { n } = await tx
          .selectFrom("device")
          .select((eb) => eb.fn.countAll<number>().as("n"))
          .where("profile_id", "=", id)
          .where("removed_at", "is", null)
          .executeTakeFirstOrThrow();
        if (Number(n) > 0)
          throw new ProblemError(
            409,
            "profile-in-use",
            `${n} ${Number(n) === 1 ? "device has" : "devices have"} the profile "${profile.name}": give them another first (GET /devices?profileId=${id})`,
          );
        // Devices that were taken out of the register keep what it said of them.
        await tx
          .updateTable("device")
          .set((eb) => ({
            profile_id: null,
            decoder: eb.fn.coalesce("decoder", eb.val(profile.decoder)),
            model: eb.fn.coalesce("model", eb.val(profile.model)),
            expected_interval_s: eb.fn.coalesce("expected_interval_s", eb.val(profile.expected_interval_s)),
          }))
          .where("profile_id", "=", id)
          .execute();
        await tx.deleteFrom("device_profile").where("id", "=", id).execute();
      });
      await catalogue.loadDevices([]);
    },
  };
}

/** Whether a change of its profile changes how a device is read, judged or shown. */
function concerns(device: Row<"device">, before: ProfileRow, after: ProfileRow): boolean {
  return (
    (device.decoder === null && before.decoder !== after.decoder) ||
    (device.model === null && before.model !== after.model) ||
    (device.expected_interval_s === null && before.expected_interval_s !== after.expected_interval_s) ||
    before.low_battery_v !== after.low_battery_v
  );
}

const nameColumns = (name: string) => ({ name, name_key: profileKey(name) });

function columnsOf(patch: DeviceProfilePatch): Partial<ProfileRow> {
  return {
    ...(patch.name !== undefined && nameColumns(patch.name)),
    ...(patch.vendor !== undefined && { vendor: patch.vendor }),
    ...(patch.model !== undefined && { model: patch.model }),
    ...(patch.decoder !== undefined && { decoder: patch.decoder }),
    ...(patch.points !== undefined && { points: JSON.stringify([...new Set(patch.points)]) }),
    ...(patch.expectedIntervalS !== undefined && { expected_interval_s: patch.expectedIntervalS }),
    ...(patch.lowBatteryV !== undefined && { low_battery_v: patch.lowBatteryV }),
    ...(patch.notes !== undefined && { notes: patch.notes || null }),
  };
}

export function profileNotFound(id: string): ProblemError {
  return new ProblemError(
    404,
    "profile-not-found",
    `there is no device profile "${id}": see GET /device-profiles`,
  );
}
