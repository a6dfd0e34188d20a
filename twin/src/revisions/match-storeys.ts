import { assign } from "./assignment.ts";
import type { DrawnBuilding, DrawnRoom, DrawnStorey } from "./drawn-building.ts";
import { type Outline, outlinesOf, sameOutline } from "./outline.ts";
import type { Similarity } from "./similarity.ts";

/** Storeys are at the same height within this, m. */
const SAME_HEIGHT = 0.3;

/**
 * Which storey is which: by GlobalId, name, height above the building's zero, and by the rooms that lie on each other
 * and have the same numbers. All storeys are assigned together.
 * @returns old storey to new storey, for those that have one
 */
export function matchStoreys(
  before: DrawnBuilding,
  after: DrawnBuilding,
  toOld: Similarity,
): Map<string, string> {
  const oldOutlines = outlinesOf(before.rooms, undefined);
  const newOutlines = outlinesOf(after.rooms, toOld);
  const oldRooms = Map.groupBy(before.rooms, (room) => room.storeyId);
  const newRooms = Map.groupBy(after.rooms, (room) => room.storeyId);
  const raised = raise(before.storeys, after.storeys);
  const scores = before.storeys.map((old) =>
    after.storeys.map((storey) => {
      const rooms = common(
        oldRooms.get(old.id) ?? [],
        newRooms.get(storey.id) ?? [],
        oldOutlines,
        newOutlines,
      );
      const sameId = old.ifcGlobalId !== undefined && old.ifcGlobalId === storey.ifcGlobalId;
      const sameName = plain(old.name) === plain(storey.name) && old.name !== "";
      const off = Math.abs(storey.elevation + raised - old.elevation);
      return (
        (sameId ? 1 : 0) +
        (sameName ? 1 : 0) +
        (off <= SAME_HEIGHT ? 1 : off <= 2 ? 0.1 : 0) +
        rooms.outlines +
        2 * rooms.numbers
      );
    }),
  );
  const matched = new Map<string, string>();
  for (const [i, column] of assign(scores).entries()) {
    const old = before.storeys[i];
    const storey = after.storeys[column];
    // A height that is merely not far off says nothing by itself.
    if (old !== undefined && storey !== undefined && (scores[i]?.[column] ?? 0) >= 0.5)
      matched.set(old.id, storey.id);
  }
  return matched;
}

/** How much higher the old drawing puts the same storeys: the median of those with the same name. */
function raise(olds: readonly DrawnStorey[], news: readonly DrawnStorey[]): number {
  const byName = new Map(olds.map((storey) => [plain(storey.name), storey.elevation]));
  const differences = news
    .flatMap((storey) => {
      const elevation = byName.get(plain(storey.name));
      return elevation === undefined ? [] : elevation - storey.elevation;
    })
    .sort((a, b) => a - b);
  return differences[differences.length >> 1] ?? 0;
}

function common(
  olds: readonly DrawnRoom[],
  news: readonly DrawnRoom[],
  oldOutlines: ReadonlyMap<string, Outline>,
  newOutlines: ReadonlyMap<string, Outline>,
): { outlines: number; numbers: number } {
  const of = Math.max(1, Math.min(olds.length, news.length));
  const numbers = new Map(news.map((room) => [`${room.number} ${room.name}`, room]));
  const centres = new Map(
    news.flatMap((room) => {
      const outline = newOutlines.get(room.id);
      return outline === undefined ? [] : [[square(outline), outline] as const];
    }),
  );
  let outlines = 0;
  let named = 0;
  for (const room of olds) {
    const outline = oldOutlines.get(room.id);
    const other = outline && centres.get(square(outline));
    if (outline !== undefined && other !== undefined && sameOutline(outline, other)) outlines++;
    if (numbers.has(`${room.number} ${room.name}`)) named++;
  }
  return { outlines: outlines / of, numbers: named / of };
}

const square = ({ centre: [x, y] }: Outline): string => `${Math.round(x)},${Math.round(y)}`;
const plain = (name: string): string => name.trim().toLocaleLowerCase("nb");
