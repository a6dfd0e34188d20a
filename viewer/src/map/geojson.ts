/** RFC 7946, by the types that the map library brings. */
export type Position = GeoJSON.Position;
export type Point = GeoJSON.Point;
export type Polygon = GeoJSON.Polygon;
export type Feature<G extends GeoJSON.Geometry = GeoJSON.Geometry> = GeoJSON.Feature<G>;
export type FeatureCollection<G extends GeoJSON.Geometry = GeoJSON.Geometry> = GeoJSON.FeatureCollection<G>;
