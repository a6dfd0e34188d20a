import { assign, uniqueBy } from "./assignment.ts";
import type { DrawnBuilding, DrawnRoom } from "./drawn-building.ts";
import type { Alignment, Match } from "./matches.ts";
import { commonArea, createOutlineIndex, type Outline, outlinesOf } from "./outline.ts";
import { findOverlaps, type Overlap } from "./room-overlaps.ts";

/** Rooms lie on each other from this intersection over union on; walls may have moved a little. */
const SAME_PLACE = 0.8;
/** From here on the outline is the same. */
const SAME_SHAPE = 0.97;
/** So much of a part lies in the whole, and so much of the whole is covered by its parts. */
const PART = 0.8;
/** Rooms of one drawing share less than this of the smaller one unless one lies in the other. */
const LIES_IN = 0.1;
/** A part of a split room is at least this large, as a part of the room and in m²: less is a moved wall. */
const LEAST_PART = 0.04;
const LEAST_PART_M2 = 1;

/**
 * Finds each old room in the new drawing. Rooms that lie on each other are assigned together; then what was split and
 * merged is taken apart; then what moved is sought by GlobalId, number and neighbours. A match is sure only when its
 * signals do not contradict each other.
 */
export function matchRooms(
  before: DrawnBuilding,
  after: DrawnBuilding,
  storeys: ReadonlyMap<string, string>,
  alignment: Alignment,
): { matches: Match[]; newIds: string[] } {
  const oldOutlines = outlinesOf(before.rooms, undefined);
  const newOutlines = outlinesOf(after.rooms, alignment.toOld);
  const overlaps = findOverlaps(before.rooms, after.rooms, storeys, oldOutlines, newOutlines);
  const overlapsOfOld = Map.groupBy(overlaps, (overlap) => overlap.before.id);
  const newById = new Map(after.rooms.map((room) => [room.id, room]));
  const newByGlobalId = uniqueBy(after.rooms, (room) => room.ifcGlobalId);
  const found = new Map<string, Match>();
  const taken = new Set<string>();

  const settle = (old: DrawnRoom, match: Omit<Match, "oldId">): void => {
    found.set(old.id, { oldId: old.id, ...match });
    for (const id of match.sure ? match.newIds : match.newIds.slice(0, 1)) taken.add(id);
  };
  const overlapOf = (old: DrawnRoom, id: string): Overlap | undefined =>
    overlapsOfOld.get(old.id)?.find((overlap) => overlap.after.id === id);
  const settleOne = (old: DrawnRoom, room: DrawnRoom, reason: Match["reason"], iou: number | undefined) => {
    const kind = !sameText(old, room)
      ? "renamed"
      : iou === undefined || iou >= SAME_SHAPE
        ? "unchanged"
        : "moved";
    settle(old, { kind, newIds: [room.id], sure: true, reason });
  };

  // What lies on each other, assigned together where outlines come several times.
  const samePlace = overlaps.filter((overlap) => overlap.iou >= SAME_PLACE);
  for (const { pairs, doubtful } of assignOverlaps(samePlace)) {
    for (const [overlap, options] of pairs) {
      const { before: old, after: room } = overlap;
      const elsewhere = old.ifcGlobalId === undefined ? undefined : newByGlobalId.get(old.ifcGlobalId);
      const agrees = elsewhere === room || old.number === room.number;
      if (doubtful)
        settle(old, { kind: "moved", newIds: options, sure: false, reason: "several-candidates" });
      else if (elsewhere !== undefined && elsewhere !== room)
        settle(old, {
          kind: "moved",
          newIds: [room.id, elsewhere.id],
          sure: false,
          reason: "id-on-another-room",
        });
      else if (!alignment.certain && !agrees)
        settle(old, { kind: "moved", newIds: [room.id], sure: false, reason: "alignment-unclear" });
      else settleOne(old, room, elsewhere === room ? "same-id" : "same-outline", overlap.iou);
    }
  }

  const entangled = new Set([
    ...overlappingRooms(before.rooms, oldOutlines),
    ...overlappingRooms(after.rooms, newOutlines),
  ]);
  splitAndMerge(overlaps, found, taken, oldOutlines, newOutlines, entangled, settle);

  const open = (): DrawnRoom[] => before.rooms.filter((room) => !found.has(room.id));
  const free = (): DrawnRoom[] => after.rooms.filter((room) => !taken.has(room.id));

  // The same GlobalId: believed when place, number or name bear it out.
  for (const old of open()) {
    const room = old.ifcGlobalId === undefined ? undefined : newByGlobalId.get(old.ifcGlobalId);
    if (room === undefined) continue;
    const overlap = overlapOf(old, room.id);
    const measured = oldOutlines.has(old.id) && newOutlines.has(room.id);
    if (taken.has(room.id))
      settle(old, { kind: "moved", newIds: [room.id], sure: false, reason: "id-on-another-room" });
    else if ((overlap?.iou ?? 0) >= 0.3 || (!measured && (old.number === room.number || sameName(old, room))))
      settleOne(old, room, "same-id", overlap?.iou);
    else if (old.number === room.number && similarSize(oldOutlines.get(old.id), newOutlines.get(room.id)))
      settle(old, { kind: "moved", newIds: [room.id], sure: true, reason: "same-id-and-number" });
    else settle(old, { kind: "moved", newIds: [room.id], sure: false, reason: "id-on-another-room" });
  }

  // Walls moved a good deal: the number decides.
  for (const overlap of overlaps.toSorted((a, b) => b.iou - a.iou)) {
    const { before: old, after: room, iou } = overlap;
    if (iou < 0.5) break;
    if (found.has(old.id) || taken.has(room.id)) continue;
    if (old.number === room.number) settleOne(old, room, "overlap-and-number", iou);
    else
      settle(old, {
        kind: "moved",
        newIds: candidates(overlapsOfOld.get(old.id) ?? []),
        sure: false,
        reason: "overlap",
      });
  }

  byNumber(open(), free(), storeys, oldOutlines, newOutlines, found, settle, settleOne);

  for (const old of open()) {
    const covering = (overlapsOfOld.get(old.id) ?? []).filter((overlap) => overlap.ofBefore >= 0.3);
    // A room that lies on its own old self is not what became of another.
    const near = covering.filter(({ after: room }) => !isItself(room.id, found, overlapsOfOld));
    if (near.length > 0)
      settle(old, {
        kind: "moved",
        newIds: candidates(near),
        sure: false,
        reason: near.length > 1 ? "rooms-rearranged" : "overlap",
      });
    else settle(old, { kind: "gone", newIds: [], sure: true, reason: "nothing-fits" });
  }

  const used = new Set([...found.values()].flatMap((match) => (match.sure ? match.newIds : [])));
  return {
    matches: before.rooms.map((room) => found.get(room.id) as Match),
    newIds: [...newById.keys()].filter((id) => !used.has(id)),
  };
}

