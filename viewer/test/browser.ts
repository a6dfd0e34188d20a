import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Software WebGL, and no talk with the network on its own account. */
const flags = [
  "--headless=new",
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-dev-shm-usage",
];

/** `more`: flags of one test alone. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.KR_CHROMIUM ?? "/usr/bin/chromium",
    args: [...flags, ...more],
  });
}

export interface Visit {
  readonly page: Page;
  /** What the page complained about: errors in the console, faults, refused calls. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly webGl?: boolean;
  /** With the service worker. Without it a test sees each request as the page makes it. */
  readonly offline?: boolean;
  /** The server's certificate is its own. */
  readonly selfSigned?: boolean;
}

/** A visitor with a window and a colour scheme of their own. */
export async function visit(browser: Browser, baseUrl: string, options: VisitOptions = {}): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark === true ? "dark" : "light",
    reducedMotion: "reduce",
    ignoreHTTPSErrors: options.selfSigned === true,
    serviceWorkers: options.offline === true ? "allow" : "block",
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
  });
  if (options.webGl === false) {
    await context.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
  }
  // The map's tiles are of the network, which no test may need: none come, unless a test says otherwise.
  await context.route("https://cache.kartverket.no/**", (route) => route.fulfill({ status: 204 }));
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** The colour that most of a small square has on the screen: what a person would say it is. */
export async function colourAt(page: Page, x: number, y: number): Promise<readonly [number, number, number]> {
  const side = 15;
  const png = await page.screenshot({
    clip: { x: x - side / 2, y: y - side / 2, width: side, height: side },
  });
  return page.evaluate(
    async ({ bytes, side }) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
      const context = new OffscreenCanvas(side, side).getContext("2d");
      if (context === null) throw new Error("no 2D canvas");
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, side, side);
      const counts = new Map<string, { count: number; colour: readonly [number, number, number] }>();
      for (let i = 0; i < data.length; i += 4) {
        const colour = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0] as const;
        const key = colour.join();
        counts.set(key, { colour, count: (counts.get(key)?.count ?? 0) + 1 });
      }
      const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
      return most?.colour ?? ([0, 0, 0] as const);
    },
    { bytes: [...png], side },
  );
}
