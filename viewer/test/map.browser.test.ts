import type { Building } from "@kontrollrom/contracts/building.ts";
import type { MapSensor } from "@kontrollrom/contracts/map.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colourAt, launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

/** A loaded machine draws slowly: what is waited for is the thing itself. */
const patience = { timeout: 30_000 };

describe("the city map", () => {
  let demo: Demo;
  let browser: Browser;
  let buildings: readonly Building[];
  let bin: MapSensor;

  const fill = (percent: number) =>
    demo.call<"POST /ingest/{format}">("POST", "/ingest/json", {
      time: new Date().toISOString(),
      device: "map-test-bin",
      values: [{ quantity: "fill-level", value: percent }],
    });

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    buildings = (await demo.call<"GET /buildings">("GET", "/buildings")).items;
    // In the sound, away from all else: what is under the pointer there is the test's own.
    await demo.call<"POST /devices">("POST", "/devices", {
      externalId: "map-test-bin",
      name: "Prøvekasse",
      lat: 63.1035,
      lon: 7.721,
      expectedIntervalS: 3600,
      points: ["fill-level"],
    });
    await fill(0);
    const { items } = await demo.call<"GET /map/sensors">("GET", "/map/sensors");
    const found = items.find(({ name }) => name === "Prøvekasse");
    if (found === undefined) throw new Error("the test's bin is not on the map");
    bin = found;
    await demo.call<"POST /rules">("POST", "/rules", {
      name: "Full kasse",
      scope: { quantity: "fill-level", pointIds: [bin.pointId ?? 0] },
      condition: { kind: "threshold", direction: "above", setpoint: 85 },
      priority: 2,
      advice: "Tøm den.",
    });
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const open = async (page: Page, path: string) => {
    await page.goto(path);
    await page.locator('.city-map-canvas[data-ready="true"]').waitFor();
  };
  const middle = async (page: Page) => {
    const box = await page.locator(".city-map-canvas").boundingBox();
    if (box === null) throw new Error("there is no map");
    return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] as const;
  };
  const overBin = () => `/?kart=${bin.lat},${bin.lon},19`;

  it("is the first one sees, with all buildings and sensors, and the address holds the view", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page, "/");
    await expect
      .poll(() => page.locator('.city-map [role="status"]').textContent(), patience)
      .toContain(`${buildings.length} bygg`);
    await page.locator(".city-map canvas").focus();
    await page.keyboard.press("+");
    await expect
      .poll(() => new URL(page.url()).searchParams.get("kart"), patience)
      .toMatch(/^63\.\d+,7\.\d+,\d+/);
    await page.getByText("Gatelys", { exact: false }).first().click();
    await expect.poll(() => new URL(page.url()).searchParams.get("skjul"), patience).toBe("light");
    // The same address shows the same view.
    const address = page.url();
    await open(page, address);
    await expect.poll(() => page.url(), patience).toBe(address);
    expect(complaints).toEqual([]);
    await close();
  });

  it("shows a value change on the map, and an alarm with its shape; choosing it shows it beside the map", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page, overBin());
    const [x, y] = await middle(page);
    // Viridis: empty is violet, three quarters full is green.
    const near = (r: number, g: number, b: number) => (colour: readonly number[]) =>
      Math.hypot((colour[0] ?? 0) - r, (colour[1] ?? 0) - g, (colour[2] ?? 0) - b) < 24;
    await expect.poll(() => colourAt(page, x, y), patience).toSatisfy(near(68, 1, 84));
    await fill(75);
    await expect.poll(() => colourAt(page, x, y), patience).toSatisfy(near(93, 200, 99));

    await page.mouse.click(x, y);
    const panel = page.locator(".room-panel");
    await expect.poll(() => panel.locator("h2").textContent(), patience).toBe("Prøvekasse");
    expect(new URL(page.url()).searchParams.get("enhet")).toBe(bin.deviceId);
    await expect.poll(() => panel.locator(".place-value").textContent(), patience).toMatch(/75\s%/);

    await fill(92);
    await expect.poll(() => panel.locator(".alarm-row").count(), patience).toBe(1);
    // The panel takes its part of the stage: the place is where the middle is now.
    const [markX, markY] = await middle(page);
    // The mark stands over the place: its orange is where the ground was.
    await expect.poll(() => colourAt(page, markX, markY - 8), patience).toSatisfy(near(232, 117, 10));
    expect(complaints).toEqual([]);
    await close();
  });

  it("goes to a building that is chosen in the list of alarms or by keyboard, and on into it", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/?som=liste");
    await page.getByLabel("Søk på kartet").fill("solbakken sykehjem");
    const row = page.locator(".city-list tbody tr", { hasText: "Solbakken sykehjem" });
    await row.locator("button").focus();
    await page.keyboard.press("Enter");
    const panel = page.locator(".room-panel");
    await expect.poll(() => panel.locator("h2").textContent(), patience).toBe("Solbakken sykehjem");
    await panel.getByText("Åpne i 3D").click();
    await page.locator(".scene canvas").waitFor();
    // Back is back.
    await page.goBack();
    await expect.poll(() => panel.locator("h2").textContent(), patience).toBe("Solbakken sykehjem");
    expect(complaints).toEqual([]);
    await close();
  });

  it("lies on Kartverket's tiles where the network has them, and names them", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    // Any picture will do for a tile.
    const tile = await page.screenshot({ clip: { x: 0, y: 0, width: 256, height: 256 } });
    let asked = 0;
    await page.context().route("https://cache.kartverket.no/**", (route) => {
      asked++;
      return route.fulfill({
        body: tile,
        contentType: "image/png",
        headers: { "access-control-allow-origin": "*" },
      });
    });
    await page.goto("/");
    await page.locator('.city-map[data-base="tiles"]').waitFor();
    await expect
      .poll(() => page.locator(".maplibregl-ctrl-attrib").textContent(), patience)
      .toContain("© Kartverket");
    await expect.poll(() => asked, patience).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it("is a list where the browser cannot draw", async () => {
    const { page, close } = await visit(browser, demo.url, { webGl: false });
    await page.goto("/");
    await page.locator(".city-list tbody tr").first().waitFor();
    await page.locator(".city-notice").waitFor();
    await close();
  });
});
