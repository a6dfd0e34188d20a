import type { MapShape } from "@kontrollrom/contracts/map.ts";
import { rgb } from "d3";
import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Rgb } from "../picture/layers.ts";
import type { PicturePalette } from "../picture/palette.ts";
import type { FeatureCollection } from "./geojson.ts";
import { shapeFeatures } from "./map-features.ts";

/** Kartverket's tiles, y before x (WMTS). CC BY 4.0: the name has to be shown. */
export const kartverketTiles =
  "https://cache.kartverket.no/v1/wmts/1.0.0/topo/default/webmercator/{z}/{y}/{x}.png";

/** What the map is drawn with, read from the style sheet. */
export interface MapPalette extends PicturePalette {
  readonly water: Rgb;
  readonly land: Rgb;
  readonly park: Rgb;
  readonly road: Rgb;
  readonly ink: Rgb;
}

export const css = (colour: Rgb): string => rgb(...colour).formatHex();
const font = ["Inter Variable", "Inter", "sans-serif"];
const none: FeatureCollection = { type: "FeatureCollection", features: [] };
/** From this zoom each sensor stands alone. */
const aloneFrom = 15;
/** From this zoom each sensor has its value beside it. */
export const valuesFrom = 17;

export interface MapStyleInput {
  readonly palette: MapPalette;
  readonly dark: boolean;
  readonly base: "tiles" | "shapes";
  readonly shapes: readonly MapShape[];
}

/** The whole map before there is anything on it. Greys only: what calls for someone comes with the data. */
export function mapStyle(input: MapStyleInput): StyleSpecification {
  const base = input.base === "tiles" ? tiles(input.dark) : shapes(input);
  const { palette } = input;
  const ground = input.base === "shapes" && input.shapes.some(({ kind }) => kind === "land");
  return {
    version: 8,
    sources: {
      ...base.sources,
      "building-areas": { type: "geojson", data: none },
      "building-places": { type: "geojson", data: none },
      sensors: {
        type: "geojson",
        data: none,
        cluster: true,
        clusterMaxZoom: aloneFrom - 1,
        clusterRadius: 44,
      },
      "sensor-values": { type: "geojson", data: none },
      selected: { type: "geojson", data: none },
      alarms: { type: "geojson", data: none },
    },
    layers: [
      {
        id: "ground",
        type: "background",
        paint: { "background-color": css(ground ? palette.water : palette.land) },
      },
      ...base.layers,
      ...buildingLayers(palette),
      ...sensorLayers(palette),
      {
        id: "alarms",
        type: "symbol",
        source: "alarms",
        layout: {
          "icon-image": ["get", "icon"],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "icon-anchor": "bottom",
          // The most urgent lies on top.
          "symbol-sort-key": ["-", 0, ["get", "priority"]],
          "symbol-z-order": "source",
        },
      },
    ],
  };
}

interface Part {
  readonly sources: Record<string, SourceSpecification>;
  readonly layers: LayerSpecification[];
}

/** Kartverket's map without its colours; dark, with its light turned about. */
function tiles(dark: boolean): Part {
  return {
    sources: {
      tiles: {
        type: "raster",
        tiles: [kartverketTiles],
        tileSize: 256,
        maxzoom: 18,
        attribution: "© Kartverket",
      },
    },
    layers: [
      {
        id: "tiles",
        type: "raster",
        source: "tiles",
        paint: {
          "raster-saturation": -1,
          "raster-contrast": dark ? -0.2 : -0.35,
          "raster-brightness-min": dark ? 0.72 : 0.25,
          "raster-brightness-max": dark ? 0.06 : 1,
          "raster-fade-duration": 0,
        },
      },
    ],
  };
}

