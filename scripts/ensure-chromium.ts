import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const wellKnown = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Path of a Chromium for the browser tests, which are never skipped: `KR_CHROMIUM`, one on the machine, else one that is fetched now
 * (Playwright's own download, or `apt-get` as root on Debian) with a line that says so.
 * @throws Error that tells what to do when there is none and none can be had
 */
export async function ensureChromium(): Promise<string> {
  const wanted = process.env.KR_CHROMIUM;
  if (wanted !== undefined) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`KR_CHROMIUM=${wanted}: there is no such file; unset it to have one found or fetched`);
  }
  const found = [...wellKnown, chromium.executablePath()].find((path) => existsSync(path));
  if (found !== undefined) return found;

  process.stdout.write("No Chromium found: fetching Playwright's own for the browser tests …\n");
  const playwright = spawnSync("playwright-core", ["install", "--with-deps", "chromium"], {
    stdio: "inherit",
    timeout: 600_000,
  });
  if (playwright.status === 0 && existsSync(chromium.executablePath())) return chromium.executablePath();

  if (process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    process.stdout.write(
      "Playwright's download does not work here: installing Debian's chromium with apt-get …\n",
    );
    const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
      options,
    );
    const installed = wellKnown.find((path) => existsSync(path));
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "the browser tests need Chromium and none could be fetched: install it (Debian: apt-get install chromium) or set KR_CHROMIUM to its path",
  );
}