type Settle = (old: DrawnRoom, match: Omit<Match, "oldId">) => void;
type Found = ReadonlyMap<string, Match>;

function isItself(newId: string, found: Found, overlapsOfOld: ReadonlyMap<string, Overlap[]>): boolean {
  for (const [oldId, match] of found) {
    if (match.sure && match.newIds.length === 1 && match.newIds[0] === newId && match.kind !== "merged")
      return (overlapsOfOld.get(oldId)?.find((o) => o.after.id === newId)?.iou ?? 0) >= SAME_SHAPE;
  }
  return false;
}

/** Rooms in several places, as one group each; where a group has more than one answer, it is doubtful. */
function assignOverlaps(overlaps: readonly Overlap[]): { pairs: [Overlap, string[]][]; doubtful: boolean }[] {
  return groupsOf(overlaps).map((group) => {
    if (group.length === 1) return { pairs: [[group[0] as Overlap, []]], doubtful: false };
    const olds = [...new Set(group.map((overlap) => overlap.before))];
    const news = [...new Set(group.map((overlap) => overlap.after))];
    const scoreOf = (old: DrawnRoom, room: DrawnRoom): number => {
      const overlap = group.find((one) => one.before === old && one.after === room);
      return overlap === undefined ? 0 : score(overlap);
    };
    const scores = olds.map((old) => news.map((room) => scoreOf(old, room)));
    const columns = assign(scores);
    // Two rooms that could change places without a loss cannot be told apart.
    const doubtful = columns.some((column, i) =>
      columns.some((other, j) => {
        if (i >= j || column < 0 || other < 0) return false;
        const now = (scores[i]?.[column] ?? 0) + (scores[j]?.[other] ?? 0);
        const changed = [scores[i]?.[other] ?? 0, scores[j]?.[column] ?? 0];
        return changed.every((value) => value > 0) && now - (changed[0] ?? 0) - (changed[1] ?? 0) < 0.3;
      }),
    );
    const pairs: [Overlap, string[]][] = [];
    for (const [i, column] of columns.entries()) {
      const overlap = group.find((one) => one.before === olds[i] && one.after === news[column]);
      if (overlap === undefined) continue;
      const others = news.filter((room) => room !== overlap.after && scoreOf(overlap.before, room) > 0);
      pairs.push([overlap, [overlap.after, ...others].map((room) => room.id)]);
    }
    return { pairs, doubtful };
  });
}

