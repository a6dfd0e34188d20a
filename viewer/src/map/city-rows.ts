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

/** Buildings and the sensors of the layers shown whose name has all the words: by urgency, then buildings, then names. */
export function cityRows(
  { buildings, sensors, troubles }: Pick<City, "buildings" | "sensors" | "troubles">,
  hidden: readonly MapLayer[],
  search: string,
): readonly CityRow[] {
  const words = search.toLocaleLowerCase("nb").split(/\s+/).filter(Boolean);
  const rows: CityRow[] = [
    ...buildings.map(({ id, name }) => ({ id, name, trouble: troubles.get(id) })),
    ...sensors
      .filter(({ layer }) => !hidden.includes(layer))
      .map((sensor) => ({
        id: sensor.deviceId,
        name: sensor.name,
        trouble: troubles.get(sensor.deviceId),
        sensor,
      })),
  ].filter(({ name }) => {
    const lower = name.toLocaleLowerCase("nb");
    return words.every((word) => lower.includes(word));
  });
  const urgency = ({ trouble }: CityRow) =>
    trouble === undefined ? 9 : trouble.priority - (trouble.open ? 0.5 : 0);
  return rows.sort(
    (a, b) =>
      urgency(a) - urgency(b) ||
      Number(a.sensor !== undefined) - Number(b.sensor !== undefined) ||
      byName.compare(a.name, b.name),
  );
}
