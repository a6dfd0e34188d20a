import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Space } from "@kontrollrom/contracts/building.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

describe("the trend of a room", () => {
  let demo: Demo;
  let browser: Browser;
  let room: Space;
  const minute = 60_000;
  const begin = Math.floor(Date.now() / minute) * minute - 50 * minute;

  /** As a field has it: 2026-11-21T10:00:00 in Norway. */
  const local = (ms: number) =>
    new Date(ms).toLocaleString("sv-SE", { timeZone: "Europe/Oslo" }).replace(" ", "T");
  const send = (time: number, quantity: string, value: number) =>
    demo.call<"POST /ingest/{format}">("POST", "/ingest/json", {
      time: new Date(time).toISOString(),
      device: "trend-test",
      values: [{ quantity, value }],
    });

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    let free: Space | undefined;
    for (const { id } of items) {
      const spaces = await demo.call<"GET /buildings/{id}/spaces">(
        "GET",
        `/buildings/${id}/spaces?limit=1000`,
      );
      const points = await demo.call<"GET /points">("GET", `/points?buildingId=${id}&limit=1000`);
      const measured = new Set(points.items.map(({ spaceId }) => spaceId));
      free ??= spaces.items.find((space) => !measured.has(space.id));
    }
    if (free === undefined) throw new Error("every room of the demo has sensors");
    room = free;
    await demo.call<"POST /devices">("POST", "/devices", {
      externalId: "trend-test",
      name: "Prøvemåler",
      spaceId: room.id,
      points: ["temperature", "energy"],
    });
    for (let i = 0; i < 5; i++) {
      await send(begin + i * 10 * minute, "temperature", i === 2 ? 60 : 20);
      await send(begin + i * 10 * minute, "energy", 100 + i * 3);
    }
    // A year back, so that the year has something to show.
    await send(begin - 100 * 24 * 60 * minute, "temperature", 18);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it("has a wrong value corrected with a reason, shown as a shape, and taken back", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto(`/?bygg=${room.buildingId}&rom=${room.id}&visning=list`);
    const trend = page.locator(".point-trend");
    await trend.getByRole("slider").waitFor();
    expect(await trend.locator("figcaption").textContent()).toContain("høyest 60,0");

    // The third of five values, found by the keyboard, is the one that is suggested.
    await trend.getByRole("slider").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await trend.getByRole("slider").getAttribute("aria-valuetext")).toContain("60,0");
    await trend.getByRole("button", { name: "Rett verdi" }).click();
    const dialog = page.getByRole("dialog");
    const suggested = await dialog.getByLabel("Fra").inputValue();
    expect(Math.abs(Date.parse(`${suggested}Z`) - Date.parse(`${local(begin + 20 * minute)}Z`))).toBeLessThan(
      10 * minute,
    );
    await dialog.getByRole("button", { name: "Rett", exact: true }).click();
    await dialog.getByText("Skriv hvorfor").waitFor();
    expect((await new AxeBuilder({ page }).include("dialog").analyze()).violations).toEqual([]);
    await dialog.getByLabel("Fra").fill(local(begin + 15 * minute));
    await dialog.getByLabel("Til", { exact: true }).fill(local(begin + 25 * minute));
    await dialog.getByLabel("Verdi", { exact: true }).fill("20,5");
    await dialog.getByLabel("Begrunnelse").fill("Sola sto rett på følerne");
    await dialog.getByRole("button", { name: "Rett", exact: true }).click();
    await page.getByText("1 måling er rettet").waitFor();
    await expect.poll(() => trend.locator("figcaption").textContent()).toContain("høyest 20,5");
    await expect.poll(() => trend.locator(".trend-quality").count()).toBe(1);
    await trend.getByText("Vis som tabell").click();
    await trend.getByRole("cell", { name: "Erstattet" }).waitFor();

    await trend.getByRole("button", { name: "Rett verdi" }).click();
    await dialog.getByText("Sola sto rett på følerne").waitFor();
    await dialog.getByRole("button", { name: "Trekk tilbake" }).click();
    await dialog.getByLabel("Hvorfor trekkes den tilbake?").fill("Den var riktig");
    await dialog.getByRole("button", { name: "Trekk tilbake" }).click();
    await dialog.getByText("Trukket tilbake av").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => trend.locator("figcaption").textContent()).toContain("høyest 60,0");
    expect(complaints).toEqual([]);
    await close();
  });

  it("goes back a year, and shows a meter's consumption as bars", async () => {
    const { page, complaints, close } = await visit(browser, demo.url, {
      webGl: false,
      width: 360,
      height: 740,
    });
    await page.goto(`/?bygg=${room.buildingId}&rom=${room.id}&visning=list`);
    const trend = page.locator(".point-trend");
    await trend.getByText("1 år", { exact: true }).click();
    await expect.poll(() => trend.locator("figcaption").textContent()).toContain("Lavest 18,0");
    await page.locator(".point-row", { hasText: "Energi" }).click();
    const bars = trend.locator(".trend-bar");
    await expect.poll(() => bars.count()).toBeGreaterThan(0);
    await expect.poll(() => trend.locator("figcaption").textContent()).toMatch(/I alt 12,0\skWh/);
    await trend.getByRole("slider").focus();
    await page.keyboard.press("End");
    expect(await trend.getByRole("slider").getAttribute("aria-valuetext")).toMatch(/kWh/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  it("can be had as a file that a Norwegian Excel opens", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto(`/?bygg=${room.buildingId}&rom=${room.id}&visning=list`);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".point-trend").getByRole("button", { name: "Last ned CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Prøvemåler-Temperatur-.*\.csv$/);
    const text = await readFile(await file.path(), "utf8");
    expect(text.split("\r\n")[0]).toBe("\uFEFFpoint;device;quantity;unit;time;avg;min;max;quality");
    expect(text).toContain(";60;");
    await close();
  });
});
