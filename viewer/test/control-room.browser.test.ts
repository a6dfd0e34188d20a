import type { Building, Space } from "@kontrollrom/contracts/building.ts";
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colourAt, launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

describe("the control room", () => {
  let demo: Demo;
  let browser: Browser;
  let building: Building;
  let room: Space;
  const device = "viewer-test-co2";

  /** A reading of the test's own sensor, at the moment it is sent. */
  const measure = (co2: number) =>
    demo.call<"POST /ingest/{format}">("POST", "/ingest/json", {
      time: new Date().toISOString(),
      device,
      values: [{ quantity: "co2", value: co2 }],
    });

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    const found = items.find(({ name }) => name === "Solbakken sykehjem");
    if (found === undefined) throw new Error("the demo has no Solbakken sykehjem");
    building = found;
    const [spaces, storeys, points] = await Promise.all([
      demo.call<"GET /buildings/{id}/spaces">("GET", `/buildings/${building.id}/spaces`),
      demo.call<"GET /buildings/{id}/storeys">("GET", `/buildings/${building.id}/storeys`),
      demo.call<"GET /points">("GET", `/points?buildingId=${building.id}&limit=1000`),
    ]);
    // A bedroom under the roof without a CO₂ sensor: in sight from above, and its colour is the test's alone.
    const top = storeys.items.at(-1)?.id;
    const free = spaces.items.find(
      (space) =>
        space.storeyId === top &&
        space.name.startsWith("Beboerrom") &&
        !points.items.some(({ spaceId, quantity }) => spaceId === space.id && quantity === "co2"),
    );
    if (free === undefined) throw new Error("every bedroom of the top storey has a CO₂ sensor");
    room = free;
    await demo.call<"POST /devices">("POST", "/devices", {
      externalId: device,
      name: "Prøvesensor",
      spaceId: room.id,
      points: ["co2"],
    });
    await demo.call<"POST /rules">("POST", "/rules", {
      name: "Prøveregel",
      scope: { quantity: "co2", spaceIds: [room.id] },
      condition: { kind: "threshold", direction: "above", setpoint: 1300 },
      priority: 1,
      advice: "Åpne vinduet.",
      createsWorkOrder: true,
    });
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it("shows a room change colour, takes the acknowledgement, and closes the work order", async () => {
    // A large screen, as on a wall: the room is large enough for its colour to be told from its outline.
    const { page, complaints, close } = await visit(browser, demo.url, { width: 2200, height: 1300 });
    await measure(420);
    await page.goto(`/?bygg=${building.id}&rom=${room.id}&lag=co2`);
    await expect
      .poll(() => page.locator(".connection").getAttribute("data-state"), { timeout: 30_000 })
      .toBe("live");
    const label = page.locator(".scene-label-box");
    await expect.poll(() => words(label), { timeout: 30_000 }).toContain("420 ppm");

    // The label stands over the middle of the room's top, wherever that is while the page is still being laid out.
    const colour = async () => {
      const mark = await page.locator(".scene-label").boundingBox();
      return mark === null ? [] : colourAt(page, Math.round(mark.x), Math.round(mark.y) + 9);
    };
    await expect.poll(colour, { timeout: 30_000 }).toSatisfy(isNear([70, 12, 94]));

    await measure(1550);
    await expect.poll(() => words(label)).toContain("1 550 ppm");
    await expect.poll(colour, { timeout: 30_000 }).toSatisfy(isNear([236, 229, 27]));
    const reading = page.locator(".point-row", { hasText: "CO₂" }).locator("[data-point]");
    await expect.poll(() => words(reading)).toBe("1 550 ppm");

    // The alarm comes by itself; the plan and the list show it too.
    const row = page.locator(".column .alarm-row", { hasText: room.number }).first();
    await expect
      .poll(() => row.locator(".alarm-what").textContent())
      .toContain("CO₂ over 1\u00a0300\u00a0ppm");
    await page.getByText("Plan", { exact: true }).click();
    const shape = page.locator(`.plan-room[data-space="${room.id}"]`);
    await expect.poll(() => shape.getAttribute("aria-selected")).toBe("true");
    await expect.poll(() => shape.getAttribute("aria-label")).toMatch(/1\s550\sppm/);
    expect(new URL(page.url()).searchParams.get("visning")).toBe("plan");

    // By keyboard alone: to the row, and K.
    await row.locator(".alarm-main").focus();
    await page.keyboard.press("k");
    await expect.poll(() => row.getAttribute("data-state")).toBe("acknowledged");
    const alarms = (await demo.call<"GET /alarms">("GET", `/alarms?spaceId=${room.id}`)).items;
    expect(alarms.map(({ state }) => state)).toEqual(["acknowledged"]);

    // The order that the alarm made, closed where it stands in the list.
    const order = page.locator(".column .order-row", { hasText: room.number });
    await order.waitFor();
    for (const status of ["Pågår", "Utført", "Lukket"]) {
      const choice = order.locator("select");
      await choice.selectOption({ label: status });
      if (status !== "Lukket") {
        await expect.poll(() => choice.locator("option:checked").textContent()).toBe(status);
        await expect.poll(() => choice.isEnabled()).toBe(true);
      }
    }
    await expect.poll(() => order.count()).toBe(0);
    const orders = (await demo.call<"GET /work-orders">("GET", `/work-orders?spaceId=${room.id}`)).items;
    expect(orders.map(({ status }) => status)).toEqual(["closed"]);
    expect(complaints).toEqual([]);
    await close();
  });

  it("shows the plan with a notice where the browser has no WebGL", async () => {
    const { page, close } = await visit(browser, demo.url, { webGl: false });
    await page.goto(`/?bygg=${building.id}`);
    await page.getByText("Nettleseren kan ikke vise 3D nå").waitFor();
    await page.locator(".plan-room").first().waitFor();
    await close();
  });

  it("selects the same room in the list, and keeps the view in the address", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto(`/?bygg=${building.id}&visning=list`);
    const row = page.locator(`tr[data-space="${room.id}"]`);
    await row.getByRole("button").click();
    await page
      .getByRole("complementary", { name: "Rom" })
      .getByRole("heading", { name: room.name })
      .waitFor();
    expect(new URL(page.url()).searchParams.get("rom")).toBe(room.id);
    await page.reload();
    await page
      .getByRole("complementary", { name: "Rom" })
      .getByRole("heading", { name: room.name })
      .waitFor();
    await expect.poll(() => row.getAttribute("data-selected")).toBe("true");
    await page.goBack();
    await expect.poll(() => page.getByRole("complementary", { name: "Rom" }).count()).toBe(0);
    await close();
  });

  it("goes on after a break without losing an event", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto("/arbeidsordrer");
    await expect
      .poll(() => page.locator(".connection").getAttribute("data-state"), { timeout: 30_000 })
      .toBe("live");
    await page.context().setOffline(true);
    await expect
      .poll(() => page.locator(".connection").getAttribute("data-state"), { timeout: 90_000 })
      .not.toBe("live");
    await demo.call<"POST /work-orders">("POST", "/work-orders", { title: "Laget mens siden var borte" });
    await page.context().setOffline(false);
    await page.getByText("Laget mens siden var borte").waitFor({ timeout: 60_000 });
    await close();
  });

  it("speaks English when asked, and lets a demo visitor try another role", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto("/alarmer");
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Språk").selectOption("en");
    await page.getByRole("heading", { name: "Alarms", level: 1 }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.getByLabel("Role").selectOption("reader");
    await page.getByText("You are trying the role Reader").waitFor();
    await expect.poll(() => page.getByRole("button", { name: /^Acknowledge/ }).count()).toBe(0);
    await close();
  });
});

/** What an element says, with plain spaces for the ones that do not break. */
const words = async (locator: Locator) => (await locator.textContent())?.replaceAll(/\s/g, " ");

/** Whether a colour on the screen is the one of the scale: the walls before it are translucent, so not to the digit. */
function isNear(expected: readonly [number, number, number]) {
  return (colour: readonly number[]) =>
    expected.every((part, i) => Math.abs(part - (colour[i] ?? Infinity)) < 45);
}
