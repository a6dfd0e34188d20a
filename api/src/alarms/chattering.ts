/** An alarm that comes and goes faster than anybody can act on it (ISA-18.2: three times within a minute), or as a habit. */
export const chatteringWindows = [
  { times: 3, withinMs: 60_000 },
  { times: 6, withinMs: 3_600_000 },
] as const;

/** How many occurrences have to be looked at. */
export const chatteringNeeds = Math.max(...chatteringWindows.map(({ times }) => times));

/** Whether the newest of these moments, in any order, ms, is the last of too many. */
export function isChattering(raisedAt: readonly number[]): boolean {
  const newestFirst = raisedAt.toSorted((a, b) => b - a);
  const [newest = 0] = newestFirst;
  return chatteringWindows.some(({ times, withinMs }) => {
    const first = newestFirst[times - 1];
    return first !== undefined && newest - first < withinMs;
  });
}
