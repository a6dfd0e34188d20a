import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colourAt, launchBrowser, visit } from "./browser.ts";
import { type Demo, startEmpty } from "./demo.ts";

const many = 10_000;
const side = 100;
/** A loaded machine draws slowly: what is waited for is the thing itself. */
const patience = { timeout: 60_000 };

/** Bins in rows, some fifty metres between them. */
const place = (i: number) => ({ lat: 63.09 + Math.floor(i / side) * 0.0005, lon: 7.7 + (i % side) * 0.001 });

describe("a municipality with ten thousand sensors outdoors", () => {
  let demo: Demo;
  let browser: Browser;

  const fill = (i: number, percent: number) =>
    demo.call("POST", "/ingest/json", {
      time: new Date().toISOString(),
      device: `bin-${i}`,
      values: [{ quantity: "fill-level", value: percent }],
    });

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startEmpty(), launchBrowser()]);
    const lines = ["externalId,name,lat,lon,expectedIntervalS,points"];
    for (let i = 0; i < many; i++) {
      const { lat, lon } = place(i);
      lines.push(`bin-${i},Kasse ${i},${lat.toFixed(5)},${lon.toFixed(5)},3600,fill-level`);
    }
    const answer = await fetch(`${demo.url}/api/v1/devices/import`, {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: lines.join("\n"),
    });
    expect(await answer.json()).toMatchObject({ created: many });
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  /** How many points each subscription of the page names. */
  function subscriptions(page: Page): number[] {
    const sizes: number[] = [];
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        const json = /\["subscribe",.*/s.exec(String(payload))?.[0];
        if (json === undefined) return;
        const [, message] = JSON.parse(json) as [string, { pointIds?: number[] }];
        sizes.push(message.pointIds?.length ?? 0);
      }),
    );
    return sizes;
  }

  it("are all on the map; only those seen by themselves are followed, and these live", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    const followed = subscriptions(page);
    const { lat, lon } = place(5050);
    await fill(5050, 0);
    await page.goto(`/?kart=${lat},${lon},12.5`);
    await page.locator('.city-map-canvas[data-ready="true"]').waitFor();
    await expect
      .poll(() => page.locator('.city-map [role="status"]').textContent(), patience)
      .toMatch(/\b10\s000\b/);

    await page.goto(`/?kart=${lat},${lon},18`);
    await page.locator('.city-map-canvas[data-ready="true"]').waitFor();
    const box = await page.locator(".city-map-canvas").boundingBox();
    const [x, y] = [
      Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2),
      Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2),
    ];
    // Viridis: empty is violet, three quarters full is green.
    const near = (r: number, g: number, b: number) => (colour: readonly number[]) =>
      Math.hypot((colour[0] ?? 0) - r, (colour[1] ?? 0) - g, (colour[2] ?? 0) - b) < 24;
    await expect.poll(() => colourAt(page, x, y), patience).toSatisfy(near(68, 1, 84));
    await expect.poll(() => Math.max(0, ...followed), patience).toBeGreaterThan(0);
    await fill(5050, 75);
    await expect.poll(() => colourAt(page, x, y), patience).toSatisfy(near(93, 200, 99));
    expect(Math.max(...followed)).toBeLessThan(many / 10);
    expect(complaints).toEqual([]);
    await close();
  });

  it("are a list of some hundred rows that is searched and chosen from by keyboard", async () => {
    const { page, complaints, close } = await visit(browser, demo.url, { width: 360, height: 740 });
    const followed = subscriptions(page);
    await page.goto("/?som=liste");
    const rows = page.locator(".city-list tbody tr");
    await expect.poll(() => rows.count(), patience).toBe(200);
    await page.getByLabel("Søk på kartet").fill("kasse 9876");
    await expect.poll(() => rows.count(), patience).toBe(1);
    await fill(9876, 42);
    await expect.poll(() => rows.first().textContent(), patience).toMatch(/42\s%/);
    await rows.locator("button").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".room-panel h2").textContent(), patience).toBe("Kasse 9876");
    expect(Math.max(...followed)).toBeLessThanOrEqual(201);
    expect(complaints).toEqual([]);
    await close();
  });
});