function score({ before, after, iou }: Overlap): number {
  const level =
    before.floorZ === undefined || after.floorZ === undefined
      ? 0
      : Math.max(0, 1 - Math.abs(before.floorZ - after.floorZ));
  const sameId = before.ifcGlobalId !== undefined && before.ifcGlobalId === after.ifcGlobalId;
  return (
    4 * iou +
    2 * level +
    (before.number === after.number ? 1 : 0) +
    (sameName(before, after) ? 0.5 : 0) +
    (sameId ? 2 : 0)
  );
}

/** Overlaps that share rooms belong together. */
function groupsOf(overlaps: readonly Overlap[]): Overlap[][] {
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    let here = key;
    for (let up = parent.get(here); up !== undefined && up !== here; up = parent.get(here)) here = up;
    return here;
  };
  for (const { before, after } of overlaps) parent.set(root(`old ${before.id}`), root(`new ${after.id}`));
  return [...Map.groupBy(overlaps, ({ before }) => root(`old ${before.id}`)).values()];
}

/** One old room that several new ones cover is split; several old ones that one new room covers are merged. */
function splitAndMerge(
  overlaps: readonly Overlap[],
  found: Found,
  taken: ReadonlySet<string>,
  oldOutlines: ReadonlyMap<string, Outline>,
  newOutlines: ReadonlyMap<string, Outline>,
  entangled: ReadonlySet<string>,
  settle: Settle,
): void {
  // Where rooms of one drawing lie in each other, what covers what proves nothing unless a number bears it out.
  const isClear = (parts: readonly Overlap[]): boolean =>
    !parts.some(({ before, after }) => entangled.has(before.id) || entangled.has(after.id));
  const isNamed = (parts: readonly Overlap[]): boolean =>
    parts.some(({ before, after }) => before.number === after.number && before.number !== "");
  const namedFirst = (groups: Map<string, Overlap[]>): [string, Overlap[]][] =>
    [...groups].sort(([, a], [, b]) => Number(isNamed(b)) - Number(isNamed(a)));
  const areaOf = (outlines: ReadonlyMap<string, Outline>, id: string): number => outlines.get(id)?.area ?? 0;
  const matchedTo = new Map<string, string>();
  for (const match of found.values())
    if (match.sure && match.newIds.length === 1) matchedTo.set(match.oldId, match.newIds[0] as string);
  const worth = (common: number, whole: number): boolean =>
    common >= LEAST_PART_M2 && common >= LEAST_PART * whole;

  for (const [oldId, own] of namedFirst(Map.groupBy(overlaps, (overlap) => overlap.before.id))) {
    const now = matchedTo.get(oldId);
    if (found.has(oldId) && now === undefined) continue;
    const self = own.find((overlap) => overlap.after.id === now);
    if ((self?.iou ?? 0) >= SAME_SHAPE) continue;
    const area = areaOf(oldOutlines, oldId);
    const parts = own.filter(
      (overlap) =>
        overlap === self ||
        (!taken.has(overlap.after.id) && overlap.ofAfter >= PART && worth(overlap.common, area)),
    );
    const covered = parts.reduce((sum, part) => sum + part.common, 0);
    const old = own[0]?.before;
    if (old === undefined || parts.length < 2 || covered < PART * area) continue;
    const sure = isClear(parts) || (isNamed(parts) && !coverTwice(parts, area));
    settle(old, {
      kind: "split",
      newIds: keeperFirst(old, parts),
      sure,
      reason: sure ? "covered-by-parts" : "rooms-rearranged",
    });
  }

  const keptBy = new Map([...matchedTo].map(([oldId, newId]) => [newId, oldId]));
  for (const [newId, own] of namedFirst(Map.groupBy(overlaps, (overlap) => overlap.after.id))) {
    const keeper = keptBy.get(newId);
    if (taken.has(newId) && keeper === undefined) continue;
    const self = own.find((overlap) => overlap.before.id === keeper);
    if ((self?.iou ?? 0) >= SAME_SHAPE) continue;
    const area = areaOf(newOutlines, newId);
    const parts = own.filter(
      (overlap) =>
        overlap === self ||
        (!found.has(overlap.before.id) && overlap.ofBefore >= PART && worth(overlap.common, area)),
    );
    const covered = parts.reduce((sum, part) => sum + part.common, 0);
    if (parts.length < 2 || covered < PART * area) continue;
    const sure = isClear(parts) || (isNamed(parts) && !coverTwice(parts, area));
    for (const part of parts)
      settle(part.before, {
        kind: "merged",
        newIds: [newId],
        sure,
        reason: sure ? "covers-several" : "rooms-rearranged",
      });
  }
}

/** Whether parts cover more than there is: then some lie in each other. */
function coverTwice(parts: readonly Overlap[], area: number): boolean {
  return parts.reduce((sum, { common }) => sum + common, 0) > 1.05 * area;
}

