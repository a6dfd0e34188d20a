import type { Generated } from "kysely";

export interface WebhookTable {
  id: string;
  name: string;
  url: string;
  /** Signing needs it as it is: it never leaves the register but once, when it is made. */
  secret: string;
  events: string;
  building_id: string | null;
  enabled: number;
  created_at: number;
  created_by: string;
  revision: number;
}

export interface OrderDeliveryTable {
  seq: Generated<number>;
  /** `webhook:<id>`, `mail`, `planner`, `dynamics`. */
  target: string;
  work_order_id: string;
  event: string;
  body: string;
  state: string;
  attempts: number;
  created_at: number;
  next_at: number;
  delivered_at: number | null;
  detail: string | null;
}

export interface OrderExternalTable {
  system: string;
  external_id: string;
  work_order_id: string;
  /** JSON of what the adapter must remember: etags, the last status it saw. */
  state: string;
}

export interface CalendarFeedTable {
  id: string;
  secret_hash: string;
  name: string;
  assignee: string | null;
  building_id: string | null;
  created_at: number;
  created_by: string;
}
