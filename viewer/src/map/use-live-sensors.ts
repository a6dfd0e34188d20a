import type { MapLayer, MapSensor } from "@kontrollrom/contracts/map.ts";
import { useEffect, useMemo, useRef } from "react";
import { useFollowPoints, useValueStore } from "../data/live-context.tsx";
import type { CityMap } from "./city-map.ts";
import { createFrameBatch } from "./frame-batch.ts";
import { sensorPlaces, sensorValues } from "./map-features.ts";
import type { MapPalette } from "./map-style.ts";
import { sensorColour } from "./sensor-look.ts";
import { useValueText } from "./value-text.ts";

/** Labels need their tile built anew: often enough to read, seldom enough to cost nothing. */
const labelsMs = 1000;
/** A value that nobody has confirmed fades by the clock alone. */
const fadeMs = 15_000;

/**
 * Draws the sensors, and follows those that are seen by themselves: what lies in a cluster or out of sight costs nothing, however many
 * there are. `seen` are the numbers of the features.
 */
export function useLiveSensors(
  map: CityMap | undefined,
  seen: ReadonlySet<number>,
  drawn: {
    readonly sensors: readonly MapSensor[];
    readonly hidden: readonly MapLayer[];
    readonly palette: MapPalette;
  },
): void {
  const { sensors, hidden, palette } = drawn;
  const values = useValueStore();
  const text = useValueText();
  /** The colour of each feature as it was drawn last. */
  const painted = useRef(new Map<number, string>());

  const inSight = useMemo(
    () =>
      new Map(
        [...seen].flatMap((feature) => {
          const sensor = sensors[feature - 1];
          return sensor?.pointId === undefined ? [] : [[sensor.pointId, { feature, sensor }] as const];
        }),
      ),
    [sensors, seen],
  );
  useFollowPoints(useMemo(() => [...inSight.keys()], [inSight]));

  const colour = useMemo(
    () => (sensor: MapSensor) =>
      sensorColour(
        sensor,
        sensor.pointId === undefined ? undefined : values.get(sensor.pointId),
        palette,
        Date.now(),
      ),
    [values, palette],
  );

  useEffect(() => {
    if (map === undefined) return;
    const places = sensorPlaces(sensors, hidden, colour);
    painted.current = new Map(
      places.features.map(({ id, properties }) => [Number(id), String(properties?.colour)]),
    );
    map.setData("sensors", places);
  }, [map, sensors, hidden, colour]);

  useEffect(() => {
    if (map === undefined) return;
    const paint = (pointIds: Iterable<number>) => {
      for (const pointId of pointIds) {
        const found = inSight.get(pointId);
        if (found === undefined) continue;
        const now = colour(found.sensor);
        if (painted.current.get(found.feature) === now) continue;
        painted.current.set(found.feature, now);
        map.setColour("sensors", found.feature, now);
      }
    };
    let labelled = false;
    let changed = true;
    const label = () => {
      const wanted = map.showsValues;
      if (wanted ? !changed : !labelled) return;
      changed = false;
      labelled = wanted;
      map.setData(
        "sensor-values",
        sensorValues(wanted ? Array.from(inSight.values(), ({ sensor }) => sensor) : [], text),
      );
    };
    const batch = createFrameBatch<number>(
      (pointIds) => {
        changed ||= pointIds.size > 0;
        paint(pointIds);
      },
      { request: (run) => requestAnimationFrame(run), cancel: (id) => cancelAnimationFrame(id) },
    );
    const stop = values.subscribeAll((pointIds) => batch.add(pointIds.filter((id) => inSight.has(id))));
    paint(inSight.keys());
    label();
    const labels = setInterval(label, labelsMs);
    const fading = setInterval(() => paint(inSight.keys()), fadeMs);
    return () => {
      stop();
      batch.dispose();
      clearInterval(labels);
      clearInterval(fading);
    };
  }, [map, inSight, values, colour, text]);
}
