/** Months of UTC, counted from January 1970: what sealed samples are kept by. */
export function monthOf(time: number): number {
  const date = new Date(time);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** When a month begins, ms. */
export function monthStart(month: number): number {
  return Date.UTC(1970, month);
}

/** As in names of files: 2026-11 */
export function monthName(month: number): string {
  return new Date(monthStart(month)).toISOString().slice(0, 7);
}
