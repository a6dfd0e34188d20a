import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

const first =
  "function decodeUplink(input) { return { data: { temperature: input.bytes[0] / 5, twist: input.bytes[1] } }; }";
const better = first.replace("/ 5", "/ 10");
const device = "a81758fffe00c0de";

describe("decoders of others", () => {
  let demo: Demo;
  let browser: Browser;
  let folder: string;
  const fileOf = async (name: string, source: string) => {
    const path = join(folder, name);
    await writeFile(path, source);
    return path;
  };
  const send = (minute: number, bytes: number[]) =>
    demo.call<"POST /ingest/{format}">("POST", "/ingest/chirpstack-v4", {
      deviceInfo: { devEui: device },
      time: new Date(Date.now() - 3_600_000 + minute * 60_000).toISOString(),
      fPort: 2,
      data: Buffer.from(bytes).toString("base64"),
    });
  let deviceId = "";
  const temperature = async () =>
    (await demo.call<"GET /points">("GET", `/points?deviceId=${deviceId}`)).items.find(
      ({ quantity }) => quantity === "temperature",
    )?.present?.value;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kr-codecs-"));
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("are tried out, saved, bettered, rolled back, and what was kept is read again", async () => {
    const { page, complaints, close } = await visit(browser, demo.url);
    await page.goto("/integrasjoner/codecs");
    await page.getByText("Ingen dekodere er lastet opp").waitFor();

    // From a file, tried out before it is saved.
    await page.getByLabel("Velg en dekoder (.js)").setInputFiles(await fileOf("snoft-t1.js", first));
    await page.getByRole("button", { name: "Dekod", exact: true }).click();
    await page.getByText("Skriv byte som par av heksadesimale siffer.").waitFor();
    await page.getByLabel("Innhold (heksadesimalt)").fill("C8 2A");
    await page.getByLabel("Port (fPort)").fill("2");
    await page.getByRole("button", { name: "Dekod", exact: true }).click();
    await page.getByRole("row", { name: /Temperatur 40,0 °C/ }).waitFor();
    await page.getByText("Ett felt blir ikke lagret").waitFor();
    await page.getByLabel("Merke (valgfritt)").fill("Snøft");
    await page.getByLabel("Modell (valgfritt)").fill("T1");
    const { violations } = await new AxeBuilder({ page }).include(".codecs").analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([]);
    await page.getByRole("button", { name: "Lagre dekoderen" }).click();
    await page.getByRole("heading", { name: "snoft-t1", exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/integrasjoner/codecs/snoft-t1");

    const registered = await demo.call<"POST /devices">("POST", "/devices", {
      externalId: device,
      name: "Rom med fremmed dekoder",
      decoder: "codec:snoft-t1",
    });
    deviceId = registered.id;
    for (let i = 0; i < 5; i++) await send(i, [200 + i, 7]);
    expect(await temperature()).toBe(40.8);

    // A better version, and the offer to read what was kept.
    await page.getByLabel("Ny versjon fra fil").setInputFiles(await fileOf("bedre.js", better));
    await page.getByText("5 lagrede meldinger fra 1 enheter ble lest på den gamle måten.").waitFor();
    await page.getByRole("button", { name: "Les dem på nytt" }).click();
    await page.getByText(/5 meldinger: 0 nye målinger, 5 rettet, 0 uendret/).waitFor();
    expect(await temperature()).toBe(20.4);

    // A field that nothing took gets its meaning.
    await page.reload();
    await page.getByLabel("twist er").selectOption({ label: "Luftfuktighet" });
    await page.getByRole("button", { name: "Ta med twist" }).click();
    await page.getByText("Versjon 3 er i bruk.").waitFor();
    await page.getByRole("button", { name: "Ikke nå" }).click();

    await page.getByRole("button", { name: "Bruk versjon 1" }).click();
    await page.getByText("Versjon 1 er i bruk.").waitFor();
    await send(10, [210, 7]);
    expect(await temperature()).toBe(42);
    expect(complaints).toEqual([]);
    await close();
  });

  it("fit a phone, light and dark, and are read only by those who may", async () => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await visit(browser, demo.url, { width: 360, height: 780, dark });
      await page.goto("/integrasjoner/codecs/snoft-t1");
      await page.getByRole("heading", { name: "snoft-t1", exact: true }).waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).include(".codecs").analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    }
    const { page, close } = await visit(browser, demo.url);
    await page.goto("/integrasjoner/codecs/snoft-t1");
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByLabel("Rolle").selectOption("property-manager");
    await page.getByText("Du prøver rollen Eiendomsforvalter").waitFor();
    await page.getByRole("heading", { name: "snoft-t1", exact: true }).waitFor();
    await expect.poll(() => page.getByRole("button", { name: /^Bruk versjon/ }).count()).toBe(0);
    await page.getByLabel("Rolle").selectOption("operator");
    await expect.poll(() => page.getByText("Dekodere", { exact: true }).count()).toBe(0);
    await close();
  });
});
