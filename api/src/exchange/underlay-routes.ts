import { Calibration, type Underlay } from "@kontrollrom/contracts/exchange.ts";
import type { Audit } from "../events/audit.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { imageSize } from "./image-size.ts";

type Keys =
  | "POST /storeys/{id}/underlay/image"
  | "GET /buildings/{id}/underlays"
  | "GET /storeys/{id}/underlay"
  | "GET /storeys/{id}/underlay/image"
  | "PUT /storeys/{id}/underlay"
  | "DELETE /storeys/{id}/underlay";

/** Scanned plans under the plans of storeys. An image is kept as it came; how it lies can change. */
export function underlayHandlers(deps: {
  db: RegistryDatabase;
  files: FileStore;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, files, audit } = deps;

  async function storey(id: string): Promise<void> {
    const row = await db.selectFrom("storey").select("id").where("id", "=", id).executeTakeFirst();
    if (row === undefined)
      throw new ProblemError(
        404,
        "storey-not-found",
        `there is no storey "${id}": see GET /buildings/{id}/storeys`,
      );
  }
  async function underlay(id: string): Promise<Row<"underlay">> {
    await storey(id);
    const row = await db.selectFrom("underlay").selectAll().where("storey_id", "=", id).executeTakeFirst();
    if (row === undefined)
      throw new ProblemError(
        404,
        "no-underlay",
        `storey "${id}" has no scanned plan: send one with POST /storeys/{id}/underlay/image`,
      );
    return row;
  }
  async function measured(key: string) {
    const size = await files.read(key).then(imageSize, () => undefined);
    if (size === undefined)
      throw new ProblemError(
        422,
        "not-an-image",
        "the bytes are no PNG or JPEG of at most 16 384 × 16 384 pixels: save the scan as one of them",
      );
    return size;
  }

  return {
    "POST /storeys/{id}/underlay/image": async ({ params }, call) => {
      await storey(params.id);
      const { key } = await files.putStream(call.body, call.signal);
      const { width, height } = await measured(key);
      return { imageKey: key, width, height };
    },
    "GET /buildings/{id}/underlays": async ({ params }) => {
      const rows = await db
        .selectFrom("underlay")
        .innerJoin("storey", "storey.id", "underlay.storey_id")
        .selectAll("underlay")
        .where("storey.building_id", "=", params.id)
        .where("storey.ended_revision", "is", null)
        .execute();
      return { items: rows.map(toUnderlay) };
    },
    "GET /storeys/{id}/underlay": async ({ params }) => toUnderlay(await underlay(params.id)),
    "GET /storeys/{id}/underlay/image": async ({ params }) => {
      const row = await underlay(params.id);
      return new RawAnswer(row.media_type, files.stream(row.image_key), {
        "content-length": String(await files.size(row.image_key)),
      });
    },
    "PUT /storeys/{id}/underlay": async ({ params, body }, call) => {
      await storey(params.id);
      const { mediaType, width, height } = await measured(body.imageKey);
      const row: Row<"underlay"> = {
        storey_id: params.id,
        image_key: body.imageKey,
        media_type: mediaType,
        name: body.name,
        width,
        height,
        calibration: JSON.stringify(body.calibration),
        opacity: body.opacity,
        changed_at: deps.now(),
        changed_by: caller(call),
      };
      const { storey_id: _, ...change } = row;
      await db
        .insertInto("underlay")
        .values(row)
        .onConflict((conflict) => conflict.column("storey_id").doUpdateSet(change))
        .execute();
      await audit.record(caller(call), "underlay-changed", params.id, { ...body });
      return toUnderlay(row);
    },
    "DELETE /storeys/{id}/underlay": async ({ params }, call) => {
      await underlay(params.id);
      await db.deleteFrom("underlay").where("storey_id", "=", params.id).execute();
      await audit.record(caller(call), "underlay-removed", params.id);
    },
  };
}

function toUnderlay(row: Row<"underlay">): Underlay {
  return {
    storeyId: row.storey_id,
    imageKey: row.image_key,
    name: row.name,
    width: row.width,
    height: row.height,
    calibration: Calibration.parse(JSON.parse(row.calibration)),
    opacity: row.opacity,
    changedAt: iso(row.changed_at),
    changedBy: row.changed_by,
  };
}
