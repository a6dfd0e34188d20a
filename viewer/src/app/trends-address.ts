/** What the page of trends shows. */
export interface TrendsAddress {
  readonly page: "trends";
  readonly points: readonly number[];
  /** A time that follows now, minutes. Absent where `from` and `to` say which time is meant, ms. */
  readonly minutes?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** An earlier time that is drawn beneath. */
  readonly compare?: TrendComparison | undefined;
  /** Lowest and highest are not drawn. */
  readonly plain?: true | undefined;
  readonly table?: true | undefined;
}
export const trendComparisons = ["day", "week", "year"] as const;
export type TrendComparison = (typeof trendComparisons)[number];

/** More lines than this are a tangle, and more than the interface answers at once. */
export const mostTrendPoints = 60;
const mostMinutes = 20 * 366 * 24 * 60;

export function readTrends(query: URLSearchParams): TrendsAddress {
  const ids = (query.get("punkter") ?? "").split(",").map(Number);
  const points = [...new Set(ids)].filter((id) => Number.isInteger(id) && id > 0).slice(0, mostTrendPoints);
  const from = Date.parse(query.get("fra") ?? "");
  const to = Date.parse(query.get("til") ?? "");
  const minutes = Number(query.get("minutter"));
  const compare = trendComparisons.find((one) => one === query.get("mot"));
  const fixed = from < to && from >= 0;
  return {
    page: "trends",
    points,
    ...(fixed && { from, to }),
    ...(!fixed && minutes >= 1 && minutes <= mostMinutes && { minutes: Math.round(minutes) }),
    ...(compare !== undefined && { compare }),
    ...(query.get("band") === "nei" && { plain: true }),
    ...(query.get("tabell") === "ja" && { table: true }),
  };
}

/** The query of the address, in the shortest form that `readTrends` reads back. */
export function writeTrends(address: TrendsAddress): string {
  const parts: string[] = [];
  const { points, from, to, minutes, compare } = address;
  // Written by hand: commas and colons may stand as they are, and people read addresses.
  if (points.length > 0) parts.push(`punkter=${points.join(",")}`);
  if (from !== undefined && to !== undefined) {
    parts.push(`fra=${new Date(from).toISOString()}`, `til=${new Date(to).toISOString()}`);
  } else if (minutes !== undefined) parts.push(`minutter=${minutes}`);
  if (compare !== undefined) parts.push(`mot=${compare}`);
  if (address.plain) parts.push("band=nei");
  if (address.table) parts.push("tabell=ja");
  return parts.join("&");
}
