export interface TrendViewTable {
  id: string;
  owner: string;
  name: string;
  /** The query of the page's address. */
  query: string;
  created_at: number;
}
