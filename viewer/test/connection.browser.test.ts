import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

describe("a platform that goes away and comes back", () => {
  let folder: string;
  let demo: Demo;
  let browser: Browser;
  const device = "connection-test-co2";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kontrollrom-connection-"));
    [demo, browser] = await Promise.all([startDemo({ KR_DATA_DIR: folder }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const measure = (co2: number) =>
    demo.call<"POST /ingest/{format}">("POST", "/ingest/json", {
      time: new Date().toISOString(),
      device,
      values: [{ quantity: "co2", value: co2 }],
    });
  const state = (page: Page) => page.locator(".connection").getAttribute("data-state");
  const shown = async (page: Page) =>
    (await page.locator(".point-row", { hasText: "CO₂" }).locator("[data-point]").textContent())?.replaceAll(
      /\s/g,
      " ",
    );

  it("is said to be away, with the last values marked as old, and goes on without a gap", async () => {
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    const building = items.find(({ name }) => name === "Solbakken sykehjem");
    const [spaces, points] = await Promise.all([
      demo.call<"GET /buildings/{id}/spaces">("GET", `/buildings/${building?.id}/spaces`),
      demo.call<"GET /points">("GET", `/points?buildingId=${building?.id}&limit=1000`),
    ]);
    const room = spaces.items.find(
      ({ id }) => !points.items.some(({ spaceId, quantity }) => spaceId === id && quantity === "co2"),
    );
    await demo.call<"POST /devices">("POST", "/devices", {
      externalId: device,
      name: "Prøvesensor",
      spaceId: room?.id,
      points: ["co2"],
    });
    await measure(640);
    const { page, close } = await visit(browser, demo.url);
    await page.goto(`/?bygg=${building?.id}&rom=${room?.id}&visning=plan`);
    await expect.poll(() => state(page), { timeout: 60_000 }).toBe("live");
    await expect.poll(() => shown(page), { timeout: 30_000 }).toBe("640 ppm");

    const { port } = new URL(demo.url);
    await demo.stop();
    await expect.poll(() => state(page), { timeout: 60_000 }).toBe("lost");
    await page.locator("#content[data-stale]").waitFor();
    await page.locator(".lost").waitFor();
    expect(await shown(page)).toBe("640 ppm");

    demo = await startDemo({ KR_DATA_DIR: folder, KR_HTTP_PORT: port });
    // Made before the page may have noticed that it is back.
    await demo.call<"POST /work-orders">("POST", "/work-orders", {
      title: "Laget mens siden var borte",
      priority: 1,
      spaceId: room?.id,
    });
    await measure(910);
    await expect.poll(() => state(page), { timeout: 60_000 }).toBe("live");
    expect(await page.locator("#content[data-stale]").count()).toBe(0);
    await expect.poll(() => shown(page), { timeout: 30_000 }).toBe("910 ppm");
    await page.goto("/arbeidsordrer");
    await page.getByText("Laget mens siden var borte").first().waitFor();
    await close();
  });

  it("shows its alarms and orders again without being loaded anew", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer");
    await expect.poll(() => state(page), { timeout: 60_000 }).toBe("live");
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    const { port } = new URL(demo.url);
    await demo.stop();
    await expect.poll(() => state(page), { timeout: 60_000 }).not.toBe("live");
    demo = await startDemo({ KR_DATA_DIR: folder, KR_HTTP_PORT: port });
    await demo.call<"POST /work-orders">("POST", "/work-orders", { title: "Kom etter stansen" });
    await page.getByText("Kom etter stansen").first().waitFor({ timeout: 60_000 });
    expect(loads).toBe(0);
    await close();
  });
});
