export interface MaintenancePlanTable {
  id: string;
  name: string;
  enabled: number;
  /** JSON of `MaintenancePlanInput`, without what stands in columns. */
  body: string;
  building_id: string | null;
  created_at: number;
  created_by: string;
  revision: number;
  /** Days up to this one have their rounds. */
  made_until: string;
  ended_at: number | null;
}

export interface PlanRoundTable {
  plan_id: string;
  /** Names the round: the calendar's day, before holidays moved it. */
  day: string;
  due_at: number;
  /** Where the platform was down until the next round was due, there is no order. */
  work_order_id: string | null;
  /** 0 where it was looked at and had been done. */
  missed_at: number | null;
}
