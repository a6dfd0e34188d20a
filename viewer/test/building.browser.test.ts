import { readFile } from "node:fs/promises";
import type { Building, Space } from "@kontrollrom/contracts/building.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, importDrawing, startDemo } from "./demo.ts";

/** A loaded machine draws slowly: what is waited for is the thing itself. */
const patience = { timeout: 60_000 };

describe("the building page", () => {
  let demo: Demo;
  let browser: Browser;
  let building: Building;
  let spaces: readonly Space[];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    const found = items.find(({ name }) => name === "Havnsund skole");
    if (found === undefined) throw new Error("the demo has no Havnsund skole");
    building = found;
    spaces = (
      await demo.call<"GET /buildings/{id}/spaces">("GET", `/buildings/${building.id}/spaces?limit=1000`)
    ).items;
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const query = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
  const open = async (page: Page, more = "") => {
    await page.goto(`/?bygg=${building.id}${more}`);
    await page.locator(".scene canvas[data-drawings]").waitFor(patience);
  };

  it("chooses a room in the tree with the keyboard, and all the rest follows", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page);
    await page.getByRole("button", { name: "Vis byggets deler som tre" }).click();
    const tree = page.getByRole("tree");
    await tree.getByRole("treeitem").first().focus();
    // Into the top storey, to its first room.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    for (let step = 0; step < 10; step++) {
      await page.keyboard.press("ArrowDown");
      const kind = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.kind);
      if (kind === "room") break;
      if (kind === "zone") await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("Enter");
    await expect.poll(() => query(page, "rom"), patience).not.toBeNull();
    const room = spaces.find(({ id }) => id === query(page, "rom"));
    if (room === undefined) throw new Error("the tree chose a room that the building does not have");
    await expect.poll(() => page.locator(".scene-label-box").textContent(), patience).toContain(room.number);
    await page.getByRole("heading", { name: `${room.number} ${room.name}` }).waitFor();
    await expect
      .poll(() => tree.locator('[aria-selected="true"]').textContent())
      .toContain(`${room.number} ${room.name}`);
    // Chosen in the list, it is chosen in the tree.
    await page.getByText("Romliste", { exact: true }).click();
    const other = page.locator(`.room-table tr[data-space]:not([data-space="${room.id}"])`).first();
    const otherId = await other.getAttribute("data-space");
    await other.locator("button").click();
    await expect.poll(() => query(page, "rom")).toBe(otherId);
    const number = spaces.find(({ id }) => id === otherId)?.number ?? "";
    await expect.poll(() => tree.locator('[aria-selected="true"]').textContent()).toContain(number);
    expect(complaints).toEqual([]);
    await close();
  });

  it("tells of a room's neighbours and documents, and goes to the neighbour", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    const room = spaces.find(({ name }) => name.startsWith("Klasserom"));
    await page.goto(`/?bygg=${building.id}&rom=${room?.id}`);
    const next = page.locator(".room-neighbours button").first();
    await next.waitFor();
    await page.getByRole("heading", { name: "Dokumenter" }).waitFor();
    const label = await next.textContent();
    await next.click();
    await page.locator(".room-head h2", { hasText: label ?? "" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("keeps where one looks from in the address, in 3D and in the plan alike", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page);
    await page.locator(".scene canvas").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("+");
    await expect.poll(() => query(page, "kamera"), patience).not.toBeNull();
    const camera = query(page, "kamera");
    await page.getByText("Plan", { exact: true }).click();
    await page.locator(".plan-room").first().waitFor();
    // The plan shows the same middle: closer than the whole of it.
    await expect
      .poll(() => page.locator(".plan svg > g").first().getAttribute("transform"))
      .not.toBe("translate(0,0) scale(1)");
    await page.getByText("3D", { exact: true }).click();
    await page.locator(".scene canvas[data-drawings]").waitFor(patience);
    expect(query(page, "kamera")).toBe(camera);
    await page.reload();
    await page.locator(".scene canvas[data-drawings]").waitFor(patience);
    expect(query(page, "kamera")).toBe(camera);
    expect(complaints).toEqual([]);
    await close();
  });

  it("cuts the building with the keyboard, and the other way", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page);
    await page.getByRole("button", { name: "Snitt" }).click();
    const handle = page.getByRole("slider", { name: "Flytt snittet" });
    await handle.focus();
    const before = Number(await handle.getAttribute("aria-valuenow"));
    await page.keyboard.press("PageDown");
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(async () => Number(await handle.getAttribute("aria-valuenow")))
      .toBeCloseTo(before - 1.1, 5);
    await page.getByRole("button", { name: "Vis den andre siden" }).click();
    await expect.poll(() => query(page, "snitt")).toMatch(/^-z\d/);
    await page.getByText("Øst", { exact: true }).click();
    await expect.poll(() => query(page, "snitt")).toMatch(/^x/);
    await page.getByRole("button", { name: "Fjern snittet" }).click();
    await expect.poll(() => query(page, "snitt")).toBeNull();
    expect(complaints).toEqual([]);
    await close();
  });

  it("measures along a wall with the keyboard, to the centimetre", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    const storeys = await demo.call<"GET /buildings/{id}/storeys">(
      "GET",
      `/buildings/${building.id}/storeys`,
    );
    const storey = storeys.items[0];
    const plan = await demo.call<"GET /storeys/{id}/plan">("GET", `/storeys/${storey?.id}/plan`);
    const [room] = [...plan.rooms].sort((a, b) => b.area - a.area);
    const xs = room?.polygon[0]?.map(([x]) => x) ?? [];
    const ys = room?.polygon[0]?.map(([, y]) => y) ?? [];
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    // From above, with a corner of the room just beside the middle of the picture.
    const span = 1.6 * Math.max(right - left, high - low);
    const camera = [(left + 0.05).toFixed(2), (low + 0.05).toFixed(2), 0, 0, 0, span.toFixed(2), "p"].join();
    await open(page, `&etasje=${storey?.id}&kamera=${camera}`);
    await page.getByRole("button", { name: "Mål avstand" }).click();
    const canvas = page.locator(".scene canvas");
    await canvas.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    const box = await canvas.boundingBox();
    const pixels = Math.round(((right - left - 0.1) / span) * (box?.height ?? 0));
    for (let moved = 0; moved < pixels; moved += 8) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const width = (right - left).toFixed(2).replace(".", ",");
    await expect
      .poll(() => page.locator(".scene-card [role=status]").textContent(), patience)
      .toContain(`Avstand ${width} m, langs gulvet ${width} m, opp 0,00 m`);
    expect(complaints).toEqual([]);
    await close();
  });

  it("keeps a view under a name, shares it, and shows it again as it was", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page, "&lag=humidity&kamera=10,10,1,-40,50,35&snitt=z2.5&verdier=vis&uten=architecture");
    await page.getByRole("button", { name: "Lagrede visninger" }).click();
    await page.getByLabel("Navn på visningen").fill("Våtrom i snitt");
    await page.getByLabel("Del med alle").check();
    await page.getByRole("button", { name: "Lagre visningen" }).click();
    await page.locator(".views-name", { hasText: "Våtrom i snitt" }).waitFor();
    const { items } = await demo.call<"GET /saved-views">("GET", `/saved-views?buildingId=${building.id}`);
    expect(items).toMatchObject([{ name: "Våtrom i snitt", shared: true, state: { layer: "humidity" } }]);

    await open(page);
    await page.getByRole("button", { name: "Lagrede visninger" }).click();
    await page.locator(".views-name", { hasText: "Våtrom i snitt" }).click();
    await expect.poll(() => query(page, "snitt"), patience).toBe("z2.5");
    for (const [name, value] of [
      ["lag", "humidity"],
      ["kamera", "10,10,1,-40,50,35"],
      ["verdier", "vis"],
      ["uten", "architecture"],
    ] as const)
      expect(query(page, name), name).toBe(value);
    await page.getByRole("button", { name: "Slett «Våtrom i snitt»" }).click();
    await expect.poll(() => page.locator(".views-name").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it("shows the drawings of several disciplines, each switched on and off", async () => {
    await importDrawing(demo, "school", {
      name: "elektro.ifc",
      discipline: "electrical",
      buildingId: building.id,
    });
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page);
    const drawings = () => page.locator(".scene canvas").getAttribute("data-drawings");
    await expect.poll(drawings, { timeout: 60_000 }).toBe("architecture electrical");
    await page.getByRole("button", { name: "Tegninger", exact: true }).click();
    await page.getByLabel("Arkitekt (ARK)").uncheck();
    await expect.poll(drawings, patience).toBe("electrical");
    expect(query(page, "uten")).toBe("architecture");
    await page.getByLabel("Arkitekt (ARK)").check();
    await expect.poll(drawings, patience).toBe("electrical architecture");
    // Left behind is nothing: the picture complains of what it has not freed.
    await page.getByText("Romliste", { exact: true }).click();
    await page.locator(".room-table tr").first().waitFor();
    await page.waitForTimeout(1000);
    expect(complaints).toEqual([]);
    await close();
  });

  it("is downloaded as a picture with title and legend", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await open(page, "&form=spredt");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Last ned bilde" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("Havnsund skole, Temperatur.png");
    const bytes = await readFile(await download.path());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    const canvas = await page.locator(".scene canvas").boundingBox();
    // The picture with a head and a foot.
    expect(bytes.readUInt32BE(20)).toBe(Math.round((canvas?.height ?? 0) + 128));
    expect(complaints).toEqual([]);
    await close();
  });
});
