import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo, until } from "./demo.ts";

describe("the pages of work orders", () => {
  let demo: Demo;
  let browser: Browser;
  let buildingId: string;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings?limit=100");
    buildingId = items.find(({ spaces }) => spaces > 0)?.id ?? "";
    await demo.call<"POST /checklist-templates">("POST", "/checklist-templates", {
      name: "Ventilasjon",
      items: [{ text: "Steng av vifta" }, { text: "Mål trykket", unit: "Pa" }],
    });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const order = (id: string) => demo.call<"GET /work-orders/{id}">("GET", `/work-orders/${id}`);
  const make = (title: string, fields: object = {}) =>
    demo.call<"POST /work-orders">("POST", "/work-orders", { title, buildingId, ...fields });
  async function faults(page: Page, part: string) {
    const { violations } = await new AxeBuilder({ page }).include(part).analyze();
    return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`);
  }

  it("make an order, and bring it through assignment, checklist and hours to done and closed", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer");
    await page.getByRole("button", { name: "Ny ordre" }).click();
    await page.getByRole("button", { name: "Opprett ordren" }).click();
    await page.getByText("Skriv kort hva som skal gjøres.").waitFor();
    await page.getByLabel("Hva skal gjøres?").fill("Bytte reim på vifte");
    await page.getByRole("dialog").getByLabel("Bygg", { exact: true }).selectOption(buildingId);
    await page.getByText("Melder, økonomi og sjekkliste").click();
    await page.getByLabel("Sjekkliste").selectOption({ label: "Ventilasjon" });
    expect(await faults(page, ".order-form")).toEqual([]);
    await page.getByRole("button", { name: "Opprett ordren" }).click();
    await page.getByRole("heading", { name: "Bytte reim på vifte" }).waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";

    await page.getByRole("button", { name: "Endre utfører" }).click();
    await page.getByLabel("Utfører", { exact: true }).last().fill("Kari");
    await page.getByRole("button", { name: "Lagre", exact: true }).click();
    await until(async () => (await order(id)).status === "assigned", 15_000);
    await page.getByRole("button", { name: "Bekreft mottatt" }).click();
    await page.getByRole("button", { name: "Start arbeidet" }).click();
    await until(async () => (await order(id)).status === "inProgress", 15_000);

    await page.getByLabel("Steng av vifta", { exact: true }).check();
    await until(async () => (await order(id)).checklist[0]?.doneAt !== undefined, 15_000);
    await page.getByLabel("Verdi for «Mål trykket»").fill("12,5");
    await page.getByLabel("Verdi for «Mål trykket»").press("Enter");
    await until(async () => (await order(id)).checklist[1]?.value === 12.5, 15_000);
    await page.getByRole("textbox", { name: "Timer", exact: true }).fill("1,5");
    await page.getByRole("button", { name: "Før timer" }).click();
    await until(async () => (await order(id)).actualHours === 1.5, 15_000);

    await page.getByRole("button", { name: "Meld utført" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Meld utført" }).click();
    await dialog.getByText("Skriv kort hva som ble gjort.").waitFor();
    await dialog.getByLabel("Hva ble gjort?").fill("Ny reim");
    await dialog.getByRole("button", { name: "Meld utført" }).click();
    await page.getByRole("button", { name: "Godkjenn" }).click();
    await page.getByRole("button", { name: "Lukk ordren" }).click();
    await page.getByText(/endret status fra godkjent til lukket/).waitFor();
    expect(await order(id)).toMatchObject({ status: "closed", action: "Ny reim", assignee: "Kari" });
    expect(await faults(page, ".orders")).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }, 240_000);

  it("show a tick at once, and take it back when it is refused", async () => {
    const made = await make("Sjekkprøve");
    await demo.call("POST", `/work-orders/${made.id}/checklist`, { items: [{ text: "Filter byttet" }] });
    const { page, close } = await visit(browser, demo.url);
    await page.goto(`/arbeidsordrer/${made.id}`);
    const box = page.getByLabel("Filter byttet", { exact: true });
    let answer = () => {};
    const asked = new Promise<void>((heard) => {
      void page.route("**/checklist/*", async (route) => {
        heard();
        await new Promise<void>((go) => {
          answer = go;
        });
        await route.fulfill({
          status: 409,
          contentType: "application/problem+json",
          body: JSON.stringify({ status: 409, code: "changed-meanwhile", detail: "Endret av Ola." }),
        });
      });
    });
    await box.check();
    await asked;
    expect(await box.isChecked()).toBe(true);
    answer();
    await page.getByText(/Endret av Ola\./).waitFor();
    await expect.poll(() => box.isChecked(), { timeout: 15_000 }).toBe(false);
    await page.unrouteAll();
    // Off and on again quicker than the server answers: the last one stands.
    await box.check();
    await box.uncheck();
    await box.check();
    await until(async () => {
      const [item] = (await order(made.id)).checklist;
      return item?.doneAt !== undefined && item.revision === 4;
    }, 15_000);
    expect(await box.isChecked()).toBe(true);
    await close();
  }, 120_000);

  it("move a card by the keyboard, and only to where it may go", async () => {
    const made = await make("Tavleprøve", { priority: 1 });
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer?visning=board&sok=Tavlepr");
    const menu = page.getByRole("button", { name: `Flytt ${made.number}` });
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Flytt til Pågår" }).waitFor();
    expect(await page.getByRole("button", { name: "Flytt til Godkjent" }).count()).toBe(0);
    await page.getByRole("button", { name: "Flytt til Pågår" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Pågår, 1 ordre" }).getByText("Tavleprøve").waitFor();
    expect((await order(made.id)).status).toBe("inProgress");
    // What is put on hold says why.
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Flytt til Venter" }).click();
    await page.getByLabel("Hva venter dere på?").fill("Deler");
    await page.getByRole("dialog").getByRole("button", { name: "Sett på vent" }).click();
    await until(async () => (await order(made.id)).comments[0]?.text === "Deler", 15_000);
    expect(await faults(page, ".board")).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it("plan an order anew in the calendar by the keyboard", async () => {
    const made = await make("Kalenderprøve", { plannedAt: new Date(2026, 5, 10, 9, 30).toISOString() });
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer?visning=calendar&dag=2026-06-10&sok=Kalenderpr");
    await page.locator(`[data-order="${made.number}"]`).focus();
    await page.keyboard.press("Alt+ArrowRight");
    await until(async () => (await order(made.id)).plannedAt?.startsWith("2026-06-11") === true, 15_000);
    await page.getByText(`${made.number} er planlagt 11.06.2026`).waitFor();
    expect(await faults(page, ".calendar")).toEqual([]);
    await page.locator(".calendar-head").getByText("Uke", { exact: true }).click();
    await page.getByRole("heading", { name: "Uke 24" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it("assign many at once", async () => {
    for (const title of ["Felles A", "Felles B"]) await make(title);
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer?sok=Felles");
    await page.getByText("2 ordrer").waitFor();
    await page.getByLabel("Velg alle som er lastet").check();
    await page.getByRole("button", { name: "Tildel", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Utfører", { exact: true }).fill("Drift nord");
    await page.getByRole("button", { name: "Utfør", exact: true }).click();
    await page.getByText("2 ordrer er endret").waitFor();
    const { items } = await demo.call<"GET /work-orders">("GET", "/work-orders?assignee=Drift%20nord");
    expect(items.map(({ title }) => title).sort()).toEqual(["Felles A", "Felles B"]);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it("have a plan make an order", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer/planer");
    await page.getByRole("button", { name: "Ny plan" }).click();
    await page.getByLabel("Navn på planen").fill("Ukentlig runde");
    await page.getByLabel("Hva skal gjøres (ordrens tittel)").fill("Gå runde");
    await page.getByLabel("mandag").check();
    await page.getByText("Hver uke på mandag innen kl. 15.00").waitFor();
    expect(await faults(page, ".list-detail")).toEqual([]);
    await page.getByRole("button", { name: "Lagre planen" }).click();
    await page.getByRole("heading", { name: "Rundene så langt" }).waitFor();
    await page.getByRole("link", { name: "Åpne ordren" }).first().click();
    await page.getByRole("heading", { name: "Gå runde" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it("show a contractor their own orders and nothing else", async () => {
    const mine = await make("Entreprenørens", {
      assignee: "Nordmøre Ventilasjon AS",
      assigneeKind: "contractor",
    });
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer");
    await page.getByText("Entreprenørens").waitFor();
    await page.request.post("/api/v1/session", {
      data: { role: "contractor" },
      headers: { origin: demo.url },
    });
    await page.goto(`/arbeidsordrer/${mine.id}`);
    await page.getByRole("button", { name: "Bekreft mottatt" }).waitFor();
    expect(await page.getByRole("button", { name: "Endre utfører" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Ny ordre" }).count()).toBe(0);
    await page.getByText("1 ordre", { exact: true }).waitFor();
    // They are led nowhere else, and nothing is asked for that they may not have.
    expect(await page.locator(".rail a").allTextContents()).toEqual(["Arbeidsordrer"]);
    await page.goto("/");
    await page.waitForURL("**/arbeidsordrer");
    await page.getByText("1 ordre", { exact: true }).waitFor();
    await page.goto("/register");
    await page.getByText("Du har ikke tilgang til dette").waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it("scroll through a long list with no more than a screenful drawn", async () => {
    // What is drawn is bound by the screen, not by how many there are.
    await Promise.all(Array.from({ length: 300 }, (_, index) => make(`Mange ${index}`)));
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer?sok=Mange");
    await page.getByText("300 ordrer").waitFor();
    // Which of them comes last is chance, since they were made at the same time: all are to be met on the way down.
    const list = page.locator(".orders-main");
    const met = new Set<string>();
    await until(async () => {
      const drawn = await page.locator(".order-line-title").allTextContents();
      expect(drawn.length).toBeLessThan(80);
      for (const title of drawn) met.add(title);
      await list.evaluate((element) => element.scrollBy({ top: element.clientHeight }));
      return met.size === 300;
    }, 60_000);
    expect(complaints).toEqual([]);
    await close();
  }, 240_000);

  it.each([
    ["/arbeidsordrer", ".orders"],
    ["/arbeidsordrer?visning=board", ".orders"],
    ["/arbeidsordrer?visning=calendar", ".orders"],
    ["/arbeidsordrer/planer", ".list-detail"],
    ["/innstillinger/arbeidsordrer", ".order-settings"],
    ["/innstillinger/arbeidsordrer?del=labels", ".order-settings"],
    ["/innstillinger/arbeidsordrer?del=webhooks", ".order-settings"],
  ])(
    "fit a phone, in the dark, without fault: %s",
    async (path, part) => {
      const { page, complaints, close } = await visit(browser, demo.url, {
        width: 360,
        height: 800,
        dark: true,
      });
      await page.goto(path);
      await page.locator(part).waitFor();
      await page.waitForLoadState("networkidle");
      expect(await faults(page, part)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(complaints).toEqual([]);
      await close();
    },
    120_000,
  );
});