/** Rooms that lie in other rooms of the same drawing. */
function overlappingRooms(rooms: readonly DrawnRoom[], outlines: ReadonlyMap<string, Outline>): Set<string> {
  const found = new Set<string>();
  for (const some of Map.groupBy(rooms, (room) => room.storeyId).values()) {
    const own = some.flatMap(({ id }) => {
      const outline = outlines.get(id);
      return outline === undefined ? [] : [[id, outline] as const];
    });
    const index = createOutlineIndex(own);
    for (const [id, outline] of own)
      for (const [other, otherOutline] of index.near(outline.bounds))
        if (
          other > id &&
          commonArea(outline, otherOutline) > LIES_IN * Math.min(outline.area, otherOutline.area)
        )
          found.add(id).add(other);
  }
  return found;
}

/** The part that keeps the number is the room; without one, the largest is. */
function keeperFirst(old: DrawnRoom, parts: readonly Overlap[]): string[] {
  return parts
    .toSorted(
      (a, b) =>
        Number(b.after.number === old.number) - Number(a.after.number === old.number) || b.common - a.common,
    )
    .map((part) => part.after.id);
}

/** What has no place in common any more: sought by number and name, and believed when its neighbours came along. */
function byNumber(
  open: readonly DrawnRoom[],
  free: readonly DrawnRoom[],
  storeys: ReadonlyMap<string, string>,
  oldOutlines: ReadonlyMap<string, Outline>,
  newOutlines: ReadonlyMap<string, Outline>,
  found: Found,
  settle: Settle,
  settleOne: (old: DrawnRoom, room: DrawnRoom, reason: Match["reason"], iou: number | undefined) => void,
): void {
  if (open.length === 0 || free.length === 0) return;
  const oldIndex = createOutlineIndex(oldOutlines);
  const newIndex = createOutlineIndex(newOutlines);
  const onStorey = uniqueBy(free, (room) => `${room.storeyId} ${room.number}`);
  const ownOnStorey = uniqueBy(open, (room) => `${room.storeyId} ${room.number}`);
  const anywhere = uniqueBy(free, (room) => room.number);
  const ownAnywhere = uniqueBy(open, (room) => room.number);
  const used = new Set<DrawnRoom>();
  for (const old of open) {
    const storey = storeys.get(old.storeyId);
    const room =
      (ownOnStorey.get(`${old.storeyId} ${old.number}`) === old
        ? onStorey.get(`${storey} ${old.number}`)
        : undefined) ?? (ownAnywhere.get(old.number) === old ? anywhere.get(old.number) : undefined);
    if (room === undefined || old.number === "" || used.has(room)) continue;
    used.add(room);
    const [was, is] = [oldOutlines.get(old.id), newOutlines.get(room.id)];
    if (was === undefined || is === undefined) {
      if (sameName(old, room) && storey === room.storeyId) settleOne(old, room, "number-and-name", undefined);
      else settle(old, { kind: "moved", newIds: [room.id], sure: false, reason: "only-number" });
      continue;
    }
    const around = neighbours(was, oldIndex, old.id).flatMap((id) => {
      const match = found.get(id);
      return match?.sure ? match.newIds : [];
    });
    const nearNow = new Set(neighbours(is, newIndex, room.id));
    const came = around.filter((id) => nearNow.has(id)).length;
    const withNeighbours = around.length >= 2 && came >= around.length / 2;
    if (sameName(old, room) && similarSize(was, is) && withNeighbours)
      settle(old, { kind: "moved", newIds: [room.id], sure: true, reason: "moved-with-neighbours" });
    else settle(old, { kind: "moved", newIds: [room.id], sure: false, reason: "only-number" });
  }
}

function neighbours(outline: Outline, index: ReturnType<typeof createOutlineIndex>, self: string): string[] {
  const [left, bottom, right, top] = outline.bounds;
  const reach = 0.6;
  return index
    .near([left - reach, bottom - reach, right + reach, top + reach])
    .flatMap(([id]) => (id === self ? [] : id));
}

function candidates(overlaps: readonly Overlap[]): string[] {
  return overlaps
    .toSorted((a, b) => b.common - a.common)
    .slice(0, 5)
    .map((overlap) => overlap.after.id);
}

const plain = (text: string): string => text.trim().toLocaleLowerCase("nb");
function sameName(a: DrawnRoom, b: DrawnRoom): boolean {
  return plain(a.name) === plain(b.name);
}
function sameText(a: DrawnRoom, b: DrawnRoom): boolean {
  return a.number === b.number && sameName(a, b);
}
function similarSize(a: Outline | undefined, b: Outline | undefined): boolean {
  return a === undefined || b === undefined || Math.abs(a.area - b.area) <= 0.2 * Math.max(a.area, b.area);
}
