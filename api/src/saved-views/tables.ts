export interface SavedViewTable {
  id: string;
  building_id: string;
  name: string;
  owner: string;
  shared: number;
  /** JSON of `PictureState`. */
  state: string;
  updated_at: number;
}
