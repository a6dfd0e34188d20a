import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo, until } from "./demo.ts";

/** The sensor of the demo that nobody has registered: an Elsys ERS. */
const stranger = "a81758ffdeadbeef";

describe("devices that wait for registration", () => {
  let demo: Demo;
  let browser: Browser;
  const waiting = async () =>
    (await demo.call<"GET /waiting-devices">("GET", "/waiting-devices")).items.map(
      ({ externalId }) => externalId,
    );

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    await until(async () => (await waiting()).includes(stranger), 120_000);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it("tell whom to ask when the role may not register", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/integrasjoner/waiting");
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("operator");
    await page.getByText("Rollen Operatør kan ikke registrere enheter.").waitFor();
    await page.getByText(stranger, { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: /^Registrer/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it("are registered with decoder and room, and what they had sent is read", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/integrasjoner");
    await page.getByText("Venter på registrering", { exact: true }).click();
    await page.getByRole("button", { name: `Registrer ${stranger}` }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Merke og modell").fill("Elsys finnes ikke");
    await form.getByRole("button", { name: "Registrer enheten" }).click();
    await form.getByText("Skriv et navn.").waitFor();
    await form.getByText("Vi kjenner ikke «Elsys finnes ikke».").waitFor();
    expect(await waiting()).toContain(stranger);
    const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    // What the browser offers while one types are all makes and models.
    await expect.poll(() => form.locator('datalist option[value="Elsys ERS"]').count()).toBe(1);
    await form.getByLabel("Navn").fill("Klima i vaktrommet");
    // A wrong choice is no dead end: the form says what came of it, and takes another.
    await form.getByLabel("Merke og modell").fill("Abeeway Badge Tracker");
    await form.getByRole("button", { name: "Registrer enheten" }).click();
    await form.getByText("men meldingene lot seg ikke lese: Lot seg ikke dekode").waitFor();
    await form.getByLabel("Merke og modell").fill("elsys ers");
    await form.getByLabel("Bygg").selectOption({ label: "Solbakken sykehjem" });
    const rooms = form.getByLabel("Rom");
    await rooms.waitFor();
    const chosen = await rooms.locator("option").nth(1).getAttribute("value");
    if (chosen === null) throw new Error("the room has no id");
    await rooms.selectOption(chosen);
    await form.getByRole("button", { name: "Registrer enheten" }).click();

    await page
      .getByText("Klima i vaktrommet er registrert, og meldingene som ventet, er lest.")
      .waitFor({ timeout: 30_000 });
    await expect.poll(() => page.getByText(stranger, { exact: true }).count()).toBe(0);
    expect(await waiting()).not.toContain(stranger);

    const { items } = await demo.call<"GET /devices">("GET", `/devices?externalId=${stranger}`);
    expect(items).toMatchObject([
      { name: "Klima i vaktrommet", decoder: "elsys", model: "ERS", spaceId: chosen },
    ]);
    const points = await demo.call<"GET /points">("GET", `/points?deviceId=${items[0]?.id}`);
    expect(points.items.find(({ quantity }) => quantity === "temperature")?.present?.value).toBeGreaterThan(
      -40,
    );

    // It stands among the devices, heard, with its gateway.
    await page.getByText("Enheter", { exact: true }).click();
    await page.getByLabel("Søk etter enhet").fill(stranger);
    const row = page.locator("tbody tr").filter({ has: page.locator("a") });
    await expect.poll(() => row.count()).toBe(1);
    await expect.poll(() => row.textContent()).toContain("I orden");
    expect(await row.textContent()).toContain("7276ff002e0615a1");
    expect(complaints).toEqual([]);
    await close();
  });

  it("give an integrator live values, though the role may not see alarms", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto("/");
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("integrator");
    await page.getByText("Du prøver rollen Integrator").waitFor();
    await page.reload();
    await expect
      .poll(() => page.locator(".connection").getAttribute("data-state"), { timeout: 30_000 })
      .toBe("live");
    await close();
  });
});
