export interface PropertyTable {
  id: string;
  name: string;
  address: string | null;
  note: string | null;
  created_at: number;
}

/** Numbers of a property through time; zero where there is no lease or section. */
export interface CadastralNumberTable {
  property_id: string;
  municipality: string;
  gnr: number;
  bnr: number;
  fnr: number;
  snr: number;
  valid_from: string | null;
  valid_to: string | null;
}

export interface UnitTable {
  id: string;
  building_id: string;
  number: string;
  /** Empty where it is the building's: two entrances may each have an H0101. */
  address: string;
  area: number | null;
  valid_from: string | null;
  valid_to: string | null;
}

/** What a person knows of a component, by the id of its element: it stays through every drawing. */
export interface ComponentTable {
  id: string;
  ns3451: string | null;
  product: string | null;
  maker: string | null;
  serial: string | null;
  year: number | null;
  warranty_until: string | null;
  status: string;
  note: string | null;
  revision: number;
  updated_at: number;
  updated_by: string;
}

export interface DocumentTable {
  id: string;
  /** The same for all versions of a document. */
  series: string;
  version: number;
  newest: number;
  subject: string;
  subject_id: string;
  subject_name: string;
  building_id: string | null;
  title: string;
  title_key: string;
  kind: string;
  name: string;
  media_type: string;
  bytes: number;
  file_key: string;
  at: number;
  by: string;
}

export interface RelationTable {
  id: string;
  subject: string;
  relation: string;
  object: string;
  at: number;
  by: string;
}

/** What can be found, kept by triggers; its words are in `search_text`. */
export interface SearchEntryTable {
  id: number;
  kind: string;
  ref: string;
  building_id: string | null;
  title: string;
  detail: string;
}
