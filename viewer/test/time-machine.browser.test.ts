import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./accessibility.ts";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";
import { givePast, type PastBuilding } from "./past-building.ts";

const minute = 60_000;

/** What a loaded machine needs longer for is waited for. */
const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 });

describe("the time machine", () => {
  let demo: Demo;
  let browser: Browser;
  let past: PastBuilding;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    past = await givePast(demo);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const iso = (ms: number) => new Date(ms).toISOString();
  const address = (at: number, more = "") =>
    `/?bygg=${past.buildingId}&visning=list&lag=co2&at=${iso(at)}${more}`;
  /** CO₂ of a room in the list. */
  const co2 = (page: Page, i: number) =>
    page.locator(`.room-table tr[data-space="${past.points[i]?.spaceId}"] td`).nth(3);
  const was = (page: Page) => page.locator(".time-bar-was");
  const slider = (page: Page) => page.locator(".time-bar-slider");
  const clock = (ms: number) =>
    new Date(ms)
      .toLocaleTimeString("nb-NO", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit" })
      .replace(":", ".");

  it("shows the rooms as they were, in the list and in the room, and goes back to now", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto(address(past.busy));
    await soon(() => was(page).textContent()).toContain(`kl. ${clock(past.busy)}`);
    await soon(() => co2(page, 0).textContent()).toMatch(/^900\sppm/);
    await soon(() => co2(page, 3).textContent()).toMatch(/^915\sppm/);
    // The newest values come all the time, and must not be seen here.
    await page.locator(`.room-table tr[data-space="${past.points[3]?.spaceId}"]`).click();
    await page.locator(`.room-panel [data-point="${past.points[3]?.id}"]`, { hasText: "915" }).waitFor();

    await page.goto(address(past.night));
    await soon(() => co2(page, 0).textContent()).toMatch(/^400\sppm/);
    await page.getByRole("button", { name: "Tilbake til nå" }).click();
    await soon(() => new URL(page.url()).searchParams.has("at")).toBe(false);
    expect(await was(page).count()).toBe(0);
    await page.getByRole("button", { name: "Tidsmaskin" }).click();
    await was(page).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("is moved by keys, and the address follows", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto(address(past.busy));
    await soon(() => co2(page, 0).textContent()).toMatch(/^900\sppm/);
    await slider(page).focus();
    // Fifteen minutes a key on a line of a day; ten at a time by the page keys.
    for (let i = 0; i < 4; i++) await page.keyboard.press("PageDown");
    const at = past.busy - 40 * 15 * minute;
    await soon(() => slider(page).getAttribute("aria-valuetext")).toContain(clock(at));
    await soon(() => co2(page, 0).textContent()).toMatch(/^400\sppm/);
    await soon(() => new URL(page.url()).searchParams.get("at")).toBe(iso(at));
    await close();
  });

  it("plays on at the speed that is chosen, and stops when told", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto(address(past.night));
    await soon(() => co2(page, 0).textContent()).toMatch(/^400\sppm/);
    await page.getByLabel("Hastighet").selectOption("6h");
    await page.getByRole("button", { name: "Spill av" }).click();
    // From one at night to after eight in the morning.
    await soon(() => co2(page, 0).textContent()).toMatch(/^900\sppm/);
    await page.getByRole("button", { name: "Stopp" }).click();
    const rested = await slider(page).inputValue();
    expect(Number(rested)).toBeGreaterThan(past.night + 6 * 60 * minute);
    await soon(() => Date.parse(new URL(page.url()).searchParams.get("at") ?? "")).toBeGreaterThan(
      past.night,
    );
    expect(complaints).toEqual([]);
    await close();
  });

  it("compares two moments: what is shown is how much there was more", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto(address(past.busy, `&mot=${iso(past.night)}`));
    await soon(() => was(page).textContent()).toContain("Forskjell fra");
    await soon(() => co2(page, 0).textContent()).toMatch(/^500\sppm/);
    await page.getByRole("button", { name: "Slutt å sammenligne" }).click();
    await soon(() => co2(page, 0).textContent()).toMatch(/^900\sppm/);
    await close();
  });

  it("has the alarms of the moment in the picture, and jumps from one to the next", async () => {
    const first = await past.firstAlarm();
    const { page, close } = await visit(browser, demo.url);
    await page.goto(address(first - 30 * minute));
    await page.getByRole("button", { name: "Neste alarm" }).click();
    await soon(() => new URL(page.url()).searchParams.get("at")).toBe(iso(first));
    await soon(() => page.locator(".time-bar-head").textContent()).toMatch(
      /Én alarm sto|[1-9]\d* alarmer sto/,
    );
    await page.locator(".room-table .priority-mark").first().waitFor();
    await close();
  });

  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const)
    for (const dark of [false, true])
      it(`is accessible at ${width} px in ${dark ? "dark" : "light"}, and no wider than the window`, async () => {
        const { page, complaints, close } = await visit(browser, demo.url, { width, height, dark });
        await page.goto(address(past.busy).replace("visning=list", "visning=plan"));
        await was(page).waitFor();
        await page.locator(".plan-room").first().waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(complaints).toEqual([]);
        await close();
      });
});
