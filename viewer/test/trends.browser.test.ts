import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./accessibility.ts";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";
import { givePast, type PastBuilding } from "./past-building.ts";

const hour = 3_600_000;

/** What a loaded machine needs longer for is waited for. */
const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 });

describe("the page of trends", () => {
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

  const slider = (page: Page) => page.locator(".trend-plot-surface");
  const rows = (page: Page) => page.locator(".trend-list tbody tr");
  const ready = (page: Page) => page.locator('.trend-stage[aria-busy="false"]').waitFor();
  const level = (page: Page) => page.locator(".trend-stage").getAttribute("data-level");
  const span = async (page: Page) => {
    const [from, to] = await Promise.all([
      slider(page).getAttribute("aria-valuemin"),
      slider(page).getAttribute("aria-valuemax"),
    ]);
    return Number(to) - Number(from);
  };

  it("adds all of a kind in a building at once, and the address says what is shown", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/trender");
    await page.getByRole("heading", { name: "Velg hva du vil se" }).waitFor();
    await page.locator(".trend-picker").getByLabel("Bygg", { exact: true }).selectOption(past.buildingId);
    await page.locator(".trend-picker").getByLabel("Måler", { exact: true }).selectOption("co2");
    await page.getByRole("button", { name: /^Legg til alle \d+$/ }).click();
    await ready(page);
    expect(await rows(page).count()).toBeGreaterThanOrEqual(20);
    const address = new URL(page.url());
    expect(address.searchParams.get("punkter")?.split(",").length).toBe(await rows(page).count());

    // The same address shows the same, with nothing chosen by hand.
    await page.reload();
    await ready(page);
    expect(await rows(page).count()).toBeGreaterThanOrEqual(20);
    const [first] = past.points;
    await page
      .getByRole("button", { name: "7 d", exact: true })
      .or(page.getByText("7 d", { exact: true }))
      .click();
    await soon(() =>
      page.locator(`.trend-list [data-point="${first?.id}"] td`).nth(1).textContent(),
    ).toContain("400");
    expect(complaints).toEqual([]);
    await close();
  });

  it("goes from weeks to minutes by the keyboard, finer as it comes nearer, and reads every value", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    const ids = past.points.slice(0, 3).map(({ id }) => id);
    const [from, to] = [past.busy - 10 * 24 * hour, past.busy + 2 * 24 * hour].map((ms) =>
      new Date(ms).toISOString(),
    );
    await page.goto(`/trender?punkter=${ids.join()}&fra=${from}&til=${to}`);
    await ready(page);
    expect(await level(page)).toBe("PT30M");
    await slider(page).focus();
    // Two days back from the end is the busy hour; there it is looked closer at.
    await page.keyboard.press("End");
    const before = await span(page);
    for (let i = 0; i < 4; i++) await page.keyboard.press("+");
    await soon(() => span(page)).toBeLessThan(before / 10);
    await ready(page);
    await soon(() => level(page)).toBe("PT1M");
    for (let i = 0; i < 8; i++) await page.keyboard.press("+");
    await soon(() => level(page)).toBe("raw");
    expect(await span(page)).toBeGreaterThanOrEqual(60_000);
    // The address follows when the hand rests.
    await soon(
      () =>
        Date.parse(new URL(page.url()).searchParams.get("til") ?? "") -
        Date.parse(new URL(page.url()).searchParams.get("fra") ?? ""),
    ).toBeLessThan(hour);
    for (let i = 0; i < 6; i++) await page.keyboard.press("-");
    await ready(page);
    await page.keyboard.press("ArrowLeft");
    expect(await slider(page).getAttribute("aria-valuetext")).toMatch(/ppm.*ppm.*ppm/);
    expect(complaints).toEqual([]);
    await close();
  });

  it("zooms around the pointer with the wheel and is dragged with the mouse", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto(`/trender?punkter=${past.points[0]?.id}&minutter=20160`);
    await ready(page);
    const box = await slider(page).boundingBox();
    if (box === null) throw new Error("there is no plot");
    const before = await span(page);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -400);
    await soon(() => span(page)).toBeLessThan(before * 0.6);
    const end = Number(await slider(page).getAttribute("aria-valuemax"));
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 200, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await soon(async () => Number(await slider(page).getAttribute("aria-valuemax"))).toBeLessThan(end);
    await page.getByRole("button", { name: "Nå", exact: true }).click();
    await soon(() => page.getByRole("button", { name: "Nå", exact: true }).getAttribute("aria-pressed")).toBe(
      "true",
    );
    await close();
  });

  it("says the same in a table and in a file, compares with the week before, and keeps a set by name", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    const [first, second] = past.points;
    const [from, to] = [past.busy - 2 * hour, past.busy + 2 * hour].map((ms) => new Date(ms).toISOString());
    await page.goto(`/trender?punkter=${first?.id},${second?.id}&fra=${from}&til=${to}&tabell=ja`);
    await ready(page);
    const cell = page.locator(".trend-all tbody tr").first().locator("td");
    await soon(() => cell.nth(0).textContent()).toMatch(/^900\sppm$/);
    expect(await cell.nth(1).textContent()).toMatch(/^905\sppm$/);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Last ned CSV" }).click(),
    ]);
    const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
    expect(lines[0]).toBe("\uFEFFpoint;label;device;quantity;unit;time;avg;min;max;quality");
    expect(lines.length).toBe(1 + (await page.locator(".trend-all tbody tr").count()) * 2);
    expect(lines.some((line) => line.startsWith(`${second?.id};`) && line.includes(";905;"))).toBe(true);

    await page.getByLabel("Sammenlign med").selectOption("week");
    await soon(() => new URL(page.url()).searchParams.get("mot")).toBe("week");
    await soon(() => page.locator(`.trend-list [data-point="${first?.id}"] td`).nth(1).textContent()).toMatch(
      /^900\sppm$/,
    );

    await page.getByText("Lagrede utvalg").click();
    await page.getByLabel("Navn på utvalget").fill("Klasserom på formiddagen");
    await page.getByRole("button", { name: "Lagre", exact: true }).click();
    await page.getByText("Klasserom på formiddagen er lagret.").waitFor();
    await page.goto("/trender");
    await page.getByText("Lagrede utvalg").click();
    await page.getByRole("button", { name: "Klasserom på formiddagen", exact: true }).click();
    await ready(page);
    expect(await rows(page).count()).toBe(2);
    expect(new URL(page.url()).searchParams.get("mot")).toBe("week");
    expect(complaints).toEqual([]);
    await close();
  });

  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const)
    for (const dark of [false, true])
      it(`is accessible at ${width} px in ${dark ? "dark" : "light"}, and no wider than the window`, async () => {
        const { page, complaints, close } = await visit(browser, demo.url, { width, height, dark });
        const ids = past.points.slice(0, 12).map(({ id }) => id);
        await page.goto(`/trender?punkter=${ids.join()}&minutter=20160&tabell=ja`);
        await ready(page);
        await page.locator(".trend-all tbody tr").first().waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(complaints).toEqual([]);
        await close();
      });
});
