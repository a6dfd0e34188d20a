import { uniqueBy } from "./assignment.ts";
import type { DrawnBuilding, DrawnElement } from "./drawn-building.ts";
import type { Alignment, Match } from "./matches.ts";
import { moved } from "./similarity.ts";

/** Things of the same name are the same when they lie this near, m. */
const SAME_PLACE = 0.1;
/** A name with a number this long was counted by the drawing program and is as good as an id. */
const COUNTED = /\d{5,}/;

type Place = readonly [number, number, number];

/**
 * Finds each old element in the new drawing: by GlobalId, mark, class and name, and by where it lies.
 * @param roomNow the new rooms that an old room became, for sure matches
 */
export function matchElements(
  before: DrawnBuilding,
  after: DrawnBuilding,
  storeys: ReadonlyMap<string, string>,
  alignment: Alignment,
  roomNow: (oldRoomId: string) => readonly string[],
): { matches: Match[]; newIds: string[] } {
  const found = new Map<string, Match>();
  const taken = new Set<DrawnElement>();
  const raised = heightDifference(before, after, storeys);
  const places = new Map<DrawnElement, Place>();
  for (const element of after.elements) {
    if (element.position === undefined) continue;
    const [x, y, z] = element.position;
    places.set(element, [...moved(alignment.toOld, [x, y]), z + raised]);
  }
  const distance = (old: DrawnElement, element: DrawnElement): number | undefined => {
    const to = places.get(element);
    return old.position === undefined || to === undefined ? undefined : apart(old.position, to);
  };
  const settle = (old: DrawnElement, element: DrawnElement, reason: Match["reason"]): void => {
    const off = distance(old, element) ?? 0;
    const kind = old.name !== element.name ? "renamed" : off > SAME_PLACE ? "moved" : "unchanged";
    found.set(old.id, { oldId: old.id, kind, newIds: [element.id], sure: true, reason });
    taken.add(element);
  };
  const doubt = (old: DrawnElement, some: readonly DrawnElement[], reason: Match["reason"]): void => {
    const newIds = some.slice(0, 5).map((element) => element.id);
    found.set(old.id, { oldId: old.id, kind: "moved", newIds, sure: false, reason });
  };
  const inSameRoom = (old: DrawnElement, element: DrawnElement): boolean =>
    old.roomId !== undefined && element.roomId !== undefined && roomNow(old.roomId).includes(element.roomId);
  const open = (): DrawnElement[] => before.elements.filter(({ id }) => !found.has(id));
  const free = (): DrawnElement[] => after.elements.filter((element) => !taken.has(element));

  const byGlobalId = uniqueBy(after.elements, (element) => element.ifcGlobalId);
  for (const old of before.elements) {
    const element = old.ifcGlobalId === undefined ? undefined : byGlobalId.get(old.ifcGlobalId);
    if (element === undefined) continue;
    const bornOut =
      old.name === element.name ||
      (old.tag !== undefined && old.tag === element.tag) ||
      (distance(old, element) ?? 0) <= 0.5;
    if (bornOut && old.ifcClass === element.ifcClass) settle(old, element, "same-id");
    else doubt(old, [element], "id-on-another-room");
  }

  const join = (
    keyOf: (element: DrawnElement) => string | undefined,
    reason: Match["reason"],
    believe: (old: DrawnElement, element: DrawnElement) => boolean,
  ): void => {
    const olds = uniqueBy(open(), keyOf);
    const news = uniqueBy(free(), keyOf);
    for (const [key, old] of olds) {
      const element = news.get(key);
      if (element !== undefined && believe(old, element)) settle(old, element, reason);
    }
  };
  join(
    (element) => element.tag && `${element.ifcClass} ${element.tag}`,
    "same-tag",
    () => true,
  );
  join(
    (element) => nameKey(element),
    "same-name",
    (old, element) => {
      const off = distance(old, element);
      return off === undefined || off <= 0.5 || inSameRoom(old, element) || COUNTED.test(old.name);
    },
  );
  byPlace(open(), free(), nameKey, places, settle, doubt);
  byPlace(open(), free(), (element) => element.ifcClass, places, settle, undefined);
  // What was moved about in its room.
  const newRoomOf = (element: DrawnElement): string | undefined =>
    element.roomId === undefined ? undefined : roomNow(element.roomId)[0];
  const olds = uniqueBy(open(), (element) => {
    const room = newRoomOf(element);
    return room && `${room} ${nameKey(element)}`;
  });
  const news = uniqueBy(free(), (element) => element.roomId && `${element.roomId} ${nameKey(element)}`);
  for (const [key, old] of olds) {
    const element = news.get(key);
    if (element !== undefined) settle(old, element, "same-name");
  }

  const left = Map.groupBy(free(), nameKey);
  for (const old of open()) {
    const storey = old.storeyId === undefined ? undefined : storeys.get(old.storeyId);
    const some = (left.get(nameKey(old)) ?? []).filter(
      (element) => storey === undefined || element.storeyId === undefined || element.storeyId === storey,
    );
    if (some.length > 0) doubt(old, some, "several-candidates");
    else found.set(old.id, { oldId: old.id, kind: "gone", newIds: [], sure: true, reason: "nothing-fits" });
  }
  return {
    matches: before.elements.map(({ id }) => found.get(id) as Match),
    newIds: free().map(({ id }) => id),
  };
}

