export interface ShiftEntryTable {
  id: string;
  kind: string;
  at: number;
  author: string;
  signature: string | null;
  text: string;
  building_id: string | null;
  alarm_id: string | null;
  work_order_id: string | null;
  /** JSON of `ShiftSituation`. */
  situation: string | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  acknowledged_signature: string | null;
}
