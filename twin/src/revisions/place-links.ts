import { inPolygon } from "../geometry/polygon.ts";
import type { DrawnRoom } from "./drawn-building.ts";
import type { Match } from "./matches.ts";
import { movedPolygon, type Similarity } from "./similarity.ts";

/** Where something that was linked to an old room belongs now. */
export type LinkPlace =
  /** Carried over without help. */
  | { readonly state: "carried"; readonly roomId: string }
  /** A person decides; it keeps its old room until then. */
  | { readonly state: "listed"; readonly suggestion: string | undefined };

/**
 * Follows a link through the match of its room. What hangs on a split room goes to the part that holds its place, when
 * that is known.
 * @param place where the linked thing is, in the old drawing's metres
 */
export function placeLink(
  match: Match,
  place: readonly [number, number] | undefined,
  roomOf: (newId: string) => DrawnRoom | undefined,
  toOld: Similarity,
): LinkPlace {
  const [first] = match.newIds;
  if (!match.sure || first === undefined) return { state: "listed", suggestion: first };
  if (match.kind !== "split") return { state: "carried", roomId: first };
  const holding = match.newIds.filter((id) => {
    const polygon = roomOf(id)?.polygon;
    return place !== undefined && polygon !== undefined && inPolygon(movedPolygon(toOld, polygon), ...place);
  });
  return holding.length === 1
    ? { state: "carried", roomId: holding[0] as string }
    : { state: "listed", suggestion: first };
}
