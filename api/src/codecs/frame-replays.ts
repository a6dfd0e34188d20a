import { FrameReplay, type FrameReplayResult, type ReplayOffer } from "@kontrollrom/contracts/codec.ts";
import type { Ingest } from "@kontrollrom/ingest/app.ts";
import { plainDeviceId } from "@kontrollrom/ingest/pipeline/device-id.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { JobWork } from "../models/jobs.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/** External ids of the registered devices that are read with a decoder, by their own choice or their profile's. */
export async function devicesReadWith(db: RegistryDatabase, decoder: string): Promise<string[]> {
  const rows = await db
    .selectFrom("device")
    .leftJoin("device_profile", "device_profile.id", "device.profile_id")
    .select("device.external_id")
    .where("device.removed_at", "is", null)
    .where((eb) => eb(eb.fn.coalesce("device.decoder", "device_profile.decoder"), "=", decoder))
    .execute();
  return rows.map((row) => row.external_id);
}

export interface FrameReplays {
  /** @throws ProblemError where no registered device is meant */
  check(selection: FrameReplay): Promise<readonly string[]>;
  /** How much there is to read again. */
  offer(selection: FrameReplay): Promise<ReplayOffer>;
  readonly work: JobWork<"frame-replay">;
}

/** Reading kept messages again: which, how many, and the job that does it. */
export function createFrameReplays(deps: { db: RegistryDatabase; frames: Ingest["frames"] }): FrameReplays {
  const { db, frames } = deps;

  async function devicesOf(selection: FrameReplay): Promise<string[]> {
    const named = selection.devices?.map(plainDeviceId);
    if (selection.decoder === undefined) return named ?? [];
    const read = await devicesReadWith(db, selection.decoder);
    return named === undefined ? read : read.filter((id) => named.includes(id));
  }

  function selectionOf(devices: readonly string[], { from, to }: FrameReplay) {
    return {
      devices: new Set(devices),
      from: from === undefined ? undefined : Date.parse(from),
      to: to === undefined ? undefined : Date.parse(to),
    };
  }

  return {
    async check(selection) {
      const { from, to } = selection;
      if (from !== undefined && to !== undefined && Date.parse(to) <= Date.parse(from))
        throw new ProblemError(400, "empty-period", `"to" (${to}) must lie after "from" (${from})`);
      const devices = await devicesOf(selection);
      if (devices.length === 0)
        throw new ProblemError(
          422,
          "no-devices",
          selection.decoder === undefined
            ? "no device is named"
            : `no registered device${selection.devices === undefined ? "" : " of those named"} is read with "${selection.decoder}": see GET /devices`,
        );
      return devices;
    },
    async offer(selection) {
      const devices = await devicesOf(selection);
      if (devices.length === 0) return { devices: 0, frames: 0, more: false };
      return { devices: devices.length, ...(await frames.count(selectionOf(devices, selection))) };
    },
    async work(job, progress, signal): Promise<FrameReplayResult> {
      // The devices are looked up again: a job may have waited through changes, and a restart.
      const selection = FrameReplay.parse(JSON.parse(job.input));
      const devices = await devicesOf(selection);
      const outcome = await frames.run(selectionOf(devices, selection), { signal, onProgress: progress });
      return { ...outcome, reasons: [...outcome.reasons] };
    },
  };
}
