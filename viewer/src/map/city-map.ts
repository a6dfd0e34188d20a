import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import {
  AttributionControl,
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as MapLibreMap,
  type MapMouseEvent,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { FeatureCollection, Position } from "./geojson.ts";
import "maplibre-gl/dist/maplibre-gl.css";
import type { MapCamera } from "../app/address.ts";
import { inkOn } from "../picture/layers.ts";
import { alarmIcon, iconRatio } from "./alarm-icons.ts";
import { css, type MapStyleInput, mapStyle, valuesFrom } from "./map-style.ts";

setWorkerUrl(workerUrl);

export interface MapThing {
  readonly kind: "building" | "sensor";
  readonly id: string;
}

export interface CityMapOptions extends MapStyleInput {
  readonly container: HTMLElement;
  readonly camera: MapCamera | undefined;
  /** What is shown without a camera. */
  readonly bounds: LngLatBoundsLike | undefined;
  /** How its buttons and its canvas are called, in the reader's language. */
  readonly label: string;
  readonly onMove: (camera: MapCamera) => void;
  readonly onSelect: (thing: MapThing | undefined) => void;
  /** The sensors that are drawn by themselves, not in a cluster: their numbers, whenever others are than before. */
  readonly onSeen: (sensors: ReadonlySet<number>) => void;
  readonly onLost: () => void;
}

export type SourceName =
  | "building-areas"
  | "building-places"
  | "sensors"
  | "sensor-values"
  | "selected"
  | "alarms";

/** The map as a thing to draw on. Holds GPU memory: `dispose` frees it. */
export interface CityMap {
  /** Replaces what is drawn; colours that were set go with it. */
  setData(source: SourceName, data: FeatureCollection): void;
  /** Colours of single features, without building the source anew. */
  setColour(source: SourceName, feature: number, colour: string | undefined): void;
  /** Whether it is near enough for a value beside each sensor. */
  readonly showsValues: boolean;
  show(camera: MapCamera): void;
  /** Moves there when it is out of sight. */
  bringIntoView(place: Position): void;
  zoomBy(steps: number): void;
  fit(bounds: LngLatBoundsLike): void;
  dispose(): void;
}

const clickable = ["alarms", "sensors", "building-areas", "building-places", "clusters"];
/** Half the side of the square that a finger or pointer covers, px. */
const reachPx = 7;

/** @throws Error where the browser has no WebGL */
export function createCityMap(options: CityMapOptions): CityMap {
  const { container, camera, palette } = options;
  const map = new MapLibreMap({
    container,
    style: mapStyle(options),
    ...(camera === undefined
      ? options.bounds !== undefined && {
          bounds: options.bounds,
          fitBoundsOptions: { padding: 48, maxZoom: 16 },
        }
      : { center: [camera.lon, camera.lat] as [number, number], zoom: camera.zoom }),
    maxZoom: 20,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    // Without any, all labels are placed anew in each frame of a move.
    fadeDuration: 200,
    renderWorldCopies: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: false }), "bottom-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-right");
  const canvas = map.getCanvas();
  canvas.setAttribute("aria-label", options.label);

  let ready = false;
  const waiting: (() => void)[] = [];
  const whenReady = (run: () => void) => void (ready ? run() : waiting.push(run));

  map.once("load", () => {
    for (const priority of [1, 2, 3, 4] as const satisfies readonly Priority[])
      for (const look of ["filled", "outline"] as const) {
        const fill = palette.priority[priority - 1] ?? palette.wall;
        const icon = alarmIcon(priority, look, {
          fill,
          ground: palette.land,
          ink: inkOn(fill),
          outlineInk: css(palette.ink),
        });
        map.addImage(`priority-${priority}-${look}`, icon, { pixelRatio: iconRatio });
      }
    ready = true;
    for (const run of waiting.splice(0)) run();
    container.dataset.ready = "true";
  });
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    options.onMove(rounded({ lat, lon: lng, zoom: map.getZoom() }));
  });
  map.on("webglcontextlost", options.onLost);

  const under = (event: MapMouseEvent) => {
    const { x, y } = event.point;
    const found = map.queryRenderedFeatures(
      [
        [x - reachPx, y - reachPx],
        [x + reachPx, y + reachPx],
      ],
      { layers: clickable },
    );
    return clickable.flatMap((layer) => found.filter((feature) => feature.layer.id === layer))[0];
  };
  // Looked for once a frame at most, and not while the map moves under the pointer.
  let pointer: MapMouseEvent | undefined;
  let looking: number | undefined;
  map.on("mousemove", (event) => {
    pointer = event;
    if (!ready || map.isMoving()) return;
    looking ??= requestAnimationFrame(() => {
      looking = undefined;
      if (pointer === undefined || map.isMoving()) return;
      canvas.style.cursor = under(pointer) === undefined ? "" : "pointer";
    });
  });

  // Asked of the map when it has come to rest, and only where something else may be in sight.
  let unseen = true;
  let seen: ReadonlySet<number> = new Set();
  map.on("moveend", () => {
    unseen = true;
  });
  map.on("sourcedata", ({ sourceId }) => {
    if (sourceId === "sensors") unseen = true;
  });
  map.on("idle", () => {
    if (!ready || !unseen) return;
    unseen = false;
    const now = new Set(map.queryRenderedFeatures({ layers: ["sensors"] }).map(({ id }) => Number(id)));
    if (now.size === seen.size && [...now].every((id) => seen.has(id))) return;
    seen = now;
    options.onSeen(seen);
  });
  map.on("click", (event) => {
    const feature = ready ? under(event) : undefined;
    if (feature === undefined) return options.onSelect(undefined);
    const { cluster_id: cluster, id } = feature.properties as { cluster_id?: number; id?: string };
    if (cluster !== undefined) {
      const [lon = 0, lat = 0] = (feature.geometry as unknown as { coordinates: Position }).coordinates;
      void source("sensors")
        .getClusterExpansionZoom(cluster)
        .then((zoom) => map.easeTo({ center: [lon, lat], zoom }));
      return;
    }
    if (id === undefined) return;
    const kind = feature.source === "sensors" || feature.properties.kind === "sensor" ? "sensor" : "building";
    options.onSelect({ kind, id });
  });

  const source = (name: SourceName) => map.getSource(name) as GeoJSONSource;
  return {
    setData: (name, data) =>
      whenReady(() => {
        map.removeFeatureState({ source: name });
        void source(name).setData(data);
      }),
    setColour: (name, id, colour) =>
      whenReady(() =>
        colour === undefined
          ? map.removeFeatureState({ source: name, id })
          : map.setFeatureState({ source: name, id }, { colour }),
      ),
    get showsValues() {
      return map.getZoom() >= valuesFrom;
    },
    show: ({ lat, lon, zoom }) => void map.jumpTo({ center: [lon, lat], zoom }),
    bringIntoView(place) {
      const [lon = 0, lat = 0] = place;
      if (!map.getBounds().contains([lon, lat]))
        map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 15) });
    },
    zoomBy: (steps) => void map.easeTo({ zoom: map.getZoom() + steps }),
    fit: (bounds) => void map.fitBounds(bounds, { padding: 48, maxZoom: 16 }),
    dispose() {
      if (looking !== undefined) cancelAnimationFrame(looking);
      map.remove();
    },
  };
}

/** Ten centimetres and a hundredth of a zoom: as fine as one sees, and a short address. */
function rounded({ lat, lon, zoom }: MapCamera): MapCamera {
  return { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)), zoom: Number(zoom.toFixed(2)) };
}
