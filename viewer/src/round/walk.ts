import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";

/** What the way through the buildings is reckoned from. */
export type WalkOrder = Pick<
  WorkOrder,
  "id" | "priority" | "buildingName" | "storeyId" | "spaceLabel" | "dueAt" | "createdAt"
>;

export interface WalkSection<T> {
  readonly kind: "overdue" | "today" | "later";
  /** Buildings in the order one walks them. */
  readonly stops: readonly { readonly buildingName: string | undefined; readonly orders: readonly T[] }[];
  readonly count: number;
}

/**
 * Orders as one walks: what is over its deadline first and there the most urgent building first; then what is for today, then
 * the rest; in each, building by building, from the lowest storey up, room by room. `elevations` are metres by storey.
 */
export function walk<T extends WalkOrder>(
  orders: readonly T[],
  elevations: ReadonlyMap<string, number>,
  now: number,
  endOfDay: number,
): WalkSection<T>[] {
  const sections: Record<WalkSection<T>["kind"], T[]> = { overdue: [], today: [], later: [] };
  for (const order of orders) {
    const due = order.dueAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(order.dueAt);
    // The two most urgent cannot wait for another day, whatever their deadline.
    const kind = due < now ? "overdue" : due < endOfDay || order.priority <= 2 ? "today" : "later";
    sections[kind].push(order);
  }
  return (["overdue", "today", "later"] as const)
    .filter((kind) => sections[kind].length > 0)
    .map((kind) => ({
      kind,
      count: sections[kind].length,
      stops: stopsOf(sections[kind], elevations, kind),
    }));
}

function stopsOf<T extends WalkOrder>(
  orders: readonly T[],
  elevations: ReadonlyMap<string, number>,
  kind: WalkSection<T>["kind"],
) {
  // Not `Map.groupBy`: phones are older than desks.
  const byBuilding = new Map<string | undefined, T[]>();
  for (const order of orders)
    byBuilding.set(order.buildingName, [...(byBuilding.get(order.buildingName) ?? []), order]);
  const stops = [...byBuilding].map(([buildingName, its]) => ({
    buildingName,
    orders: its.toSorted(
      (a, b) =>
        height(a, elevations) - height(b, elevations) ||
        byText(a.spaceLabel, b.spaceLabel) ||
        a.priority - b.priority ||
        byText(a.createdAt, b.createdAt),
    ),
  }));
  const urgency = (stop: { orders: readonly T[] }) =>
    Math.min(...stop.orders.map(({ priority }) => priority));
  return stops.sort(
    (a, b) => (kind === "later" ? 0 : urgency(a) - urgency(b)) || byText(a.buildingName, b.buildingName),
  );
}

const height = (order: WalkOrder, elevations: ReadonlyMap<string, number>) =>
  (order.storeyId === undefined ? undefined : elevations.get(order.storeyId)) ?? Number.NEGATIVE_INFINITY;

/** Numbers by their size, what has no name last. */
function byText(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.localeCompare(b, "nb", { numeric: true });
}
