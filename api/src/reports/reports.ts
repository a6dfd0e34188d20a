import { randomBytes, randomUUID } from "node:crypto";
import type {
  ReportInput,
  ReportReceipt,
  ReportStatus,
  ReportTarget,
} from "@kontrollrom/contracts/report.ts";
import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { z } from "zod";
import type { FileStore } from "../files/file-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import { hashSecret } from "../identity/secrets.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { findWorkOrder } from "../work-orders/repository.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import { endedStatuses } from "../work-orders/status.ts";
import { stripMetadata } from "./strip-metadata.ts";

export interface Reports {
  target(place: Row<"report_place">, buildingName: string): Promise<ReportTarget>;
  report(place: Row<"report_place">, input: z.output<typeof ReportInput>): Promise<ReportReceipt>;
  status(secret: string): Promise<ReportStatus>;
  addPhoto(secret: string, mediaType: string, bytes: Buffer): Promise<string>;
  comment(secret: string, text: string): Promise<ReportStatus>;
}

/** Stands in histories for who reported: their name is the order's reporter, and no history's. */
export const reporterName = "Melder";
const mostPhotos = 5;
const mostComments = 50;
const titleLength = 80;
const endings: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
};

export function createReports(deps: {
  db: RegistryDatabase;
  service: WorkOrderService;
  files: FileStore;
  now(): number;
}): Reports {
  const { db, service, files, now } = deps;

  async function find(secret: string) {
    const report = await db
      .selectFrom("report")
      .selectAll()
      .where("secret_hash", "=", hashSecret(secret))
      .executeTakeFirst();
    const order = report && (await findWorkOrder(db, report.work_order_id));
    if (!order)
      throw new ProblemError(
        404,
        "report-unknown",
        "there is no report with this link: check that it is whole",
      );
    return { report, order };
  }

  async function status(secret: string): Promise<ReportStatus> {
    const { report, order } = await find(secret);
    const of = { id: order.id, by: reporterName };
    const [steps, comments, photos] = await Promise.all([
      db
        .selectFrom("work_order_step")
        .select(["at", "to_value"])
        .where("work_order_id", "=", order.id)
        .where("field", "=", "status")
        .orderBy("seq")
        .execute(),
      db
        .selectFrom("work_order_comment")
        .select(["at", "text"])
        .where("work_order_id", "=", of.id)
        .where("by", "=", of.by)
        .orderBy("at")
        .execute(),
      db
        .selectFrom("attachment")
        .select("id")
        .where("work_order_id", "=", of.id)
        .where("by", "=", of.by)
        .execute(),
    ]);
    const over = ["done", "approved", "closed"].includes(order.status);
    return {
      number: order.number,
      status: WorkOrderStatus.parse(order.status),
      text: report.text,
      createdAt: iso(order.created_at),
      photos: photos.length,
      steps: steps.map((step) => ({ at: iso(step.at), status: WorkOrderStatus.parse(step.to_value) })),
      comments: comments.map(({ at, text }) => ({ at: iso(at), text })),
      ...present({
        buildingName: order.building_name,
        label: order.space_label,
        dueAt: isoOrNull(order.due_at),
        action: over ? order.action : null,
      }),
    };
  }

  return {
    status,

    async target(place, buildingName) {
      const { open } = await db
        .selectFrom("report")
        .innerJoin("work_order", "work_order.id", "report.work_order_id")
        .select((eb) => eb.fn.countAll().as("open"))
        .where("place_token", "=", place.token)
        .where("work_order.status", "not in", [...endedStatuses, "done", "approved"])
        .executeTakeFirstOrThrow();
      return {
        buildingName,
        label: place.label,
        kind: place.kind as ReportTarget["kind"],
        open: Number(open),
      };
    },

    async report(place, input) {
      const secret = randomBytes(32).toString("base64url");
      const { order, event } = await db.transaction().execute(async (tx) => {
        const written = await service.createWithin(
          tx,
          {
            title: titleOf(input.text, place.label),
            description: input.text,
            type: input.kind === "fault" ? "corrective" : "request",
            priority: 3,
            buildingId: place.building_id,
            spaceId: place.space_id ?? undefined,
            tfmTag: place.tfm_tag ?? undefined,
            channel: "report",
            reporter: input.reporter,
          },
          reporterName,
        );
        await tx
          .insertInto("report")
          .values({
            secret_hash: hashSecret(secret),
            work_order_id: written.row.id,
            place_token: place.token,
            text: input.text,
            created_at: now(),
          })
          .execute();
        return written;
      });
      service.publish([event]);
      return { number: order.number, secret };
    },

    async addPhoto(secret, mediaType, bytes) {
      const { order } = await find(secret);
      const { photos } = await status(secret);
      if (photos >= mostPhotos)
        throw new ProblemError(409, "photos-full", `a report has at most ${mostPhotos} photos`);
      const stripped = stripMetadata(mediaType, bytes);
      if (!stripped.ok)
        throw new ProblemError(
          422,
          "photo-unreadable",
          stripped.reason === "cut-off"
            ? "the photo ends before it should: send it again"
            : `the photo is not ${mediaType}, as its Content-Type says`,
        );
      const id = randomUUID();
      const file = {
        id,
        name: `${order.number}-${photos + 1}.${endings[mediaType]}`,
        mediaType,
        bytes: stripped.bytes.length,
        fileKey: await files.put(stripped.bytes),
        kind: "before" as const,
      };
      await service.attach(order.id, file, reporterName);
      return id;
    },

    async comment(secret, text) {
      const { order } = await find(secret);
      if ((await status(secret)).comments.length >= mostComments)
        throw new ProblemError(409, "comments-full", `a report has at most ${mostComments} additions`);
      await service.comment(order.id, text, reporterName);
      return status(secret);
    },
  };
}

/** The first line, cut at a word: what the list shows. */
function titleOf(text: string, label: string): string {
  const [line = ""] = text.split(/\r?\n/, 1);
  const short = line.length <= titleLength ? line : `${line.slice(0, titleLength).replace(/\s+\S*$/, "")} …`;
  return `${short} (${label})`.slice(0, 200);
}
