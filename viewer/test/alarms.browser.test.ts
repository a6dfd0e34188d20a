import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./accessibility.ts";
import { expectLooksRight, windows } from "./appearance.ts";
import { launchBrowser, visit } from "./browser.ts";
import { startPlatform, until } from "./demo.ts";

let platform: Awaited<ReturnType<typeof startPlatform>>;
let browser: Browser;

async function call<T = { id: string }>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${platform.url}/api/v1${path}`, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
const states = async () =>
  (await call<{ items: { state: string }[] }>("GET", "/alarms?limit=100")).items.map(({ state }) => state);

beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform({ KR_DEMO_RATE: "0" }), launchBrowser()]);
  const school = await call("POST", "/buildings", { name: "Prøvebygget" });
  await call("POST", "/rules", {
    name: "CO2 over grensen i prøvebygget",
    scope: { quantity: "co2", buildingIds: [school.id] },
    condition: { kind: "threshold", direction: "above", setpoint: 1000 },
    priority: 2,
    advice: "Luft ut, og se etter ventilasjonen.",
  });
  for (const number of [1, 2, 3, 4]) {
    await call("POST", "/devices", {
      externalId: `prove-${number}`,
      name: `CO2 prøve ${number}`,
      buildingId: school.id,
    });
    for (const value of [500, 1200 + number])
      await call("POST", "/ingest/json", {
        time: new Date(Date.now() - (value === 500 ? 60_000 : 0)).toISOString(),
        device: `prove-${number}`,
        values: [{ quantity: "co2", value }],
      });
  }
  await until(
    async () => (await states()).filter((state) => state === "unacknowledged").length === 4,
    60_000,
  );
  const kari = await call("POST", "/on-call/people", {
    name: "Kari Vakt",
    email: "kari@kommune.example",
    certified: true,
  });
  const group = await call("POST", "/on-call/groups", {
    name: "Driftsvakta",
    shifts: [{ schedule: { days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "00:00" }, personIds: [kari.id] }],
  });
  await call("POST", "/on-call/chains", {
    name: "Kritiske alarmer",
    priorities: [1],
    steps: [{ afterMinutes: 0, to: { kind: "group", groupId: group.id, channels: ["email"] } }],
  });
  await call("POST", "/on-call/webhooks", { name: "Driftssentralen", url: "https://drift.example/varsel" });
  await call("POST", "/service-modes", {
    subject: { kind: "building", id: (await call("POST", "/buildings", { name: "Lageret" })).id },
    reason: "Filterbytte",
    minutes: 240,
  });
  await call("POST", "/notices/test", { personId: kari.id, channel: "email" });
}, 300_000);
afterAll(async () => {
  await browser.close();
  await platform.stop();
});

const shots = [
  { name: "alarm-groups", path: "/alarmer?samle=cause", ready: ".alarm-group" },
  { name: "alarm-statistics", path: "/alarmer/statistikk?dager=1", ready: ".load-bar" },
  { name: "on-call", path: "/innstillinger/vakt", ready: ".detail-card" },
  { name: "on-call-people", path: "/innstillinger/vakt?del=people", ready: ".detail-card" },
  { name: "on-call-chains", path: "/innstillinger/vakt?del=chains", ready: ".detail-card" },
  { name: "on-call-systems", path: "/innstillinger/vakt?del=systems", ready: ".on-call-ways" },
  { name: "on-call-health", path: "/innstillinger/vakt?del=health", ready: "fieldset" },
  { name: "alarm-service", path: "/alarmer?vis=service", ready: ".service-modes li" },
  { name: "on-call-log", path: "/innstillinger/vakt?del=log", ready: "table" },
] as const;

describe.each(shots)("$name", (shot) => {
  it.each(windows)("looks right and is accessible in a $named window, light and dark", async (window) => {
    const visitor = await visit(browser, platform.url);
    await expectLooksRight(visitor, shot, window);
    await visitor.close();
  });
});

describe("the alarm list", () => {
  it("shelves an alarm with a reason, and finds it among what is set aside", async () => {
    const { page, close } = await visit(browser, platform.url);
    await page.goto("/alarmer");
    const row = page.locator("[data-alarm]").first();
    await row.focus();
    await page.keyboard.press("v");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Hvorfor?").fill("Maler i rommet");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Legg på vent" }).click();
    await until(async () => (await states()).includes("shelved"), 20_000);
    await dialog.waitFor({ state: "hidden" });
    await page.goto("/alarmer?vis=aside");
    await page.getByText("Maler i rommet").first().waitFor();
    expect(await page.locator(".alarm-row").count()).toBe(1);
    await close();
  });

  it("acknowledges all that stand with two keys", async () => {
    const { page, close } = await visit(browser, platform.url);
    await page.goto("/alarmer");
    await page.locator("[data-alarm]").first().focus();
    await page.keyboard.press("a");
    await page.keyboard.press("k");
    await until(async () => !(await states()).includes("unacknowledged"), 20_000);
    expect((await states()).toSorted()).toEqual(["acknowledged", "acknowledged", "acknowledged", "shelved"]);
    await close();
  });

  it("takes an alarm off the shelf, and it is what it was", async () => {
    const { page, close } = await visit(browser, platform.url);
    await page.goto("/alarmer?vis=aside");
    await page.locator("[data-alarm]").first().click();
    await page.getByRole("button", { name: "Ta av vent" }).click();
    await until(async () => (await states()).includes("unacknowledged"), 20_000);
    await close();
  });
});

it("an on-call group is made in the browser", async () => {
  const { page, close } = await visit(browser, platform.url);
  await page.goto("/innstillinger/vakt");
  await page.getByRole("button", { name: "Ny vaktgruppe" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Navn").fill("Helgevakta");
  await dialog.getByLabel("Kari Vakt").check();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Lagre" }).click();
  await page.getByRole("heading", { name: "Helgevakta" }).waitFor();
  await page.getByText("På vakt nå: Kari Vakt").nth(1).waitFor();
  await close();
});

describe("a rule that tells too much", () => {
  it("is opened at its trial from the figures, and its own words are shown as they will read", async () => {
    const { page, close } = await visit(browser, platform.url);
    await page.goto("/alarmer/statistikk?dager=1");
    await page.getByRole("link", { name: "Prøv en annen grense" }).first().click();
    await page.waitForURL(/\/regler\/.+prov=historikk/);
    await page.locator(".rule-try").waitFor();
    await expect
      .poll(() =>
        page.locator(".rule-try").evaluate((panel) => {
          const { top, bottom } = panel.getBoundingClientRect();
          return top < innerHeight && bottom > 0;
        }),
      )
      .toBe(true);
    await page.getByLabel("Tekst i arbeidsordre og varsel").fill("{{value}} i {{building}}, over {{limit}}");
    await page.getByText(/^Slik blir det: 1\s20\d\sppm i Prøvebygget, over 1\s000\sppm$/).waitFor();
    expect(await violations(page)).toEqual([]);
    await close();
  });
});

describe("an alarm whose order somebody has taken", () => {
  it("is set aside with the order's number, and comes forward when the order is closed", async () => {
    const rule = await call("POST", "/rules", {
      name: "For kaldt",
      scope: { quantity: "temperature", deviceNameContains: "kjølerom" },
      condition: { kind: "threshold", direction: "above", setpoint: 8 },
      text: "Kjølerommet er {{value}}, grensen er {{limit}}",
      createsWorkOrder: true,
      priority: 1,
    });
    await call("POST", "/devices", { externalId: "kjol-1", name: "Føler kjølerom" });
    for (const value of [4, 11.5])
      await call("POST", "/ingest/json", {
        time: new Date(Date.now() - (value === 4 ? 60_000 : 0)).toISOString(),
        device: "kjol-1",
        values: [{ quantity: "temperature", value }],
      });
    const found = () =>
      call<{ items: { id: string; state: string; workOrderId: string }[] }>(
        "GET",
        `/alarms?ruleId=${rule.id}`,
      );
    await until(async () => (await found()).items.length === 1, 30_000);
    const [alarm] = (await found()).items;
    const order = await call<{ number: string; title: string }>("GET", `/work-orders/${alarm?.workOrderId}`);
    expect(order.title.replaceAll(/\s/g, " ")).toBe("Kjølerommet er 11,5 °C, grensen er 8 °C");
    const { page, close } = await visit(browser, platform.url);
    await page.goto("/alarmer");
    await page.getByText("Kjølerommet er 11,5 °C, grensen er 8,0 °C").waitFor();
    await call("PATCH", `/work-orders/${alarm?.workOrderId}`, { assignee: "Kari" });
    await page.getByText("Kjølerommet er 11,5").waitFor({ state: "hidden" });
    await page.goto("/alarmer?vis=aside");
    await page.getByText(`Arbeidsordre ${order.number}`).waitFor();
    await call("PATCH", `/work-orders/${alarm?.workOrderId}`, { status: "closed" });
    await page.getByText(`Arbeidsordre ${order.number}`).waitFor({ state: "hidden" });
    await page.goto("/alarmer");
    await page.getByText("Kjølerommet er 11,5").waitFor();
    await close();
  });
});

describe("service mode", () => {
  it("is begun with a reason and an end, sets its alarms aside, and is ended", async () => {
    const { page, close } = await visit(browser, platform.url);
    await page.goto("/alarmer?vis=service");
    await page.getByRole("button", { name: "Sett i service" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Bygg").selectOption({ label: "Prøvebygget" });
    await dialog.getByLabel("Hva").selectOption("building");
    await dialog.getByLabel("Hvorfor?").fill("Ventilasjonen byttes");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Sett i service" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Ventilasjonen byttes").waitFor();
    await page.goto("/alarmer?vis=aside");
    await page.getByRole("link", { name: "2 i service" }).waitFor();
    expect(await page.getByText("Ventilasjonen byttes").count()).toBe(4);
    await page.goto("/alarmer?vis=service");
    await page.getByRole("button", { name: "Avslutt service: Prøvebygget" }).click();
    await page.getByText("Ventilasjonen byttes").waitFor({ state: "hidden" });
    await until(async () => !(await states()).includes("suppressedByDesign"), 20_000);
    await close();
  });
});

it("a system that is told is added in the browser, and its secret is shown once", async () => {
  const { page, close } = await visit(browser, platform.url);
  await page.goto("/innstillinger/vakt?del=systems");
  await page.getByRole("button", { name: "Nytt system" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Navn").fill("Vaktsentralen");
  await dialog.getByLabel("Adresse").fill("https://vakt.example/kr");
  await dialog.getByRole("button", { name: "Lagre" }).click();
  expect((await dialog.locator("code").textContent())?.length).toBeGreaterThan(20);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Jeg har tatt vare på den" }).click();
  await page.getByRole("heading", { name: "Vaktsentralen" }).waitFor();
  expect(await page.locator("code").count()).toBe(0);
  await page.getByRole("button", { name: "Send prøvevarsel: Vaktsentralen" }).click();
  await page.goto("/innstillinger/vakt?del=log");
  await page.getByRole("cell", { name: "Vaktsentralen" }).waitFor();
  await close();
});

it("buildings about health are chosen in the browser, and remembered", async () => {
  const { page, close } = await visit(browser, platform.url);
  await page.goto("/innstillinger/vakt?del=health");
  await page.getByText("Kan få helsealarmer nå: Kari Vakt").waitFor();
  await page.getByLabel("Lageret").check();
  await until(
    async () =>
      (await call<{ healthBuildingIds: string[] }>("GET", "/on-call/settings")).healthBuildingIds.length ===
      1,
    20_000,
  );
  await page.reload();
  expect(await page.getByLabel("Lageret").isChecked()).toBe(true);
  await close();
});
