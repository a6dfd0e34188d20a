import type { DeviceHealthSummary } from "@kontrollrom/contracts/point.ts";
import type { ListedDevice } from "./list.ts";

interface Counts {
  total: number;
  ok: number;
  silent: number;
  neverHeard: number;
  lowBattery: number;
}

const none = (): Counts => ({ total: 0, ok: 0, silent: 0, neverHeard: 0, lowBattery: 0 });
const field = { ok: "ok", silent: "silent", "never-heard": "neverHeard" } as const;

/** Counts devices by health, in all and by building; buildings with most to visit first. */
export function summarise(
  devices: Iterable<Pick<ListedDevice, "row" | "state" | "battery">>,
  buildings: ReadonlyMap<string, string>,
): DeviceHealthSummary {
  const all = none();
  const byBuilding = new Map<string | null, Counts>();
  for (const { row, state, battery } of devices) {
    let here = byBuilding.get(row.building_id);
    if (here === undefined) {
      here = none();
      byBuilding.set(row.building_id, here);
    }
    for (const counts of [all, here]) {
      counts.total += 1;
      counts[field[state]] += 1;
      if (battery?.low === true) counts.lowBattery += 1;
    }
  }
  const visits = (counts: Counts) => counts.silent + counts.neverHeard + counts.lowBattery;
  return {
    ...all,
    buildings: [...byBuilding]
      .map(([id, counts]) => ({
        ...counts,
        ...(id === null ? {} : { buildingId: id, buildingName: buildings.get(id) ?? id }),
      }))
      .sort(
        (a, b) => visits(b) - visits(a) || (a.buildingName ?? "").localeCompare(b.buildingName ?? "", "nb"),
      ),
  };
}
