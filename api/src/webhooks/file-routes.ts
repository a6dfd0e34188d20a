import { randomBytes, randomUUID } from "node:crypto";
import { xlsxMediaType } from "@kontrollrom/contracts/routes/webhooks.ts";
import type { CalendarFeed } from "@kontrollrom/contracts/webhook.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import ical, { ICalCalendarMethod } from "ical-generator";
import type { Audit } from "../events/audit.ts";
import { createAttemptLimiter } from "../http/attempt-limiter.ts";
import { type Call, type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { hashSecret } from "../identity/secrets.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { listWorkOrders, toWorkOrder } from "../work-orders/repository.ts";
import { caller, readOrderFilter } from "../work-orders/routes.ts";
import { ordersAsCsv, ordersAsXlsx } from "./order-file.ts";

type Keys =
  | "GET /calendar-feeds"
  | "POST /calendar-feeds"
  | "DELETE /calendar-feeds/{id}"
  | "GET /calendars/{secret}"
  | "GET /work-order-export";

const mostExported = 50_000;
const mostInCalendar = 2000;
const readsAllowed = { max: 120, windowMs: 60_000 };
/** How long before its deadline an order stands in the calendar. */
const shownMs = 30 * 60_000;

/** Orders as files that other programs read. */
export function orderFileHandlers(deps: {
  db: RegistryDatabase;
  audit: Audit;
  publicUrl: string | undefined;
  https: boolean;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, audit, now } = deps;
  const reads = createAttemptLimiter(readsAllowed, now);
  const origin = (call: Call): string => {
    const { host } = call.headers;
    return (
      deps.publicUrl ?? `${deps.https ? "https" : "http"}://${typeof host === "string" ? host : "localhost"}`
    );
  };

  return {
    "GET /calendar-feeds": async () => {
      const rows = await db.selectFrom("calendar_feed").selectAll().orderBy("name").limit(1000).execute();
      return { items: rows.map(toFeed) };
    },
    "POST /calendar-feeds": async ({ body }, call) => {
      const secret = randomBytes(32).toString("base64url");
      const row = {
        id: randomUUID(),
        secret_hash: hashSecret(secret),
        name: body.name,
        assignee: body.assignee ?? null,
        building_id: body.buildingId ?? null,
        created_at: now(),
        created_by: caller(call),
      };
      await db.insertInto("calendar_feed").values(row).execute();
      await audit.record(caller(call), "calendar-made", row.id, body);
      return { ...toFeed(row), url: `${origin(call)}/api/v1/calendars/${secret}` };
    },
    "DELETE /calendar-feeds/{id}": async ({ params }, call) => {
      const gone = await db
        .deleteFrom("calendar_feed")
        .where("id", "=", params.id)
        .returning("id")
        .executeTakeFirst();
      if (!gone) throw new ProblemError(404, "calendar-not-found", `there is no calendar "${params.id}"`);
      await audit.record(caller(call), "calendar-removed", params.id);
      return undefined as never;
    },
    "GET /calendars/{secret}": async ({ params }, call) => {
      if (!reads.take(call.address))
        throw new ProblemError(429, "too-many-attempts", "too many calls: wait a minute", {
          headers: { "Retry-After": String(reads.retryAfterS(call.address)) },
        });
      const feed = await db
        .selectFrom("calendar_feed")
        .selectAll()
        .where("secret_hash", "=", hashSecret(params.secret))
        .executeTakeFirst();
      if (!feed) throw new ProblemError(404, "calendar-unknown", "there is no calendar at this address");
      const filter = {
        status: "open" as const,
        assignee: feed.assignee ?? undefined,
        buildingId: feed.building_id ?? undefined,
        dueFrom: 0,
      };
      const rows = await listWorkOrders(db, filter, mostInCalendar, undefined, "due");
      const text = calendarOf(feed.name, rows.map(toWorkOrder), origin(call));
      return new RawAnswer("text/calendar; charset=utf-8", text);
    },
    "GET /work-order-export": async ({ query }) => {
      const { format, language, ...filter } = query;
      const rows = await listWorkOrders(
        db,
        readOrderFilter(filter, now()),
        mostExported + 1,
        undefined,
        "due",
      );
      if (rows.length > mostExported)
        throw new ProblemError(
          422,
          "too-many-orders",
          `more than ${mostExported} orders: narrow the list by building, status or deadline`,
        );
      const orders = rows.map(toWorkOrder);
      const name = `${language === "nb" ? "arbeidsordrer" : "work-orders"}-${iso(now()).slice(0, 10)}.${format}`;
      const headers = { "content-disposition": `attachment; filename="${name}"` };
      return format === "csv"
        ? new RawAnswer("text/csv; charset=utf-8", ordersAsCsv(orders, language), headers)
        : new RawAnswer(xlsxMediaType, await ordersAsXlsx(orders, language), headers);
    },
  };
}

function calendarOf(name: string, orders: readonly WorkOrder[], url: string): string {
  const calendar = ical({
    name,
    prodId: { company: "Kontrollrom", product: "Arbeidsordrer", language: "NO" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 900,
  });
  for (const order of orders) {
    if (order.dueAt === undefined) continue;
    const end = Date.parse(order.dueAt);
    calendar.createEvent({
      id: `${order.id}@kontrollrom`,
      sequence: order.revision,
      start: new Date(end - shownMs),
      end: new Date(end),
      summary: `${order.number} ${order.title}`,
      description: order.description,
      location: [order.spaceLabel, order.buildingName].filter(Boolean).join(", "),
      url: `${url}/arbeidsordrer/${order.id}`,
      stamp: new Date(order.updatedAt),
      lastModified: new Date(order.updatedAt),
    });
  }
  return calendar.toString();
}

function toFeed(row: Row<"calendar_feed">): CalendarFeed {
  return {
    id: row.id,
    name: row.name,
    createdAt: iso(row.created_at),
    createdBy: row.created_by,
    ...present({ assignee: row.assignee, buildingId: row.building_id }),
  };
}
