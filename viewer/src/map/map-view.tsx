import type { MapLayer, MapShape } from "@kontrollrom/contracts/map.ts";
import { useQuery } from "@tanstack/react-query";
import { rgb } from "d3";
import { useEffect, useMemo, useRef, useState } from "react";
import { useControlRoom } from "../app/navigation.tsx";
import { useFormats, usePreferences } from "../app/preferences.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import type { Rgb } from "../picture/layers.ts";
import { usePalette } from "../picture/palette.ts";
import { ZoomButtons } from "../picture/zoom-buttons.tsx";
import { type CityMap, createCityMap } from "./city-map.ts";
import type { Position } from "./geojson.ts";
import { alarmMarks, boundsOf, buildingAreas, buildingPlaces, placeOf } from "./map-features.ts";
import { css, type MapPalette } from "./map-style.ts";
import { useBaseMap } from "./use-base-map.ts";
import type { City } from "./use-city.ts";
import { useLiveSensors } from "./use-live-sensors.ts";

const none: ReadonlySet<number> = new Set();
const noShapes: readonly MapShape[] = [];

function useMapPalette(): MapPalette {
  const palette = usePalette();
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string): Rgb => {
      const { r, g, b } = rgb(style.getPropertyValue(`--kr-map-${name}`).trim());
      return [r, g, b];
    };
    return {
      ...palette,
      water: read("water"),
      land: read("land"),
      park: read("park"),
      road: read("road"),
      ink: read("ink"),
    };
  }, [palette]);
}

/** The municipality on a map: buildings by their worst alarm, sensors by what they measure. */
export default function MapView({
  city,
  hidden,
  onLost,
}: {
  city: City;
  hidden: readonly MapLayer[];
  onLost: () => void;
}) {
  const { dark } = usePreferences();
  const base = useBaseMap();
  const shapes = useQuery(queries.mapShapes());
  if (shapes.isPending) return <div className="city-map" />;
  // A scheme or a base of its own makes the map anew; the address holds where it stood.
  return (
    <Canvas
      key={`${dark}-${base}`}
      {...{ city, hidden, base, dark, onLost }}
      shapes={shapes.data?.shapes ?? noShapes}
    />
  );
}

function Canvas({
  city,
  hidden,
  base,
  dark,
  shapes,
  onLost,
}: {
  city: City;
  hidden: readonly MapLayer[];
  base: "tiles" | "shapes";
  dark: boolean;
  shapes: readonly MapShape[];
  onLost: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = useMapPalette();
  const { here, change } = useControlRoom();
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<CityMap>();
  const [seenSensors, setSeenSensors] = useState(none);
  const { buildings, sensors, troubles } = city;

  const places = useMemo(() => {
    const found = new Map<string, Position>();
    for (const building of buildings) {
      const place = placeOf(building);
      if (place !== undefined) found.set(building.id, place);
    }
    for (const { deviceId, lon, lat } of sensors) found.set(deviceId, [lon, lat]);
    return found;
  }, [buildings, sensors]);
  const bounds = useMemo(() => boundsOf(places.values()), [places]);

  // What the map calls back to is always the newest, without making the map anew.
  const now = useRef({ here, change, onLost });
  now.current = { here, change, onLost };
  const camera = here.camera;
  const seen = useRef(camera);

  // biome-ignore lint/correctness/useExhaustiveDependencies: camera and bounds are where it begins; the texts do not move it
  useEffect(() => {
    if (container.current === null) return;
    let made: CityMap;
    try {
      made = createCityMap({
        container: container.current,
        palette,
        dark,
        base,
        shapes,
        camera,
        bounds,
        label: t("map.help"),
        onMove: (to) => {
          seen.current = to;
          now.current.change({ camera: to }, { replace: true });
        },
        onSelect: (thing) =>
          now.current.change({
            spaceId: undefined,
            storeyId: undefined,
            buildingId: thing?.kind === "building" ? thing.id : undefined,
            deviceId: thing?.kind === "sensor" ? thing.id : undefined,
            view: "map",
          }),
        onSeen: setSeenSensors,
        onLost: () => now.current.onLost(),
      });
    } catch {
      now.current.onLost();
      return;
    }
    setMap(made);
    return () => {
      setMap(undefined);
      setSeenSensors(none);
      made.dispose();
    };
  }, [palette, dark, base, shapes]);

  // The address moved and not the map: back, forward, or a link.
  useEffect(() => {
    if (map === undefined || camera === undefined || same(camera, seen.current)) return;
    seen.current = camera;
    map.show(camera);
  }, [map, camera]);

  useEffect(() => {
    map?.setData("building-areas", buildingAreas(buildings));
    map?.setData("building-places", buildingPlaces(buildings));
  }, [map, buildings]);

  useEffect(() => {
    if (map === undefined) return;
    for (const [index, { id }] of buildings.entries()) {
      const trouble = troubles.get(id);
      const colour = trouble === undefined ? undefined : palette.priority[trouble.priority - 1];
      for (const source of ["building-areas", "building-places"] as const)
        map.setColour(source, index + 1, colour === undefined ? undefined : css(colour));
    }
    const sensorIds = new Set(sensors.map(({ deviceId }) => deviceId));
    const marks = alarmMarks(troubles, places);
    for (const { properties } of marks.features)
      if (properties !== null) properties.kind = sensorIds.has(properties.id) ? "sensor" : "building";
    map.setData("alarms", marks);
  }, [map, buildings, sensors, troubles, places, palette]);

  useLiveSensors(map, seenSensors, { sensors, hidden, palette });

  const selectedId = here.deviceId ?? here.buildingId;
  useEffect(() => {
    const place = selectedId === undefined ? undefined : places.get(selectedId);
    map?.setData("selected", {
      type: "FeatureCollection",
      features:
        place === undefined
          ? []
          : [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }],
    });
    if (place !== undefined) map?.bringIntoView(place);
  }, [map, selectedId, places]);

  return (
    <div className="city-map" data-base={base}>
      <div ref={container} className="city-map-canvas" />
      <ZoomButtons
        onIn={() => map?.zoomBy(1)}
        onOut={() => map?.zoomBy(-1)}
        onWhole={() => bounds !== undefined && map?.fit(bounds)}
      />
      <p className="visually-hidden" role="status">
        {t("map.summary", {
          buildings: formats.number(buildings.length, 0),
          sensors: formats.number(sensors.length, 0),
          troubles: formats.number(troubles.size, 0),
        })}
      </p>
    </div>
  );
}

function same(a: { lat: number; lon: number; zoom: number }, b: typeof a | undefined): boolean {
  return b !== undefined && a.lat === b.lat && a.lon === b.lon && a.zoom === b.zoom;
}
