import type { PageName } from "./address.ts";

/** The text key of each page's title. */
export const pageTitles = {
  "control-room": "page.controlRoom",
  alarms: "page.alarms",
  "alarm-statistics": "page.alarmStatistics",
  "work-orders": "page.workOrders",
  integrations: "page.integrations",
} as const satisfies Record<PageName, string>;
