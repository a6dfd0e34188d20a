import type { Generated } from "kysely";

export interface WorkOrderTable {
  id: string;
  number: string;
  title: string;
  description: string;
  type: string;
  status: string;
  priority: number;
  building_id: string | null;
  building_name: string | null;
  storey_id: string | null;
  space_id: string | null;
  space_label: string | null;
  source_alarm_id: string | null;
  assignee: string | null;
  assignee_kind: string | null;
  agreement: string | null;
  channel: string | null;
  reporter_name: string | null;
  reporter_email: string | null;
  reporter_phone: string | null;
  tfm_tag: string | null;
  ns3451: string | null;
  estimate_hours: number | null;
  /** Sum of its hours, kept in step by whoever writes them. */
  actual_hours: number;
  cost_nok: number | null;
  account: string | null;
  sja: number;
  cause: string | null;
  action: string | null;
  archive_reference: string | null;
  /** The rule and point whose alarm it answers. */
  rule_id: string | null;
  point_id: number | null;
  plan_id: string | null;
  follows_id: string | null;
  /** Somebody has done something with it. */
  touched: number;
  verified_at: number | null;
  /** JSON of `SensorEvidence`. */
  evidence: string | null;
  created_at: number;
  created_by: string;
  updated_at: number;
  planned_at: number | null;
  due_at: number | null;
  closed_at: number | null;
  revision: number;
}

/** What was done under a key of the caller's, and what it was answered. */
export interface OrderActTable {
  key: string;
  by: string;
  what: string;
  /** JSON */
  answer: string;
  at: number;
}

/** The occurrences that an order answers. */
export interface WorkOrderAlarmTable {
  alarm_id: string;
  work_order_id: string;
  /** What the order has said of it: empty, or `withdrawn`. */
  told: string;
}

export interface WorkOrderCommentTable {
  id: string;
  work_order_id: string;
  at: number;
  by: string;
  text: string;
}

export interface WorkOrderStepTable {
  seq: Generated<number>;
  work_order_id: string;
  at: number;
  by: string;
  field: string;
  from_value: string;
  to_value: string;
}

export interface AttachmentTable {
  id: string;
  work_order_id: string;
  name: string;
  media_type: string;
  bytes: number;
  file_key: string;
  kind: string;
  at: number;
  by: string;
}

export interface WorkOrderCheckTable {
  id: string;
  work_order_id: string;
  position: number;
  text: string;
  unit: string | null;
  done_at: number | null;
  done_by: string | null;
  value: number | null;
  deviation: string | null;
  revision: number;
}

export interface WorkOrderHoursTable {
  id: string;
  work_order_id: string;
  day: string;
  hours: number;
  who: string;
  note: string;
  at: number;
}

export interface WorkOrderMaterialTable {
  id: string;
  work_order_id: string;
  name: string;
  quantity: number;
  unit: string;
  unit_price_nok: number;
  by: string;
  at: number;
}

export interface ChecklistTemplateTable {
  id: string;
  name: string;
  items: string;
  revision: number;
}

export interface WorkOrderSettingTable {
  name: string;
  value: string;
  revision: number;
}
