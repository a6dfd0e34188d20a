import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { MapSensor } from "@kontrollrom/contracts/map.ts";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useCan } from "../app/session.tsx";
import { useValueStore } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { type Trouble, troubles } from "./map-features.ts";

const noSensors: readonly MapSensor[] = [];
const noBuildings: readonly Building[] = [];

export interface City {
  readonly buildings: readonly Building[];
  readonly sensors: readonly MapSensor[];
  readonly troubles: ReadonlyMap<string, Trouble>;
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** All that stands on the map, with the values of the moment it was asked for: who shows a sensor follows it. */
export function useCity(alarms: readonly Alarm[]): City {
  const values = useValueStore();
  const maySense = useCan("telemetry:read");
  const buildings = useQuery(queries.buildings());
  const sensors = useQuery({ ...queries.mapSensors(), enabled: maySense });
  const list = sensors.data ?? noSensors;
  useEffect(() => {
    values.put(list.flatMap(({ present }) => (present === undefined ? [] : [present])));
  }, [list, values]);
  const found = useMemo(() => troubles(alarms, list), [alarms, list]);
  return {
    buildings: buildings.data ?? noBuildings,
    sensors: list,
    troubles: found,
    pending: buildings.isPending || (maySense && sensors.isPending),
    error: buildings.error ?? sensors.error,
    retry: () => void Promise.all([buildings.refetch(), sensors.refetch()]),
  };
}
