import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { RouteAnswer } from "@kontrollrom/contracts/routes.ts";
import type { APIRequestContext, Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { startPlatform } from "./demo.ts";

describe("signing in to a platform in production", () => {
  const adminKey = randomBytes(36).toString("base64");
  let platform: Awaited<ReturnType<typeof startPlatform>>;
  let browser: Browser;
  let folder: string;
  let asAdmin: APIRequestContext;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kontrollrom-certificate-"));
    const cert = join(folder, "cert.pem");
    const key = join(folder, "key.pem");
    const make = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    execFileSync("openssl", [...make, "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", cert], {
      stdio: "ignore",
    });
    [platform, browser] = await Promise.all([
      startPlatform({
        KR_MODE: "production",
        KR_ADMIN_TOKEN: adminKey,
        KR_TLS_CERT: cert,
        KR_TLS_KEY: key,
      }),
      launchBrowser(),
    ]);
    const context = await browser.newContext({
      baseURL: platform.url,
      ignoreHTTPSErrors: true,
      extraHTTPHeaders: { authorization: `Bearer ${adminKey}` },
    });
    asAdmin = context.request;
  });
  afterAll(async () => {
    await browser.close();
    await platform.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const signIn = async (page: Page, key: string) => {
    await page.getByLabel("Tilgangsnøkkel").fill(key);
    await page.getByRole("button", { name: "Logg inn" }).click();
  };
  const isLive = (page: Page) =>
    expect
      .poll(() => page.locator(".connection").getAttribute("data-state"), { timeout: 30_000 })
      .toBe("live");

  it.each(["light", "dark"] as const)("shows nothing but an accessible form in %s", async (theme) => {
    for (const width of [1440, 390]) {
      const { page, close } = await visit(browser, platform.url, {
        selfSigned: true,
        dark: theme === "dark",
        width,
      });
      await page.goto("/alarmer");
      await page.getByRole("heading", { name: "Logg inn", level: 1 }).waitFor();
      expect(await page.locator(".shell").count()).toBe(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await close();
    }
  });

  it("refuses a wrong key, takes a right one, keeps it out of the page's reach, and signs out", async () => {
    const { page, close } = await visit(browser, platform.url, { selfSigned: true });
    await page.goto("/alarmer");
    await signIn(page, "feil-nøkkel");
    await page.getByText("Nøkkelen ble ikke godtatt.").waitFor();
    await signIn(page, adminKey);
    await page.getByRole("heading", { name: "Alarmer", level: 1 }).waitFor();
    await isLive(page);
    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([{ httpOnly: true, secure: true, sameSite: "Strict" }]);
    expect(cookies[0]?.value).not.toContain(adminKey);
    expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain(adminKey);

    await page.reload();
    await isLive(page);
    await page.getByRole("button", { name: "Innstillinger" }).click();
    await page.getByRole("button", { name: "Logg ut" }).click();
    await page.getByRole("heading", { name: "Logg inn", level: 1 }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Logg inn", level: 1 }).waitFor();
    await close();
  });

  it("offers to sign in as soon as the key is revoked, and shows the next visitor nothing of before", async () => {
    const made = await asAdmin.post("/api/v1/keys", { data: { name: "Vaktrommet", role: "integrator" } });
    expect(made.status()).toBe(201);
    const { id, key } = (await made.json()) as RouteAnswer<"POST /keys">;
    const { page, close } = await visit(browser, platform.url, { selfSigned: true });
    await page.goto("/integrasjoner");
    await signIn(page, key);
    await page.getByRole("heading", { name: "Integrasjoner", level: 1 }).waitFor();
    // An integrator may not see alarms, and has live values all the same.
    await isLive(page);

    expect((await asAdmin.delete(`/api/v1/keys/${id}`)).status()).toBe(204);
    await page.getByRole("heading", { name: "Logg inn", level: 1 }).waitFor();
    await signIn(page, key);
    await page.getByText("Nøkkelen ble ikke godtatt.").waitFor();
    await signIn(page, adminKey);
    await isLive(page);
    await close();
  });
});
