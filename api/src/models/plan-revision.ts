import type { MatchKind, MatchReason, RevisionCounts } from "@kontrollrom/contracts/revision.ts";
import type { DrawnBuilding } from "@kontrollrom/twin/revisions/drawn-building.ts";
import type { Match, RevisionMatch } from "@kontrollrom/twin/revisions/matches.ts";

/** What a revision does to a building of the register. Ids are the register's. */
export interface RevisionPlan {
  /** Which room, storey and element of the register each of the new drawing's is; new ones have new ids. */
  readonly spaceIdOf: ReadonlyMap<string, string>;
  readonly storeyIdOf: ReadonlyMap<string, string>;
  readonly elementIdOf: ReadonlyMap<string, string>;
  /** How each room of the new drawing came about. */
  readonly cameFrom: ReadonlyMap<string, { kind: MatchKind; reason: MatchReason; sure: boolean }>;
  /** Rooms that the building no longer has, and those that nobody knows where are. */
  readonly ended: readonly EndedRoom[];
  readonly endedStoreyIds: readonly string[];
  readonly endedElements: readonly { readonly id: string; readonly sure: boolean }[];
  /** Rooms that go on as one of their parts. */
  readonly splits: readonly {
    readonly spaceId: string;
    readonly partIds: readonly string[];
    readonly match: Match;
  }[];
  readonly rooms: RevisionCounts;
  readonly elements: RevisionCounts;
}

export interface EndedRoom {
  readonly spaceId: string;
  readonly match: Match;
  /** The rooms it became, or may have become. */
  readonly becameIds: readonly string[];
  /** For a merged room: the room that all its links go to. */
  readonly successorId?: string;
}

const none: RevisionCounts = {
  unchanged: 0,
  moved: 0,
  renamed: 0,
  split: 0,
  merged: 0,
  new: 0,
  gone: 0,
  unsure: 0,
};

/**
 * Decides which rooms go on, end or begin. A room that was found keeps its id; of a split room the part that keeps the
 * number goes on, of merged rooms the one that keeps it.
 */
export function planRevision(
  before: DrawnBuilding,
  after: DrawnBuilding,
  match: RevisionMatch,
  newId: () => string,
): RevisionPlan {
  const spaceIdOf = new Map<string, string>();
  const cameFrom = new Map<string, { kind: MatchKind; reason: MatchReason; sure: boolean }>();
  const oldRooms = new Map(before.rooms.map((room) => [room.id, room]));
  const newRooms = new Map(after.rooms.map((room) => [room.id, room]));
  const takes = (newRoomId: string, { oldId, kind, reason, sure }: Match): void => {
    spaceIdOf.set(newRoomId, oldId);
    cameFrom.set(newRoomId, { kind, reason, sure });
  };

  const mergers = new Map<string, Match[]>();
  for (const one of match.rooms) {
    const [first] = one.newIds;
    if (!one.sure || first === undefined) continue;
    if (one.kind === "merged") mergers.set(first, [...(mergers.get(first) ?? []), one]);
    else takes(first, one);
  }
  for (const [newRoomId, parts] of mergers) {
    const number = newRooms.get(newRoomId)?.number;
    const kept = parts.find(({ oldId }) => oldRooms.get(oldId)?.number === number) ?? parts[0];
    if (kept !== undefined && !spaceIdOf.has(newRoomId)) takes(newRoomId, kept);
  }
  for (const { id } of after.rooms) {
    if (spaceIdOf.has(id)) continue;
    spaceIdOf.set(id, newId());
    const split = match.rooms.find((one) => one.kind === "split" && one.sure && one.newIds.includes(id));
    cameFrom.set(id, {
      kind: split === undefined ? "new" : "split",
      reason: split === undefined ? "not-in-old" : "covered-by-parts",
      sure: true,
    });
  }

  const goesOn = new Set(spaceIdOf.values());
  const ids = (newRoomIds: readonly string[]): string[] =>
    newRoomIds.flatMap((id) => spaceIdOf.get(id) ?? []);
  const ended = match.rooms
    .filter(({ oldId }) => !goesOn.has(oldId))
    .map((one): EndedRoom => {
      const becameIds = ids(one.newIds);
      const [successor] = becameIds;
      return {
        spaceId: one.oldId,
        match: one,
        becameIds,
        ...(one.kind === "merged" && one.sure && successor !== undefined && { successorId: successor }),
      };
    });

  const oldStorey = new Map([...match.storeys].map(([old, storey]) => [storey, old]));
  const elementIdOf = new Map(
    match.elements.flatMap(({ oldId, newIds: [first], sure }) =>
      sure && first !== undefined ? [[first, oldId] as const] : [],
    ),
  );
  for (const { id } of after.elements) if (!elementIdOf.has(id)) elementIdOf.set(id, newId());

  return {
    spaceIdOf,
    storeyIdOf: new Map(after.storeys.map(({ id }) => [id, oldStorey.get(id) ?? newId()])),
    elementIdOf,
    cameFrom,
    ended,
    endedStoreyIds: before.storeys.flatMap(({ id }) => (match.storeys.has(id) ? [] : id)),
    endedElements: match.elements.flatMap(({ oldId, newIds, sure }) =>
      sure && newIds.length > 0 ? [] : { id: oldId, sure },
    ),
    splits: match.rooms
      .filter((one) => one.kind === "split" && one.sure && goesOn.has(one.oldId))
      .map((one) => ({ spaceId: one.oldId, partIds: ids(one.newIds), match: one })),
    rooms: count(match.rooms, match.newRoomIds.length),
    elements: count(match.elements, match.newElementIds.length),
  };
}

function count(matches: readonly Match[], newOnes: number): RevisionCounts {
  const counts = { ...none, new: newOnes };
  for (const { kind, sure } of matches) counts[sure ? kind : "unsure"]++;
  return counts;
}
