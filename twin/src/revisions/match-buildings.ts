import { alignDrawings } from "./align.ts";
import { assign, uniqueBy } from "./assignment.ts";
import type { DrawnBuilding } from "./drawn-building.ts";
import { outlineOf } from "./outline.ts";

/** From here on two drawings show the same building. */
const ALIKE = 0.6;

export interface BuildingMatch<T> {
  readonly before: T;
  readonly after: DrawnBuilding;
  readonly reason: "same-id" | "same-name" | "same-rooms";
}

export interface KnownBuilding {
  readonly id: string;
  readonly ifcGlobalId?: string | undefined;
  readonly name: string;
  /** Reads its drawing; asked only when neither GlobalId nor name tell. */
  drawing(): DrawnBuilding;
}

/**
 * Which known building each building of a new drawing is: by GlobalId, else by a name that is used once and by rooms
 * that bear it out, else by its rooms alone.
 * @returns what is sure, and for the others what they resemble
 */
export function matchBuildings<T extends KnownBuilding>(
  known: readonly T[],
  news: readonly DrawnBuilding[],
): { matched: BuildingMatch<T>[]; resembling: { after: DrawnBuilding; before: T }[] } {
  const matched: BuildingMatch<T>[] = [];
  const resembling: { after: DrawnBuilding; before: T }[] = [];
  const open = new Set(known);
  const waiting = new Set(news);
  const settle = (before: T, after: DrawnBuilding, reason: BuildingMatch<T>["reason"]): void => {
    matched.push({ before, after, reason });
    open.delete(before);
    waiting.delete(after);
  };
  const byId = uniqueBy(known, (building) => building.ifcGlobalId);
  for (const after of news) {
    const before = after.ifcGlobalId === undefined ? undefined : byId.get(after.ifcGlobalId);
    if (before !== undefined && open.has(before)) settle(before, after, "same-id");
  }
  const byName = uniqueBy(open, (building) => building.name.trim().toLocaleLowerCase("nb"));
  const newByName = uniqueBy(waiting, (building) => building.name.trim().toLocaleLowerCase("nb"));
  for (const [name, after] of newByName) {
    const before = byName.get(name);
    if (before !== undefined && resemblance(before.drawing(), after) >= 0.3)
      settle(before, after, "same-name");
  }
  const olds = [...open];
  const rest = [...waiting];
  const scores = olds.map((before) => rest.map((after) => resemblance(before.drawing(), after)));
  const columns = assign(scores);
  for (const [i, column] of columns.entries()) {
    const [before, after] = [olds[i], rest[column]];
    const score = scores[i]?.[column] ?? 0;
    if (before === undefined || after === undefined || score < ALIKE) continue;
    const rivals = scores.flatMap((row, r) =>
      row.flatMap((value, c) => ((r === i) !== (c === column) && value > score * 0.95 ? [value] : [])),
    );
    // Houses of one kind, numbered alike, differ in where they stand.
    if (rivals.length === 0 || inTheSamePlace(before.drawing(), after)) settle(before, after, "same-rooms");
    else resembling.push({ before, after });
  }
  return { matched, resembling };
}

/** How alike two buildings are by the numbers and sizes of their rooms, or by their elements where there are no rooms; 0 to 1. */
export function resemblance(before: DrawnBuilding, after: DrawnBuilding): number {
  const rooms = (building: DrawnBuilding): string[] =>
    building.rooms.map(({ number, name }) => `${number} ${name}`);
  const sizes = (building: DrawnBuilding): string[] =>
    building.rooms.flatMap(({ polygon }) => {
      const outline = outlineOf(polygon);
      return outline === undefined
        ? []
        : `${Math.round(outline.area * 10)} ${Math.round(outline.perimeter * 5)}`;
    });
  if (before.rooms.length > 0 || after.rooms.length > 0)
    return Math.max(common(rooms(before), rooms(after)), common(sizes(before), sizes(after)));
  const things = (building: DrawnBuilding): string[] =>
    building.elements.map(({ ifcClass, name }) => `${ifcClass} ${name}`);
  return common(things(before), things(after));
}

/** Common members of the members of both, each counted as often as it comes. */
function common(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const left = new Map<string, number>();
  for (const key of a) left.set(key, (left.get(key) ?? 0) + 1);
  let both = 0;
  for (const key of b) {
    const times = left.get(key) ?? 0;
    if (times > 0) {
      both++;
      left.set(key, times - 1);
    }
  }
  return both / (a.length + b.length - both);
}

function inTheSamePlace(before: DrawnBuilding, after: DrawnBuilding): boolean {
  const { toOld, fit } = alignDrawings(before, after);
  return (
    fit >= 0.5 &&
    Math.hypot(toOld.tx, toOld.ty) < 1 &&
    Math.abs(toOld.a - 1) < 0.01 &&
    Math.abs(toOld.b) < 0.01
  );
}