function shapes({ palette, shapes }: MapStyleInput): Part {
  const fill = (kind: MapShape["kind"], colour: Rgb): LayerSpecification => ({
    id: `shape-${kind}`,
    type: "fill",
    source: "shapes",
    filter: ["==", ["get", "kind"], kind],
    paint: { "fill-color": css(colour) },
  });
  const line = (kind: MapShape["kind"], colour: Rgb, wide: number): LayerSpecification => ({
    id: `shape-${kind}`,
    type: "line",
    source: "shapes",
    filter: ["==", ["get", "kind"], kind],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": css(colour),
      "line-width": ["interpolate", ["exponential", 2], ["zoom"], 12, wide / 8, 18, wide * 4],
    },
  });
  return {
    sources: { shapes: { type: "geojson", data: shapeFeatures(shapes) } },
    layers: [
      fill("land", palette.land),
      fill("park", palette.park),
      fill("quay", palette.road),
      fill("water", palette.water),
      line("path", palette.water, 1.5),
      line("road", palette.road, 6),
      {
        id: "road-names",
        type: "symbol",
        source: "shapes",
        minzoom: 14,
        filter: ["==", ["get", "kind"], "road"],
        layout: {
          "symbol-placement": "line",
          "text-field": ["get", "name"],
          "text-font": font,
          "text-size": 11,
        },
        paint: {
          "text-color": css(palette.wall),
          "text-halo-color": css(palette.land),
          "text-halo-width": 1.5,
        },
      },
    ],
  };
}

function buildingLayers(palette: MapPalette): LayerSpecification[] {
  const colour = ["coalesce", ["feature-state", "colour"], css(palette.neutral)];
  return [
    {
      id: "building-areas",
      type: "fill",
      source: "building-areas",
      paint: { "fill-color": colour as never, "fill-outline-color": css(palette.wall) },
    },
    {
      id: "building-places",
      type: "circle",
      source: "building-places",
      maxzoom: 14.5,
      paint: {
        "circle-radius": 5,
        "circle-color": colour as never,
        "circle-stroke-color": css(palette.wall),
        "circle-stroke-width": 1,
      },
    },
    {
      id: "building-names",
      type: "symbol",
      source: "building-places",
      minzoom: 14,
      layout: {
        "text-field": ["get", "name"],
        "text-font": font,
        "text-size": 12,
        "text-anchor": "top",
        "text-offset": [0, 0.9],
        "text-max-width": 9,
      },
      paint: {
        "text-color": css(palette.ink),
        "text-halo-color": css(palette.land),
        "text-halo-width": 1.5,
      },
    },
  ];
}

function sensorLayers(palette: MapPalette): LayerSpecification[] {
  const ink = css(palette.ink);
  const land = css(palette.land);
  const alone = ["!", ["has", "point_count"]];
  return [
    {
      id: "clusters",
      type: "circle",
      source: "sensors",
      filter: ["has", "point_count"],
      paint: {
        "circle-radius": ["step", ["get", "point_count"], 11, 25, 14, 250, 18, 2500, 23],
        "circle-color": css(palette.empty),
        "circle-stroke-color": css(palette.wall),
        "circle-stroke-width": 1,
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: "sensors",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["get", "point_count_abbreviated"],
        "text-font": font,
        "text-size": 11,
        "text-allow-overlap": true,
      },
      paint: { "text-color": ink },
    },
    {
      id: "sensors",
      type: "circle",
      source: "sensors",
      filter: alone as never,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 13, 3, 16, 5, 19, 9],
        "circle-color": ["coalesce", ["feature-state", "colour"], ["get", "colour"]] as never,
        "circle-stroke-color": css(palette.wall),
        "circle-stroke-width": 1,
      },
    },
    {
      id: "sensor-values",
      type: "symbol",
      // Apart: the clusters of all sensors would else be worked out anew whenever a value is written.
      source: "sensor-values",
      minzoom: valuesFrom,
      layout: {
        "text-field": ["get", "label"],
        "text-font": font,
        "text-size": 11,
        "text-anchor": "left",
        "text-offset": [0.9, 0],
      },
      paint: { "text-color": ink, "text-halo-color": land, "text-halo-width": 1.5 },
    },
    {
      id: "selected",
      type: "circle",
      source: "selected",
      paint: {
        "circle-radius": 15,
        "circle-opacity": 0,
        "circle-stroke-color": css(palette.selected),
        "circle-stroke-width": 3,
      },
    },
  ];
}
