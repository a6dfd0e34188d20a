export interface ReportPlaceTable {
  token: string;
  kind: string;
  building_id: string;
  storey_id: string | null;
  space_id: string | null;
  element_global_id: string | null;
  tfm_tag: string | null;
  label: string;
  created_at: number;
  created_by: string;
  revoked_at: number | null;
}

export interface ReportTable {
  /** SHA-256 of the secret: who reads the register cannot follow the link. */
  secret_hash: string;
  work_order_id: string;
  place_token: string;
  text: string;
  created_at: number;
}
