import type { MatchKind, MatchReason } from "@kontrollrom/contracts/revision.ts";
import type { Similarity } from "./similarity.ts";

/** How one old thing stands in the new drawing. */
export interface Match {
  readonly oldId: string;
  readonly kind: Exclude<MatchKind, "new">;
  /** What it is now: one for most kinds, several for `split`, none for `gone`. For an unsure match: what it may be, the best first. */
  readonly newIds: readonly string[];
  /** Sure matches carry all links over; the others wait for a person. */
  readonly sure: boolean;
  readonly reason: MatchReason;
}

export interface Alignment {
  /** Takes places of the new drawing to those of the old one. */
  readonly toOld: Similarity;
  /** False where another way to lay the drawings on each other fits as well: then geometry alone proves nothing. */
  readonly certain: boolean;
  /** How large a part of the rooms that could lie on each other do, 0 to 1. */
  readonly fit: number;
}

export interface RevisionMatch {
  readonly alignment: Alignment;
  /** Old storey to new storey. */
  readonly storeys: ReadonlyMap<string, string>;
  readonly rooms: readonly Match[];
  readonly newRoomIds: readonly string[];
  readonly elements: readonly Match[];
  readonly newElementIds: readonly string[];
}