function nameKey(element: DrawnElement): string {
  return `${element.ifcClass} ${element.name}`;
}

/** Each old thing takes what lies where it lay and has the same key; where there are two, nobody can tell. */
function byPlace(
  olds: readonly DrawnElement[],
  news: readonly DrawnElement[],
  keyOf: (element: DrawnElement) => string,
  places: ReadonlyMap<DrawnElement, Place>,
  settle: (old: DrawnElement, element: DrawnElement, reason: "same-name-and-place") => void,
  doubt:
    | ((old: DrawnElement, some: readonly DrawnElement[], reason: "several-candidates") => void)
    | undefined,
): void {
  const cubes = new Map<string, DrawnElement[]>();
  for (const element of news) {
    const place = places.get(element);
    if (place !== undefined) append(cubes, cubeOf(keyOf(element), place, 0, 0, 0), element);
  }
  const nearOld = new Map<DrawnElement, DrawnElement[]>();
  const nearNew = new Map<DrawnElement, DrawnElement[]>();
  for (const old of olds) {
    const { position } = old;
    if (position === undefined) continue;
    const key = keyOf(old);
    for (const dx of AROUND)
      for (const dy of AROUND)
        for (const dz of AROUND)
          for (const element of cubes.get(cubeOf(key, position, dx, dy, dz)) ?? []) {
            if (apart(position, places.get(element) as Place) > SAME_PLACE) continue;
            append(nearOld, old, element);
            append(nearNew, element, old);
          }
  }
  for (const [old, near] of nearOld) {
    const [element, second] = near;
    if (element === undefined) continue;
    if (second === undefined && nearNew.get(element)?.length === 1)
      settle(old, element, "same-name-and-place");
    else doubt?.(old, near, "several-candidates");
  }
}

const AROUND = [-1, 0, 1] as const;
/** Cubes of half a metre: what is near lies in the same one or in one beside it. */
function cubeOf(key: string, [x, y, z]: Place, dx: number, dy: number, dz: number): string {
  return `${Math.floor(x * 2) + dx} ${Math.floor(y * 2) + dy} ${Math.floor(z * 2) + dz} ${key}`;
}

function apart(a: Place, b: Place): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** How much higher the old drawing puts its storeys than the new one does; places count from the model's zero. */
function heightDifference(
  before: DrawnBuilding,
  after: DrawnBuilding,
  storeys: ReadonlyMap<string, string>,
): number {
  const heights = (rooms: DrawnBuilding["rooms"]): Map<string, number> => {
    const lowest = new Map<string, number>();
    for (const { storeyId, floorZ } of rooms)
      if (floorZ !== undefined) lowest.set(storeyId, Math.min(floorZ, lowest.get(storeyId) ?? Infinity));
    return lowest;
  };
  const news = heights(after.rooms);
  const differences: number[] = [];
  for (const [storeyId, z] of heights(before.rooms)) {
    const now = news.get(storeys.get(storeyId) ?? "");
    if (now !== undefined) differences.push(z - now);
  }
  return differences.sort((a, b) => a - b)[differences.length >> 1] ?? 0;
}
