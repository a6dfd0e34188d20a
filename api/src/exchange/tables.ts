/** A scanned plan under a storey, as `Underlay` of contracts/src/exchange.ts. */
export interface UnderlayTable {
  storey_id: string;
  image_key: string;
  media_type: string;
  name: string;
  width: number;
  height: number;
  calibration: string;
  opacity: number;
  changed_at: number;
  changed_by: string;
}
