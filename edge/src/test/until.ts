import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is so; gives up loudly, naming what was waited for. */
export async function until(what: string, isSo: () => boolean, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await sleep(10);
  }
}
