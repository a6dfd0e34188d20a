import type { z } from "zod";
import type { RouteTable } from "./route.ts";
import { alarmsRoutes } from "./routes/alarms.ts";
import { areaLayersRoutes } from "./routes/area-layers.ts";
import { areasRoutes } from "./routes/areas.ts";
import { backtestRoutes } from "./routes/backtests.ts";
import { backupsRoutes } from "./routes/backups.ts";
import { codecsRoutes } from "./routes/codecs.ts";
import { derivedPointsRoutes } from "./routes/derived-points.ts";
import { deviceProfilesRoutes } from "./routes/device-profiles.ts";
import { devicesRoutes } from "./routes/devices.ts";
import { documentsRoutes } from "./routes/documents.ts";
import { drawingsRoutes } from "./routes/drawings.ts";
import { exchangeRoutes } from "./routes/exchange.ts";
import { exportsRoutes } from "./routes/exports.ts";
import { graphRoutes } from "./routes/graph.ts";
import { historyRoutes } from "./routes/history.ts";
import { identityRoutes } from "./routes/identity.ts";
import { ingestRoutes } from "./routes/ingest.ts";
import { liveMessagesRoutes } from "./routes/live-messages.ts";
import { mapRoutes } from "./routes/map.ts";
import { modelsRoutes } from "./routes/models.ts";
import { noticesRoutes } from "./routes/notices.ts";
import { platformRoutes } from "./routes/platform.ts";
import { propertiesRoutes } from "./routes/properties.ts";
import { recurringRoutes } from "./routes/recurring.ts";
import { registerRoutes } from "./routes/register.ts";
import { registerFilesRoutes } from "./routes/register-files.ts";
import { reportsRoutes } from "./routes/reports.ts";
import { revisionsRoutes } from "./routes/revisions.ts";
import { rulesRoutes } from "./routes/rules.ts";
import { savedViewsRoutes } from "./routes/saved-views.ts";
import { shiftLogRoutes } from "./routes/shift-log.ts";
import { telemetryRoutes } from "./routes/telemetry.ts";
import { webhooksRoutes } from "./routes/webhooks.ts";
import { workOrdersRoutes } from "./routes/work-orders.ts";

type PlatformRoutes = typeof platformRoutes;
type BackupsRoutes = typeof backupsRoutes;
type IdentityRoutes = typeof identityRoutes;
type ModelsRoutes = typeof modelsRoutes;
type RegisterRoutes = typeof registerRoutes;
type PropertiesRoutes = typeof propertiesRoutes;
type RegisterFilesRoutes = typeof registerFilesRoutes;
type DocumentsRoutes = typeof documentsRoutes;
type GraphRoutes = typeof graphRoutes;
type AreasRoutes = typeof areasRoutes;
type AreaLayersRoutes = typeof areaLayersRoutes;
type DrawingsRoutes = typeof drawingsRoutes;
type RevisionsRoutes = typeof revisionsRoutes;
type TelemetryRoutes = typeof telemetryRoutes;
type DerivedPointsRoutes = typeof derivedPointsRoutes;
type ExportsRoutes = typeof exportsRoutes;
type ExchangeRoutes = typeof exchangeRoutes;
type DevicesRoutes = typeof devicesRoutes;
type DeviceProfilesRoutes = typeof deviceProfilesRoutes;
type CodecsRoutes = typeof codecsRoutes;
type RulesRoutes = typeof rulesRoutes;
type BacktestRoutes = typeof backtestRoutes;
type AlarmsRoutes = typeof alarmsRoutes;
type NoticesRoutes = typeof noticesRoutes;
type WorkOrdersRoutes = typeof workOrdersRoutes;
type RecurringRoutes = typeof recurringRoutes;
type ReportsRoutes = typeof reportsRoutes;
type WebhooksRoutes = typeof webhooksRoutes;
type IngestRoutes = typeof ingestRoutes;
type LiveMessagesRoutes = typeof liveMessagesRoutes;
type MapRoutes = typeof mapRoutes;
type SavedViewsRoutes = typeof savedViewsRoutes;
type ShiftLogRoutes = typeof shiftLogRoutes;
type HistoryRoutes = typeof historyRoutes;

/** The whole REST interface: one table for each part. An interface that extends them, since spreading so many takes the compiler minutes. */
export interface Routes
  extends PlatformRoutes,
    BackupsRoutes,
    IdentityRoutes,
    ModelsRoutes,
    RegisterRoutes,
    PropertiesRoutes,
    RegisterFilesRoutes,
    DocumentsRoutes,
    GraphRoutes,
    AreasRoutes,
    AreaLayersRoutes,
    DrawingsRoutes,
    RevisionsRoutes,
    TelemetryRoutes,
    DerivedPointsRoutes,
    ExportsRoutes,
    ExchangeRoutes,
    DevicesRoutes,
    DeviceProfilesRoutes,
    CodecsRoutes,
    RulesRoutes,
    BacktestRoutes,
    AlarmsRoutes,
    NoticesRoutes,
    WorkOrdersRoutes,
    RecurringRoutes,
    ReportsRoutes,
    WebhooksRoutes,
    IngestRoutes,
    LiveMessagesRoutes,
    MapRoutes,
    SavedViewsRoutes,
    HistoryRoutes,
    ShiftLogRoutes {}

const tables: readonly RouteTable[] = [
  platformRoutes,
  backupsRoutes,
  identityRoutes,
  modelsRoutes,
  registerRoutes,
  propertiesRoutes,
  registerFilesRoutes,
  documentsRoutes,
  graphRoutes,
  areasRoutes,
  areaLayersRoutes,
  drawingsRoutes,
  revisionsRoutes,
  telemetryRoutes,
  derivedPointsRoutes,
  exportsRoutes,
  exchangeRoutes,
  devicesRoutes,
  deviceProfilesRoutes,
  codecsRoutes,
  rulesRoutes,
  backtestRoutes,
  alarmsRoutes,
  noticesRoutes,
  workOrdersRoutes,
  recurringRoutes,
  reportsRoutes,
  webhooksRoutes,
  ingestRoutes,
  liveMessagesRoutes,
  mapRoutes,
  savedViewsRoutes,
  shiftLogRoutes,
  historyRoutes,
];

export const routes: Routes = Object.assign({}, ...tables);

export type RouteKey = keyof Routes;
type Field<K extends RouteKey, F extends string> = Routes[K] extends { readonly [P in F]: infer S }
  ? S
  : undefined;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Written<S> = S extends z.ZodType ? z.input<S> : undefined;

/** What a handler receives, parsed. */
export interface RouteInput<K extends RouteKey> {
  readonly params: Parsed<Field<K, "params">>;
  readonly query: Parsed<Field<K, "query">>;
  readonly body: Parsed<Field<K, "body">>;
}
/** What a caller writes. */
export interface RouteCall<K extends RouteKey> {
  readonly params: Written<Field<K, "params">>;
  readonly query: Written<Field<K, "query">>;
  readonly body: Written<Field<K, "body">>;
}
/** What is answered as JSON. */
export type RouteAnswer<K extends RouteKey> = Parsed<Field<K, "answer">>;
