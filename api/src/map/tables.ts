export interface MapShapeTable {
  seq: number;
  kind: string;
  name: string;
  /** JSON of [lon, lat] pairs. */
  coordinates: string;
}
