import type { Battery, DeviceSort, DeviceState } from "@kontrollrom/contracts/point.ts";
import type { RegisteredDevice } from "../register/catalogue.ts";
import { type Cursor, listCursor } from "../registry/cursor.ts";
import type { DeviceHealthRecord } from "./health.ts";

/** A device with all that a list is filtered and ordered by. */
export interface ListedDevice extends RegisteredDevice {
  readonly state: DeviceState;
  readonly seen: DeviceHealthRecord | undefined;
  readonly battery: Battery | undefined;
}

export interface DeviceFilter {
  readonly buildingId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly externalId?: string | undefined;
  readonly state?: DeviceState | undefined;
  readonly battery?: "low" | undefined;
  readonly search?: string | undefined;
}

/** Whether a device is asked for. `buildingName` is one of the things that can be searched for. */
export function isAskedFor(device: ListedDevice, filter: DeviceFilter, buildingName: string): boolean {
  const { row, profile, seen } = device;
  return (
    (filter.buildingId === undefined || row.building_id === filter.buildingId) &&
    (filter.spaceId === undefined || row.space_id === filter.spaceId) &&
    (filter.profileId === undefined || row.profile_id === filter.profileId) &&
    (filter.externalId === undefined || row.external_id === filter.externalId) &&
    (filter.state === undefined || device.state === filter.state) &&
    (filter.battery === undefined || device.battery?.low === true) &&
    (filter.search === undefined ||
      hasWords(
        [
          row.name,
          row.external_id,
          row.model ?? profile?.model ?? "",
          profile?.name ?? "",
          seen?.gatewayId ?? "",
          row.tfm_tag ?? "",
          buildingName,
        ],
        filter.search,
      ))
  );
}

function hasWords(texts: readonly string[], search: string): boolean {
  const all = texts.join("\n").toLocaleLowerCase("nb");
  return search
    .toLocaleLowerCase("nb")
    .split(/\s+/)
    .every((word) => all.includes(word));
}

const need: Record<DeviceState, number> = { silent: 0, "never-heard": 1, ok: 2 };

/** What a device is ordered by; undefined where it has not told, which comes last either way. */
function sortValue(device: ListedDevice, sort: Exclude<DeviceSort, "name">): number | undefined {
  const { seen, battery } = device;
  switch (sort) {
    case "state":
      return need[device.state] + (device.battery?.low === true ? -0.5 : 0);
    case "lastSeen":
      return seen?.time;
    case "battery":
      // A level can be compared with another; a voltage only with those of the same cell, and so after all levels.
      return battery?.level ?? (battery?.voltage === undefined ? undefined : 1000 + battery.voltage);
    case "rssi":
    case "snr":
      return seen?.[sort];
    case "lostFrames":
      return seen?.lostFrames;
  }
}

const names = new Intl.Collator("nb", { numeric: true });
/** Stands for "has not told" in a cursor. */
const untold = "untold";

export interface DevicePage {
  readonly items: ListedDevice[];
  readonly nextCursor?: string;
}

/** Takes devices one by one and keeps those of one page. */
export interface DevicePager {
  add(device: ListedDevice): void;
  page(): DevicePage;
}

/**
 * One page of the devices that are added, in order. Where values are equal the name decides, then the id. A page begins after the place
 * where the cursor's device would stand, also when it is gone since. Comparing names is slow: the order of all others is never found out.
 */
export function createDevicePager(ask: {
  sort: DeviceSort;
  order: "asc" | "desc";
  limit: number;
  cursor?: string | undefined;
}): DevicePager {
  const { sort, limit } = ask;
  // In another order a place in the list means something else.
  const cursors = listCursor(`/devices?sort=${sort}&order=${ask.order}`, "string");
  const after = cursors.read(ask.cursor);
  const from = after && toPlace(after);
  const sign = ask.order === "desc" ? -1 : 1;
  const compare = (a: Place, b: Place): number =>
    compareValues(a.value, b.value, sign) ||
    (sort === "name" ? sign : 1) * names.compare(a.name, b.name) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  /** In order, one more than the page has. */
  const best: Ordered[] = [];
  return {
    add(device) {
      const { name, id } = device.row;
      const value = sort === "name" ? 0 : (sortValue(device, sort) ?? untold);
      const row: Ordered = { device, value, name, id };
      const last = best.at(-1);
      if (best.length > limit && last !== undefined && compare(row, last) >= 0) return;
      if (from !== undefined && compare(row, from) <= 0) return;
      let low = 0;
      let high = best.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const at = best[middle];
        if (at !== undefined && compare(row, at) < 0) high = middle;
        else low = middle + 1;
      }
      best.splice(low, 0, row);
      if (best.length > limit + 1) best.pop();
    },
    page: () =>
      cursors.page(
        best,
        limit,
        ({ value, name, id }) => ({ key: JSON.stringify([value, name]), id }),
        ({ device }) => device,
      ),
  };
}

interface Place {
  readonly value: number | typeof untold;
  readonly name: string;
  readonly id: string;
}
interface Ordered extends Place {
  readonly device: ListedDevice;
}

function toPlace({ key, id }: Cursor<string>): Place {
  try {
    const [value, name] = JSON.parse(key) as unknown[];
    if (typeof name === "string") return { value: typeof value === "number" ? value : untold, name, id };
  } catch {
    // One that somebody has written: begin there by name.
  }
  return { value: 0, name: key, id };
}

function compareValues(a: Place["value"], b: Place["value"], sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === untold) return 1;
  if (b === untold) return -1;
  return sign * (a - b);
}
