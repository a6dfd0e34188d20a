import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listDemoBuildings } from "../../fixtures/src/ifc/demo-buildings.ts";
import { generateIfc } from "../../fixtures/src/ifc/generate-ifc.ts";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo, until } from "./demo.ts";

/** The kindergarten as another program would write it: two rooms have each other's GlobalId. */
function nextDrawing(): { text: string; globalIds: readonly [string, string] } {
  const plan = listDemoBuildings().find(({ id }) => id === "kindergarten");
  if (plan === undefined) throw new Error("the demo has no kindergarten");
  const text = generateIfc(plan);
  const [one, two] = [...text.matchAll(/IFCSPACE\('([^']{22})'/g)].map((match) => match[1] ?? "");
  if (one === undefined || two === undefined) throw new Error("the kindergarten has no rooms");
  const swapped = text
    .replace(`IFCSPACE('${one}'`, "IFCSPACE('swap'")
    .replace(`IFCSPACE('${two}'`, `IFCSPACE('${one}'`)
    .replace("IFCSPACE('swap'", `IFCSPACE('${two}'`);
  return { text: swapped, globalIds: [one, two] };
}

describe("a new drawing of a building", () => {
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it("asks where the things of a doubtful room belong, shows both drawings, and carries out the answer", async () => {
    const drawing = nextDrawing();
    const buildings = await demo.call<"GET /buildings">("GET", "/buildings");
    const spaces = async (buildingId: string) =>
      (await demo.call<"GET /buildings/{id}/spaces">("GET", `/buildings/${buildingId}/spaces?limit=1000`))
        .items;
    const rooms = (await Promise.all(buildings.items.map(({ id }) => spaces(id)))).flat();
    const old = rooms.find(({ ifcGlobalId }) => ifcGlobalId === drawing.globalIds[0]);
    if (old === undefined) throw new Error("the demo has not the kindergarten's rooms");
    const before = rooms.filter(({ buildingId }) => buildingId === old.buildingId);

    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/integrasjoner/drawings");
    await page.locator('input[type="file"]').setInputFiles({
      name: "barnehage-rev-B.ifc",
      mimeType: "application/x-step",
      buffer: Buffer.from(drawing.text),
    });
    await page.getByText("Plassering må avklares").waitFor({ timeout: 120_000 });
    // Both rooms wait, and neither counts twice.
    await expect.poll(async () => (await spaces(old.buildingId)).length).toBe(before.length);
    await page.getByRole("link", { name: `Avklar ${old.number} ${old.name}` }).click();
    await page.getByText("GlobalId-en til rommet står nå på et annet rom.").waitFor();
    expect(await page.locator("svg.fragment").count()).toBe(2);
    expect(await page.locator("svg.fragment [data-marked]").count()).toBeGreaterThanOrEqual(2);
    const { violations } = await new AxeBuilder({ page }).include(".review").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    await page.getByRole("button", { name: `Ja, det er ${old.number} ${old.name}` }).press("Enter");
    await page.getByText("Svaret er lagret.").waitFor();
    await until(
      async () =>
        (await spaces(old.buildingId)).some(({ id, number }) => id === old.id && number === old.number),
      30_000,
    );

    // The drawing before it can still be looked at.
    await page
      .locator("section", { hasText: "Revisjoner av et bygg" })
      .getByLabel("Bygg")
      .selectOption(old.buildingId);
    await page.getByText("Revisjon 2").last().waitFor();
    await page.locator(".revisions > li").last().getByText("Vis endringer og plan").click();
    await page.locator(".revisions > li").last().locator("svg.fragment").waitFor();
    const all = await new AxeBuilder({ page }).include(".drawings").analyze();
    expect(all.violations.map(({ id }) => id)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();

    const narrow = await visit(browser, demo.url, { width: 360, dark: true });
    const open = await demo.call<"GET /reviews">("GET", "/reviews");
    await narrow.page.goto(`/integrasjoner/drawings/${open.items[0]?.id}`);
    await narrow.page.locator("svg.fragment").first().waitFor();
    const wide = await narrow.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    await narrow.close();
  });
});
