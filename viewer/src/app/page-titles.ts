import type { PageName } from "./address.ts";

/** The text key of each page's title. */
export const pageTitles = {
  "control-room": "page.controlRoom",
  alarms: "page.alarms",
  "on-call": "page.onCall",
  "alarm-statistics": "page.alarmStatistics",
  "shift-log": "page.shiftLog",
  trends: "page.trends",
  rules: "page.rules",
  "work-orders": "page.workOrders",
  plans: "page.plans",
  "order-settings": "page.orderSettings",
  register: "page.register",
  round: "page.round",
  integrations: "page.integrations",
  "plan-editor": "editor.title",
} as const satisfies Record<PageName, string>;
