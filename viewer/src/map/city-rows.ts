import type { MapLayer, MapSensor } from "@kontrollrom/contracts/map.ts";
import type { Trouble } from "./map-features.ts";
import type { City } from "./use-city.ts";

export interface CityRow {
  readonly id: string;
  readonly name: string;
  readonly trouble: Trouble | undefined;
  /** Absent for a building. */
  readonly sensor?: MapSensor;
}

const byName = new Intl.Collator("nb", { numeric: true });

export interface CityThing {
  readonly id: string;
  readonly name: string;
  /** In lower case, to be searched in. */
  readonly lower: string;
  /** Absent for a building. */
  readonly sensor?: MapSensor;
}

/** Buildings, then sensors, each by name. Comparing ten thousand names takes a while: once, and not at each letter of a search. */
export function cityThings({
  buildings,
  sensors,
}: Pick<City, "buildings" | "sensors">): readonly CityThing[] {
  const sorted = (things: CityThing[]) => things.sort((a, b) => byName.compare(a.name, b.name));
  const lower = (name: string) => name.toLocaleLowerCase("nb");
  return [
    ...sorted(buildings.map(({ id, name }) => ({ id, name, lower: lower(name) }))),
    ...sorted(
      sensors.map((sensor) => ({
        id: sensor.deviceId,
        name: sensor.name,
        lower: lower(sensor.name),
        sensor,
      })),
    ),
  ];
}

/** Buildings and the sensors of the layers shown whose name has all the words: by urgency, then in the order given. */
export function cityRows(
  things: readonly CityThing[],
  troubles: City["troubles"],
  hidden: readonly MapLayer[],
  search: string,
): readonly CityRow[] {
  const words = search.toLocaleLowerCase("nb").split(/\s+/).filter(Boolean);
  const urgency = ({ trouble }: CityRow) =>
    trouble === undefined ? 9 : trouble.priority - (trouble.open ? 0.5 : 0);
  return things
    .filter(({ sensor }) => sensor === undefined || !hidden.includes(sensor.layer))
    .filter(({ lower }) => words.every((word) => lower.includes(word)))
    .map(({ lower: _, ...thing }) => ({ ...thing, trouble: troubles.get(thing.id) }))
    .sort((a, b) => urgency(a) - urgency(b));
}
