export interface RevisionTable {
  id: string;
  building_id: string;
  discipline: string;
  number: number;
  model_id: string | null;
  name: string;
  imported_at: number;
  imported_by: string | null;
  rooms_key: string | null;
  /** `RevisionCounts` of contracts/src/revision.ts, as is `elements`. */
  rooms: string;
  elements: string;
  alignment: string | null;
}

export interface RevisionStoreyTable {
  revision_id: string;
  storey_id: string;
  name: string;
  elevation: number;
  spaces: number;
  plan_key: string | null;
}

/** A room as a revision had it; one that the revision ended is here as it was before. */
export interface RevisionSpaceTable {
  revision_id: string;
  space_id: string;
  storey_id: string | null;
  number: string;
  name: string;
  area: number | null;
  ifc_global_id: string | null;
  kind: string;
  reason: string;
  sure: number;
  became: string;
}

export interface ReviewTable {
  id: string;
  building_id: string;
  revision_id: string;
  state: string;
  kind: string;
  reason: string;
  space_id: string;
  candidates: string;
  created_at: number;
  decision: string | null;
  decided_space_id: string | null;
  decided_at: number | null;
  decided_by: string | null;
}

/** A component that a revision no longer has, or that was not found in it with certainty. */
export interface EndedElementTable {
  id: string;
  revision_id: string;
  building_id: string;
  ifc_global_id: string;
  ifc_class: string;
  name: string;
  tag: string | null;
  space_id: string | null;
  discipline: string;
  sure: number;
}
