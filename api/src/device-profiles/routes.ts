import type { DeviceProfile } from "@kontrollrom/contracts/device-profile.ts";
import type { DecoderInfo } from "@kontrollrom/contracts/point.ts";
import { sql } from "kysely";
import { pointsOf, profileKey } from "../devices/service.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { type DeviceProfileService, profileNotFound } from "./service.ts";
import { suggestProfiles } from "./suggestions.ts";

type Keys =
  | "GET /device-profiles"
  | "POST /device-profiles"
  | "GET /device-profiles/suggestions"
  | "GET /device-profiles/{id}"
  | "PATCH /device-profiles/{id}"
  | "DELETE /device-profiles/{id}";

const profileList = listCursor("GET /device-profiles", "string");

export function deviceProfileHandlers(deps: {
  db: RegistryDatabase;
  service: DeviceProfileService;
  decoders: readonly DecoderInfo[];
  audit: Audit;
}): Pick<Handlers, Keys> {
  const { db, service } = deps;

  const profiles = () =>
    db
      .selectFrom("device_profile")
      .selectAll("device_profile")
      .select((eb) =>
        eb
          .selectFrom("device")
          .select((device) => device.fn.countAll<number>().as("n"))
          .whereRef("device.profile_id", "=", "device_profile.id")
          .where("device.removed_at", "is", null)
          .as("devices"),
      );

  async function profile(id: string): Promise<DeviceProfile> {
    const row = await profiles().where("id", "=", id).executeTakeFirst();
    if (!row) throw profileNotFound(id);
    return toProfile(row);
  }

  return {
    "GET /device-profiles": async ({ query }) => {
      let rows = profiles()
        .orderBy("name_key")
        .orderBy("id")
        .limit(query.limit + 1);
      const after = profileList.read(query.cursor);
      if (after) rows = rows.where(afterCursor(["name_key", "id"], after));
      if (query.search !== undefined) {
        const like = `%${profileKey(query.search).replace(/[\\%_]/g, "\\$&")}%`;
        rows = rows.where(sql<boolean>`name_key like ${like} escape '\\'`);
      }
      return profileList.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: row.name_key, id: row.id }),
        toProfile,
      );
    },
    "POST /device-profiles": async ({ body }, call) => {
      const id = await service.add(body);
      await deps.audit.record(caller(call), "device-profile-created", id, body);
      return profile(id);
    },
    "GET /device-profiles/suggestions": async () => {
      const rows = await db
        .selectFrom("device_profile")
        .select(["id", "decoder", "model"])
        .where("decoder", "is not", null)
        .execute();
      const known = new Map(rows.map((row) => [`${row.decoder}\n${row.model}`, row.id]));
      return {
        items: suggestProfiles(deps.decoders).map((suggestion) => ({
          ...suggestion,
          ...present({ profileId: known.get(`${suggestion.decoder}\n${suggestion.model}`) }),
        })),
      };
    },
    "GET /device-profiles/{id}": ({ params }) => profile(params.id),
    "PATCH /device-profiles/{id}": async ({ params, body }, call) => {
      const change = await service.change(params.id, body);
      await deps.audit.record(caller(call), "device-profile-changed", params.id, { ...body, ...change });
      return { profile: await profile(params.id), ...change };
    },
    "DELETE /device-profiles/{id}": async ({ params }, call) => {
      await service.remove(params.id);
      await deps.audit.record(caller(call), "device-profile-removed", params.id);
      return undefined;
    },
  };
}

function toProfile(row: Row<"device_profile"> & { devices: number | null }): DeviceProfile {
  return {
    id: row.id,
    name: row.name,
    points: pointsOf(row),
    devices: Number(row.devices ?? 0),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    ...present({
      vendor: row.vendor,
      model: row.model,
      decoder: row.decoder,
      expectedIntervalS: row.expected_interval_s,
      lowBatteryV: row.low_battery_v,
      notes: row.notes,
    }),
  };
}
