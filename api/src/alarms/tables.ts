import type { Generated } from "kysely";

export interface AlarmTable {
  id: string;
  rule_id: string;
  rule_name: string;
  priority: number;
  /** What is shown: `normal` when it is over, what sets it aside, else the live state. */
  state: string;
  /** What stands beneath. */
  live_state: Generated<string>;
  /** What it is set aside by, comma-separated. */
  aside: Generated<string>;
  /** The hold that is shown, as JSON of `AlarmHold`. */
  hold: string | null;
  latching: Generated<number>;
  chattering: Generated<number>;
  health: Generated<number>;
  /** JSON of `AlarmCause`, where the platform itself raised it, and the name by which it is found again. */
  cause: string | null;
  cause_key: string | null;
  /** The rule's own text when it was raised, with its `{{…}}`, and who looks after the rule. */
  text_template: string | null;
  owner_group: string | null;
  /** When an operator was told; NULL where it was set aside from the first. */
  told_at: number | null;
  point_id: number;
  quantity: string;
  unit: string;
  device_name: string;
  condition: string;
  withdrawn: number;
  value: number;
  raised_at: number;
  returned_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  advice: string;
  building_id: string | null;
  building_name: string | null;
  storey_id: string | null;
  space_id: string | null;
  space_label: string | null;
  work_order_id: string | null;
  condition_since: number;
  sample_time: number;
  frame_id: string;
}

export interface AlarmStepTable {
  seq: Generated<number>;
  alarm_id: string;
  at: number;
  from_state: string;
  to_state: string;
  reason: string;
  by: string | null;
  comment: string | null;
}

/** What sets alarms aside: a (rule, point) that somebody shelved, a plant in service mode, a silent gateway. */
export interface AlarmHoldTable {
  id: string;
  kind: string;
  subject_kind: string;
  subject_id: string;
  /** Of a system: systems of two buildings may have one number. */
  building_id: string | null;
  rule_id: string | null;
  point_id: number | null;
  label: string;
  reason: string;
  by: string;
  since: number;
  until: number | null;
  work_order_id: string | null;
  ended_at: number | null;
  ended_by: string | null;
  ended_why: string | null;
}
