import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { violations } from "./accessibility.ts";
import type { Visit } from "./browser.ts";
import { until } from "./demo.ts";

/** Where each page's picture lies: a change of look is a change that is looked at. */
const pictures = resolve(import.meta.dirname, "../../docs/screenshots");
mkdirSync(pictures, { recursive: true });

/** Each page is loaded once in each window, the wide one in light and the narrow one in dark, and changes its scheme there. */
export const windows = [
  { named: "wide", width: 1440, height: 900, themes: ["light", "dark"] },
  { named: "narrow", width: 390, height: 844, themes: ["dark", "light"] },
] as const;

export interface Shot {
  readonly name: string;
  readonly path: string;
  /** What is on the page when it is ready to be looked at. */
  readonly ready: string;
}

/** Photographs a page in a window in both schemes; it must be accessible, complain of nothing and never scroll sideways. */
export async function expectLooksRight(
  { page, complaints }: Visit,
  { name, path, ready }: Shot,
  { width, height, themes }: (typeof windows)[number],
): Promise<void> {
  complaints.length = 0;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: themes[0] });
  await page.goto(path);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(ready).first().waitFor();
    await writeFile(join(pictures, `${name}-${theme}-${width}.png`), await stillPicture(page));
    expect(await violations(page), `${name} ${theme} ${width}`).toEqual([]);
    expect(complaints, `${name} ${theme} ${width}`).toEqual([]);
    expect(await overflow(page), `${name} ${theme} ${width}`).toBeLessThanOrEqual(0);
  }
  if (width > 400) return;
  // 400 % zoom of a laptop.
  await page.setViewportSize({ width: 320, height: 640 });
  await page.locator(ready).first().waitFor();
  expect(await overflow(page), `${name} 320`).toBeLessThanOrEqual(0);
}

/** By how much the page is wider than its window, px (WCAG 1.4.10). */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** The page when picture and texts stand still; where they do not, as it is after some seconds. */
async function stillPicture(page: Page): Promise<Buffer> {
  await page.evaluate(() => document.fonts.ready);
  let picture = await page.screenshot();
  await until(async () => {
    const before = picture;
    picture = await page.screenshot();
    return picture.equals(before);
  }, 3000).catch(() => {});
  return picture;
}
