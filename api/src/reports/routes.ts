import QRCode from "qrcode";
import type { Audit } from "../events/audit.ts";
import { createAttemptLimiter } from "../http/attempt-limiter.ts";
import { type Call, type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readBytes } from "../http/read-body.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { listCursor } from "../registry/cursor.ts";
import { caller } from "../work-orders/routes.ts";
import type { ReportPlaces } from "./places.ts";
import type { Reports } from "./reports.ts";
import { reportSheet } from "./sheet.ts";

type Keys =
  | "GET /report-places"
  | "POST /report-places"
  | "GET /report-places/{placeToken}"
  | "GET /report-places/{placeToken}/qr"
  | "DELETE /report-places/{placeToken}"
  | "GET /report-sheet"
  | "GET /reports/{placeToken}"
  | "POST /reports/{placeToken}"
  | "GET /report-status/{secret}"
  | "POST /report-status/{secret}/photos"
  | "POST /report-status/{secret}/comments";

/** What one address may write and read without signing in. A school may sit behind one address. */
const writesAllowed = { max: 30, windowMs: 10 * 60_000 };
const readsAllowed = { max: 300, windowMs: 10 * 60_000 };
/** What one label takes, from wherever. */
const reportsOfPlace = { max: 60, windowMs: 60 * 60_000 };
const mostLabels = 500;

const placeList = listCursor("GET /report-places", "string");

export function reportHandlers(deps: {
  places: ReportPlaces;
  reports: Reports;
  catalogue: Pick<Catalogue, "buildings">;
  audit: Audit;
  /** Where browsers reach the platform, where it is set; else what the caller's own `Host` says. */
  publicUrl: string | undefined;
  https: boolean;
  now(): number;
}): Pick<Handlers, Keys> {
  const { places, reports, catalogue, audit } = deps;
  const writes = createAttemptLimiter(writesAllowed, deps.now);
  const reads = createAttemptLimiter(readsAllowed, deps.now);
  const perPlace = createAttemptLimiter(reportsOfPlace, deps.now);

  function limit(limiter: typeof writes, key: string): void {
    if (limiter.take(key)) return;
    throw new ProblemError(429, "too-many-reports", "too many calls: wait a little and try again", {
      headers: { "Retry-After": String(limiter.retryAfterS(key)) },
    });
  }
  const origin = (call: Call): string => {
    const host = call.headers.host;
    return (
      deps.publicUrl ?? `${deps.https ? "https" : "http"}://${typeof host === "string" ? host : "localhost"}`
    );
  };

  return {
    "GET /report-places": async ({ query }, call) => {
      const { buildingId, spaceId } = query;
      const after = placeList.read(query.cursor)?.id;
      const rows = await places.list({ buildingId, spaceId, after, limit: query.limit + 1 });
      const cursor = (row: { token: string }) => ({ key: row.token, id: row.token });
      return placeList.page(rows, query.limit, cursor, (row) => places.toPlace(row, origin(call)));
    },
    "POST /report-places": async ({ body }, call) => {
      const rows = await places.ensure(body, caller(call));
      await audit.record(caller(call), "report-labels-made", "report-places", { labels: rows.length });
      return { items: rows.map((row) => places.toPlace(row, origin(call))) };
    },
    "GET /report-places/{placeToken}": async ({ params }, call) =>
      places.toPlace(await places.find(params.placeToken), origin(call)),
    "GET /report-places/{placeToken}/qr": async ({ params }, call) => {
      const { url } = places.toPlace(await places.find(params.placeToken), origin(call));
      const svg = await QRCode.toString(url, { type: "svg", errorCorrectionLevel: "M", margin: 2 });
      return new RawAnswer("image/svg+xml", svg);
    },
    "DELETE /report-places/{placeToken}": async ({ params }, call) => {
      await places.revoke(params.placeToken);
      await audit.record(caller(call), "report-label-revoked", params.placeToken);
      return undefined as never;
    },
    "GET /report-sheet": async ({ query }, call) => {
      const rows = await places.list({ ...query, limit: mostLabels + 1 });
      if (rows.length === 0)
        throw new ProblemError(
          404,
          "no-labels",
          "no place here has a label: make them with POST /report-places",
        );
      if (rows.length > mostLabels)
        throw new ProblemError(
          422,
          "too-many-labels",
          `more than ${mostLabels} labels: print a storey at a time`,
        );
      const shown = rows
        .map((row) => places.toPlace(row, origin(call)))
        .sort((a, b) => a.label.localeCompare(b.label, "nb", { numeric: true }));
      return new RawAnswer("application/pdf", await reportSheet(shown, query.language), {
        "content-disposition": 'inline; filename="meld-feil.pdf"',
      });
    },

    "GET /reports/{placeToken}": async ({ params }, call) => {
      limit(reads, call.address);
      const place = await places.find(params.placeToken);
      return reports.target(place, catalogue.buildings.get(place.building_id) ?? "");
    },
    "POST /reports/{placeToken}": async ({ params, body }, call) => {
      limit(writes, call.address);
      const place = await places.find(params.placeToken);
      limit(perPlace, place.token);
      return reports.report(place, body);
    },
    "GET /report-status/{secret}": ({ params }, call) => {
      limit(reads, call.address);
      return reports.status(params.secret);
    },
    "POST /report-status/{secret}/photos": async ({ params }, call) => {
      limit(writes, call.address);
      // Asked before the photo is read: a stranger's bytes are nobody's to hold.
      await reports.status(params.secret);
      const bytes = await readBytes(call.body);
      return { id: await reports.addPhoto(params.secret, call.contentType, bytes) };
    },
    "POST /report-status/{secret}/comments": ({ params, body }, call) => {
      limit(writes, call.address);
      return reports.comment(params.secret, body.text);
    },
  };
}
