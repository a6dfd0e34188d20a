import type { Generated } from "kysely";

export interface DerivedPointTable {
  /** The point's id is this and `firstDerivedPointId`. */
  seq: Generated<number>;
  name: string;
  /** `Derivation` as JSON. */
  derivation: string;
  quantity: string;
  unit: string;
  resolution: string;
  building_id: string | null;
  storey_id: string | null;
  space_id: string | null;
  created_at: number;
  created_by: string;
}
