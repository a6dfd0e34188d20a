import type { Migration, MigrationProvider } from "kysely/migration";
import { foundation } from "./migrations/0001-foundation.ts";
import { conditions } from "./migrations/0001-foundation-conditions.ts";
import { codecs } from "./migrations/0002-codecs.ts";
import { deviceProfiles } from "./migrations/0003-device-profiles.ts";
import { corrections } from "./migrations/0004-corrections.ts";
import { derived } from "./migrations/0005-derived.ts";
import { revisions } from "./migrations/0006-revisions.ts";
import { alarmHolds } from "./migrations/0007-alarm-holds.ts";
import { notices } from "./migrations/0008-notices.ts";
import { workOrders } from "./migrations/0009-work-orders.ts";
import { outward } from "./migrations/0009-work-orders-outward.ts";
import { recurring } from "./migrations/0009-work-orders-recurring.ts";
import { reports } from "./migrations/0009-work-orders-reports.ts";
import { drawings } from "./migrations/0011-drawings.ts";
import { register } from "./migrations/0012-register.ts";
import { mapAndShiftLog } from "./migrations/0013-map-and-shift-log.ts";
import { rules } from "./migrations/0014-rules.ts";
import { underlays } from "./migrations/0015-underlays.ts";
import { georeference } from "./migrations/0016-georeference.ts";
import { orderActs } from "./migrations/0016-order-acts.ts";
import { areaLayers } from "./migrations/0017-area-layers.ts";
import { history } from "./migrations/0018-history.ts";
import { savedViews } from "./migrations/0019-saved-views.ts";
import { orderPlanning } from "./migrations/0020-order-planning.ts";
import { alarmTexts } from "./migrations/0021-alarm-texts.ts";

/** Each migration only ever goes forward, and once released is never edited. They run by the order of their names. */
const migrations: Record<string, Migration> = {
  "0001-foundation": { up: foundation },
  "0001-foundation-conditions": { up: conditions },
  "0002-codecs": { up: codecs },
  "0003-device-profiles": { up: deviceProfiles },
  "0004-corrections": { up: corrections },
  "0005-derived": { up: derived },
  "0006-revisions": { up: revisions },
  "0007-alarm-holds": { up: alarmHolds },
  "0008-notices": { up: notices },
  "0011-drawings": { up: drawings },
  "0012-register": { up: register },
  "0013-map-and-shift-log": { up: mapAndShiftLog },
  "0014-rules": { up: rules },
  "0009-work-orders": { up: workOrders },
  "0009-work-orders-outward": { up: outward },
  "0009-work-orders-recurring": { up: recurring },
  "0009-work-orders-reports": { up: reports },
  "0015-underlays": { up: underlays },
  "0016-georeference": { up: georeference },
  "0016-order-acts": { up: orderActs },
  "0017-area-layers": { up: areaLayers },
  "0018-history": { up: history },
  "0019-saved-views": { up: savedViews },
  "0020-order-planning": { up: orderPlanning },
  "0021-alarm-texts": { up: alarmTexts },
};

export const migrationProvider: MigrationProvider = { getMigrations: async () => migrations };
