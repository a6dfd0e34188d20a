/** How long to wait before the next attempt after so many failures (1 for the first): doubling, half of it by chance. */
export function backoffMs(failures: number, range: { minMs: number; maxMs: number }, random: number): number {
  const full = Math.min(range.maxMs, range.minMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full * (0.5 + random / 2));
}
