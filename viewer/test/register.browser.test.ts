import type { Component } from "@kontrollrom/contracts/register.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./accessibility.ts";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo, until } from "./demo.ts";

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
    expect(await violations(page)).toEqual([]);
  }

  it("finds a component by its tag with the keyboard, keeps what is written of it, and its manual", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/");
    await page.locator(".top-bar").waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox", { name: "Søk i alt" });
    await field.waitFor();
    await page.keyboard.type(component.tag ?? "");
    await page.locator(".search-hit").first().waitFor();
    await axe(page);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: component.name }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/register\/komponent\//);

    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("property-manager");
    // The page is made anew for the role.
    await page.getByText("Du prøver rollen Eiendomsforvalter").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Endre" }).click();
    await page.getByLabel("Produsent").fill("Systemair");
    await page.getByLabel("År", { exact: true }).fill("19");
    await page.keyboard.press("Tab");
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

  it("keeps a property with its building, unit and component, and answers what feeds what", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/register");
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("property-manager");
    // The page is made anew for the role.
    await page.getByText("Du prøver rollen Eiendomsforvalter").waitFor();
    await page.keyboard.press("Escape");
    const dialog = page.getByRole("dialog");
    const save = () => dialog.getByRole("button", { name: "Lagre", exact: true }).click();

    await page.getByRole("button", { name: "Ny eiendom" }).click();
    await dialog.getByLabel("Navn").fill("Øvre Skogly");
    await dialog.getByLabel("Matrikkel").fill("12/34");
    await save();
    await dialog.getByText("Skriv hvert nummer som").waitFor();
    await axe(page);
    await dialog.getByLabel("Matrikkel").fill("1505-12/34, 1505-12/35");
    await save();
    await page.getByRole("heading", { name: "Øvre Skogly", level: 2 }).last().waitFor();
    await page.getByText("1505-12/34, 1505-12/35").waitFor();

    await page.getByRole("button", { name: "Nytt bygg" }).click();
    await dialog.getByLabel("Navn").fill("Skogly bod");
    await dialog.getByLabel("Bygningsnummer").fill("300123456");
    await dialog.getByLabel("Bygningstype").selectOption("612");
    await dialog.getByLabel("Eiendom").selectOption({ index: 1 });
    await save();
    await page.getByRole("heading", { name: "Skogly bod" }).waitFor();
    await page.getByRole("button", { name: "Ny bruksenhet" }).click();
    await dialog.getByLabel("Bruksenhetsnummer").fill("H0101");
    await dialog.getByLabel("Areal").fill("85,5");
    await save();
    await page.getByText("85,5 m²").waitFor();

    for (const [name, tag] of [
      ["Vifte", "=360.001-JV001"],
      ["Føler", "=360.001-RT401"],
    ]) {
      await page.getByRole("button", { name: "Ny komponent" }).click();
      await dialog.getByLabel("Navn").fill(name as string);
      await dialog.getByLabel("TFM-merke").fill(tag as string);
      await save();
      await page.getByRole("heading", { name: name as string }).waitFor();
      if (name === "Vifte") await page.getByRole("link", { name: "Skogly bod" }).first().click();
    }
    await page.getByLabel("Ny sammenheng").selectOption("isFedBy");
    await page.getByRole("searchbox", { name: "Finn det andre" }).fill("Vifte");
    await page.getByRole("button", { name: "Knytt til Vifte" }).click();
    await page.getByText("skrevet for hånd").waitFor();
    await axe(page);

    await page
      .getByRole("link", { name: "Hele registeret" })
      .or(page.getByRole("link", { name: "Register", exact: true }))
      .first()
      .click();
    await page.getByRole("link", { name: "Spør registeret" }).click();
    await page.getByLabel("Finn alle").selectOption("System");
    await page.getByLabel("Forsynt av anlegg").fill("360.001");
    await page.getByRole("button", { name: "Finn", exact: true }).click();
    await page.getByRole("heading", { name: "Svar" }).waitFor();
    await page.locator(".register-list li").first().waitFor();
    await axe(page);

    await page.getByRole("link", { name: "Importer registerfil" }).click();
    await page.getByLabel("Hva en CSV-fil inneholder").selectOption("properties");
    const { items } = await demo.call<"GET /properties">("GET", "/properties");
    const csv = await page.request.get("/api/v1/register/export?format=csv&sheet=properties");
    const lines = (await csv.text()).trimEnd().split(/\r?\n/);
    expect(lines).toHaveLength(items.length + 1);
    await page.locator("input[type=file]").setInputFiles({
      name: "eiendommer.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(lines.join("\r\n").replace("Øvre Skogly", "Nedre Skogly")),
    });
    await page.getByText("1 rad ville blitt ny eller endret").waitFor();
    await axe(page);
    await page.getByRole("button", { name: "Importer 1 rad" }).click();
    await page.getByText("1 rad er ny eller endret").waitFor();
    await page.getByRole("link", { name: /Nedre Skogly/ }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("computes a point of others, shows its values before it is kept, and lets Trends choose it", async () => {
    const { items: buildings } = await demo.call<"GET /buildings">("GET", "/buildings");
    const school = buildings.find(({ name }) => name === "Havnsund skole");
    // The main meter has told its power once: there is something to see.
    await until(async () => {
      const path = `/points?buildingId=${school?.id}&quantity=power`;
      const { items } = await demo.call<"GET /points">("GET", path);
      return items.some(
        ({ deviceName, present }) => deviceName.startsWith("Hovedmåler strøm") && present !== undefined,
      );
    }, 120_000);
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto(`/register/bygg/${school?.id}`);
    await page.getByRole("button", { name: "Nytt beregnet punkt" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Fyll ut skjemaet, så vises verdiene her.").waitFor();
    await dialog.getByLabel("Slik regnes det ut").selectOption("per-area");
    await dialog.getByRole("button", { name: "Velg punkt: Punkt som deles på arealet" }).click();
    await dialog.getByRole("searchbox").fill("hovedmåler strøm effekt");
    await dialog.getByRole("checkbox").first().click();
    const preview = dialog.getByRole("region", { name: "Slik blir verdiene" });
    await preview.getByText("Siste sju dager, time for time.").waitFor();
    await dialog.getByRole("button", { name: "Lagre", exact: true }).click();
    await dialog.getByText("Fyll ut dette.").waitFor();
    await dialog.getByLabel("Navn").fill("Effekt per areal");
    await axe(page);
    // What does not go together is said in words, before anything is kept.
    await dialog.getByLabel("Måleenhet (valgfritt)").fill("Cel");
    await preview.getByText(/^Måleenhetene passer ikke sammen/).waitFor();
    await dialog.getByLabel("Måleenhet (valgfritt)").fill("");
    await preview.locator("svg").first().waitFor();
    await dialog.getByRole("button", { name: "Lagre", exact: true }).click();
    await page.getByText("Effekt per areal er lagret.").waitFor();

    await page.getByRole("button", { name: "Endre Effekt per areal" }).click();
    await dialog.getByLabel("Navn").fill("kW per m²");
    await dialog.getByRole("button", { name: "Lagre", exact: true }).click();
    await page.getByRole("link", { name: "Vis trend for kW per m²" }).click();
    await page.getByRole("rowheader", { name: "kW per m²" }).waitFor();
    await page.getByLabel("Bygg", { exact: true }).last().selectOption({ label: "Utendørs og uten bygg" });
    await page.getByText(/^\d+ punkter$/).waitFor();

    await page.goto("/register/beregnede");
    await page.getByRole("button", { name: "Fjern kW per m²" }).click();
    await dialog.getByRole("button", { name: "Fjern" }).click();
    await page.getByText("Ingen beregnede punkter ennå.").waitFor();
    expect(complaints.filter((line) => !line.includes("422"))).toEqual([]);
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
