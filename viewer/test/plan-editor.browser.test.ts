import type { Building, Storey, Xy } from "@kontrollrom/contracts/building.ts";
import type { Drawing, DrawingRoom } from "@kontrollrom/contracts/drawing.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./accessibility.ts";
import { colourAt, launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

describe("the plan editor", () => {
  let demo: Demo;
  let browser: Browser;
  let building: Building;
  let storey: Storey;
  let path: string;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings?limit=1000");
    const found = items.find(({ name }) => name === "Havnsund skole");
    if (found === undefined) throw new Error("the demo has no school");
    building = found;
    const storeys = await demo.call<"GET /buildings/{id}/storeys">(
      "GET",
      `/buildings/${building.id}/storeys`,
    );
    const [first] = storeys.items.toSorted((a, b) => a.elevation - b.elevation);
    if (first === undefined) throw new Error("the school has no storey");
    storey = first;
    path = `/?bygg=${building.id}&etasje=${storey.id}&rediger=plan`;
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const drawing = (): Promise<Drawing> =>
    demo.call<"GET /storeys/{id}/drawing">("GET", `/storeys/${storey.id}/drawing`);
  const roomOf = async (number: string): Promise<DrawingRoom> => {
    const room = (await drawing()).rooms.find((one) => one.number === number);
    if (room === undefined) throw new Error(`there is no room ${number}`);
    return room;
  };

  async function open(options: Parameters<typeof visit>[2] = {}) {
    const visited = await visit(browser, demo.url, options);
    await visited.page.goto(path);
    await visited.page.locator(".editor-room").first().waitFor();
    return visited;
  }
  const tool = (page: Page, name: string) => page.locator(".editor-tools button", { hasText: name }).click();
  /** Chooses a room in the list and says where it lies on the screen. */
  async function choose(page: Page, number: string) {
    await page.locator(".editor-rooms button", { has: page.locator(`b:text-is("${number}")`) }).click();
    const box = await page.locator(".editor-room[data-selected] .editor-room-fill").boundingBox();
    if (box === null) throw new Error(`room ${number} is not to be seen`);
    return box;
  }
  async function pull(page: Page, from: Xy, to: Xy) {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 6 });
    await page.mouse.up();
  }
  /** Waits until what was done stands in the list of the room, with this area. */
  const listed = (page: Page, number: string) =>
    page.locator(".editor-rooms button", { has: page.locator(`b:text-is("${number}")`) });
  const saved = async (page: Page) => {
    await page.getByRole("button", { name: "Lagre", exact: true }).click();
    await page.locator(".notice", { hasText: "lagret" }).waitFor();
  };
  const axe = async (page: Page) => {
    expect(await violations(page)).toEqual([]);
  };

  it("divides a room, moves the new wall and draws a room by hand; saves all of it, and takes it back", async () => {
    const { page, complaints, close } = await open();
    const before = await drawing();
    const corridor = await roomOf("1.035");
    await tool(page, "Del rom");
    const box = await choose(page, "1.035");
    const middle = box.x + box.width / 2;
    await page.mouse.click(middle, box.y + 1);
    await page.mouse.move(middle, box.y + box.height - 1, { steps: 4 });
    await page.mouse.click(middle, box.y + box.height - 1);
    await listed(page, "1.035B").waitFor();

    await tool(page, "Flytt vegg");
    const part = await choose(page, "1.035B");
    const east = part.x < middle - 5 ? part.x + part.width : part.x;
    const out = part.x < middle - 5 ? 40 : -40;
    await page.mouse.move(east, part.y + part.height / 2);
    await page.mouse.down();
    await page.mouse.move(east + out, part.y + part.height / 2, { steps: 6 });
    // The figures follow the hand before it lets go.
    await page.locator(".editor-edge-held").waitFor({ state: "attached" });
    await page.locator(".editor-length", { hasText: "+" }).waitFor();
    await page.mouse.up();
    await page.getByRole("tab", { name: "Historikk" }).click();
    await page.getByText(/Vegg i 1\.035B flyttet \+/).waitFor();
    await page.getByRole("tab", { name: "Arbeid" }).click();

    await tool(page, "Tegn rom");
    const canvas = await page.locator(".editor-canvas").boundingBox();
    if (canvas === null) throw new Error("no canvas");
    await pull(page, [canvas.x + 60, canvas.y + 40], [canvas.x + 160, canvas.y + 110]);
    await page.locator(".editor-figures td[data-changed]").first().waitFor();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+y");
    expect((await drawing()).revision, "nothing is the building's before it is saved").toBe(before.revision);
    await saved(page);

    const after = await drawing();
    expect(after.rooms.length).toBe(before.rooms.length + 2);
    const parts = after.rooms.filter(({ number }) => number.startsWith("1.035"));
    expect(parts.map(({ number }) => number).sort()).toEqual(["1.035", "1.035B"]);
    const total = parts.reduce((sum, { area }) => sum + area, 0);
    expect(total).toBeLessThan(corridor.area);
    expect(total).toBeGreaterThan(corridor.area - 1);

    await page.getByRole("tab", { name: "Historikk" }).click();
    await page.getByRole("button", { name: "Angre siste lagring" }).click();
    await page.getByText("Angret endring").first().waitFor();
    const undone = await drawing();
    expect(undone.rooms.length).toBe(before.rooms.length);
    expect(undone.net).toBeCloseTo(before.net, 3);
    expect(complaints).toEqual([]);
    await close();
  });

  it("moves a wall exactly by keyboard, and says why it cannot be moved further", async () => {
    const { page, close } = await open();
    const was = await roomOf("1.031");
    await choose(page, "1.031");
    await page.locator(".editor-canvas svg").first().focus();
    await page.keyboard.press("f");
    const walls = page.getByLabel("Vegg i rom 1.031");
    const east = await walls.locator("option", { hasText: "Østvegg" }).first().getAttribute("value");
    await walls.selectOption(east);
    const field = page.getByLabel("Flytt, meter (utover er pluss)");
    await field.fill("-900");
    await page.getByText("Veggen ville passert neste hjørne. Flytt den mindre.").waitFor();
    await field.fill("-0,5");
    await field.press("Enter");
    await page.getByRole("button", { name: "Forkast" }).waitFor();
    await page.keyboard.press("Control+s");
    await page.locator(".notice", { hasText: "lagret" }).waitFor();
    const now = await roomOf("1.031");
    const depth =
      Math.max(...(was.polygon[0] ?? []).map(([, y]) => y)) -
      Math.min(...(was.polygon[0] ?? []).map(([, y]) => y));
    expect(was.area - now.area).toBeCloseTo(0.5 * depth, 1);
    await close();
  });

  it("keeps one's own work when somebody else saved first, and puts it on top of theirs", async () => {
    const { page, close } = await open();
    await choose(page, "1.006");
    await page.getByLabel("Navn", { exact: true }).fill("Musikkrom");
    await page.getByRole("button", { name: "Bruk nummer og navn" }).click();
    await listed(page, "1.006").getByText("Musikkrom").waitFor();

    const { revision } = await drawing();
    const other = await roomOf("1.008");
    await demo.call<"POST /storeys/{id}/drawing/commands">("POST", `/storeys/${storey.id}/drawing/commands`, {
      revision,
      commands: [{ kind: "rename", roomId: other.spaceId, name: "Formingsrom" }],
    });
    await page.getByRole("button", { name: "Lagre", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1.008 endret").waitFor();
    await dialog.getByText("1 av 1 av endringene dine passer").waitFor();
    await axe(page);
    await dialog.getByRole("button", { name: "Legg mine endringer oppå" }).click();
    await saved(page);
    expect((await roomOf("1.006")).name).toBe("Musikkrom");
    expect((await roomOf("1.008")).name).toBe("Formingsrom");
    await close();
  });

  it("hangs a sensor in a room, and asks before work is left", async () => {
    const { page, close } = await open();
    const room = await roomOf("1.033");
    await tool(page, "Plasser sensor");
    const device = page.locator('.editor-section[aria-label="Sensorer"] .editor-rooms button').first();
    const name = (await device.locator("span").first().textContent()) ?? "";
    await device.click();
    const label = await page.locator(`.editor-room[data-space="${room.spaceId}"]`).boundingBox();
    if (label === null) throw new Error("the room is not to be seen");
    await page.mouse.click(label.x + label.width / 2, label.y + label.height * 0.3);
    await page.locator(".rail").getByRole("link", { name: "Alarmer" }).click();
    const dialog = page.getByRole("dialog", { includeHidden: false });
    await dialog.getByText("Du har endringer som ikke er lagret").waitFor();
    await dialog.getByRole("button", { name: "Lagre og gå" }).click();
    await page.waitForURL("**/alarmer");
    const { items } = await demo.call<"GET /devices">("GET", `/devices?spaceId=${room.spaceId}&limit=100`);
    expect(items.map((one) => one.name)).toContain(name);
    await close();
  });

  it("divides the storey into fire compartments, and shows them in the plan in their colours", async () => {
    const { page, complaints, close } = await open();
    await tool(page, "Områder");
    await page.getByRole("button", { name: "Nytt lag" }).click();
    await page.getByRole("button", { name: "Lag", exact: true }).click();
    await page.locator(".editor-areas button").first().click();
    await page.getByLabel("Brannmotstand, som EI 60").fill("EI 60");
    await page.getByLabel("Brannmotstand, som EI 60").press("Enter");
    for (const number of ["1.001", "1.034"]) await choose(page, number);
    await saved(page);
    await page.getByText(/Ikke med i noe område/).waitFor();
    const { items } = await demo.call<"GET /buildings/{id}/area-layers">(
      "GET",
      `/buildings/${building.id}/area-layers`,
    );
    const layer = await demo.call<"GET /area-layers/{id}">("GET", `/area-layers/${items[0]?.id}`);
    expect(layer.areas[0]).toMatchObject({ rooms: 2, properties: { fireClass: "EI 60" } });

    await page.goto(`/?bygg=${building.id}&etasje=${storey.id}&visning=plan`);
    await page.locator(".plan-room").first().waitFor();
    await page.locator(".picture-layers label", { hasText: "Brannceller" }).click();
    await page.locator(".area-legend li").first().waitFor();
    const room = await roomOf("1.001");
    const box = await page.locator(`.plan-room[data-space="${room.spaceId}"]`).boundingBox();
    if (box === null) throw new Error("the room is not to be seen");
    expect(await colourAt(page, box.x + box.width * 0.3, box.y + box.height * 0.7)).toEqual([230, 159, 0]);
    expect(new URL(page.url()).searchParams.get("omrader")).toBe(layer.id);
    expect(complaints).toEqual([]);
    await close();
  });

  it("is not for those who may not change the register", async () => {
    const { page, close } = await visit(browser, demo.url);
    await page.goto(`/?bygg=${building.id}&etasje=${storey.id}&visning=plan`);
    await page.getByRole("link", { name: "Rediger plan" }).waitFor();
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("operator");
    await page.keyboard.press("Escape");
    await page.locator(".plan-room").first().waitFor();
    await page.getByRole("link", { name: "Rediger plan" }).waitFor({ state: "detached" });
    await page.goto(path);
    await page.locator(".empty-state").waitFor();
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("administrator");
    await close();
  });

  for (const theme of ["light", "dark"] as const)
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const)
      it(`is accessible in ${theme} at ${width} pixels`, async () => {
        const { page, complaints, close } = await open({ width, height, dark: theme === "dark" });
        await choose(page, "1.001");
        await axe(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(complaints).toEqual([]);
        await close();
      });
});
