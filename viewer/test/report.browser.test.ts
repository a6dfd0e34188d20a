import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./accessibility.ts";
import { launchBrowser, visit } from "./browser.ts";
import { startPlatform, until } from "./demo.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

describe("reporting a fault from a label", () => {
  let platform: Awaited<ReturnType<typeof startPlatform>>;
  let browser: Browser;
  let token: string;
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${platform.url}/api/v1${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json() as Promise<{ items: { token: string; id: string; title: string }[] }>;
  };

  beforeAll(async () => {
    [platform, browser] = await Promise.all([startPlatform(), launchBrowser()]);
    await until(async () => (await call("GET", "/buildings")).items.length > 0, 120_000);
    const [building] = (await call("GET", "/buildings")).items;
    const [label] = (await call("POST", "/report-places", { buildingId: building?.id })).items;
    token = label?.token ?? "";
  });
  afterAll(async () => {
    await browser.close();
    await platform.stop();
  });

  it.each([
    ["light", 390],
    ["dark", 320],
  ] as const)("takes text and a photo, and shows how far it has come (%s, %i px)", async (theme, width) => {
    const { page, complaints, close } = await visit(browser, platform.url, {
      width,
      height: 844,
      dark: theme === "dark",
    });
    await page.goto(`/meld/${token}`);
    await page.getByRole("heading", { name: "Meld en feil" }).waitFor();
    const clean = async () => {
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    };
    await clean();
    await page.getByRole("button", { name: "Send melding" }).click();
    await page.getByText("Skriv kort hva som er galt.").waitFor();
    await page.getByLabel("Beskriv kort").fill("Lyset blinker");
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "lys.png", mimeType: "image/png", buffer: png });
    await page.getByRole("button", { name: "Send melding" }).click();
    await page.getByRole("heading", { name: /^Melding AO-/ }).waitFor();
    await page.waitForURL(/\/sak\/[\w-]{43}$/);
    await clean();
    await page.getByLabel("Skriv her").fill("Det er verst om morgenen");
    await page.getByRole("button", { name: "Legg til" }).click();
    await page.getByText("Det er verst om morgenen").last().waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: /^Report AO-/ }).waitFor();
    // The link alone leads back, in a browser that knows nobody.
    await page.reload();
    await page.getByText("Lyset blinker").waitFor();
    expect(complaints).toEqual([]);
    const { items } = await call("GET", "/work-orders?search=Lyset");
    expect(items[0]?.title).toContain("Lyset blinker");
    await close();
  });

  it("says so when the label is not in use", async () => {
    const { page, close } = await visit(browser, platform.url, { width: 390 });
    await page.goto("/meld/abcdefgh2345");
    await page.getByText("Denne koden er ikke i bruk").waitFor();
    await close();
  });
});
