const home = "Europe/Oslo";
const quarterMs = 15 * 60_000;
const dayMs = 86_400_000;

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: home,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
  hourCycle: "h23",
});
const known = new Map<number, number>();

/** What Norwegian clocks are ahead of UTC at a moment, ms. Clocks change on whole quarters only. */
export function offsetAt(time: number): number {
  const quarter = Math.floor(time / quarterMs);
  const held = known.get(quarter);
  if (held !== undefined) return held;
  const at = quarter * quarterMs;
  const found = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    found.year ?? 0,
    (found.month ?? 1) - 1,
    found.day ?? 1,
    found.hour ?? 0,
    found.minute ?? 0,
    found.second ?? 0,
  );
  if (known.size > 20_000) known.clear();
  known.set(quarter, local - at);
  return local - at;
}

/** The moment at which Norwegian clocks show what `local` says as if it were UTC; of a skipped hour the one after it. */
export function momentOf(local: number): number {
  const guess = local - offsetAt(local);
  return local - offsetAt(guess);
}

/** Days of the calendar since 1970, and the moment a day begins in Norway. */
export const dayOf = (time: number) => Math.floor((time + offsetAt(time)) / dayMs);
export const beginOfDay = (day: number) => momentOf(day * dayMs);

/** The same clock time so many days before: a day across the change of clocks is not 24 hours. */
export function daysBefore(time: number, days: number): number {
  const local = time + offsetAt(time);
  return momentOf(local - days * dayMs);
}
