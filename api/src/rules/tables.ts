/** When the running hours of a rule on a point were set back to nothing. */
export interface RuleResetTable {
  rule_id: string;
  point_id: number;
  at: number;
  by: string;
  why: string;
}
