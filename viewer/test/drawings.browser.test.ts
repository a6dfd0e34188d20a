import { readFile } from "node:fs/promises";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { Underlay } from "@kontrollrom/contracts/exchange.ts";
import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Groups, line, rectangle, smallDxf, text } from "../../twin/test/small-dxf.ts";
import { violations } from "./accessibility.ts";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

/** Three rooms and a corridor; the last room has no number. */
function oldSchool(): string {
  const entities: Groups[] = [4000, 5000, 3500].flatMap((width, i) => {
    const x = [0, 4100, 9200][i] ?? 0;
    return [
      rectangle("A-ROM", x, 0, width, 5000),
      ...(i < 2
        ? [text("A-TEKST", x + 500, 2500, `10${i + 1}`), text("A-TEKST", x + 500, 2000, "Klasserom")]
        : []),
    ];
  });
  return smallDxf({
    insUnits: 4,
    entities: [
      ...entities,
      rectangle("A-ROM", 0, 5100, 12_700, 2200),
      text("A-TEKST", 500, 6000, "100"),
      text("A-TEKST", 500, 5500, "Korridor"),
      line("A-VEGG", 0, 0, 12_700, 0),
      rectangle("A-MØBEL", 500, 500, 600, 600),
    ],
  });
}

describe("drawings in and out", () => {
  let demo: Demo;
  let browser: Browser;
  let empty: Building;
  let school: Building;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    empty = await demo.call<"POST /buildings">("POST", "/buildings", { name: "Gamle skolen" });
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings?limit=100");
    const drawn = items.find(({ storeys }) => storeys > 1);
    if (drawn === undefined) throw new Error("the demo has no building of several storeys");
    school = drawn;
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  async function axe(page: Page) {
    expect(await violations(page)).toEqual([]);
  }
  async function asManager(page: Page) {
    await page.goto("/");
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("property-manager");
    // The page is made anew for the role.
    await page.getByText("Du prøver rollen Eiendomsforvalter").waitFor();
    await page.keyboard.press("Escape");
  }
  async function contents(download: Download): Promise<string> {
    return readFile(await download.path(), "latin1");
  }

  it("make a storey of a DXF: layers, scale, storey, a look at the rooms, and the import", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await asManager(page);
    await page.goto(`/integrasjoner/drawings?bygg=${empty.id}`);
    expect(await page.getByLabel("Bygget det gjelder").inputValue()).toBe(empty.id);
    const file = (content: string) => ({ name: "plan 1.dxf", mimeType: "", buffer: Buffer.from(content) });
    const chooser = page.locator(".dxf input[type=file]");
    await chooser.setInputFiles(file("<html>"));
    await page.locator(".dxf .ds-alert[data-color=danger]").waitFor();
    expect(complaints.splice(0).join(" ")).toContain("422");

    await chooser.setInputFiles(file(oldSchool()));
    await page.getByRole("img", { name: "Laget A-ROM" }).waitFor();
    expect(await page.getByLabel("Hva er laget A-ROM?").inputValue()).toBe("rooms");
    expect(await page.getByLabel("Hva er laget A-VEGG?").inputValue()).toBe("walls");
    expect(await page.getByLabel("Hva er laget A-MØBEL?").inputValue()).toBe("none");
    await page.getByText("Tegningen er 12,7 × 7,3 m.").waitFor();
    await page.getByText("4 rom, 90,4 m²").waitFor();
    await page.getByText("1 rom har ikke noe nummer inni seg.").waitFor();
    await page.getByRole("row", { name: "101 Klasserom 20,0" }).waitFor();
    await axe(page);

    await page.getByLabel("Én tegneenhet er").selectOption("centimetre");
    await page.getByText("4 rom, 9 044,0 m²").waitFor();
    await page.getByLabel("Én tegneenhet er").selectOption("millimetre");
    await page.getByText("4 rom, 90,4 m²").waitFor();
    await page.getByLabel("Hva er laget A-ROM?").selectOption("none");
    await page.getByText("Velg minst ett lag som rom.").waitFor();
    await page.getByLabel("Hva er laget A-ROM?").selectOption("rooms");

    const button = page.getByRole("button", { name: "Importer 4 rom" });
    await page.getByText("4 rom, 90,4 m²").waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel("Navn på etasjen").fill("1. etasje");
    await button.click();
    await page.getByText("I bygget nå: etasjer 1, rom 4.").waitFor();
    await page.getByRole("link", { name: "Vis plantegningen" }).click();
    await page.locator(".plan svg").getByText("101", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it("go out from the plan as DXF, PDF and IFC, and say why where they cannot", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await asManager(page);
    await page.goto(`/?bygg=${school.id}&visning=plan`);
    await page.getByRole("button", { name: "Last ned tegning" }).click();
    const dialog = page.getByRole("dialog");
    const get = async (): Promise<Download> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog.getByRole("button", { name: "Last ned", exact: true }).click(),
      ]);
      return download;
    };
    await axe(page);
    expect((await contents(await get())).slice(0, 5)).toBe("%PDF-");
    // 106 metres do not fit on A0 at 1:50.
    await dialog.getByLabel("Målestokk", { exact: true }).selectOption("50");
    await dialog.getByRole("button", { name: "Last ned", exact: true }).click();
    await dialog.getByText(/does not fit on A0/).waitFor();
    expect(complaints.splice(0).join(" ")).toContain("422");
    await dialog.getByLabel("Målestokk", { exact: true }).selectOption("200");
    const fine = await get();
    expect(fine.suggestedFilename()).toMatch(/\.pdf$/);
    await dialog.getByRole("radio", { name: "DXF" }).check();
    const dxf = await get();
    expect(dxf.suggestedFilename()).toContain(school.name);
    expect(await contents(dxf)).toContain("A-ROM");
    await dialog.getByRole("radio", { name: "IFC for hele bygget" }).check();
    const ifc = await get();
    expect(await contents(ifc)).toMatch(/^ISO-10303-21;/);
    expect(await contents(ifc)).toContain("IFCSENSOR");
    await dialog.getByText(/Enheter: [1-9]/).waitFor();
    expect(complaints).toEqual([]);

    await page.goto(`/register/bygg/${empty.id}`);
    await page.getByRole("button", { name: "Last ned tegning" }).click();
    await dialog.getByRole("radio", { name: "IFC for hele bygget" }).check();
    await dialog.getByRole("button", { name: "Last ned", exact: true }).click();
    await dialog.getByText(/no IFC/).waitFor();
    await close();
  });

  it("lay a page of a PDF under a plan, by two points with a known distance", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await asManager(page);
    const [storey] = (
      await demo.call<"GET /buildings/{id}/storeys">("GET", `/buildings/${school.id}/storeys`)
    ).items;
    const pdf = await page.request.get(`/api/v1/storeys/${storey?.id}/export/pdf`);
    await page.goto("/integrasjoner/drawings");
    await page.getByLabel("Bygget det gjelder").selectOption(school.id);
    await page.locator(".exchange").getByText("Skannet plan", { exact: true }).click();
    await page.getByLabel("Etasje", { exact: true }).selectOption(storey?.id ?? "");
    const chooser = page.locator(".calibrate input[type=file]");
    await chooser.setInputFiles({
      name: "skann.png",
      mimeType: "image/png",
      buffer: Buffer.from("no image"),
    });
    await page.locator(".calibrate .ds-alert[data-color=danger]").waitFor();
    expect(complaints.splice(0).join(" ")).toContain("422");
    await chooser.setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: await pdf.body() });

    const image = page.getByRole("group", { name: "Skannet plan med punktene A og B" });
    await image.waitFor();
    const box = await image.boundingBox();
    if (box === null) throw new Error("no picture");
    await page.mouse.click(box.x + box.width * 0.2, box.y + box.height * 0.5);
    await page.mouse.click(box.x + box.width * 0.8, box.y + box.height * 0.5);
    const a = page.getByRole("button", { name: /^Punkt A/ });
    const before = await page.getByLabel("A, x i piksler").inputValue();
    await a.focus();
    await page.keyboard.press("Shift+ArrowRight");
    expect(Number(await page.getByLabel("A, x i piksler").inputValue())).toBe(Number(before) + 10);
    await page.getByLabel("Avstand A–B, meter").fill("24.5");
    await page.getByLabel("A ligger mot øst, meter").fill("2");
    await axe(page);
    await page.locator(".calibrate").getByRole("button", { name: "Lagre", exact: true }).click();
    await page.getByText("Den skannede planen er lagret.").waitFor();
    const kept = await demo.call<"GET /storeys/{id}/underlay">("GET", `/storeys/${storey?.id}/underlay`);
    expect(kept satisfies Underlay).toMatchObject({
      name: "plan.pdf",
      calibration: {
        distance: 24.5,
        at: [2, expect.any(Number)],
        a: [Number(before) + 10, expect.any(Number)],
      },
    });
    expect(kept.width).toBeGreaterThan(1000);

    await page.goto(`/?bygg=${school.id}&etasje=${storey?.id}&visning=plan`);
    await page.getByRole("button", { name: "Skannet plan" }).click();
    const href = await page.locator(".plan svg image").getAttribute("href");
    expect((await page.request.get(href ?? "")).headers()["content-type"]).toBe("image/png");
    expect(complaints).toEqual([]);
    await close();
  });
});
