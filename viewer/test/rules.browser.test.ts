import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

describe("the page of rules", () => {
  let demo: Demo;
  let browser: Browser;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it("makes a rule with what it matches and what it would have raised, changes it and removes it", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/regler");
    await page.getByRole("button", { name: "Ny regel" }).click();
    await page.getByText(/målere passer nå/).waitFor();
    await page.getByRole("button", { name: "Lagre regelen" }).click();
    await page.getByText("Gi regelen et navn.").waitFor();
    await page.getByText("Skriv et tall.").waitFor();

    await page.getByLabel("Navn", { exact: true }).fill("Prøveregel");
    await page.getByLabel("Rommets navn inneholder").fill("klasserom");
    await page.getByLabel("Grense", { exact: true }).fill("500,5");
    await page.getByText("Regelen sier: CO₂ over 501 ppm.").waitFor();
    await page.getByRole("button", { name: "Prøv", exact: true }).click();
    await page.locator(".rule-load svg").waitFor();
    const { violations } = await new AxeBuilder({ page }).include(".rule-form").analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([]);
    await page.getByRole("button", { name: "Lagre regelen" }).click();
    await page.getByRole("heading", { name: "Prøveregel" }).waitFor();
    const made = (await demo.call<"GET /rules">("GET", "/rules")).items.find(
      ({ name }) => name === "Prøveregel",
    );
    expect(made).toMatchObject({
      scope: { quantity: "co2", spaceNameContains: "klasserom" },
      condition: { kind: "threshold", setpoint: 500.5 },
      revision: 1,
    });

    // A change is shown beside the rule as it is.
    await page.getByLabel("Grense", { exact: true }).fill("700");
    await page.getByRole("button", { name: "Prøv", exact: true }).click();
    await page.getByText(/Like: \d+\. Borte: \d+\. Nye: \d+\./).waitFor();
    // Somebody else was first: nothing is overwritten.
    await demo.call<"PATCH /rules/{id}">("PATCH", `/rules/${made?.id}`, { advice: "Luft ut" });
    await page.getByRole("button", { name: "Lagre regelen" }).click();
    await page.getByText(/Noen andre har endret regelen/).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Fjern regelen" }).click();
    await page.getByRole("button", { name: "Ja, fjern den" }).click();
    await page.getByText("Velg en regel for å se den").waitFor();
    expect(complaints.filter((one) => !one.includes("409"))).toEqual([]);
    await close();
  }, 240_000);

  it.each([
    "Forbruk i en periode",
    "Skiller seg ut fra lignende",
    "Timer i drift",
    "Flere vilkår sammen",
    "Skjer for ofte",
    "Ingen målinger",
  ])(
    "has a form on a phone, in the dark, for: %s",
    async (kind) => {
      const { page, complaints, close } = await visit(browser, demo.url, {
        width: 360,
        height: 800,
        dark: true,
      });
      await page.goto("/regler/ny");
      await page.getByLabel("Slags vilkår").first().selectOption({ label: kind });
      const { violations } = await new AxeBuilder({ page }).include(".rule-form").analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(complaints).toEqual([]);
      await close();
    },
    120_000,
  );
});
