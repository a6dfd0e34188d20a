import type { Generated } from "kysely";

export interface CorrectionTable {
  seq: Generated<number>;
  id: string;
  point_id: number;
  /** [from, to), ms */
  from_time: number;
  to_time: number;
  /** `CorrectionChange` as JSON. */
  change: string;
  reason: string;
  by: string;
  at: number;
  samples: number;
  /** `applying` and `withdrawing` are finished after a crash: the samples are written again. */
  state: "applying" | "active" | "withdrawing" | "withdrawn";
  withdrawn_at: number | null;
  withdrawn_by: string | null;
  withdrawn_reason: string | null;
}

/** A sample as it was measured, kept while something else stands in its place. */
export interface CorrectedSampleTable {
  correction_id: string;
  point_id: number;
  time: number;
  original_value: number;
  original_quality: string;
  value: number;
  quality: string;
  frame_id: string;
  received_at: number;
}
