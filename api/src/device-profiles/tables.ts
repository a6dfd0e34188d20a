export interface DeviceProfileTable {
  id: string;
  name: string;
  /** The name as it is compared: lower case, single spaces. */
  name_key: string;
  vendor: string | null;
  model: string | null;
  decoder: string | null;
  /** JSON list of point specs. */
  points: string;
  expected_interval_s: number | null;
  low_battery_v: number | null;
  notes: string | null;
  created_at: number;
  updated_at: number;
}
