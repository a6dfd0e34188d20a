import type { Permission } from "@kontrollrom/contracts/identity.ts";
import type { PageName } from "./address.ts";

/** What one may have to see a page: any of these. Who has none of them is not led there, and asks the server for nothing. */
export const pageNeeds = {
  "control-room": ["register:read"],
  alarms: ["alarm:read"],
  "alarm-statistics": ["alarm:read"],
  "on-call": ["notice:read"],
  "shift-log": ["shift-log:read"],
  trends: ["telemetry:read"],
  rules: ["rule:read"],
  "work-orders": ["work-order:read", "work-order:assigned"],
  plans: ["work-order:read"],
  "order-settings": ["work-order:read", "webhook:manage"],
  register: ["register:read"],
  round: ["work-order:write"],
  integrations: ["register:read"],
  "plan-editor": ["register:read"],
} as const satisfies Record<PageName, readonly Permission[]>;

export const maySee = (page: PageName, permissions: readonly Permission[]): boolean =>
  pageNeeds[page].some((permission) => permissions.includes(permission));
