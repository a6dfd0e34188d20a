import { randomUUID } from "node:crypto";
import type { ImportResult } from "@kontrollrom/contracts/point.ts";
import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { decoderNames } from "@kontrollrom/ingest/decoder-names.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { resolvePlace } from "../register/place.ts";
import type { RegisterRepository } from "../register/repository.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { type ParsedDevice, parseDeviceCsv } from "./csv.ts";

const maxRejectedTold = 1000;

export type Outcome = "created" | "updated" | "unchanged";

export interface DeviceService {
  put(device: ParsedDevice): Promise<{ id: string; outcome: Outcome }>;
  importCsv(text: string): Promise<ImportResult>;
  remove(id: string): Promise<void>;
  addPoint(deviceId: string, quantity: Quantity, channel: string | undefined): Promise<number>;
}

export function createDeviceService(deps: {
  db: RegistryDatabase;
  register: RegisterRepository;
  catalogue: Catalogue;
  /** Told after devices were added or changed, so that what waited for them is tried again. */
  onRegistered(externalIds: readonly string[]): void;
  now(): number;
}): DeviceService {
  const { db, register, catalogue } = deps;

  async function write(input: ParsedDevice): Promise<{ id: string; externalId: string; outcome: Outcome }> {
    const externalId = normaliseExternalId(input.externalId);
    if (input.decoder !== undefined && !decoderNames().includes(input.decoder))
      throw new ProblemError(
        422,
        "decoder-unknown",
        `decoder "${input.decoder}" is not known: use one of ${decoderNames().join(", ")}`,
      );
    const points = input.points.map(parsePointSpec);
    const place = await resolvePlace(register, input);
    const known = await db
      .selectFrom("device")
      .selectAll()
      .where("external_id", "=", externalId)
      .executeTakeFirst();
    // What is not named stays as it is: a file with three columns must not empty the others.
    const columns = {
      name: input.name,
      decoder: input.decoder ?? known?.decoder ?? null,
      model: input.model ?? known?.model ?? null,
      building_id: known?.building_id ?? null,
      storey_id: known?.storey_id ?? null,
      space_id: known?.space_id ?? null,
      ...(place && { building_id: place.buildingId, storey_id: place.storeyId, space_id: place.spaceId }),
      lat: input.lat ?? known?.lat ?? null,
      lon: input.lon ?? known?.lon ?? null,
      expected_interval_s: input.expectedIntervalS ?? known?.expected_interval_s ?? null,
      removed_at: null,
    } satisfies Partial<Row<"device">>;
    const id = known?.id ?? randomUUID();
    const changed =
      known && Object.entries(columns).some(([key, value]) => known[key as keyof typeof columns] !== value);
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
      for (const point of points) {
        const result = await tx
          .insertInto("point")
          .values({ device_id: id, ...point })
          .onConflict((conflict) => conflict.columns(["device_id", "quantity", "channel"]).doNothing())
          .executeTakeFirst();
        added += Number(result.numInsertedOrUpdatedRows ?? 0);
      }
    });
    return { id, externalId, outcome: !known ? "created" : changed || added > 0 ? "updated" : "unchanged" };
  }

  async function reload(
    written: readonly { id: string; externalId: string; outcome: Outcome }[],
  ): Promise<void> {
    const changed = written.filter((device) => device.outcome !== "unchanged");
    if (changed.length === 0) return;
    await catalogue.loadDevices(changed.map((device) => device.id));
    deps.onRegistered(changed.map((device) => device.externalId));
  }

  return {
    async put(device) {
      const written = await write(device);
      await reload([written]);
      return written;
    },
    async importCsv(text) {
      const result: ImportResult = { created: 0, updated: 0, unchanged: 0, rejectedCount: 0, rejected: [] };
      const written = [];
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
          const device = await write(line.device);
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
  };
}

export function deviceNotFound(id: string): ProblemError {
  return new ProblemError(404, "device-not-found", `there is no device "${id}": see GET /devices`);
}

/** A DevEUI is hexadecimal and may be written in either case, with separators: the wire has it lower case and bare. */
export function normaliseExternalId(text: string): string {
  const bare = text.replace(/[-:\s]/g, "");
  return /^[0-9a-fA-F]{16}$/.test(bare) ? bare.toLowerCase() : text;
}

function parsePointSpec(spec: string): { quantity: Quantity; channel: string } {
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
