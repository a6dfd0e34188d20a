import { AxeBuilder } from "@axe-core/playwright";
import type { Component } from "@kontrollrom/contracts/register.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

describe("the register", () => {
  let demo: Demo;
  let browser: Browser;
  let component: Component;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /components">("GET", "/components?tagged=true&limit=1");
    if (items[0] === undefined) throw new Error("the demo has no component with a tag");
    component = items[0];
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  async function axe(page: Page) {
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`)).toEqual([]);
  }

  it("finds a component by its tag with the keyboard, keeps what is written of it, and its manual", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/");
    await page.locator(".top-bar").waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox", { name: "Søk i alt" });
    await field.fill(component.tag ?? "");
    await page.locator(".search-hit").first().waitFor();
    await axe(page);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: component.name }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/register\/komponent\//);

    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("property-manager");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Endre" }).click();
    await page.getByLabel("Produsent").fill("Systemair");
    await page.getByLabel("År", { exact: true }).fill("19");
    await page.getByText("Bruk tall, som 2019.").waitFor();
    await page.getByLabel("År", { exact: true }).fill("2019");
    await page.getByRole("button", { name: "Lagre", exact: true }).click();
    await page.getByText("Systemair").waitFor();

    await page.locator("input[type=file]").setInputFiles({
      name: "Bruksanvisning.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from("%PDF-1.7\n"),
    });
    const link = page.getByRole("link", { name: "Bruksanvisning" });
    await link.waitFor();
    const file = await page.request.get((await link.getAttribute("href")) ?? "");
    expect((await file.body()).toString()).toBe("%PDF-1.7\n");
    await axe(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each([
    ["light", 1440, 900],
    ["dark", 390, 844],
  ] as const)("shows a building in %s at %d px", async (theme, width, height) => {
    const { page, complaints, close } = await visit(browser, demo.url, {
      width,
      height,
      dark: theme === "dark",
    });
    await page.goto("/register");
    await page.locator(".register-group").first().waitFor();
    await axe(page);
    await page.getByRole("link", { name: component.buildingName }).click();
    await page.getByRole("heading", { name: component.buildingName }).waitFor();
    await page.locator(".register-list li").first().waitFor();
    await axe(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    if (process.env.KR_SHOTS) await page.screenshot({ path: `${process.env.KR_SHOTS}-${theme}.png` });
    await close();
  });
});
